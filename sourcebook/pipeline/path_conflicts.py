"""Outputs that cannot stand beside each other, and broken links in the settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from sourcebook.core.text.addresses import canonical
from sourcebook.core.text.slugs import slug
from sourcebook.model import LINK, Finding, Site, SourceLocation
from sourcebook.model.old_addresses import old_addresses
from sourcebook.model.site_paths import alias_path, topic_url

RULE = "duplicate-id"
LONGEST = 250
"""Bytes of the name of a file or folder: file systems allow 255, and compressed copies have a suffix more."""
Makers = Mapping[str, Sequence[SourceLocation]]
"""Locations of what an author can change, by the site path that follows from it."""


def path_conflicts(site: Site, paths: Iterable[str]) -> list[Finding]:
    """Return findings about outputs that cannot stand beside each other, at each of them.

    Two have one path, or paths that differ in capitals or in Unicode form alone, which are one on many disks; or one
    is a file where another one needs a folder; or a name is longer than file systems allow.

    Args:
        site: as it was read.
        paths: of all outputs, copies of content files apart; those that several outputs have, several times.
    """
    same: dict[str, list[str]] = defaultdict(list)
    long: list[str] = []
    for path in (*paths, *site.files.values()):
        same[canonical(path).lower()].append(path)
        if len(path) > LONGEST // 4 and any(len(step.encode()) > LONGEST for step in path.split("/")):
            long.append(path)
    doubled = [found for found in same.values() if len(found) > 1]
    folders: dict[str, str] = {}
    for key in same:
        folder = key.rpartition("/")[0]
        while folder and folder not in folders:
            folders[folder] = key
            folder = folder.rpartition("/")[0]
    blocked = [(same[folder][0], same[folders[folder]][0]) for folder in sorted(folders.keys() & same.keys())]
    if not (doubled or blocked or long):
        return []
    makers = makers_by_path(site)
    return [
        *(one for found in doubled for one in _same_path(found, makers)),
        *(one for file, other in blocked for one in _file_as_folder(file, other, makers)),
        *(_long_name(path, makers) for path in dict.fromkeys(long)),
    ]


def broken_setting_links(site: Site, files: Set[str]) -> list[Finding]:
    """Return findings about links in navigation and footer that lead to no page of the site."""
    settings = [(site.location("site", "site.yaml", "nav", at), text) for at, text in enumerate(site.config.nav)]
    settings.append((site.location("site", "site.yaml", "footer"), site.config.footer))
    hint = "write the address that the page has on the site, as /about/"
    return [
        Finding("broken-link", "error", f"“{address}” leads nowhere", location, hint)
        for location, text in settings
        for _, address in LINK.findall(text)
        if address.startswith("/") and file_at(address) not in files
    ]


def file_at(address: str) -> str:
    """Return the file behind an address of the site: `about/index.html` for `/about/#top`."""
    path = address.lstrip("/").partition("#")[0].partition("?")[0]
    return f"{path}index.html" if path.endswith("/") or not path else path


def makers_by_path(site: Site) -> Makers:
    """Return what an author can change, by the site path that follows from it; all of those that have one path."""
    makers: dict[str, list[SourceLocation]] = defaultdict(list)
    for path, url in (*((one.path, one.url) for one in site.briefings), *((one.path, one.url) for one in site.pages)):
        makers[f"{url}index.html"].append(SourceLocation(path))
    claims = [claim for briefing in site.briefings for claim in briefing.claims]
    records = (("claim", "claims", claims), ("source", "sources", [*site.sources.values()]))
    for kind, section, found in (*records, ("person", "people", [*site.people.values()])):
        for record in found:
            makers[f"{section}/{slug(record.id)}/index.html"].append(site.location(kind, record.id, "id"))
    for kind, name, topics in (
        *(("briefing", one.slug, one.front.topics) for one in site.briefings),
        *(("claim", one.id, one.topics) for one in claims),
    ):
        for index, topic in enumerate(topics):
            path = f"{topic_url(topic)}index.html"
            if path not in makers:  # one place of many
                makers[path].append(site.location(kind, name, "topics", index))
    for path, there in site.files.items():
        makers[there].append(SourceLocation(path))
    for old in {(alias_path(one.alias), one.url): one for one in old_addresses(site)}.values():
        makers[alias_path(old.alias)].append(old.location)
    return makers


def _same_path(paths: Sequence[str], makers: Makers) -> Iterator[Finding]:
    """Yield a finding at each place from which one of these paths follows."""
    located = [(path, location) for path in dict.fromkeys(paths) for location in makers.get(path, ())]
    for path, location in located:
        others = [str(there) for _, there in located if there != location]
        other = others[0] if len(others) >= len(paths) - 1 else "the build itself"
        if paths.count(path) > 1:
            message = f"two files would stand at /{path}"
        else:
            name = next(one for one in paths if one != path)
            message = f"/{path} and /{name} differ in capitals alone, and are one file on many disks"
        yield Finding(RULE, "error", message, location, f"the other one comes from {other}: rename one of them")


def _file_as_folder(file: str, other: str, makers: Makers) -> Iterator[Finding]:
    """Yield a finding at each place from which one of two paths follows, of which one is a folder of the other."""
    for path, opposite in ((file, other), (other, file)):
        for location in makers.get(path, ()):
            comes = next((f"from {there}" for there in makers.get(opposite, ())), "from the build itself")
            message = f"/{file} is a file, and /{other} needs a folder of that name"
            yield Finding(RULE, "error", message, location, f"the other one comes {comes}: rename one of them")


def _long_name(path: str, makers: Makers) -> Finding:
    location = next(iter(makers.get(path, ())), SourceLocation("site.yaml"))
    message = f"a part of the address has more than {LONGEST} bytes: /{path[:60]}…"
    return Finding("too-large", "error", message, location, "give it a shorter name")
