"""Two outputs for one path, and broken links in the settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set

from sourcebook.model import LINK, Finding, Site, SourceLocation
from sourcebook.model.old_addresses import old_addresses
from sourcebook.model.site_paths import alias_path


def path_conflicts(site: Site, files: Set[str]) -> list[Finding]:
    """Return findings about content files at the path of an output, as an index.html beside index.md."""
    taken = [(path, there) for path, there in site.files.items() if there in files]
    hint = "rename the file"
    return [
        Finding("duplicate-id", "error", f"the build writes /{there} itself", SourceLocation(path), hint)
        for path, there in taken
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


def alias_conflicts(site: Site, paths: Iterable[str]) -> list[Finding]:
    """Return findings about aliases at whose path there is another output, or that two records have."""
    standing, hint = Counter(paths), "take the alias out, or move what stands there"
    old = [(alias_path(one.alias), one) for one in old_addresses(site)]
    given = Counter((path, one.url) for path, one in old)
    leading = Counter(path for path, _ in given)
    return [
        Finding("duplicate-id", "error", f"something else stands at /{path}", one.location, hint)
        for path, one in old
        if standing[path] > (not site.config.hosting) or leading[path] > 1 or path in site.files.values()
    ]
