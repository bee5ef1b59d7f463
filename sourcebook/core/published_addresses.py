"""Addresses that were published: which files have one, what keeps one, and those that an output folder remembers."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

import msgspec

from sourcebook.core.errors import DECODING_ERRORS
from sourcebook.core.filesystem import write_atomically
from sourcebook.core.manifest import STATE_FOLDER, manifest_entry
from sourcebook.core.regular_files import read_regular

FILE = f"{STATE_FOLDER}/addresses.json"
RECORDS = ("claims", "sources", "people", "topics")
"""Sections in which each record has a page of its own."""
GENERATED = ("archive", "assets", "charts", "corrections", "data", "forecasts", "search")
"""Sections that follow from the records."""
FOR_MACHINES = ("404.html", "robots.txt", "sitemap.xml")


def is_address(path: str) -> bool:
    """Return whether a file is one that readers may have linked to, and that is there because of one record or file.

    That are pages, feeds and documents; no parts of pages, files of charts, lists, and files for hosts.

    Args:
        path: its site path.
    """
    *folders, name = path.split("/")
    section = folders[0] if folders else ""
    if section in GENERATED or "charts" in folders[1:] or (section in RECORDS and len(folders) > 2):
        return False
    is_hosts = path in FOR_MACHINES or any(part[:1] in "._" for part in (*folders, name))
    return not is_hosts and not manifest_entry(path, 0, "").is_embedded


def shown_address(path: str) -> str:
    """Return the address of a file below the site's root: `/claims/a/` for `claims/a/index.html`."""
    return f"/{path.removesuffix('index.html')}"


def alias_line(lost: str, follower: str = "") -> str:
    """Return what an author writes so that a lost address leads to another page.

    Args:
        lost: the site path of the lost file.
        follower: that of the page to which it should lead; empty if that is not known.
    """
    section, _, rest = lost.partition("/")
    name = _yaml_text(rest.removesuffix("/index.html"))
    if not lost.endswith(".html"):
        return "put the file back"
    if section == "topics":
        new = _yaml_text(follower.removeprefix("topics/").removesuffix("/index.html") or "the new name")
        return f"write topic_aliases: {{{name}: {new}}} in site.yaml"
    kind = {"claims": "claim", "sources": "source", "people": "person"}.get(section, "page")
    there = "here" if follower else f"at the {kind} that replaces it"
    line = f"add aliases: [{name if kind != 'page' else _yaml_text(shown_address(lost))}] {there}"
    return f"{line}, or keep it with withdrawn: {{date: …, reason: …}}" if kind == "claim" else line


def _yaml_text(text: str) -> str:
    """Return a text as an author writes it within brackets or braces of YAML."""
    return text if re.fullmatch(r"[\w/.][\w/. -]*", text) else json.dumps(text, ensure_ascii=False)


def redirected_paths(redirects: str) -> frozenset[str]:
    """Return the site paths of the addresses that a file `_redirects` redirects, one a line; not those with a `*`."""
    paths = [unquote(line.split()[0]).strip("/") for line in redirects.splitlines() if line.startswith("/")]
    return frozenset(path if "." in path.rpartition("/")[2] else f"{path}/index.html" for path in paths)


def read_published(output: Path) -> Mapping[str, Collection[str]]:
    """Return the site paths that were published from an output folder, by target; empty if none are known."""
    try:
        return msgspec.json.decode(read_regular(output, FILE), type=dict[str, list[str]])
    except (OSError, *DECODING_ERRORS):
        return {}


def remember_published(output: Path, target: str, paths: Iterable[str]) -> None:
    """Replace what an output folder remembers of a target.

    Args:
        output: the built folder.
        target: its URL.
        paths: the site paths of all addresses that it has, or had.

    Raises:
        OSError: if the file cannot be written.
    """
    known = read_published(output)
    now = sorted(set(paths))
    if known.get(target, []) != now:
        write_atomically(output / FILE, msgspec.json.encode({**known, target: now}, order="sorted"))
