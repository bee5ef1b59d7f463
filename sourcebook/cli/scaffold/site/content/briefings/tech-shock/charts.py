"""The charts of this briefing: each function that the prose names returns one."""

import altair as alt

from sourcebook import ChartData


def fund(data: ChartData) -> alt.Chart:
    """The fund in dollars: at two dated rates, and as the article prints it."""
    rows = data.table("fund.csv")
    return (
        alt.Chart(rows, height=alt.Step(36))
        .mark_bar(size=24)
        .encode(
            x=alt.X("dollar_bn").title("billion US dollars"),
            y=alt.Y("dollars_at").sort(None).title(None),
            color=alt.condition(
                alt.datum.dollars_at == "the article", alt.value("var(--figure)"), alt.value("var(--soft)")
            ),
        )
    )
