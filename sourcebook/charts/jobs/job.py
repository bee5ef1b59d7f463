"""Chart jobs: everything that a worker needs to draw a chart, as plain values, and the function that draws it."""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from sourcebook.charts.builtin import chart_module, how_to_read
from sourcebook.charts.jobs.frames import PackedFrames
from sourcebook.charts.jobs.renderer import CachedRenderer
from sourcebook.charts.jobs.result import ChartResult
from sourcebook.charts.jobs.tables import ChartTables
from sourcebook.charts.table_html import TableWriter
from sourcebook.charts.vega.artifacts import ChartArtifacts, ChartColors, ChartRequest, make_artifacts, specification
from sourcebook.charts.vega.spec import ChartError, of_height, table
from sourcebook.core.cache.disk_cache import ResultCache
from sourcebook.core.executors.resources import WorkerResources
from sourcebook.core.file_reads import ReadRecorder, recorded_reads
from sourcebook.query.language import Field, Row
from sourcebook.statements.inactive_claims import InactiveClaims
from sourcebook.statements.selection import Selection

if TYPE_CHECKING:
    from sourcebook.charts.data import ChartData

HEIGHT = "height"
"""An option of every authored chart, unless it has a parameter of that name."""
MIN_HEIGHT, MAX_HEIGHT = 20, 4_000
"""CSS pixels."""
Spec = dict[str, Any]


class BuiltInChart(NamedTuple):
    """A built-in chart."""

    name: str
    selection: Selection
    """Which claims it counts."""
    inactive: InactiveClaims
    """How many of these it leaves out."""

    def draw(self, job: ChartJob, resources: WorkerResources) -> ChartArtifacts:
        """Draw the chart; without data there is only the takeaway sentence, and no picture."""
        module, data = chart_module(self.name), job.tables.data(job.as_of)
        takeaway = self.selection.of(module.takeaway(data))
        alt = job.request.alt or module.TITLE
        numbers = module.table(data)
        if numbers.is_empty():
            caption = self._complete(job.request.caption or takeaway)
            return ChartArtifacts(alt=alt, caption=caption, summary=takeaway, pictures={}, files={}, table="")
        caption = self._complete(job.request.caption or f"{takeaway} {how_to_read(self.name, data)}")
        request = msgspec.structs.replace(job.request, alt=alt, caption=caption)

        def draw(data: ChartData) -> Mapping[str, Any]:
            return specification(module, data)

        return make_artifacts(
            request,
            data,
            draw,
            lambda spec: numbers,
            TableWriter(),
            job.colors,
            CachedRenderer(job.cache, resources),
            takeaway,
            is_built_in=True,
        )

    def _complete(self, caption: str) -> str:
        stop = "" if caption.rstrip("”’\"')»").endswith((".", "?", "!", "…")) else "."
        left_out = self.inactive.left_out
        return f"{caption}{stop} {left_out}" if left_out else caption


class AuthoredChartInputs(NamedTuple):
    """The inputs of authored charts, besides the tables of every chart."""

    options: Mapping[str, str]
    """Options of the page, by name."""
    height: str
    """The height that the page sets, unless the chart has an option of that name; or empty."""
    claim_rows: tuple[Row, ...]
    """Rows of all claims, for filters."""
    fields: Mapping[str, Field]
    language: str
    """The language of the site."""
    frames: PackedFrames
    """The data files of the briefing, by name."""
    table_writer: TableWriter
    bundle: str
    """The folder of the briefing, below the content folder."""
    files: tuple[str, ...]
    """Its files, by path below it."""
    read: Callable[[str], bytes]
    """Reads a file of the content."""
    content: str
    """The content folder."""

    def artifacts(self, job: ChartJob, resources: WorkerResources, draw: Callable[[ChartData], Spec]) -> ChartArtifacts:
        """Make the artifacts of a chart whose specification `draw` returns."""
        from sourcebook.charts.authored.inline_data import BundleFiles, inline_data

        data = job.tables.data(
            job.as_of,
            rows=self.claim_rows,
            fields=self.fields,
            language=self.language,
            tables=self.frames.read(job.cache, resources),
        )
        named = {name: getattr(data, name) for name in job.tables.rows} | dict(data.tables)
        bundle = BundleFiles(self.files, lambda name: self.read(f"{self.bundle}/{name}"))
        height = _pixels(self.height) if self.height else None

        def specified(data: ChartData) -> Spec:
            spec = inline_data(draw(data), bundle, named)
            return of_height(spec, height) if height else spec

        return make_artifacts(
            job.request, data, specified, table, self.table_writer, job.colors, CachedRenderer(job.cache, resources)
        )


class FunctionChart(NamedTuple):
    """A function of a `charts.py`."""

    name: str
    path: str
    """Absolute path of the file."""
    inputs: AuthoredChartInputs

    def draw(self, job: ChartJob, resources: WorkerResources) -> ChartArtifacts:
        """Draw the chart."""
        from sourcebook.charts.authored import functions

        function = functions.load_functions(Path(self.path), Path(self.inputs.content)).get(self.name)
        if function is None:
            raise ChartError(f"“{self.name}” is no function of this charts.py")
        # A shape of charts is held against Vega-Lite's schema once a process.
        valid_shapes: set[bytes] = resources.get_or_make("valid shapes", None, set)
        draw = functions.draw
        return self.inputs.artifacts(
            job, resources, lambda data: draw(function, data, self.inputs.options, valid_shapes)
        )


class VegaLiteFileChart(NamedTuple):
    """A file of Vega-Lite."""

    text: str
    is_json: bool
    inputs: AuthoredChartInputs

    def draw(self, job: ChartJob, resources: WorkerResources) -> ChartArtifacts:
        """Draw the chart."""
        from sourcebook.charts.authored import vega_lite_file

        return self.inputs.artifacts(
            job, resources, lambda data: vega_lite_file.read(self.text, self.is_json, self.inputs.options)
        )


class ChartJob(NamedTuple):
    """One chart of one page."""

    chart: BuiltInChart | FunctionChart | VegaLiteFileChart
    request: ChartRequest
    tables: ChartTables
    as_of: str
    """The build's date, YYYY-MM-DD."""
    colors: ChartColors
    cache: ResultCache


def draw_chart(resources: WorkerResources, packed: bytes) -> bytes:
    """Draw a chart, and return the `ChartResult` as MessagePack.

    Args:
        resources: of the worker.
        packed: the job, pickled.
    """
    job: ChartJob = pickle.loads(packed)  # from the process that hands it over
    heard = _PrintRecorder(job.chart.path if isinstance(job.chart, FunctionChart) else "")
    try:
        with redirect_stdout(heard), _recorded(job.chart) as recorded:
            drawn = ChartResult(job.chart.draw(job, resources))
    except ChartError as error:
        drawn = ChartResult(error=error.message, hint=error.hint, line=error.line, table=error.table)
    except Exception as error:  # An authored chart may raise anything.
        if isinstance(job.chart, BuiltInChart):
            raise
        drawn = ChartResult(error=f"it cannot be drawn: {type(error).__name__}: {error}".splitlines()[0])
    printed, _, _ = heard.text.strip().partition("\n")
    return msgspec.msgpack.encode(
        msgspec.structs.replace(
            drawn,
            printed=printed[:200],
            printed_at=heard.line,
            reads=recorded.reads if recorded else {},
            writes=tuple(sorted(recorded.writes)) if recorded else (),
        )
    )


def _recorded(
    chart: BuiltInChart | FunctionChart | VegaLiteFileChart,
) -> AbstractContextManager[ReadRecorder | None]:
    """Record what an authored chart reads and writes; a built-in one touches no file of the content."""
    return nullcontext() if isinstance(chart, BuiltInChart) else recorded_reads(Path(chart.inputs.content))


class _PrintRecorder(io.TextIOBase):
    """A stream that records printed text, and the line of a file that printed first."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.text = ""
        self.line: int | None = None

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text.strip() and self.line is None:
            frame = sys._getframe(1)  # there is no other way to it
            while frame is not None and frame.f_code.co_filename != self.path:
                frame = frame.f_back  # type: ignore[assignment]
            self.line = frame.f_lineno if frame is not None else None
        self.text += text if len(self.text) < 1000 else ""
        return len(text)


def _pixels(text: str) -> int:
    if not text.isdecimal() or not MIN_HEIGHT <= int(text) <= MAX_HEIGHT:
        hint = f"from {MIN_HEIGHT} to {MAX_HEIGHT}"
        raise ChartError(f"the option {HEIGHT} is a number of pixels, not “{text}”", hint=hint)
    return int(text)
