"""A chart's place on a page, and what comes to stand there when it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup, escape

from sourcebook.charts.jobs.renderer import script_path
from sourcebook.charts.jobs.result import Drawn
from sourcebook.charts.vega.artifacts import Forms, Wanted
from sourcebook.model import Finding, Place
from sourcebook.pages.output import Output
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


class Figure(NamedTuple):
    """A chart of a page; plain values, for a page may be written in one process and its charts be put in by another."""

    name: str
    wanted: Wanted
    page: PageInfo
    place: Place
    """Where the prose embeds it."""
    path: str = ""
    """The content file that draws it; empty for one of our own."""
    line: int | None = None
    """Of its function there."""

    def faults(self, drawn: Drawn) -> list[Finding]:
        """Why it was not drawn, where that is in a file of its own, and where it is missing."""
        message = f"chart “{self.name}”: {drawn.fault}"
        there = self.place_in_file(drawn.line)
        if there is None:
            return [Finding("chart", "error", message, self.place, drawn.hint)]
        here = Finding("chart", "note", f"chart “{self.name}” is missing here", self.place, f"see {there}")
        return [Finding("chart", "error", message, there, drawn.hint), here]

    def printed(self, drawn: Drawn) -> list[Finding]:
        """That its function prints something, if it does."""
        if not drawn.printed:
            return []
        message = f"chart “{self.name}” prints “{drawn.printed}”"
        at = self.place_in_file(drawn.printed_at) or self.place
        return [Finding("chart", "warning", message, at, "nobody sees it when the site is built: take it out")]

    def files(self, forms: Forms) -> dict[str, str]:
        """The site paths of the files that come with it, by their kind."""
        return {kind: f"{self.page.url}charts/{self.wanted.anchor}.{kind}" for kind in forms.files}

    def html(self, site: SitePages, forms: Forms) -> str:
        """The `<figure>`: caption, drawings, and the table behind them."""
        figure = {
            "anchor": self.wanted.anchor,
            "alt": forms.alt,
            "caption": Markup(caption_html(forms.caption)),
            "said": forms.said,
            "pictures": [(variant, Markup(svg)) for variant, svg in forms.pictures.items()],
            "inputs": forms.inputs,
            "width": next(iter(self.wanted.widths.values())),
            "table": Markup(scrolled(forms.table, f"Data: {forms.alt}")) if forms.table else "",
            "files": self.files(forms),
            "script": script_path(site.store),
            "as_of": site.as_of,
        }
        return site.theme.render("figure.html", self.page, f=figure).decode()

    def place_in_file(self, line: int | None) -> Place | None:
        """A place in the file that draws it: a line of it, or the first one of its function."""
        at = line or self.line
        return Place(self.path, at) if self.path and at else None


def settled(site: SitePages, output: Output) -> Output:
    """A page with all its charts, as soon as they are drawn."""
    data, findings, files = output.data, list(output.findings), dict(output.files)
    for mark, figure, waited in output.later:
        drawn, html = waited(), ""
        if drawn.forms is None:
            findings += figure.faults(drawn)
        else:
            html = figure.html(site, drawn.forms)
            findings += figure.printed(drawn)
            files |= _named(figure, drawn.forms)
        data = data.replace(mark.encode(), html.encode())
    return output._replace(data=data, findings=tuple(findings), files=files, later=())


def _named(figure: Figure, forms: Forms) -> Mapping[str, bytes]:
    return {path: forms.files[kind] for kind, path in figure.files(forms).items()}


def caption_html(caption: str) -> str:
    """A caption with its first sentence, the finding, set off."""
    if not caption:
        return ""
    first, stop, rest = caption.partition(". ")
    return f"<figcaption><b>{escape(first + stop.strip())}</b>{' ' if rest else ''}{escape(rest)}</figcaption>"


def scrolled(table: str, label: str) -> str:
    """A region that scrolls by itself, so that a wide table never widens the page."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">{table}</div>'
