"""Elements of CSL that citeproc-py 0.11 renders otherwise than CSL defines: what substitutes a name appears once.

Dates in words appear once, too, and titles that are not English keep their capitals.

The processor has a list of what a substitute has rendered, but takes into it only variables that are written directly
in the substitute, and reads it only for texts. So editors or a title that a macro puts in the place of an author are
repeated in their own place. These classes note each name and text where it is rendered. The processor finds the
classes of elements by their names among the subclasses of its base class, of which the last one counts.
"""

from __future__ import annotations

import re
from typing import Any

from citeproc import NAMES, model
from citeproc.model import VariableError
from citeproc.source import LiteralDate

NAMES.extend(name for name in ("director",) if name not in NAMES)
_INITIAL = re.compile(r"[^\w]*[ʿʾʻʼ]?([^\W\d_])")
"""The first letter of a name, with the marks before it."""
_RENDERED = "rendered"
"""Key of the names and texts that the current substitute has rendered, in the processor's list."""


class Substitute(model.Substitute, model.CitationStylesElement):  # type: ignore[misc]
    """What appears if there is no name."""

    def render(self, item: Any, context: Any = None, **options: Any) -> Any:
        """Return the first alternative that is not empty; its variables are rendered nowhere else."""
        repressed = context.get_layout().repressed
        outer = repressed.get(_RENDERED)
        rendered: list[tuple[str, str]] = []
        repressed[_RENDERED] = rendered
        text = super().render(item, context=context, **options)
        repressed[_RENDERED] = outer
        for tag, variable in rendered:
            repressed.setdefault(tag, []).append(variable)
            _note(repressed, tag, variable)
        return text


class Names(model.Names, model.CitationStylesElement):  # type: ignore[misc]
    """The names of a variable, or of several."""

    def process(self, item: Any, names_context: Any = None, context: Any = None, **options: Any) -> Any:
        """Return the names of the variables that no substitute has rendered.

        Raises:
            VariableError: if there are none.
        """
        repressed = (self if context is None else context).get_layout().repressed
        variables = self.get("variable")
        left = [one for one in variables.split() if one not in repressed.get(self.tag, ())]
        if not left:
            raise VariableError
        self.set("variable", " ".join(left))
        try:
            text = super().process(item, names_context=names_context, context=context, **options)
        finally:
            self.set("variable", variables)
        for variable in left:
            if text and variable in item.reference:
                _note(repressed, self.tag, variable)
        return text


class Text(model.Text, model.CitationStylesElement):  # type: ignore[misc]
    """The text of a variable, a macro or a term."""

    _stop_words = (*model.Text._stop_words, "v.", "vs.")
    """Words that titles have without a capital: those of the processor, and the middle of a case."""

    def case(self, text: Any, language: str | None = None) -> Any:
        """Return a text in the case that the style wants; titles in other languages than English keep theirs."""
        is_kept = language != "en" and self.get("text-case") in ("title", "sentence", "capitalize-all")
        return text if is_kept else super().case(text, language)

    def _variable(self, item: Any, context: Any) -> Any:
        text = super()._variable(item, context)
        if text:
            _note(context.get_layout().repressed, self.tag, self.get("variable"))
        return text


class NameForm(model.Name, model.CitationStylesElement):  # type: ignore[misc]
    """The form of names."""

    def initialize(self, given: str, mark: str, context: Any) -> str:
        """Return the initials of given names; a name in a script without capitals, and a particle, is kept.

        Args:
            given: all given names: `Jean-Luc`, `ʿAlī`, `小明`.
            mark: what the style writes behind an initial.
            context: the element that has the style's options.
        """
        hyphened = given.split("-") if self.get_option("initialize-with-hyphen", context) else [given.replace("-", " ")]
        shown = []
        for names in hyphened:
            parts = [(name, _INITIAL.match(name)) for name in names.replace(".", " ").split()]
            marked = "".join(
                f"{found[0]}{mark}" if found and found[1].isupper() else f" {name} " for name, found in parts
            )
            shown.append(" ".join(marked.split()))
        return "-".join(shown)


NameForm.__name__ = "Name"  # the element that it defines


class Date(model.Date, model.CitationStylesElement):  # type: ignore[misc]
    """A date, or some of its parts."""

    def process(self, item: Any, variable: str | None = None, **options: Any) -> Any:
        """Return the date; one in words where its year is wanted, so that it appears once."""
        if not self.is_locale_date():
            name = str(variable or self.get("variable")).replace("-", "_")
            parts = {part.get("name") for part in self.iterchildren()} | set(self.get("date-parts", "").split("-"))
            if isinstance(item.reference.get(name), LiteralDate) and "year" not in parts and (parts - {""}):
                return None
        return super().process(item, variable=variable, **options)


def _note(repressed: dict[str, Any], tag: str, variable: str) -> None:
    """Note a variable that was rendered in a substitute."""
    if repressed.get(_RENDERED) is not None:
        repressed[_RENDERED].append((tag, variable))
