"""Insert finished charts into pages."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from markupsafe import Markup

from sourcebook.charts.jobs.result import merge_reads
from sourcebook.charts.vega.artifacts import ChartArtifacts
from sourcebook.charts.vega.script import script_path
from sourcebook.render.context import RenderContext
from sourcebook.render.figures.markup import caption_html, scrolled
from sourcebook.render.output import ChartPlacement, RenderedOutput


def insert_charts(context: RenderContext, output: RenderedOutput) -> RenderedOutput:
    """Wait for the charts of a page, and replace their placeholders."""
    data, findings, files = output.data, list(output.findings), dict(output.files)
    reads: dict[str, bytes] = {}
    for placeholder, placement, future in output.pending_charts:
        drawn, html = future(), ""
        reads = merge_reads(reads, drawn.reads)
        findings += placement.writes(drawn)
        if drawn.artifacts is None:
            table = f"{posixpath.dirname(placement.location.file)}/{drawn.table}"
            # A data file that cannot be read was reported once, as such.
            if not (drawn.table and context.site_index.site.is_invalid("table", table)):
                findings += placement.error_findings(drawn)
        else:
            html = chart_html(context, placement, drawn.artifacts)
            findings += [*placement.printed(drawn), *placement.warnings(drawn.artifacts), *placement.untrue_headline()]
            files |= _named(placement, drawn.artifacts)
        data = data.replace(placeholder.encode(), html.encode())
    return output._replace(
        data=data,
        findings=tuple(findings),
        files=files,
        pending_charts=(),
        discovered_dependencies=output.discovered_dependencies | {f"file {path}" for path in reads},
        chart_reads=reads,
    )


def _named(placement: ChartPlacement, artifacts: ChartArtifacts) -> Mapping[str, bytes]:
    return {path: artifacts.files[kind] for kind, path in placement.files(artifacts).items()}


def chart_html(context: RenderContext, placement: ChartPlacement, artifacts: ChartArtifacts) -> str:
    """Return the `<figure>` of a chart: caption, drawings, and table."""
    # A built-in chart describes itself in English; captions are the author's if there is one.
    english = "" if placement.path else context.templates.english(placement.page)
    caption = caption_html(artifacts.caption, "" if placement.request.caption else english)
    figure = {
        "anchor": placement.request.anchor,
        "alt": artifacts.alt,
        "caption": Markup(caption),
        "summary": artifacts.summary,
        "english": english,
        "pictures": [(variant, Markup(svg)) for variant, svg in artifacts.pictures.items()],
        "inputs": artifacts.inputs,
        "width": next(iter(placement.request.widths.values())),
        "table": Markup(scrolled(artifacts.table, f"Data: {artifacts.alt}")) if artifacts.table else "",
        "files": placement.files(artifacts),
        "script": script_path(),
        "as_of": context.as_of,
    }
    return context.templates.render("figure.html", placement.page, figure=figure).decode()
