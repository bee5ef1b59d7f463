"""Check links to anchors within pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set

from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import AnchorLink, Finding


def element_ids(page: bytes) -> frozenset[str]:
    """Return what a fragment can name on a page, HTML in UTF-8: ids of elements, and names of `<a name>`."""
    from lxml import etree, html  # slow to load, and few sites link to places within pages

    try:
        tree = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except etree.ParserError:  # There is no element.
        return frozenset()
    elements = [*((one, "id") for one in tree.iter()), *((one, "name") for one in tree.iter("a"))]
    return frozenset(found for element, attribute in elements if (found := element.get(attribute)))


def broken_anchors(
    links: Mapping[str, Sequence[AnchorLink]], pages: Set[str], read: Callable[[str], bytes]
) -> dict[str, tuple[Finding, ...]]:
    """Return findings about links to anchors that do not exist, by the page that holds the link.

    Args:
        links: by the file of the page that holds them; each of these pages is in the result, even without findings.
        pages: files of all pages.
        read: returns the bytes of a page, given its file.
    """
    anchors: dict[str, frozenset[str]] = {}

    def broken(link: AnchorLink) -> Finding | None:
        file = f"{link.url}index.html"
        if not link.fragment or file not in pages:
            return None
        if file not in anchors:
            anchors[file] = element_ids(read(file))
        if link.fragment in anchors[file] or link.fragment.lower() == "top":  # which each page has
            return None
        hint = did_you_mean(link.fragment, anchors[file], "name a heading's or claim's id")
        return Finding("broken-link", "error", f"no heading or anchor “#{link.fragment}” there", link.location, hint)

    return {path: tuple(found for link in ours if (found := broken(link))) for path, ours in links.items()}
