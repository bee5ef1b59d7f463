"""Figures of a page: charts, tables of data files and queries, cards of claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from sourcebook.charts.authored.functions import ChartSignature, signatures
from sourcebook.charts.builtin import BUILT_IN_CHARTS
from sourcebook.charts.jobs.frames import PackedFrames, pack_frames
from sourcebook.charts.jobs.job import (
    HEIGHT,
    AuthoredChartInputs,
    BuiltInChart,
    ChartJob,
    FunctionChart,
    VegaLiteFileChart,
)
from sourcebook.charts.jobs.queue import ChartFuture
from sourcebook.charts.jobs.result import ChartResult
from sourcebook.charts.jobs.tables import ChartTables
from sourcebook.charts.table_html import TableWriter, table_html
from sourcebook.charts.vega.artifacts import ChartColors, ChartRequest
from sourcebook.charts.vega.spec import ChartError
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import VEGA_LITE_SUFFIXES, Finding, SourceLocation, TableOptions
from sourcebook.model.palette import palettes
from sourcebook.query.language import QueryError
from sourcebook.render.context import RenderContext
from sourcebook.render.figures.chart_selection import chart_selection, named_records, untrue_headline
from sourcebook.render.figures.chart_tables import tables
from sourcebook.render.figures.markup import caption_html, scrolled
from sourcebook.render.figures.query_table import CLAIM_IDS, QueryResult, query_table, run_query
from sourcebook.render.output import ChartPlacement, PageInfo, PendingChart
from sourcebook.render.views.briefings import BriefingView

WIDTHS: Mapping[str, int] = {"wide": 640, "narrow": 340}
"""Widths of the two drawings of each chart in CSS pixels; the style sheet shows one of them."""
EVERY_RECORD = frozenset({"every claim", "every source", "every person", "every briefing"})
"""Dependencies of a figure of the whole site."""
MAX_ROWS = 1_000
"""Most rows of a table on a page."""


class SubmittedChart(NamedTuple):
    """A chart that was submitted."""

    result: ChartFuture
    contradiction: str = ""
    """What its headline says against its data."""


class PageFigures:
    """Renders the figures of one page: of its own claims if it is a briefing, else of the whole site.

    Args:
        context: of the site.
        page: title and site path.
        view: the briefing, if the page is one.
    """

    def __init__(self, context: RenderContext, page: PageInfo, view: BriefingView | None) -> None:
        self.context = context
        self.index = context.site_index
        self.theme = context.templates
        self.page = page
        self.view = view
        self.briefing = self.index.briefing_by_slug[view.slug] if view else None
        """The record of the briefing."""
        self.discovered: set[str] = set()
        """Names of discovered dependencies."""
        self.frames = self.briefing.tables if self.briefing else {}
        self.written = self.briefing.written if self.briefing else {}
        self.cards = {one.claim.id: one for one in (view.claims if view else ())}
        self.charts_path = self.briefing.charts if self.briefing else ""
        self.pending_charts: list[PendingChart] = []
        """Submitted charts."""
        self._full_tables: dict[str, ChartTables] = {}
        """Tables with all columns by query, for authored charts."""

    def card(self, claim: str) -> str:
        """Return the card of a claim as HTML."""
        view = self.cards[claim]
        records = self.index.records(view.claim)
        self.discovered |= {f"reference {name}" for name in records["sources"]}
        self.discovered |= {f"person {name}" for name in records["people"]}
        return self.theme.render("card.html", self.page, claim_view=view, **records).decode()

    def table(self, name: str, alt: str, caption: str, location: SourceLocation) -> str | list[Finding]:
        """Return a `<figure>` with the table of a data file, or a finding if there is no such file."""
        if name in self.frames:
            given = self.view.front.tables if self.view else {}
            options = given.get(name) or given.get(name.partition("#")[0]) or TableOptions()
            body = scrolled(table_html(self.frames[name], options, self.written.get(name, {})), alt)
            return f'<figure class="table">{caption_html(caption)}{body}</figure>'
        if self._is_reported(f"data/{name}"):
            return []
        hint = did_you_mean(name, self.frames, "put it into the briefing's data/ folder")
        return [Finding("unknown-table", "error", f"no data file is named “{name}”", location, hint)]

    def chart(
        self,
        name: str,
        alt: str,
        caption: str,
        anchor: str,
        location: SourceLocation,
        query: str = "",
        widths: Mapping[str, int] = WIDTHS,
    ) -> str | list[Finding]:
        """Submit a chart and return its placeholder, or findings if there is no such chart."""
        downloads = self.index.site.config.charts.downloads
        request = ChartRequest(alt=alt.strip(), caption=caption, anchor=anchor, widths=widths, downloads=downloads)
        try:
            submitted = self._submit_named(name, request, query)
        except QueryError as error:
            return [Finding("query", "error", f"chart “{name}”: {error}", location, error.hint)]
        except ChartError as error:
            if error.table and self._is_reported(error.table):
                return []
            drawn = ChartResult(error=error.message, hint=error.hint, line=error.line)
            return self._placement(name, request, location, error.line).error_findings(drawn)
        if submitted is None:
            known = (*BUILT_IN_CHARTS, *self._functions, *self._files)
            hint = did_you_mean(name, known, f"known charts: {', '.join(known)}")
            return [Finding("unknown-chart", "error", f"no chart is named “{name}”", location, hint)]
        placeholder = f'<figure class="not-drawn-yet" id="{len(self.pending_charts)}"></figure>'
        placement = self._placement(name, request, location)._replace(contradiction=submitted.contradiction)
        self.pending_charts.append(PendingChart(placeholder, placement, submitted.result))
        return placeholder

    def _is_reported(self, table: str) -> bool:
        """Return whether a data file of the bundle cannot be read, which was reported."""
        return self.briefing is not None and self.index.site.is_invalid("table", f"{self.briefing.bundle}/{table}")

    def has_generated_description(self, name: str) -> bool:
        """Return whether a chart describes itself."""
        return name in BUILT_IN_CHARTS

    def selection(self, kind: str, query: str, alt: str, caption: str, location: SourceLocation) -> str | list[Finding]:
        """Return a `<figure>` with a table of the claims or sources that a query selects."""
        try:
            selected = self._select(kind, query)
        except QueryError as error:
            return [Finding("query", "error", str(error), location, error.hint)]
        for row in selected.rows if selected.is_own else ():
            self.discovered |= {f"reference {name}" for name in (*row["via"], *row["origins"])}
            self.discovered |= {f"claim {name}" for field in CLAIM_IDS for name in row[field]}
        shown = query_table(self.index, kind, selected.query, selected.rows, MAX_ROWS)
        body = scrolled(self.theme.render("selection.html", self.page, query_table=shown, kind=kind).decode(), alt)
        return f'<figure class="table">{caption_html(caption)}{body}</figure>'

    def _tables(self, selected: QueryResult, uses: Mapping[str, Sequence[str]] | None = None) -> ChartTables:
        """Return the tables of claims that a query selects from the briefing or the whole site.

        Args:
            selected: the claims.
            uses: columns to include, by table; None includes all.
        """
        claims = [self.index.claim_by_id[row["id"]] for row in selected.rows]
        named = self.index.transitive_sources(self.view) if self.view and selected.is_own else None
        self.discovered |= EVERY_RECORD if named is None else {f"reference {name}" for name in named}
        concerned = {row["id"] for row in selected.rows} if selected.query.parts or selected.query.limit else None
        return tables(self.index, self.view, claims, partial(self.theme.link, self.page), named, uses, concerned)

    def _select(self, kind: str, query: str) -> QueryResult:
        """Run a query, and add its dependencies.

        Raises:
            QueryError: if the query is invalid.
        """
        try:
            selected = run_query(self.index, kind, query, self.view)
        except QueryError:
            self.discovered |= {f"choices {kind} {name}" for name in self.index.fields[kind]}
            raise
        self.discovered |= {f"choices {kind} {name}" for name in selected.query.fields}
        if not selected.is_own:
            self.discovered |= EVERY_RECORD
        return selected

    @cached_property
    def _functions(self) -> Mapping[str, ChartSignature]:
        """Functions of the briefing's `charts.py`, by name."""
        return signatures(self.context.read(self.charts_path)) if self.charts_path else {}

    @cached_property
    def _files(self) -> Sequence[str]:
        """Paths of the briefing's Vega-Lite files, below its folder."""
        return [name for name in (self.briefing.files if self.briefing else ()) if name.endswith(VEGA_LITE_SUFFIXES)]

    @property
    def _content(self) -> Path:
        return Path(self.index.site.root).absolute()

    @cached_property
    def _figure_inputs(self) -> object:
        """The inputs of authored charts: digest of the bundle's files, options of its tables."""
        assert self.briefing is not None
        return self.briefing.bundle, self.briefing.figure_inputs_digest, self.briefing.front.tables

    @cached_property
    def _table_writer(self) -> TableWriter:
        """Writes numbers in tables of charts as they stand in the data files of the briefing."""
        return TableWriter.of((self.frames[name], written) for name, written in self.written.items())

    @cached_property
    def _packed(self) -> PackedFrames:
        """Data files of the briefing, packed for workers."""
        return pack_frames(self.frames, self._figure_inputs, self.context.cache)

    def _submit_named(self, name: str, request: ChartRequest, query: str) -> SubmittedChart | None:
        """Submit a chart; None if there is no chart of that name.

        Raises:
            QueryError: if the query is invalid.
            ChartError: if the file of the chart cannot be read.
        """
        if name in BUILT_IN_CHARTS:
            return self._submit_built_in(name, request, query)
        if self.briefing is None:
            return None
        root, briefing = self._content, self.briefing
        if name in self._files:
            from sourcebook.charts.authored import vega_lite_file  # loads YAML, which few pages need

            text, is_json = self._text(f"{briefing.bundle}/{name}"), name.endswith(".json")
            options = frozenset(vega_lite_file.parameters(text, is_json)) if query else frozenset[str]()
            chart = partial(VegaLiteFileChart, text, is_json)
            return SubmittedChart(self._submit_authored(request, name, query, options, chart))
        if name in self._functions:
            function = partial(FunctionChart, name, str(root / self.charts_path))
            return SubmittedChart(self._submit_authored(request, name, query, self._functions[name].options, function))
        return None

    def _submit_built_in(self, name: str, request: ChartRequest, query: str) -> SubmittedChart:
        """Submit a built-in chart.

        Raises:
            QueryError: if the query is invalid.
        """
        entry, selected = BUILT_IN_CHARTS[name], self._select("claims", query)
        self.discovered |= named_records(self.index, selected.query)
        counted, selection, inactive = chart_selection(self.index, self.view, selected, entry.counts)
        used = self._tables(counted, entry.uses)
        chart = partial(BuiltInChart, name, selection, inactive)
        future = self._submit(request, chart, used, (name, used.rows, selection, inactive))
        return SubmittedChart(future, untrue_headline(self.index, self.view, selected, request.caption))

    def _submit_authored(
        self,
        request: ChartRequest,
        name: str,
        query: str,
        options: Set[str],
        chart: Callable[[AuthoredChartInputs], FunctionChart | VegaLiteFileChart],
    ) -> ChartFuture:
        """Submit an authored chart, with the parts of the query that are options of it."""
        assert self.briefing is not None
        options_of_query, rest = split_options(query, options | {HEIGHT})
        given = {name: text for name, text in options_of_query.items() if name in options}
        height = "" if HEIGHT in given else options_of_query.get(HEIGHT, "")
        if rest not in self._full_tables:
            self._full_tables[rest] = self._tables(self._selected_for(rest, [*options, HEIGHT]))
        briefing, found = self.briefing, self._full_tables[rest]
        claim_rows = tuple(self.index.rows["claims"][row["id"]] for row in found.rows["claims"])
        fields, read, content = self.index.fields["claims"], self.context.read, str(self._content)
        bundle, files, language = briefing.bundle, briefing.files, self.index.site.config.language

        def authored() -> FunctionChart | VegaLiteFileChart:
            return chart(
                AuthoredChartInputs(
                    given,
                    height,
                    claim_rows,
                    fields,
                    language,
                    self._packed,
                    self._table_writer,
                    bundle,
                    files,
                    read,
                    content,
                )
            )

        inputs = (name, options_of_query, found.rows, self._figure_inputs, language)
        return self._submit(request, authored, found, inputs)

    def _selected_for(self, query: str, options: Sequence[str]) -> QueryResult:
        """Return the claims of an authored chart; an unknown field may be meant as one of its options.

        Raises:
            QueryError: if the query is invalid.
        """
        try:
            return self._select("claims", query)
        except QueryError as error:
            if not error.unknown_field:
                raise
            known = [*options, *self.index.fields["claims"]]
            hint = did_you_mean(
                error.unknown_field, known, f"options: {', '.join(options)}; any field of claims is a filter"
            )
            message = f"it has no option “{error.unknown_field}”, and claims have no such field"
            raise QueryError(message, hint) from error

    def _submit(
        self,
        request: ChartRequest,
        chart: Callable[[], BuiltInChart | FunctionChart | VegaLiteFileChart],
        tables: ChartTables,
        parts: object,
    ) -> ChartFuture:
        """Submit a chart, with a cache key of everything that it shows."""
        self.discovered |= {"date", "script"}
        memo_key = ("figure", self.page.url, request.anchor)
        key = self.context.cache.key((request, self._colors, self.context.as_of, parts))

        def job() -> ChartJob:
            return ChartJob(chart(), request, tables, self.context.as_of, self._colors, self.context.cache)

        return self.context.charts.submit(memo_key, key, job)

    def _text(self, path: str) -> str:
        try:
            return self.context.read(path).decode()
        except UnicodeDecodeError as error:
            raise ChartError("the file is not UTF-8", hint="save it with that encoding") from error

    def _placement(
        self, name: str, request: ChartRequest, location: SourceLocation, line: int | None = None
    ) -> ChartPlacement:
        """Return the placement of a chart on this page.

        Args:
            name: of the chart.
            request: for the chart.
            location: in the Markdown.
            line: of the chart's file that cannot be parsed, if it is known.
        """
        path = ""
        if self.briefing is not None and name in self._files:
            path = f"{self.briefing.bundle}/{name}"
        elif name not in BUILT_IN_CHARTS and self.charts_path:
            path = self.charts_path
            line = line or (self._functions[name].line if name in self._functions else None)
        return ChartPlacement(name, request, self.page, location, path, line)

    @cached_property
    def _colors(self) -> ChartColors:
        light, dark = palettes(self.index.site.config)
        return ChartColors(light=light, dark=dark, base=self.theme.absolute(self.page.url))


def split_options(query: str, names: Set[str]) -> tuple[dict[str, str], str]:
    """Split a query into options of these names, and the rest, which selects claims."""
    parts = [part for part in query.split("&") if part]
    given = {name: unquote(value) for name, equals, value in (part.partition("=") for part in parts) if name in names}
    return given, "&".join(part for part in parts if part.partition("=")[0] not in names)
