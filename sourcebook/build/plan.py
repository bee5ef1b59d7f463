"""What a build is to do: the site read and checked, and each of its files planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import NamedTuple

from sourcebook.addresses import alias_path
from sourcebook.build.blueprint import Blueprint, by_path, planned
from sourcebook.build.fingerprint import fingerprinted
from sourcebook.build.order import Order, theme_folders
from sourcebook.checks import check_site
from sourcebook.dates import first_day
from sourcebook.disk import Folder
from sourcebook.errors import SourcebookError
from sourcebook.kept import FRESH, Anew, Kept
from sourcebook.looks import style_sheet
from sourcebook.model import LINK, Body, Config, Finding, Place, Site
from sourcebook.pages import prose_page
from sourcebook.pages.drawing import Drawings
from sourcebook.pages.facts import Facts
from sourcebook.pages.library import Library
from sourcebook.pages.output import Output, Planned
from sourcebook.pages.shown import settled
from sourcebook.pages.site_pages import SitePages
from sourcebook.reading.site import read_site, reworded
from sourcebook.store import folder_store


class Plan(NamedTuple):
    """A site that was read and checked, its files by site path still to be drawn or copied."""

    site_pages: SitePages
    """What every kind of page is handed."""
    pages: Mapping[str, Planned]
    blueprint: Blueprint
    """Of these."""
    drawings: Drawings
    """Where they ask for charts."""
    assets: dict[str, bytes]
    """Files of the theme. The content's own are in `site.files`."""
    facts: Facts
    """Digests of the pieces of the site that the pages are made from."""
    findings: tuple[Finding, ...]
    """What is wrong with the content as far as reading and checks can tell, at the levels of their rules."""

    @property
    def library(self) -> Library:
        """The records."""
        return self.site_pages.library

    @property
    def site(self) -> Site:
        """What was read."""
        return self.library.site

    @property
    def as_of(self) -> str:
        """The build's date, YYYY-MM-DD, or empty."""
        return self.site_pages.as_of

    def settled(self, output: Output) -> Output:
        """A page with its charts, as soon as they are drawn."""
        return settled(self.site_pages, output)

    def reworded(self, path: str, kept: Kept) -> Plan | None:
        """The site after a content file changed, when nothing but the text of a page of prose did; else None.

        Args:
            path: of the file.
            kept: what was read last, and will hold what is read now.

        Raises:
            OSError: when the file cannot be read.
        """
        body = reworded(self.blueprint.content, path, kept) if path in self.library.urls else None
        return None if body is None else self._with_text(path, body)

    def restyled(self) -> Plan | None:
        """The site after files of the theme changed, when its templates did not; else None.

        For plain names alone: one with a fingerprint leads from page to file.

        Raises:
            SourcebookError: when a template is not text.
        """
        templates, files = theme_files(*theme_folders(self.blueprint.content), self.site.config)
        assets = {f"assets/{name}": data for name, data in files.items()}
        if templates != self.blueprint.templates or assets.keys() != self.assets.keys():
            return None
        return self._replace(assets=assets)

    def _with_text(self, path: str, body: Body) -> Plan:
        library = self.library.with_text(path, body)
        site_pages = self.site_pages._replace(library=library)
        page = prose_page.output(site_pages, path)
        return self._replace(
            site_pages=site_pages,
            pages={**self.pages, page.path: page},
            blueprint=self.blueprint._replace(site=library.site),
            facts=self.facts.with_text(library, path),
        )


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
    templates, assets = theme_files(*theme_folders(order.source), site.config)
    as_of = order.as_of or newest(site)
    names, assets = fingerprinted(assets) if order.fingerprints else ({}, assets)
    renamed = {f"assets/{old}": f"assets/{new}" for old, new in names.items()}
    store, shown = folder_store(order.source), frozenset(names or assets)
    blueprint = Blueprint(site, as_of, templates, renamed, shown, order.source, store)
    drawings = Drawings(kept, store, order.crew, site.config.charts.time_limit)
    site_pages = blueprint.pages(drawings)
    every = planned(site_pages)
    pages = by_path(every)
    files = {f"assets/{name}": data for name, data in assets.items()}
    found += taken_places(site, pages.keys() | files.keys())
    found += broken_settings(site, pages.keys() | files.keys() | set(site.files.values()))
    found += taken_aliases(site, [one.path for one in every])
    facts = Facts(site_pages.library, site_pages.theme, as_of)
    return Plan(site_pages, pages, blueprint, drawings, files, facts, tuple(found))


def newest(site: Site) -> str:
    """The date of the newest briefing or change, YYYY-MM-DD: the build's date, the same on every machine."""
    days = [first_day(date) for one in site.briefings for date in (one.front.date, one.front.updated) if date]
    return max(days).isoformat() if days else ""


def theme_files(default: Path, own: Path, config: Config) -> tuple[dict[str, str], dict[str, bytes]]:
    """The templates and the assets by name: the default's, a site's own in their place, and the looks it asks for.

    Args:
        default: the folder of the default's.
        own: the site's `templates/` folder, which need not exist.
        config: the settings.

    Raises:
        SourcebookError: when a template is not text.
    """
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
    looks = style_sheet(config).encode() + assets.get("site.css", b"")
    return templates, assets | ({"site.css": looks} if looks else {})


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
