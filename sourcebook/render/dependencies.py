"""Dependencies of outputs: named parts of the site (`claim cost`, `every source`), each with a digest.

A page declares the dependencies that are known when it is planned; others are discovered while it is rendered. As long
as the digests of all of them are unchanged, the page is unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from sourcebook.charts.jobs.result import merge_reads
from sourcebook.core.cache.digests import MISSING, digest
from sourcebook.model import SourceLocation

if TYPE_CHECKING:
    from sourcebook.render.site_index import SiteIndex
    from sourcebook.render.theme.templates import TemplateEnvironment

RECORDS = {"claim": "claim", "source": "source", "reference": "source", "person": "person", "briefing": "briefing",
           "summary": "briefing"}  # fmt: skip
"""Kinds of dependencies that are one record, and the kind of that record."""


class DependencyDigests:
    """Digests of the dependencies of one site, by name: a kind and an id, as `claim cost` or `every source`.

    Args:
        index: of the site.
        templates: templates and the frame of pages.
        as_of: the build's date, YYYY-MM-DD.
        file_digest: digest of a content file, by content path.
    """

    def __init__(
        self, index: SiteIndex, templates: TemplateEnvironment, as_of: str, file_digest: Callable[[str], bytes]
    ) -> None:
        site = index.site
        config = msgspec.structs.replace(site.config, checks={}, publish={}, compress=())
        self._index = index
        self._templates = templates
        self._as_of = as_of
        self._file_digest = file_digest
        self._digests: dict[str, bytes] = {}
        self._chart_reads: dict[str, bytes] = {}
        self._plain: Mapping[str, Callable[[], object]] = {
            "settings": lambda: (config, site.style),
            "frame": lambda: templates.frame_values,
            "date": lambda: as_of,
            "script": lambda: "",
            "facets": lambda: index.facets,
            "invalid-records": lambda: sorted((kind, sorted(names)) for kind, names in site.invalid_ids.items()),
            "every claim": lambda: index.claims,
            "every source": lambda: index.sources,
            "every person": lambda: index.people,
            "every briefing": lambda: index.briefings,
            "every address": lambda: sorted(index.addresses.items()),
        }
        self._named: Mapping[str, Callable[[str], object]] = {
            "claim": index.claim_by_id.get,
            "source": index.source_by_id.get,
            "reference": index.reference,
            "person": index.person_by_id.get,
            "briefing": index.briefing_view_by_slug.get,
            "summary": index.summaries.get,
            "text": index.texts.get,
            "files": index.figure_inputs.get,
            "topic": index.topic_by_slug.get,
            "address": index.addresses.get,
            "picture": index.images.get,
            "template": templates.templates.get,
            "setting": lambda name: getattr(config, name),
            "choices": lambda field: _choices(index, *field.split(" ")),
        }

    def with_text(self, index: SiteIndex, path: str) -> DependencyDigests:
        """Return the digests of the same site with another text of one content file.

        Args:
            index: with that text.
            path: of the file.
        """
        other = DependencyDigests(index, self._templates, self._as_of, self._file_digest)
        changed = (f"text {path}", f"file {path}")
        other._digests = {name: known for name, known in self._digests.items() if name not in changed}
        return other

    def add_reads(self, reads: Mapping[str, bytes]) -> None:
        """Set the digests of files to those that charts read, by content path, so that a later change is noticed."""
        self._chart_reads = merge_reads(self._chart_reads, reads)
        self._digests |= {f"file {path}": self._chart_reads[path] for path in reads}

    def of(self, name: str) -> bytes:
        """Return the digest of a dependency."""
        known = self._digests.get(name)
        if known is None:
            known = self._digests[name] = self._compute(name)
        return known

    @property
    def settings(self) -> list[str]:
        """Names of the dependencies that are one setting each."""
        return [f"setting {name}" for name in self._index.site.config.__struct_fields__]

    def parts(self, name: str) -> Sequence[str]:
        """Return the names of the parts of a dependency, as far as they have names."""
        index = self._index
        kind, _, called = name.partition(" ")
        if name == "settings":
            return self.settings
        if kind == "every":
            everything: Mapping[str, Mapping[str, object]] = {
                "claim": index.claim_by_id, "source": index.source_by_id, "person": index.person_by_id,
                "briefing": index.briefing_view_by_slug,
            }  # fmt: skip
            return [f"{called} {one}" for one in everything.get(called, ())]
        parts: Sequence[str] = getattr(self._named[kind](called) if kind in self._named else None, "parts", ())
        return parts

    def location(self, name: str) -> SourceLocation | None:
        """Return the location of a dependency; None if it has none, or several."""
        kind, _, called = name.partition(" ")
        if kind in RECORDS:
            found = self._index.site.location(RECORDS[kind], called)
            return None if found == SourceLocation(called) else found
        if kind in ("text", "file"):
            return SourceLocation(called)
        return self._index.site.location("site", "site.yaml", called) if kind == "setting" else None

    def _compute(self, name: str) -> bytes:
        plain = self._plain.get(name)
        if plain is not None:
            return digest(plain())
        kind, _, called = name.partition(" ")
        if kind == "file":
            return self._file_digest(called)
        found = self._named[kind](called)
        return MISSING if found is None else digest(found)


def _choices(index: SiteIndex, kind: str, name: str) -> object:
    field = index.fields[kind].get(name)
    return (field.type, sorted(field.choices)) if field else None
