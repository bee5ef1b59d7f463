"""Figures of a page: charts and tables as HTML, drawn for the prose that embeds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec
from markupsafe import Markup, escape

from sourcebook.charts import BUILT_IN, built_in
from sourcebook.charts.complete import Bundle, complete
from sourcebook.charts.forms import Forms, Look, Wanted, forms, specification
from sourcebook.charts.spec import ChartError
from sourcebook.dates import in_words
from sourcebook.looks import palettes
from sourcebook.model import VEGA_LITE, ColumnOptions, Finding, Place, TableOptions
from sourcebook.pages import selection
from sourcebook.pages.chart_data import Tables, tables
from sourcebook.pages.library import BriefingView
from sourcebook.pages.output import Output, Planned
from sourcebook.pages.paging import Sheet
from sourcebook.pages.remembering import Remembering, script_path
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo
from sourcebook.query import QueryError
from sourcebook.suggest import did_you_mean

if TYPE_CHECKING:
    from polars import DataFrame

    from sourcebook.charts.data import ChartData

WIDTHS: Mapping[str, int] = {"wide": 640, "narrow": 340}
"""CSS pixels of the two drawings of each chart, for a desk and for a phone; a style sheet picks one."""
HEIGHT = "height"
"""The option of every chart of an author's own."""
MIN_HEIGHT, MAX_HEIGHT = 20, 4_000
"""CSS pixels."""
MAX_ROWS = 1_000
"""Of a table on a page; the rest is in the data file."""


class PageFigures:
    """Draws the figures of one briefing, or of a page without claims, which shows the whole site's.

    Args:
        site: the site being rendered.
        page: the page they stand on.
        view: the briefing, if the page is one.
    """

    def __init__(self, site: SitePages, page: PageInfo, view: BriefingView | None) -> None:
        self.library = site.library
        self.theme = site.theme
        self.kept = site.kept
        self.store = site.store
        self.read = site.read
        self.as_of = site.as_of
        self.page = page
        self.view = view
        self.frames = view.briefing.tables if view else {}
        self.cards = {one.claim.id: one for one in (view.claims if view else ())}
        self.charts_path = view.briefing.charts if view else ""
        self.files: dict[str, bytes] = {}
        """Files of the charts that were drawn, by site path."""
        self._tables: dict[str, Tables] = {}

    def card(self, claim: str) -> str:
        """The card of a claim."""
        site = self.library.site
        card = self.theme.render("card.html", self.page, c=self.cards[claim], sources=site.sources, people=site.people)
        return card.decode()

    def table(self, name: str, alt: str, caption: str, place: Place) -> str | list[Finding]:
        """A data file as a `<figure>` with a table; a finding when the bundle has no such file."""
        if name in self.frames:
            options = (
                self.view.front.tables.get(name.partition("#")[0], TableOptions()) if self.view else TableOptions()
            )
            body = scrolled(table_html(self.frames[name], options), alt)
            return f'<figure class="table">{caption_html(caption)}{body}</figure>'
        if self.view and self.library.site.is_faulty("table", f"{self.view.briefing.bundle}/data/{name}"):
            return []
        hint = did_you_mean(name, self.frames, "put it into the briefing's data/ folder")
        return [Finding("unknown-table", "error", f"no data file is named “{name}”", place, hint)]

    def chart(
        self,
        name: str,
        alt: str,
        caption: str,
        anchor: str,
        place: Place,
        query: str = "",
        widths: Mapping[str, int] = WIDTHS,
    ) -> str | list[Finding]:
        """A chart as a `<figure>`: caption, a drawing for desks and one for phones, and the table behind them."""
        wanted = Wanted(alt=alt.strip(), caption=caption, anchor=anchor, widths=widths)
        file = f"{self.view.briefing.bundle}/{name}" if self.view and name in self._files else ""
        try:
            if name in BUILT_IN:
                return self._figure(wanted, self._built_in(name, wanted, query))
            if file:
                return self._figure(wanted, self._of_file(file, wanted, query))
            if name in self._authors:
                return self._figure(wanted, self._authored(name, wanted, query))
        except QueryError as error:
            return [Finding("query", "error", f"chart “{name}”: {error}", place, error.hint)]
        except ChartError as error:
            message = f"chart “{name}”: {error.message}"
            if not error.line:
                return [Finding("chart", "error", message, place, error.hint)]
            there = Place(file or self.charts_path, error.line)
            here = Finding("chart", "note", f"chart “{name}” is missing here", place, f"see {there}")
            return [Finding("chart", "error", message, there, error.hint), here]
        known = (*BUILT_IN, *self._authors, *self._files)
        hint = did_you_mean(name, known, f"known charts: {', '.join(known)}")
        return [Finding("unknown-chart", "error", f"no chart is named “{name}”", place, hint)]

    def names_itself(self, name: str) -> bool:
        """Whether a chart has a description of its own."""
        return name in BUILT_IN

    def selection(self, kind: str, query: str, alt: str, caption: str, place: Place) -> str | list[Finding]:
        """The claims or sources that a query selects as a `<figure>` with a table."""
        try:
            asked, rows = selection.chosen(self.library, kind, query, self.view)
        except QueryError as error:
            return [Finding("query", "error", str(error), place, error.hint)]
        shown = selection.table(self.library, kind, asked, rows, MAX_ROWS)
        body = scrolled(self.theme.render("selection.html", self.page, s=shown, kind=kind).decode(), alt)
        return f'<figure class="table">{caption_html(caption)}{body}</figure>'

    def tables(self, query: str) -> Tables:
        """The claims, and what belongs to them, of the briefing or of the whole site, as far as a query selects them.

        Raises:
            QueryError: when the query means nothing.
        """
        if query not in self._tables:
            _, rows = selection.chosen(self.library, "claims", query, self.view)
            claims = [self.library.claim_by_id[row["id"]] for row in rows]
            self._tables[query] = tables(self.library, self.view, claims, partial(self.theme.link, self.page))
        return self._tables[query]

    @cached_property
    def _authors(self) -> Mapping[str, Callable[..., Any]]:
        from sourcebook.charts import author

        content = Path(self.library.site.root).absolute()
        return author.load(content / self.charts_path, content) if self.charts_path else {}

    def _built_in(self, name: str, wanted: Wanted, query: str) -> Forms:
        used = self.tables(query).only(BUILT_IN[name].uses)
        return self._stored(wanted, (name, used.rows), lambda: self._draw_built_in(name, wanted, used))

    def _draw_built_in(self, name: str, wanted: Wanted, used: Tables) -> Forms:
        module, data = built_in(name), used.data(self.as_of)
        finding = module.finding(data)
        alt = wanted.alt or module.TITLE
        numbers = module.table(data)
        if numbers.is_empty():
            # There is nothing to be seen, and the finding says so.
            return Forms(alt=alt, caption=wanted.caption or finding, said=finding, pictures={}, files={}, table="")
        caption = wanted.caption or f"{finding} {module.HOW}"
        wanted = msgspec.structs.replace(wanted, alt=alt, caption=caption)
        draw = partial(specification, module)
        return forms(wanted, data, draw, lambda spec: numbers, table_html, self._look, self._renderer, finding)

    @cached_property
    def _files(self) -> Sequence[str]:
        """The charts of the briefing that are files of Vega-Lite, by their names in its folder."""
        return [name for name in (self.view.briefing.files if self.view else ()) if name.endswith(VEGA_LITE)]

    def _authored(self, name: str, wanted: Wanted, query: str) -> Forms:
        from sourcebook.charts import author

        function = self._authors[name]
        given, rest = split_options(query, {*author.options(function), HEIGHT})
        own = {key: text for key, text in given.items() if key in author.options(function)}
        try:
            return self._own(name, wanted, given, rest, lambda data: author.draw(function, data, own))
        except ChartError as error:
            if error.line is None:
                error.line = function.__code__.co_firstlineno
            raise

    def _of_file(self, file: str, wanted: Wanted, query: str) -> Forms:
        from sourcebook.charts import vega_lite_file

        try:
            text, is_json = self.read(file).decode(), file.endswith(".json")
        except UnicodeDecodeError as error:
            raise ChartError("the file is not UTF-8", hint="save it with that encoding") from error
        given, rest = split_options(query, {*vega_lite_file.parameters(text, is_json), HEIGHT})
        own = {key: value for key, value in given.items() if key != HEIGHT}
        return self._own(file, wanted, given, rest, lambda data: vega_lite_file.read(text, is_json, own))

    def _own(
        self,
        name: str,
        wanted: Wanted,
        given: Mapping[str, str],
        query: str,
        draw: Callable[[ChartData], dict[str, Any]],
    ) -> Forms:
        """A chart of the briefing's own, drawn of the claims that a query selects, by what makes its specification."""
        assert self.view is not None
        briefing, found = self.view.briefing, self.tables(query)
        bundle = Bundle(briefing.files, lambda name: self.read(f"{briefing.bundle}/{name}"))

        def make() -> Forms:
            from sourcebook.charts import spec

            facts = tuple(self.library.rows["claims"][row["id"]] for row in found.rows["claims"])
            data = found.data(self.as_of, rows=facts, fields=self.library.fields["claims"], tables=self.frames)
            named = {table: getattr(data, table) for table in found.rows} | dict(self.frames)
            height = _pixels(given[HEIGHT]) if HEIGHT in given else None

            def specification(data: ChartData) -> Mapping[str, Any]:
                made = complete(draw(data), bundle, named)
                return spec.of_height(made, height) if height else made

            return forms(wanted, data, specification, spec.table, table_html, self._look, self._renderer)

        return self._stored(wanted, (name, given, found.rows, briefing.material), make)

    def _stored(self, wanted: Wanted, parts: object, draw: Callable[[], Forms]) -> Forms:
        """A chart as it was drawn before from the same parts, in this round or an earlier one, or drawn now."""
        key = self.store.key((wanted, self._look, self.as_of, parts))

        def make() -> Forms:
            stored = self.store.get(key, lambda: msgspec.msgpack.encode(draw()))
            return msgspec.msgpack.decode(stored, type=Forms)

        return self.kept.get(("figure", self.page.url, wanted.anchor), key, make)

    @cached_property
    def _renderer(self) -> Remembering:
        return Remembering(self.store)

    @cached_property
    def _look(self) -> Look:
        light, dark = palettes(self.library.site.config)
        return Look(light=light, dark=dark, base=self.theme.absolute(self.page.url))

    def _figure(self, wanted: Wanted, made: Forms) -> str:
        """The HTML of a chart; its files are put to those of the page."""
        paths = {kind: f"{self.page.url}charts/{wanted.anchor}.{kind}" for kind in made.files}
        self.files |= {path: made.files[kind] for kind, path in paths.items()}
        figure = {
            "anchor": wanted.anchor,
            "alt": made.alt,
            "caption": Markup(caption_html(made.caption)),
            "said": made.said,
            "pictures": [(variant, Markup(svg)) for variant, svg in made.pictures.items()],
            "width": next(iter(wanted.widths.values())),
            "table": Markup(scrolled(made.table, f"Data: {made.alt}")) if made.table else "",
            "files": paths,
            "script": script_path(self.store),
            "as_of": self.as_of,
        }
        return self.theme.render("figure.html", self.page, f=figure).decode()


def charted(
    site: SitePages, template: str, page: PageInfo, charts: Sequence[str], *, sheet: Sheet, **values: Any
) -> Planned:
    """A page of a list, with built-in charts of the whole site on its first sheet, which the template has as `charts`.

    Args:
        site: the site being rendered.
        template: of the page.
        page: what it is called, and where it stands.
        charts: names of built-in charts; none are drawn for a site without claims.
        sheet: the part of the list that it shows.
        values: what else the template has.
    """
    shown = charts if sheet.number == 1 and site.library.claims else ()
    path = f"{page.url}index.html"

    def draw() -> Output:
        figures = PageFigures(site, page, None)
        drawn = [figures.chart(name, "", "", name, Place("site.yaml")) for name in shown]
        html = Markup("\n").join(Markup(one) for one in drawn if isinstance(one, str))
        findings = tuple(one for found in drawn if not isinstance(found, str) for one in found)
        data = site.theme.render(template, page, charts=html, sheet=sheet, **values)
        return Output(path, data, findings, files=figures.files)

    return Planned(path, draw)


def split_options(query: str, names: Set[str]) -> tuple[dict[str, str], str]:
    """The parts of a query that are options of these names, and the rest, which selects claims."""
    parts = [part for part in query.split("&") if part]
    given = {name: unquote(value) for name, equals, value in (part.partition("=") for part in parts) if name in names}
    return given, "&".join(part for part in parts if part.partition("=")[0] not in names)


def _pixels(text: str) -> int:
    if not text.isdecimal() or not MIN_HEIGHT <= int(text) <= MAX_HEIGHT:
        hint = f"from {MIN_HEIGHT} to {MAX_HEIGHT}"
        raise ChartError(f"the option {HEIGHT} is a number of pixels, not “{text}”", hint=hint)
    return int(text)


def caption_html(caption: str) -> str:
    """A caption with its first sentence, the finding, set off."""
    if not caption:
        return ""
    first, stop, rest = caption.partition(". ")
    return f"<figcaption><b>{escape(first + stop.strip())}</b>{' ' if rest else ''}{escape(rest)}</figcaption>"


def scrolled(table: str, label: str) -> str:
    """A region that scrolls by itself, so that a wide table never widens the page."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">{table}</div>'


def table_html(frame: DataFrame, options: TableOptions = TableOptions()) -> Markup:  # noqa: B008  # frozen
    """An accessible table: header cells with their scope, numbers marked for alignment; at most `max_rows` rows."""
    names = frame.columns
    wanted = [options.columns.get(name, ColumnOptions()) for name in names]
    css = [' class="num"' if dtype.is_numeric() else "" for dtype in frame.dtypes]
    heads = [one.title or name.replace("_", " ") for name, one in zip(names, wanted, strict=True)]
    head = "".join(f'<th scope="col"{css[i]}>{escape(text)}</th>' for i, text in enumerate(heads))
    rows = "".join(
        "<tr>" + "".join(f"<td{css[i]}>{escape(shown(cell, wanted[i]))}</td>" for i, cell in enumerate(row)) + "</tr>"
        for row in frame.head(options.max_rows).iter_rows()
    )
    more = len(frame) - options.max_rows
    rows += f'<tr><td colspan="{len(names)}">and {more:,} more</td></tr>' if more > 0 else ""
    return Markup(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")


def shown(cell: object, options: ColumnOptions = ColumnOptions()) -> str:  # noqa: B008  # frozen
    """A cell for a reader: whole numbers without a point, others with at most four decimals; dates in words."""
    if cell is None:
        return "–"
    if options.type == "date":
        return in_words(str(cell))
    if options.format and isinstance(cell, (int, float)):
        return format(int(cell) if options.format.endswith("d") else cell, options.format)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return str(cell)
    if float(cell).is_integer() and abs(cell) < 1e15:
        return f"{int(cell):,}" if abs(cell) >= 10_000 else str(int(cell))
    return f"{cell:,.4f}".rstrip("0").rstrip(".")
