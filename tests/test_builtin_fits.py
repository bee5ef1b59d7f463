"""No built-in chart is cut, empty or warned of by Vega, whatever its claims are and however many."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from making import engine
from msgspec import structs
from test_statements import AS_OF, sites

from sourcebook.charts.builtin import BUILT_IN_CHARTS, chart_module
from sourcebook.charts.vega.artifacts import specification
from sourcebook.charts.vega.drawing_warnings import drawing_warnings
from sourcebook.charts.vega.fitting import fitted_chart
from sourcebook.charts.vega.png import missing_glyphs, png
from sourcebook.model import Site
from sourcebook.render.figures.chart_tables import tables
from sourcebook.render.site_index import SiteIndex


class Drawer:
    """Draws without a cache."""

    draw = staticmethod(lambda spec: engine().draw(spec))
    png = staticmethod(png)
    missing_glyphs = staticmethod(missing_glyphs)


def multiplied(site: Site, times: int) -> Site:
    """The site with each claim many times."""
    (briefing,) = site.briefings
    claims = [structs.replace(one, id=f"{one.id}-{at}") for at in range(times) for one in briefing.claims]
    return structs.replace(site, briefings=(structs.replace(briefing, claims=tuple(claims)),))


def wrong(site: Site) -> list[str]:
    """What is wrong with the drawings of all built-in charts."""
    index, found = SiteIndex(site), []
    for name, entry in BUILT_IN_CHARTS.items():
        for width in (688, 340):
            data = structs.replace(tables(index, None, index.claims, str, uses=entry.uses).data(AS_OF), width=width)
            module = chart_module(name)
            if not module.table(data).is_empty():
                chart = fitted_chart(specification(module, data), width, Drawer())
                found += [f"{name} at {width}: {one.message}" for one in drawing_warnings(chart, width)]
    return found


@given(sites(), st.sampled_from([1, 40, 150]))
@settings(max_examples=4, deadline=None, phases=(Phase.generate,))
@pytest.mark.slow
def test_built_in_charts_show_what_they_should(site: Site, times: int) -> None:
    """On a desk and on a phone."""
    assert wrong(multiplied(site, times)) == []
