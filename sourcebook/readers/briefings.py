"""Read briefings: a Markdown file alone, or a bundle with claims, data, charts and other files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from zoneinfo import ZoneInfo

from sourcebook.core.text.dates import first_moment
from sourcebook.core.text.slugs import slug
from sourcebook.model import VEGA_LITE_SUFFIXES, Briefing, BriefingFrontMatter, Claim, SiteConfig, SourceLocation
from sourcebook.model.custom_fields import custom_fields, extended_record_type
from sourcebook.readers.bundle_tables import read_bundle_tables
from sourcebook.readers.bundles import FOLDER, Bundles
from sourcebook.readers.context import ReadContext
from sourcebook.readers.decoding.front_matter import name_of
from sourcebook.readers.formats import YAML
from sourcebook.readers.markdown_file import read_markdown
from sourcebook.readers.records import read_file
from sourcebook.readers.static_files import NOT_COPIED, copy_file
from sourcebook.readers.unrecorded_reads import may_read_unrecorded

UNREADABLE = BriefingFrontMatter(title="?", date="0001")
"""In the place of front matter that could not be read: text and charts are checked all the same."""
BUNDLE_ONLY = ("claims.yaml", "claims.yml", "charts.py")
"""Files that mean something only in a bundle."""


class BriefingReader:
    """Reads the briefings of a site.

    Args:
        context: of the reading.
        config: the settings, with the custom fields of claims.
    """

    def __init__(self, context: ReadContext, config: SiteConfig) -> None:
        self._context = context
        self._bundles = Bundles(context.paths)
        self._claim_type = extended_record_type(Claim, custom_fields(config, "claims"))
        self._fields = repr(config.fields)
        self._language = config.language
        self._zone = ZoneInfo(config.timezone)

    def briefings(self) -> tuple[Briefing, ...]:
        """Return all briefings, the newest first."""
        found = [one for path in self._context.paths if (one := self._briefing(path)) is not None]
        found.sort(key=lambda one: one.slug)
        found.sort(key=lambda one: first_moment(one.front.date, self._zone), reverse=True)
        self._report_missing_index()
        self._copy_files_beside()
        return tuple(found)

    @cached_property
    def has_unrecorded_reads(self) -> bool:
        """Whether a chart may read any file of the content without a record of it."""
        charts = [path for path in self._context.paths if path.startswith(FOLDER) and path.endswith("/charts.py")]
        return bool(charts) and may_read_unrecorded(charts, self._code)

    def _briefing(self, path: str) -> Briefing | None:
        if not path.startswith(FOLDER) or not path.endswith(".md"):
            return None
        bundle = self._bundles.bundle_of(path)
        if bundle and path != f"{bundle}/index.md":
            return None
        file = read_markdown(self._context, path, BriefingFrontMatter)
        if file is None:
            return None
        front = file.parsed.front or UNREADABLE
        name = slug(front.slug or name_of(path))
        if not self._context.register_id("briefing", name, SourceLocation(path)):
            return None
        locations = {"": SourceLocation(path), **file.parsed.locations}
        self._context.locations["briefing", name] = locations
        claims, files = self._claims(bundle), self._bundles.files(bundle)
        tables = read_bundle_tables(self._context, f"{bundle}/data/", files, front.tables, locations)
        for one in files:
            copy_file(self._context, one, f"briefings/{name}/{one.removeprefix(f'{bundle}/')}")
        charts = f"{bundle}/charts.py" if f"{bundle}/charts.py" in files else ""
        has_figures = charts or tables.frames or any(one.endswith(VEGA_LITE_SUFFIXES) for one in files)
        return Briefing(
            slug=name,
            path=path,
            front=front,
            body=file.body,
            body_line=file.parsed.body_line,
            claims=claims,
            tables=tables.frames,
            written=tables.written,
            charts=charts,
            files=tuple(one.removeprefix(f"{bundle}/") for one in files),
            figure_inputs_digest=self._figure_inputs_digest(bundle) if has_figures else "",
        )

    def _claims(self, bundle: str) -> tuple[Claim, ...]:
        paths = [f"{bundle}/claims{suffix}" for suffix in YAML]
        files = [path for path in paths if path in self._bundles.files(bundle)]
        return tuple(
            claim
            for path in files
            for _, claim in read_file(self._context, "claim", path, self._claim_type, self._fields, self._language)
        )

    def _figure_inputs_digest(self, bundle: str) -> str:
        """Return the digest of what figures of a bundle are drawn from: its data files, and the code of the site.

        Files that the code of a chart opens besides these are recorded when it runs. Where that cannot be recorded,
        all files of the content are inputs.
        """
        inputs = [
            path
            for path in self._bundles.files(bundle)
            if path.endswith(VEGA_LITE_SUFFIXES) or not path.endswith(NOT_COPIED)
        ]
        digests = {path: self._context.folder.digest(path) for path in inputs}
        return _digest(digests | {"": self._code_digest.encode(), "*": self._content_digest.encode()})

    @cached_property
    def _code_digest(self) -> str:
        """The digest of all code that a chart can import."""
        return _digest(self._code)

    @cached_property
    def _content_digest(self) -> str:
        """The digest of all files of the content if charts may read them unrecorded, else empty."""
        if not self.has_unrecorded_reads:
            return ""
        return _digest({path: self._context.folder.digest(path) for path in self._context.paths})

    @cached_property
    def _code(self) -> dict[str, bytes]:
        """All code that a chart can import, by path: in the content folder and beside it."""
        folder = self._context.folder
        inside = {path: folder.read(path) for path in self._context.paths if path.endswith(".py")}
        return inside | {f"../{name}": data for name, data in folder.code_beside().items()}

    def _copy_files_beside(self) -> None:
        """Copy the files beside briefings without a bundle, such as images, to the same place on the site."""
        for path in self._context.paths:
            if path.startswith(FOLDER) and not self._bundles.bundle_of(path):
                copy_file(self._context, path, path)

    def _report_missing_index(self) -> None:
        """Report files that belong into a bundle and are in a folder without index.md."""
        hint = "write one, or rename the file that should be it"
        for path in self._context.paths:
            name = path.rpartition("/")[2]
            if path.startswith(FOLDER) and name in BUNDLE_ONLY and not self._bundles.bundle_of(path):
                message = f"{name} without an index.md beside it"
                self._context.report("missing-file", message, SourceLocation(path), hint)


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        digest.update(f"{path} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()
