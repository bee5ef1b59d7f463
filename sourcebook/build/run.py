"""One build from a content folder to an output folder."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from html import unescape
from pathlib import Path
from typing import NamedTuple

from sourcebook.addresses import alias_path
from sourcebook.build.fingerprint import fingerprinted
from sourcebook.build.spool import Spool
from sourcebook.build.write import Written, locked, refuse_foreign, write_site
from sourcebook.checks import check_site, levelled
from sourcebook.citing import citing
from sourcebook.dates import first_day
from sourcebook.disk import Folder
from sourcebook.errors import SourcebookError
from sourcebook.kept import FRESH, Anew
from sourcebook.looks import style_sheet
from sourcebook.model import LINK, Finding, Place, Site
from sourcebook.pages import KINDS, Output, Planned, SitePages
from sourcebook.pages.drawing import Drawings
from sourcebook.pages.library import Library
from sourcebook.pages.theme import Theme
from sourcebook.prose import Writer
from sourcebook.reading.site import read_site
from sourcebook.store import folder_store
from sourcebook.suggest import did_you_mean

PACKAGE = Path(__file__).resolve().parent.parent
AHEAD = 200
"""Pages that may wait for their charts while others are written."""
ANCHOR = re.compile(r"<[a-z][^>]*?\sid=\"([^\"]+)\"")
Progress = Callable[[int], None]
"""Told how many files have been rendered so far."""


class Order(NamedTuple):
    """What is to be built."""

    source: Path
    """The content folder; `templates/` stands beside it."""
    output: Path
    drafts: bool = False
    strict: bool = False
    """Whether warnings stop the build too."""
    as_of: str = ""
    """The build's date, YYYY-MM-DD; empty: that of the newest briefing."""
    clean: bool = False
    """Whether every file is written, those too that an earlier build left with the same bytes."""
    fingerprints: bool = True
    """Whether the names of assets change with their bytes; the preview keeps plain names, and changes them in place."""


class Rendered(NamedTuple):
    """Every file of a site by site path, and what is wrong with the content."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]


class Plan(NamedTuple):
    """A site that was read and checked, its files by site path still to be drawn or copied."""

    library: Library
    as_of: str
    """The build's date, YYYY-MM-DD, or empty."""
    pages: Mapping[str, Planned]
    assets: dict[str, bytes]
    """Files of the theme. The content's own are in `site.files`."""
    findings: tuple[Finding, ...]
    """What is wrong with the content as far as reading and checks can tell, at the levels of their rules."""

    @property
    def site(self) -> Site:
        """What was read."""
        return self.library.site


class Result(NamedTuple):
    """How a build went; `written` is None when it was refused."""

    findings: tuple[Finding, ...]
    written: Written | None


def build(order: Order, progress: Progress = lambda done: None) -> Result:
    """Build the site; with errors in the content, write nothing and leave the last site as it is.

    Raises:
        SourcebookError: when folders or templates are not as they must be, or the disk is full.
    """
    refuse_foreign(order.output)
    rendered = render(order, progress)
    if refuses(rendered.findings, order.strict):
        return Result(rendered.findings, None)
    with locked(order.output):
        return Result(rendered.findings, write_site(order.output, rendered.files, anew=order.clean))


def check(order: Order, progress: Progress = lambda done: None) -> tuple[Finding, ...]:
    """Everything that is wrong with the content; nothing is written."""
    return render(order, progress).findings


def refuses(findings: Iterable[Finding], strict: bool) -> bool:
    """Whether these findings keep a site from being written."""
    return any(one.level == "error" or (strict and one.level == "warning") for one in findings)


def render(order: Order, progress: Progress) -> Rendered:
    """Read, check and render a whole site."""
    plan = prepare(order)
    files, drawn = Spool(), set[str]()
    outputs: list[Output] = []
    for output in drawn_ahead(plan.pages.values()):
        for path, data in ((output.path, output.data), *output.files.items()):
            files.put(path, data)
        drawn.update(output.files)
        # What is in the spool need not stay here as well.
        outputs.append(output._replace(data=b"", files={}))
        progress(len(outputs))
    found = [*plan.findings, *(finding for output in outputs for finding in output.findings)]
    found += broken_anchors(outputs, files)
    found += taken_places(plan.site, drawn)
    content = Folder(order.source)
    for path, data in plan.assets.items():
        files.put(path, data)
    for path, there in plan.site.files.items():
        files.put(there, content.read(path))
    return Rendered(files, tuple(levelled(found, plan.site.config)))


def drawn_ahead(pages: Iterable[Planned]) -> Iterator[Output]:
    """The pages in their order; some are written while the charts of those before them are still being drawn."""
    waiting: deque[Output] = deque()
    charts = 0
    for one in pages:
        waiting.append(one.draw())
        charts += len(waiting[-1].later)
        while len(waiting) > AHEAD or charts > AHEAD:
            charts -= len(waiting[0].later)
            yield waiting.popleft().settled()
    while waiting:
        yield waiting.popleft().settled()


def prepare(order: Order, kept: Anew = FRESH) -> Plan:
    """Read and check a site, and plan its files; nothing is drawn yet.

    Args:
        order: what is to be built.
        kept: what is to be used again from one round to the next: parsed files, compiled templates, drawn charts.

    Raises:
        SourcebookError: when there is no such folder, or a template is not text.
    """
    site, found = read_site(order.source, order.drafts, kept)
    found += check_site(site)
    templates, assets = theme_files(order.source.absolute().parent / "templates")
    own_looks = style_sheet(site.config).encode() + assets.get("site.css", b"")
    assets |= {"site.css": own_looks} if own_looks else {}
    as_of = order.as_of or newest(site)
    names, assets = fingerprinted(assets) if order.fingerprints else ({}, assets)
    renamed = {f"assets/{old}": f"assets/{new}" for old, new in names.items()}
    library, theme = Library(site), Theme(site, templates, kept, renamed, frozenset(names or assets))
    shared = kept.get("shared", (as_of, templates, bool(own_looks), shared_by_pages(site)), object)
    store, read = folder_store(order.source), Folder(order.source).read
    drawings = Drawings(store, site.config.charts.time_limit)
    site_pages = SitePages(library, theme, Writer(), citing(site), as_of, kept, store, drawings, read, shared)
    planned = [one for kind in KINDS.values() for one in kind(site_pages)]
    pages = {one.path: one for one in reversed(planned)}
    files = {f"assets/{name}": data for name, data in assets.items()}
    found += taken_places(site, pages.keys() | files.keys())
    found += broken_settings(site, pages.keys() | files.keys() | set(site.files.values()))
    found += taken_aliases(site, [one.path for one in planned])
    return Plan(library, as_of, pages, files, tuple(found))


def shared_by_pages(site: Site) -> object:
    """All that a page may show besides its own text, data and code."""
    briefings = [(one.path, one.slug, one.front, one.claims) for one in site.briefings]
    pages = [(one.path, one.slug, one.front) for one in site.pages]
    return site.config, site.style, site.root, site.sources, site.people, site.files, site.faulty, briefings, pages


def newest(site: Site) -> str:
    """The date of the newest briefing or change, YYYY-MM-DD: the build's date, the same on every machine."""
    days = [first_day(date) for one in site.briefings for date in (one.front.date, one.front.updated) if date]
    return max(days).isoformat() if days else ""


def theme_files(own: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """The templates and the assets by name: the default's, and a site's own in their place.

    Args:
        own: the site's `templates/` folder, which need not exist.

    Raises:
        SourcebookError: when a template is not text.
    """
    packed = PACKAGE / "theme"
    default = packed if packed.is_dir() else PACKAGE.parent / "templates"
    templates: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    for root in (default, own):
        folder = Folder(root)
        for path in folder.scan() if root.is_dir() else ():
            if path.startswith("assets/"):
                assets[path.removeprefix("assets/")] = folder.read(path)
                continue
            try:
                templates[path] = folder.read(path).decode()
            except UnicodeDecodeError as error:
                raise SourcebookError(f"{root / path}: not UTF-8", "save it with that encoding") from error
    return templates, assets


def taken_places(site: Site, files: Set[str]) -> list[Finding]:
    """Files of the content that would take the place of what the build writes, as an index.html beside index.md."""
    taken = [(path, there) for path, there in site.files.items() if there in files]
    hint = "rename the file"
    return [
        Finding("duplicate-id", "error", f"the build writes /{there} itself", Place(path), hint)
        for path, there in taken
    ]


def broken_settings(site: Site, files: Set[str]) -> list[Finding]:
    """Links of the navigation and the foot to addresses of this site at which nothing stands."""
    settings = [(site.place("site", "site.yaml", "nav", at), text) for at, text in enumerate(site.config.nav)]
    settings.append((site.place("site", "site.yaml", "footer"), site.config.footer))
    hint = "write the address that the page has on the site, as /about/"
    return [
        Finding("broken-link", "error", f"“{address}” leads nowhere", place, hint)
        for place, text in settings
        for _, address in LINK.findall(text)
        if address.startswith("/") and file_at(address) not in files
    ]


def file_at(address: str) -> str:
    """The file that answers at an address of the site: `/about/#top` is `about/index.html`."""
    path = address.lstrip("/").partition("#")[0].partition("?")[0]
    return f"{path}index.html" if path.endswith("/") or not path else path


def taken_aliases(site: Site, paths: Iterable[str]) -> list[Finding]:
    """Old addresses at which another page, or two, would stand."""
    standing = Counter(paths)
    hint = "take the alias out, or move what stands there"
    return [
        Finding("duplicate-id", "error", f"something else stands at /{alias_path(alias)}", place, hint)
        for kind, entries in (("briefing", site.briefings), ("page", site.pages))
        for entry in entries
        for index, alias in enumerate(entry.front.aliases)
        if standing[alias_path(alias)] > 1 or alias_path(alias) in site.files.values()
        for place in (site.place(kind, entry.slug, "aliases", index),)
    ]


def broken_anchors(outputs: Iterable[Output], files: Mapping[str, bytes]) -> list[Finding]:
    """Links to places that are not there, in pages of this site.

    Args:
        outputs: of which the links count.
        files: their bytes by path.
    """
    by_url = {output.path.removesuffix("index.html"): output for output in outputs}
    anchors: dict[str, set[str]] = {}
    found: list[Finding] = []
    for output in by_url.values():
        for link in output.links:
            if link.url not in by_url or not link.fragment:
                continue
            if link.url not in anchors:
                anchors[link.url] = {unescape(name) for name in ANCHOR.findall(files[by_url[link.url].path].decode())}
            if link.fragment not in anchors[link.url]:
                hint = did_you_mean(link.fragment, anchors[link.url], "name a heading's or claim's id")
                message = f"no heading or anchor “#{link.fragment}” there"
                found.append(Finding("broken-link", "error", message, link.place, hint))
    return found
