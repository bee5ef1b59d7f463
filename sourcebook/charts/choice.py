"""How a chart of counts follows a reader who chooses a kind or a claimant in another chart of the page.

Marks that are of one kind or one claimant need none of it: the page pales those that were not chosen.
"""

from __future__ import annotations

import altair as alt

KIND, BY = "chosen_kind", "chosen_by"
"""Parameters that the page sets: what was chosen, or null. A chart of an author's own may declare them too."""
IS_CHOSEN = f"(({KIND} == null || datum.kind == {KIND}) && ({BY} == null || datum.by == {BY}))"
"""Whether a row with `kind` and `by` is among what was chosen, as a Vega expression."""


def following(chart: alt.LayerChart | alt.FacetChart) -> alt.LayerChart | alt.FacetChart:
    """The chart with the parameters of a choice; nothing is chosen."""
    return chart.add_params(alt.param(name=KIND, value=None), alt.param(name=BY, value=None))
