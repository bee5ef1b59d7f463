"""Commands of LaTeX that bibliographies use and the library that reads LaTeX loses, or does not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pylatexenc.macrospec import LatexContextDb

SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
SYMBOLS: Mapping[str, str] = {
    "LaTeX": "LaTeX", "TeX": "TeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX", "XeTeX": "XeTeX", "LuaTeX": "LuaTeX",
    "pdfTeX": "pdfTeX", "ConTeXt": "ConTeXt", "copyright": "©", "textless": "<", "textgreater": ">", "textbar": "|",
    "S": "§", "P": "¶", "dag": "†", "ddag": "‡", "degree": "°", "textdegree": "°", "slash": "/", "euro": "€",
    "pounds": "£", "glqq": "„", "grqq": "“", "glq": "‚", "grq": "‘", "flqq": "«", "frqq": "»", "flq": "‹", "frq": "›",
    "textbraceleft": "{", "textbraceright": "}", "newline": " ", "linebreak": "", "\\": " ", "/": "", "-": "",
    "protect": "",
    "textperiodcentered": "·", "newblock": "", "break": "", "nobreak": "", "noindent": "", "relax": "",
    "allowbreak": "", "xspace": "", "hfill": " ", "bysame": "———", "permil": "‰", "textperthousand": "‰", "micro": "µ",
    "percent": "%", "colon": ":", "guillemetleft": "«", "guillemetright": "»", "og": "« ", "fg": " »", "No": "N°",
    "no": "n°", "ier": "er", "iere": "re", "ieme": "e",
}  # fmt: skip
"""What commands without arguments print."""
LAST_ARGUMENT: Mapping[str, str] = {
    **dict.fromkeys(
        """mbox hbox fbox texttt textrm textsf textup textmd textnormal textit textsl textbf textsc emph underline uline
        sout text textin mkbibemph mkbibitalic mkbibbold citetitle path nolinkurl url doi hologo ensuremath
        MakeSentenceCase MakeTitleCase NoCaseChange MakeSentenceCase* cite ref textlatin textgreek textcyrillic mathrm
        mathit mathbf mathsf mathcal operatorname boldsymbol smash Index titlecap textls""".split(),
        "{",
    ),
    "href": "{{", "foreignlanguage": "{{", "textcolor": "[{{", "bibinfo": "{{", "bibnamefont": "{", "raisebox": "{[[{",
    "scalebox": "{{", "colorbox": "{{", "textlang": "{{", "bibfnamefont": "{",
    "texorpdfstring": "{{", "parbox": "[{{", "makebox": "[[{", "framebox": "[[{", "rotatebox": "[{{",
}  # fmt: skip
"""Commands that print their last argument, and the arguments that they have: in braces, or optional in brackets."""
SILENT: Mapping[str, str] = {
    "noopsort": "{", "SortNoop": "{", "nosort": "{", "printfirst": "{{", "switchargs": "{{", "nocite": "{",
    "index": "{", "label": "{", "hspace": "{", "vspace": "{", "hskip": "", "color": "[{", "natexlab": "{",
    "selectlanguage": "{", "fontsize": "{{", "phantom": "{", "hphantom": "{", "vphantom": "{",
}  # fmt: skip
"""Commands that print nothing, and their arguments."""


def _last_argument(node: Any, l2tobj: Any) -> str:
    shown = [one for one in node.nodeargd.argnlist if one is not None]
    return str(l2tobj.nodelist_to_text([shown[-1]])) if shown else ""


def _changed(change: Callable[[str], str]) -> Callable[[Any, Any], str]:
    return lambda node, l2tobj: change(_last_argument(node, l2tobj))


def raised(text: str, signs: Mapping[int, int]) -> str:
    """Return a text above or below the line, if Unicode has all of its characters there; a text of letters as it is."""
    return text.translate(signs) if all(ord(sign) in signs for sign in text) else text


CHANGED: Mapping[str, Callable[[str], str]] = {
    "textsuperscript": lambda text: raised(text, SUPERSCRIPTS),
    "textsubscript": lambda text: raised(text, SUBSCRIPTS),
    "uppercase": str.upper, "MakeUppercase": str.upper, "lowercase": str.lower, "MakeLowercase": str.lower,
    "enquote": lambda text: f"“{text}”", "enquote*": lambda text: f"‘{text}’", "mkbibquote": lambda text: f"“{text}”",
    "footnote": lambda text: f" [{text}]", "mkbibparens": lambda text: f"({text})",
}  # fmt: skip
"""Commands that print their argument in another form."""
ARGUMENTS: Mapping[str, str] = {
    **dict.fromkeys(SYMBOLS, ""),
    **LAST_ARGUMENT,
    **SILENT,
    **dict.fromkeys(CHANGED, "{"),
}


def contexts() -> Sequence[LatexContextDb]:
    """Return the commands for the parser and for the text, ours before those of the library."""
    from pylatexenc import latex2text, latexwalker
    from pylatexenc.macrospec import MacroSpec

    shown = {name: latex2text.MacroTextSpec(name, text) for name, text in SYMBOLS.items()}
    shown |= {name: latex2text.MacroTextSpec(name, _last_argument) for name in LAST_ARGUMENT}
    shown |= {name: latex2text.MacroTextSpec(name, "") for name in SILENT}
    shown |= {name: latex2text.MacroTextSpec(name, _changed(change)) for name, change in CHANGED.items()}
    parsed = latexwalker.get_default_latex_context_db()
    parsed.add_context_category("own", macros=[MacroSpec(*one) for one in ARGUMENTS.items()], prepend=True)
    printed = latex2text.get_default_latex_context_db()
    printed.add_context_category("own", macros=shown.values(), prepend=True)
    return parsed, printed
