"""Finished charts into the pages that show them."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from sourcebook.charts.vega.artifacts import ChartArtifacts
from sourcebook.charts.vega.script import script_path
from sourcebook.render.context import RenderContext
from sourcebook.render.figures.markup import caption_html, scrolled
from sourcebook.render.output import ChartPlacement, RenderedOutput


def insert_charts(site: RenderContext, output: RenderedOutput) -> RenderedOutput:
    """A page with all its charts, as soon as they are drawn."""
    data, findings, files = output.data, list(output.findings), dict(output.files)
    for mark, figure, waited in output.pending_charts:
        drawn, html = waited(), ""
        if drawn.artifacts is None:
            findings += figure.faults(drawn)
        else:
            html = chart_html(site, figure, drawn.artifacts)
            findings += figure.printed(drawn)
            files |= _named(figure, drawn.artifacts)
        data = data.replace(mark.encode(), html.encode())
    return output._replace(data=data, findings=tuple(findings), files=files, pending_charts=())


def _named(figure: ChartPlacement, forms: ChartArtifacts) -> Mapping[str, bytes]:
    return {path: forms.files[kind] for kind, path in figure.files(forms).items()}


def chart_html(site: RenderContext, placement: ChartPlacement, forms: ChartArtifacts) -> str:
    """The `<figure>` of a chart: caption, drawings, and the table behind them."""
    figure = {
        "anchor": placement.request.anchor,
        "alt": forms.alt,
        "caption": Markup(caption_html(forms.caption)),
        "said": forms.said,
        "pictures": [(variant, Markup(svg)) for variant, svg in forms.pictures.items()],
        "inputs": forms.inputs,
        "width": next(iter(placement.request.widths.values())),
        "table": Markup(scrolled(forms.table, f"Data: {forms.alt}")) if forms.table else "",
        "files": placement.files(forms),
        "script": script_path(),
        "as_of": site.as_of,
    }
    return site.theme.render("figure.html", placement.page, f=figure).decode()
