"""How long builds take, beside other programs."""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook import ChartData

OURS = "Sourcebook"
BUILDS = {"cold": "the first build", "again": "again, unchanged", "one edit": "after one edit"}


def builds(data: ChartData, corpus: str = "plain") -> alt.FacetChart:
    """Seconds by program, a panel for each kind of build; the panels have scales of their own."""
    found = data.table("peers.csv").filter(pl.col("corpus") == corpus)
    rows = found.with_columns(
        build=pl.col("build").replace_strict(BUILDS),
        label=pl.col("seconds").map_elements(lambda one: f"{one:.2f} s", return_dtype=pl.String),
    )
    names = alt.Y("program:N").sort(found["program"].unique(maintain_order=True).to_list()).title(None)
    base = alt.Chart().encode(y=names.axis(domain=False, ticks=False, labelPadding=8))
    colour = alt.condition(alt.datum.program == OURS, alt.value("var(--figure)"), alt.value("var(--soft)"))
    bars = base.mark_bar(size=16).encode(x=alt.X("seconds:Q").title("seconds"), color=colour)
    words = base.mark_text(align="left", dx=6).encode(x="seconds:Q", text="label:N")
    panels = alt.layer(bars, words, data=rows, height=alt.Step(24)).facet(
        row=alt.Row("build:N").sort(list(BUILDS.values())).title(None).header(labelAngle=0, labelAlign="left")
    )
    return panels.resolve_scale(x="independent")
