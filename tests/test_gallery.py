"""Charts of every mark, scale, transform and composition go the whole road, in a real browser."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from comparing import DIFFERENCE
from making import GOOD, build
from PIL import Image
from test_authored_charts import DOT, LANDS
from watching import problems

from sourcebook.charts.authored.functions import signatures
from sourcebook.pipeline.options import BuildOptions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("gallery")]
GALLERY = Path(__file__).parent / "gallery"
GROUPS = sorted(path.parent.name for path in GALLERY.glob("*/charts.py"))
HELPERS = {"interpolated", "placed", "signed", "coloured", "projected"}
"""Public functions that make charts, and are none."""
WITHOUT_ROWS = {"sequence"}
"""Charts whose data are made by Vega: they have no table."""
KNOWN = {
    "a_route": "Vega draws the line once before the map has its place, which the console tells; then it is right",
    "facets_of_maps": "Vega-Lite does not fit a projection to the cells of a facet",
}
"""Charts that miss something for a reason outside of this program."""
TOLERANCE = 0.02
"""The share of pixels that may differ by more than a quarter of a channel's range: edges of letters."""
SHAPES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in (("a", [[0, 0], [0, 9], [9, 9], [0, 0]]), ("b", [[9, 0], [9, 9], [20, 9], [9, 0]]))
    ],
}
FILES: Mapping[str, str | bytes] = {
    "dot.png": DOT,
    "data/n.csv": "who,n\nx,1\ny,2\nz,7\n",
    "data/rates.csv": "id,rate\n0,3\n1,8\n",
    "data/lands.json": json.dumps(LANDS),
    "data/shapes.geojson": json.dumps(SHAPES),
}


class Miss(NamedTuple):
    """A chart that did not go the whole road, and where it stopped."""

    group: str
    name: str
    reason: str


def names(group: str) -> list[str]:
    """The charts of a group."""
    return sorted(signatures((GALLERY / group / "charts.py").read_bytes()).keys() - HELPERS)


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a briefing for each group, which shows all its charts."""
    root = tmp_path_factory.mktemp("gallery")
    content = root / "content"
    for group in GROUPS:
        bundle = content / "briefings" / group
        shutil.copytree(GALLERY / group, bundle)
        charts = "\n\n".join(f"![The chart {name}](chart:{name})" for name in names(group))
        (bundle / "index.md").write_text(f"---\ntitle: {group}\ndate: 2026-02-16\n---\n\n{charts}\n")
        (bundle / "claims.yaml").write_text(f"- {{id: {group}, text: A claim., kind: fact, by: rory-green}}\n")
        for name, data in FILES.items():
            (bundle / name).parent.mkdir(exist_ok=True)
            (bundle / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    shutil.copy(GALLERY / "shared.py", root)
    for name in ("site.yaml", "people/people.yaml", "pages/about.md"):
        path = content / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(GOOD[name]))
    result = build(BuildOptions(content, root / "site"))
    assert (
        "\n".join(f"{one.location}: {one.message} ({one.hint})" for one in result.findings if one.level == "error")
        == ""
    )
    return root / "site"


def seen(page: Page, compare: Page, charts: Path, found: list[str]) -> Iterator[Miss]:
    """What is amiss with the charts of a page, static and live."""
    group = charts.parent.name
    for name in names(group):
        figure = page.locator(f"#chart-{name}")
        picture = figure.locator(".picture.wide")
        if not picture.is_visible():
            yield Miss(group, name, "there is no picture")
            continue
        if name not in WITHOUT_ROWS and figure.locator("details.data tbody tr").count() == 0:
            yield Miss(group, name, "there is no table")
        if len(figure.locator(f"#said-{name}").inner_text()) < 5:
            yield Miss(group, name, "it is not described")
        if (sizes := of_files(charts / name)) is not None:
            yield Miss(group, name, sizes)
        yield from (Miss(group, name, reason) for reason in hydrated(page, compare, picture))
        yield from (Miss(group, name, problem) for problem in found)
        found.clear()


def of_files(path: Path) -> str | None:
    """What is amiss with a chart's PNG: it has two pixels for each of the SVG's, and more than one colour."""
    picture = Image.open(path.with_suffix(".png"))
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', path.with_suffix(".svg").read_text())
    if box is None or any(abs(2 * float(box[at + 1]) - picture.size[at]) > 2 for at in (0, 1)):
        return f"its PNG is {picture.size}, its SVG {box and box.groups()}"
    is_blank = picture.convert("RGB").getcolors(1) is not None
    return "its PNG is blank" if is_blank else None


def hydrated(page: Page, compare: Page, picture: Locator) -> Iterator[str]:
    """Why a live chart is not the picture that was there."""
    picture.scroll_into_view_if_needed()
    before, box = picture.screenshot(), picture.bounding_box()
    picture.hover()
    picture.and_(page.locator("[data-live=ready], [data-live=failed]")).wait_for()
    page.mouse.move(0, 0)
    if picture.get_attribute("data-live") == "failed":
        yield "it does not come alive"
        return
    if picture.bounding_box() != box:
        yield f"it moves: {box}, then {picture.bounding_box()}"
    pair = [base64.b64encode(one).decode() for one in (before, picture.screenshot())]
    share = compare.evaluate(DIFFERENCE, pair)
    if share > TOLERANCE:
        yield f"{share:.1%} of its pixels differ"


def test_the_gallery_goes_the_whole_road(
    chromium: Browser, serve: Callable[..., str], gallery: Path, record_property: Callable[[str, str], None]
) -> None:
    """Drawn, described, tabled, hydrated without a word in the console, and then the same to the eye."""
    home = serve(gallery)
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(10_000)
    page, compare = context.new_page(), chromium.new_page()
    found = problems(page)
    misses: list[Miss] = []
    for group in GROUPS:
        page.goto(f"{home}briefings/{group}/")
        misses += seen(page, compare, gallery / "briefings" / group / "charts", found)
    total = sum(len(names(group)) for group in GROUPS)
    failed = Counter((one.group, one.name) for one in misses)
    lines = dict.fromkeys(f"  {one.group}/{one.name}: {KNOWN.get(one.name, one.reason)}" for one in misses)
    record_property("said", f"gallery: {total - len(failed)} of {total} charts go the whole road")
    for line in lines:
        record_property("said", line)
    assert total >= 150
    assert [one for one in misses if one.name not in KNOWN] == []
