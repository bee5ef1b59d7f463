"""A content folder to a Site: every file read once, records of all files merged, problems collected."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from sourcebook.citations import CITATION_STYLES
from sourcebook.core.cache.memo import NO_MEMO, FileChangedError, NullMemo, RoundMemo
from sourcebook.core.errors import SourcebookError
from sourcebook.core.filesystem import ContentFolder
from sourcebook.core.images import SUFFIXES, ImageError, measure_image
from sourcebook.core.text.dates import first_day
from sourcebook.core.text.slugs import slug
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import (
    FATAL,
    VEGA_LITE_SUFFIXES,
    Briefing,
    BriefingFrontMatter,
    Claim,
    Claimant,
    ContentRecord,
    Finding,
    ImageInfo,
    Level,
    MarkdownBody,
    Page,
    PageFrontMatter,
    RecordLocations,
    Site,
    SiteConfig,
    Source,
    SourceLocation,
    TableOptions,
)
from sourcebook.model.custom_fields import custom_fields, declaration_problems, extended_record_type
from sourcebook.model.site_paths import RESERVED
from sourcebook.query.fields import claim_fields, source_fields
from sourcebook.readers import citation_style
from sourcebook.readers.formats import bibtex, csl_json
from sourcebook.readers.formats.front_matter import name_of, split_front_matter
from sourcebook.readers.formats.utf8_text import decode
from sourcebook.readers.formats.yaml_records import ParsedEntry, RecordDecoder
from sourcebook.readers.tables import MAX_BYTES, QUERIES, TEXT, DataFile, Read, read_tables, suffix

YAML = (".yaml", ".yml")
NOT_COPIED = (*YAML, ".md", ".py", ".csl")
T = TypeVar("T")
F = TypeVar("F", bound=BriefingFrontMatter | PageFrontMatter)
R = TypeVar("R", bound=ContentRecord)


class ParsedMarkdown(msgspec.Struct, Generic[F], frozen=True, array_like=True):
    """What a Markdown file says before its text."""

    front: F | None
    size: int
    """Characters of the text."""
    digest: bytes
    """Digest of the text."""
    body_line: int
    """The line of the file that it starts on."""
    places: dict[str, SourceLocation]
    findings: list[Finding]


class ParsedImage(msgspec.Struct, frozen=True, array_like=True):
    """What an image is."""

    picture: ImageInfo | None
    findings: list[Finding]


class ParsedRecords(msgspec.Struct, Generic[R], frozen=True, array_like=True):
    """The records of a file."""

    entries: list[ParsedEntry[R]]
    findings: list[Finding]


def read_site(root: Path, drafts: bool = False, memo: NullMemo = NO_MEMO) -> tuple[Site, list[Finding]]:
    """Read a content folder.

    Args:
        root: the folder, with `site.yaml` in it.
        drafts: whether briefings and pages marked as drafts are read too.
        memo: holds what files were parsed into; one whose bytes are the same is not parsed again.

    Returns:
        The site as far as it could be read, and what is wrong with its files.

    Raises:
        SourcebookError: when there is no such folder.
    """
    reader = SiteReader(root, drafts, memo)
    return reader.site(), reader.findings


def reread_body(root: Path, path: str, memo: RoundMemo) -> MarkdownBody | None:
    """The text that a Markdown file has now, when nothing else in it is another than when it was read last; else None.

    Args:
        root: the content folder.
        path: of the file.
        memo: holds what was read last, and will hold what is read now.

    Raises:
        OSError: when the file cannot be read.
    """
    before, text = memo.last_parse(path), decode(path, ContentFolder(root).read(path))
    if not isinstance(before, ParsedMarkdown) or before.front is None or isinstance(text, Finding):
        return None
    now, body = _taken_apart(path, text, type(before.front))
    if replace(now, size=before.size, digest=before.digest) != before:
        return None
    memo.remember_parse(path, now, "")
    return body


def read_config(root: Path) -> tuple[SiteConfig, list[Finding]]:
    """The settings alone, and what is wrong with them.

    Raises:
        SourcebookError: when there is no such folder.
    """
    reader = SiteReader(root, False, NO_MEMO)
    return reader.config(), reader.findings


class SiteReader:
    """One reading of a content folder.

    Raises:
        SourcebookError: when there is no such folder.
    """

    def __init__(self, root: Path, drafts: bool, memo: NullMemo) -> None:
        if not root.is_dir():
            raise SourcebookError(f"there is no content folder {root}/", "name it with --source DIR")
        self.folder = ContentFolder(root)
        self.drafts = drafts
        self.memo = memo
        self.findings: list[Finding] = []
        self.places: dict[tuple[str, str], RecordLocations] = {}
        self.invalid: dict[str, set[str]] = defaultdict(set)
        self.taken: dict[str, dict[str, SourceLocation]] = defaultdict(dict)
        self.files: dict[str, str] = {}
        self.pictures: dict[str, ImageInfo] = {}
        self._bodies: dict[str, MarkdownBody] = {}
        self.paths = self.folder.scan()
        self._all = frozenset(self.paths)
        self.by_bundle: dict[str, list[str]] = defaultdict(list)
        for path in self.paths:
            bundle = self._bundle_of(path)
            if bundle:
                self.by_bundle[bundle].append(path)

    def site(self) -> Site:
        """Everything that the folder holds."""
        config = self._config = self.config()
        style = self._style(config)
        self.claim_type = extended_record_type(Claim, custom_fields(config, "claims"))
        sources = dict(
            self._records("source", "sources/", extended_record_type(Source, custom_fields(config, "sources")))
        )
        people = dict(self._records("person", "people/", Claimant))
        briefings = [briefing for path in self.paths if (briefing := self._briefing(path)) is not None]
        briefings.sort(key=lambda one: (-first_day(one.front.date).toordinal(), one.slug))
        pages = tuple(page for path in self.paths if (page := self._page(path)) is not None)
        self._folders_without_index()
        hint = "copy what it leads to into the content folder"
        for path in self.folder.escaping_links:
            self._say(
                "stray-link", "a symbolic link that leaves the content folder, or a circle", SourceLocation(path), hint
            )
        return Site(
            config=config,
            root=str(self.folder.root),
            briefings=tuple(briefings),
            pages=pages,
            sources=sources,
            style=style,
            people=people,
            files=self.files,
            images=self.pictures,
            locations=self.places,
            invalid_ids={kind: frozenset(names) for kind, names in self.invalid.items()},
        )

    def _say(self, rule: str, message: str, location: SourceLocation, hint: str = "", level: Level = "error") -> None:
        self.findings.append(Finding(rule, level, message, location, hint))

    def _parsed(self, path: str, parse: Callable[[str], T | Finding], wanted: object = None) -> T | None:
        """What a file's text was parsed into; None, and a finding, when it is no text.

        Args:
            path: of the file.
            parse: from its text.
            wanted: what else the result follows from.
        """

        def decoded(data: bytes) -> T | Finding:
            text = decode(path, data)
            return text if isinstance(text, Finding) else parse(text)

        return self._read(path, decoded, wanted)

    def _read(self, path: str, parse: Callable[[bytes], T | Finding], wanted: object) -> T | None:
        """What a file's bytes were parsed into; None, and a finding, when they could not be."""
        data = self.folder.read(path)
        result = self.memo.get_or_make(path, (data, wanted), lambda: parse(data))
        if isinstance(result, Finding):
            self.findings.append(result)
            return None
        return result

    def _text(self, path: str) -> str | None:
        """A file's text; None, and a finding, when it is none."""
        text = decode(path, self.folder.read(path))
        if isinstance(text, Finding):
            self.findings.append(text)
            return None
        return text

    def _written(self, path: str, expected: type[F]) -> ParsedMarkdown[F] | None:
        """A Markdown file taken apart; None when it is no text, or a draft and drafts are left out."""
        head = self.memo.cached_parse(path, ParsedMarkdown[expected], "")  # type: ignore[valid-type]
        if head is None:
            text = self._text(path)
            if text is None:
                return None
            head, self._bodies[path] = _taken_apart(path, text, expected)
            self.memo.remember_parse(path, head, "")
        self.findings += head.findings
        is_draft = head.front is not None and head.front.draft
        return None if is_draft and not self.drafts else head

    def _body(self, path: str, head: ParsedMarkdown[Any]) -> MarkdownBody:
        """Return the body of a Markdown file, which is read on demand."""

        def read() -> str:
            text = decode(path, self.folder.read(path))
            body = text[len(text) - head.size :] if isinstance(text, str) else ""
            if MarkdownBody.of(body).digest != head.digest:
                raise FileChangedError(path)
            return body

        return self._bodies.get(path) or MarkdownBody(head.digest, read)

    def config(self) -> SiteConfig:
        """The settings, `site.yaml`; empty ones when it cannot be read."""
        if "site.yaml" not in self.paths:
            self._say(
                "missing-file", "there is no site.yaml", SourceLocation("site.yaml"), "write one: title: …, base_url: …"
            )
            return SiteConfig(title="")
        config, places, findings = self._parsed("site.yaml", _settings) or (None, {}, [])
        self.findings += findings
        self.places["site", "site.yaml"] = places
        if config is not None:
            try:
                ZoneInfo(config.timezone)
            except (KeyError, ValueError, OSError):
                place = places.get("timezone", SourceLocation("site.yaml"))
                self._say("wrong-type", f"no timezone is named “{config.timezone}”", place, "as Europe/Berlin, or UTC")
                config = msgspec.structs.replace(config, timezone="UTC")
        if config is not None and config.fields:
            config = self._with_sound_fields(config, places)
        return config or SiteConfig(title="")

    def _style(self, config: SiteConfig) -> str:
        """The text of the CSL style that the settings name; empty for a way of our own, or with a finding."""
        name = config.citations
        if name in CITATION_STYLES:
            return ""
        place = self.places["site", "site.yaml"].get("citations", SourceLocation("site.yaml"))
        try:
            if name.endswith(".csl") and name not in self.paths:
                hint = did_you_mean(name, [one for one in self.paths if one.endswith(".csl")], "put it there")
                raise citation_style.CitationStyleError(f"there is no style {name} in the content folder", hint)
            text = self._parsed(name, str) or "" if name.endswith(".csl") else citation_style.style_by_name(name)
            return citation_style.check_style(text)
        except citation_style.CitationStyleError as error:
            self._say("citation-style", str(error), place, error.hint)
            return ""

    def _with_sound_fields(self, config: SiteConfig, places: RecordLocations) -> SiteConfig:
        """The settings less those own fields that cannot be, which are reported."""
        empty = Site(config=msgspec.structs.replace(config, fields={}))
        taken = {"claims": frozenset(claim_fields(empty)), "sources": frozenset(source_fields(empty))}
        wrong = set()
        for name, message, hint in declaration_problems(config, taken):
            wrong.add(name)
            self._say("unknown-setting", message, places[f"fields.{name}"], hint)
        fields = {name: field for name, field in config.fields.items() if name not in wrong}
        return msgspec.structs.replace(config, fields=fields)

    def _records(self, kind: str, folder: str, expected: type[ContentRecord]) -> Iterable[tuple[str, Any]]:
        """The records of every YAML file (for sources, of CSL-JSON and BibTeX too) below a folder, without doubles."""
        suffixes = (*YAML, ".json", *bibtex.SUFFIXES) if kind == "source" else YAML
        for path in self.paths:
            if path.startswith(folder) and path.endswith(suffixes):
                yield from self._merged(kind, path, expected)

    def _merged(self, kind: str, path: str, expected: type[ContentRecord]) -> Iterable[tuple[str, Any]]:
        listed = self.memo.cached_parse(path, ParsedRecords[expected], self._fields)  # type: ignore[valid-type]
        if listed is None:
            text = self._text(path)
            if text is None:
                self.invalid[kind].add("*")
                return
            listed = _entries(kind, path, text, expected)
            self.memo.remember_parse(path, listed, self._fields)
        entries, findings = listed.entries, listed.findings
        self.findings += findings
        if any(finding.rule in FATAL for finding in findings):
            self.invalid[kind].add("*")
        for entry in entries:
            if entry.record is None and path.endswith(bibtex.SUFFIXES):
                continue  # Only a warning: a reference to it is reported as unknown.
            if entry.record is None:
                self.invalid[kind].add(entry.name or "*")
            elif self._is_new(kind, entry):
                self.places[kind, entry.name] = entry.locations
                yield entry.name, entry.record

    @cached_property
    def _fields(self) -> str:
        """What records follow from besides their files: the fields that the site declares."""
        return repr(self._config.fields)

    def _is_new(self, kind: str, entry: ParsedEntry[Any]) -> bool:
        """Take an id and its address, or report who has them already."""
        place = entry.locations["id"]
        address = slug(entry.name)
        first = self.taken[kind].setdefault(address, place)
        if first is place:
            return True
        same = (kind, entry.name) in self.places
        what = f"the {kind} id “{entry.name}” is taken" if same else f"“{entry.name}” has the address of another id"
        level: Level = "warning" if place.file.endswith(bibtex.SUFFIXES) else "error"
        self._say("duplicate-id", what, place, f"first used at {first}", level)
        return False

    def _briefing(self, path: str) -> Briefing | None:
        if not path.startswith("briefings/") or not path.endswith(".md"):
            return None
        bundle = self._bundle_of(path)
        if bundle and path != f"{bundle}/index.md":
            return None
        parts = self._written(path, BriefingFrontMatter)
        if parts is None:
            return None
        front = parts.front
        name = slug(front.slug if front and front.slug else name_of(path))
        if not self._is_new("briefing", ParsedEntry(name, None, {"id": SourceLocation(path)})):
            return None
        self.places["briefing", name] = {"": SourceLocation(path), **parts.places}
        claims = tuple(claim for _, claim in self._claims(bundle)) if bundle else ()
        if front is None:
            # Prose and charts are checked all the same; a site with errors is not written.
            front = BriefingFrontMatter(title="?", date="0001")
        return Briefing(
            slug=name,
            path=path,
            front=front,
            body=self._body(path, parts),
            body_line=parts.body_line,
            claims=claims,
            **self._bundle(bundle, name, front.tables),
        )

    def _bundle_of(self, path: str) -> str:
        """The folder of the briefing that a file belongs to: the outermost one with an index.md, or nothing."""
        steps = path.split("/")
        if steps[0] != "briefings":
            return ""
        above = ("/".join(steps[:length]) for length in range(2, len(steps)))
        return next((folder for folder in above if f"{folder}/index.md" in self._all), "")

    def _claims(self, bundle: str) -> Iterable[tuple[str, Claim]]:
        for end in YAML:
            if f"{bundle}/claims{end}" in self.by_bundle[bundle]:
                yield from self._merged("claim", f"{bundle}/claims{end}", self.claim_type)

    def _bundle(self, bundle: str, name: str, options: Mapping[str, TableOptions]) -> dict[str, Any]:
        """A bundle's data, charts and files to be copied."""
        found: dict[str, Any] = {
            "tables": self._tables(bundle, name, options),
            "charts": "",
            "figure_inputs_digest": "",
        }
        paths = self.by_bundle.get(bundle, [])
        found["files"] = tuple(path.removeprefix(f"{bundle}/") for path in paths)
        for path, below in zip(paths, found["files"], strict=True):
            if below == "charts.py":
                found["charts"] = path
            if not path.endswith(NOT_COPIED):
                self._copied(path, f"briefings/{name}/{below}")
        if found["charts"] or found["tables"] or any(path.endswith(VEGA_LITE_SUFFIXES) for path in paths):
            found["figure_inputs_digest"] = self._material(bundle)
        return found

    def _copied(self, path: str, there: str) -> None:
        """Have a file copied as it is."""
        self.files[path] = there
        if not path.lower().endswith(SUFFIXES):
            return
        seen = self.memo.cached_parse(path, ParsedImage, "")
        if seen is None:
            seen = _seen(path, self.folder.read(path))
            self.memo.remember_parse(path, seen, "")
        self.findings += seen.findings
        if seen.picture is not None:
            self.pictures[path] = seen.picture

    def _material(self, bundle: str) -> str:
        """A digest of what a bundle's figures can read: its files, and the code in and beside the content folder."""
        own = [
            path
            for path in self.by_bundle[bundle]
            if path.endswith(VEGA_LITE_SUFFIXES) or not path.endswith(NOT_COPIED)
        ]
        return _digest({path: self.folder.read(path) for path in own} | {"": self._code.encode()})

    @cached_property
    def _code(self) -> str:
        """A digest of all code that a chart can import."""
        inside = {path: self.folder.read(path) for path in self.paths if path.endswith(".py")}
        return _digest(inside | {f"../{name}": data for name, data in self.folder.code_beside().items()})

    def _tables(self, bundle: str, name: str, options: Mapping[str, TableOptions]) -> dict[str, Any]:
        """A bundle's tables by name below data/, queries after what they ask."""
        data = f"{bundle}/data/"
        inside = [path for path in self.by_bundle.get(bundle, ()) if path.startswith(data)]
        paths = [path for path in inside if suffix(path) and not path.endswith(VEGA_LITE_SUFFIXES)]
        found: dict[str, Any] = {}
        for path in sorted(paths, key=lambda path: suffix(path) in QUERIES):
            below = path.removeprefix(data)
            others = dict(found) if suffix(path) in QUERIES else {}
            place = self.places["briefing", name].get(f"tables.{below}", SourceLocation(path))
            tables = self._table(path, options.get(below, TableOptions()), place, others)
            found |= {below + part: table for part, table in tables.items()}
        for unknown in options.keys() - {path.removeprefix(data) for path in paths}:
            place = self.places["briefing", name][f"tables.{unknown}"]
            hint = did_you_mean(unknown, [path.removeprefix(data) for path in paths], "name a file in data/")
            self._say("unknown-table", f"no data file is named “{unknown}”", place, hint)
        return found

    def _table(self, path: str, options: TableOptions, location: SourceLocation, others: Mapping[str, Any]) -> Read:
        size = self.folder.size(path)
        if size > MAX_BYTES:
            self._say(
                "too-large", f"{size:,} bytes; a table has at most {MAX_BYTES:,}", SourceLocation(path), "aggregate it"
            )
            return {}

        def read(data: bytes) -> Read | Finding:
            if suffix(path) in TEXT and not data.strip():
                return Finding("empty", "error", "nothing here", SourceLocation(path), "a table needs a header row")
            return read_tables(DataFile(path, data, options, location, others))

        # What a query gives follows from other files too.
        digest = (options, location, object() if others else None)
        if suffix(path) in TEXT:
            tables = self._parsed(path, lambda text: read(text.encode()), digest)
        else:
            tables = self._read(path, read, digest)
        if tables is None:
            self.invalid["table"].add(path)
        return tables or {}

    def _page(self, path: str) -> Page | None:
        if not path.startswith("pages/"):
            return None
        if not path.endswith(".md"):
            if not path.endswith(NOT_COPIED):
                self._copied(path, path.removeprefix("pages/"))
            return None
        parts = self._written(path, PageFrontMatter)
        if parts is None:
            return None
        steps = path.removeprefix("pages/").removesuffix(".md").split("/")
        # pages/index.md is the front page, pages/x/index.md is /x/.
        name = "/".join(slug(step) for step in (steps[:-1] if steps[-1] == "index" else steps))
        if name.split("/")[0] in RESERVED:
            self._say(
                "duplicate-id", f"the address /{name}/ is the site's own", SourceLocation(path), "rename the file"
            )
            return None
        if not self._is_new("page", ParsedEntry(name, None, {"id": SourceLocation(path)})):
            return None
        self.places["page", name] = {"": SourceLocation(path), **parts.places}
        front = parts.front or PageFrontMatter(title="?")
        return Page(slug=name, path=path, front=front, body=self._body(path, parts), body_line=parts.body_line)

    def _folders_without_index(self) -> None:
        """Report files of a briefing beside which there is none: their folder has no index.md."""
        hint = "write one, or rename the file that should be it"
        for path in self.paths:
            name = path.rpartition("/")[2]
            belongs = path.startswith("briefings/") and name in ("claims.yaml", "claims.yml", "charts.py")
            if belongs and not self._bundle_of(path):
                self._say("missing-file", f"{name} without an index.md beside it", SourceLocation(path), hint)


def _taken_apart(path: str, text: str, expected: type[F]) -> tuple[ParsedMarkdown[F], MarkdownBody]:
    """A Markdown file as what it says before its text, and that."""
    parts = split_front_matter(path, text, expected)
    body = MarkdownBody.of(parts.body)
    head = ParsedMarkdown(parts.front, len(parts.body), body.digest, parts.body_line, parts.places, parts.findings)
    return head, body


def _seen(path: str, data: bytes) -> ParsedImage:
    """An image, or why it is none."""
    try:
        width, height, moves = measure_image(data)
    except ImageError as error:
        hint = "it is copied as it is; save it again to have it in smaller sizes"
        return ParsedImage(None, [Finding("unreadable-image", "warning", f"{error}", SourceLocation(path), hint)])
    return ParsedImage(ImageInfo(width, height, hashlib.blake2b(data, digest_size=16).digest(), moves), [])


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        digest.update(f"{path} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _settings(text: str) -> tuple[SiteConfig | None, RecordLocations, list[Finding]]:
    document = RecordDecoder("site.yaml")
    config, places = document.mapping(text, SiteConfig)
    return config, places, document.findings


def _entries(kind: str, path: str, text: str, expected: type[R]) -> ParsedRecords[R]:
    """The records of a YAML or CSL-JSON file, and what is wrong with it."""
    findings: list[Finding] = []
    if path.endswith(".json"):
        return ParsedRecords(list(csl_json.entries(path, text, expected, findings)), findings)
    if path.endswith(bibtex.SUFFIXES):
        return ParsedRecords(list(bibtex.entries(path, text, expected, findings)), findings)
    document = RecordDecoder(path, ignored=csl_json.VARIABLES if kind == "source" else frozenset())
    return ParsedRecords(list(document.entries(text, expected)), document.findings)
