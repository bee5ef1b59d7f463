"""Dependencies of outputs: named parts of the site (`claim cost`, `every source`), each with a digest.

A page names the parts that it is planned with, and notes those that its prose turns out to refer to. As long as every
one of them has the digest that it had, the page is what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sourcebook.core.cache.digests import MISSING, digest
from sourcebook.model import SourceLocation

if TYPE_CHECKING:
    from sourcebook.render.site_index import SiteIndex
    from sourcebook.render.theme.templates import TemplateEnvironment

T = TypeVar("T")
RECORDS = {"claim": "claim", "source": "source", "reference": "source", "person": "person", "briefing": "briefing",
           "head": "briefing"}  # fmt: skip
"""Kinds of pieces that are written in one place, and the kinds of records that they are."""
CHANGING = b"changing"
"""Digest of a file that changed between two charts that read it."""


class DependencyDigests:
    """The pieces of one site by name: a kind, and what it is called, as `claim cost` or `every source`.

    Args:
        index: the records.
        templates: the templates, and what every page shows around its own matter.
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
        self._known: dict[str, bytes] = {}
        self._reads: dict[str, bytes] = {}
        self._plain: Mapping[str, Callable[[], object]] = {
            "settings": lambda: (config, site.style),
            "frame": lambda: templates.frame_values,
            "date": lambda: as_of,
            "script": lambda: "",
            "facets": lambda: index.facets,
            "faults": lambda: sorted((kind, sorted(names)) for kind, names in site.invalid_ids.items()),
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
            "briefing": index.by_slug.get,
            "head": index.summaries.get,
            "text": index.texts.get,
            "material": index.figure_inputs.get,
            "topic": index.topic_by_slug.get,
            "address": index.addresses.get,
            "picture": index.images.get,
            "template": templates.templates.get,
            "setting": lambda name: getattr(config, name),
            "choices": lambda field: _choices(index, *field.split(" ")),
        }

    def with_text(self, index: SiteIndex, path: str) -> DependencyDigests:
        """The pieces of the same site, but for the text of one content file.

        Args:
            index: with that text.
            path: of the file.
        """
        other = DependencyDigests(index, self._templates, self._as_of, self._file_digest)
        changed = (f"text {path}", f"file {path}")
        other._known = {name: known for name, known in self._known.items() if name not in changed}
        return other

    def add_reads(self, reads: Mapping[str, bytes]) -> None:
        """Take the digests of files as charts read them, by content path; a file that changes later is then noticed."""
        for path, read in reads.items():
            known = self._reads.setdefault(path, read)
            self._known[f"file {path}"] = read if read == known else CHANGING

    def of(self, name: str) -> bytes:
        """The digest of a piece."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._made(name)
        return known

    @property
    def settings(self) -> list[str]:
        """Names of the pieces that are one setting each."""
        return [f"setting {name}" for name in self._index.site.config.__struct_fields__]

    def parts(self, name: str) -> Sequence[str]:
        """Names of the pieces that a piece is made of, as far as they have names."""
        index = self._index
        kind, _, called = name.partition(" ")
        if name == "settings":
            return self.settings
        if kind == "every":
            everything: Mapping[str, Mapping[str, object]] = {
                "claim": index.claim_by_id, "source": index.source_by_id, "person": index.person_by_id,
                "briefing": index.by_slug,
            }  # fmt: skip
            return [f"{called} {one}" for one in everything.get(called, ())]
        parts: Sequence[str] = getattr(self._named[kind](called) if kind in self._named else None, "parts", ())
        return parts

    def location(self, name: str) -> SourceLocation | None:
        """Where a piece is written; None for what is written in many places, or nowhere."""
        kind, _, called = name.partition(" ")
        if kind in RECORDS:
            found = self._index.site.location(RECORDS[kind], called)
            return None if found == SourceLocation(called) else found
        if kind in ("text", "file"):
            return SourceLocation(called)
        return self._index.site.location("site", "site.yaml", called) if kind == "setting" else None

    def _made(self, name: str) -> bytes:
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
