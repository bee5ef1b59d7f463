"""Colours, fonts, logo, navigation and foot from site.yaml, and a style sheet of the author's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import combinations, pairwise
from math import dist
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from making import make, tree, unframed

from sourcebook.charts.design.vega_theme import DIVERGING, RAMP, SERIES
from sourcebook.cli.program import run
from sourcebook.model import CLAIM_KINDS
from sourcebook.model.palette import DARK, LIGHT, TEXT_ROLES, contrast

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = """\
title: Small
base_url: https://example.org/repo/
nav: [claims, about, "[Data](https://example.org/data/)", "[Imprint](/about/)"]
colors: {accent: "#5a2a83"}
dark_colors: {accent: "#c9a6e8", paper: "#000000"}
fonts: {text: "Charter, Georgia, serif", ui: fonts/own.woff2}
logo: pages/logo.svg
footer: 'Small & fine. [Imprint](/about/) and [more](https://example.org/?a=1&b=2)'
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>'


def test_the_colours_that_are_checked_are_those_of_the_theme() -> None:
    """Both palettes are as the style sheet has them, and every text of theirs can be read."""
    css = (ROOT / "templates/assets/sourcebook.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)")[:2]
    for text, palette in ((light, LIGHT), (dark.split("\n}")[0], DARK)):
        found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))
        assert found == dict(palette)
        for ground, texts in TEXT_ROLES.items():
            assert all(contrast(palette[one], palette[ground]) >= 4.5 for one in texts)


def test_paper_has_colours_of_its_own_whatever_the_screen_has() -> None:
    """In print no role is left to the scheme of the screen; what stands for kinds and categories is as in light."""
    css = (ROOT / "templates/assets/sourcebook.css").read_text()
    printed = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", css.rpartition("@media print {")[2].partition("}")[0]))
    assert printed.keys() == LIGHT.keys()
    drawn = [*CLAIM_KINDS, *(name for name in LIGHT if name.startswith("series-"))]
    assert {name: printed[name] for name in drawn} == {name: LIGHT[name] for name in drawn}


DEFICIENCIES = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.0520)),
    "deuteranopia": ((0.3673, 0.8606, -0.2280), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689)),
    "tritanopia": ((1.2555, -0.0767, -0.1788), (-0.0784, 0.9309, 0.1476), (0.0047, 0.6914, 0.3039)),
}
"""What is left of linear RGB without one kind of cones (Machado, Oliveira and Fernandes 2009, severity 1)."""


def oklab(colour: str, deficiency: str) -> tuple[float, ...]:
    """A colour as somebody sees it, in the space of Ottosson (2020), in which distances are as they look."""
    linear = [((int(colour[at : at + 2], 16) / 255 + 0.055) / 1.055) ** 2.4 for at in (1, 3, 5)]
    seen = [max(sum(a * b for a, b in zip(row, linear, strict=True)), 0) for row in DEFICIENCIES[deficiency]]
    to_cones = ((0.4122, 0.5363, 0.0514), (0.2119, 0.6807, 0.1074), (0.0883, 0.2817, 0.6300))
    cones = [sum(a * b for a, b in zip(row, seen, strict=True)) ** (1 / 3) for row in to_cones]
    to_lab = ((0.2105, 0.7936, -0.0041), (1.9780, -2.4286, 0.4506), (0.0259, 0.7828, -0.8087))
    return tuple(sum(a * b for a, b in zip(row, cones, strict=True)) for row in to_lab)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_kinds_are_told_apart_whatever_colours_one_sees(palette: Mapping[str, str], deficiency: str) -> None:
    """Any two kinds differ by 0.085 and more in Oklab, four times what is just noticed, for all kinds of sight."""
    for one, other in combinations(CLAIM_KINDS, 2):
        assert dist(oklab(palette[one], deficiency), oklab(palette[other], deficiency)) >= 0.085, (one, other)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_categories_are_told_apart_whatever_colours_one_sees(palette: Mapping[str, str], deficiency: str) -> None:
    """Any two by 0.12 and more in Oklab, and each of them from the ground as WCAG 1.4.11 has it for graphics."""
    series = [palette[role] for role in palette if role.startswith("series-")]
    assert len(series) == len(SERIES)
    for one, other in combinations(series, 2):
        assert dist(oklab(one, deficiency), oklab(other, deficiency)) >= 0.12, (one, other)
    assert all(contrast(one, palette["paper"]) >= 3 for one in series)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_ramps_go_one_way_whatever_colours_one_sees(deficiency: str) -> None:
    """From light to dark by even steps; the diverging one from both ends to its middle, its ends told apart."""
    lightness = [oklab(colour, deficiency)[0] for colour in RAMP]
    steps = [one - other for one, other in pairwise(lightness)]
    assert 0.04 < min(steps) <= max(steps) < 0.11
    sides = [oklab(colour, deficiency)[0] for colour in DIVERGING]
    assert sorted(sides[:4]) == sides[:4]
    assert sorted(sides[3:], reverse=True) == sides[3:]
    assert dist(oklab(DIVERGING[0], deficiency), oklab(DIVERGING[-1], deficiency)) >= 0.085


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    """Black on white is 21; the well-known grey just fails."""
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_settings_change_every_page(tmp_path: Path) -> None:
    """Colours in both schemes, fonts by family and by file, a logo, links in head and foot, all below the base path."""
    content = make(tmp_path, {"site.yaml": SETTINGS, "pages/logo.svg": LOGO})
    fonts = tmp_path / "templates/assets/fonts"
    fonts.mkdir(parents=True)
    (fonts / "own.woff2").write_bytes(b"wOF2")
    assert run(["--source", str(content), "--strict"]) == 0
    built = tree(tmp_path / "site")
    (sheet,) = [data.decode() for path, data in built.items() if path.startswith("assets/site-")]
    assert ':root { --text: Charter, Georgia, serif; --ui: "site-ui", var(--ui-default); }' in sheet
    assert "prefers-color-scheme: light) { :root { --accent: #5a2a83; } }" in sheet
    assert "prefers-color-scheme: dark) { :root { --paper: #000000; --accent: #c9a6e8; } }" in sheet
    (font,) = [path for path in built if path.startswith("assets/fonts/own-")]
    assert font.removeprefix("assets/") in sheet
    page = built["claims/begins/index.html"].decode()
    assert re.search(r'<link rel="stylesheet" href="../../assets/site-\w+\.css">', page)
    assert '<img src="../../logo.svg" alt="Small">' in page
    assert '<a href="https://example.org/data/">Data</a>' in page
    assert page.count('<a href="../../about/">Imprint</a>') == 2
    assert "Small &amp; fine." in page
    assert '<a href="https://example.org/?a=1&amp;b=2">more</a>' in page
    assert "It does not say what is true" not in page
    # The 404 page is served at any depth: its links are full paths.
    assert b'<img src="/repo/logo.svg"' in built["404.html"]


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_colours_stay_in_their_scheme(chromium: Browser, serve: Callable[..., str], tmp_path: Path) -> None:
    """A site's own light accent is not that of dark screens or of print, which keep the theme's."""
    content = make(tmp_path, {"site.yaml": 'title: Small\ncolors: {accent: "#5a2a83"}\n'})
    assert run(["--source", str(content)]) == 0
    home = serve(tmp_path / "site", "/")
    for scheme, medium, accent in (
        ("light", "screen", "#5a2a83"),
        ("dark", "screen", DARK["accent"]),
        ("light", "print", "#000"),
    ):
        page = chromium.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        page.emulate_media(media=medium)  # type: ignore[arg-type]
        page.goto(home)
        found = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()")
        assert found == accent, (scheme, medium)
        page.close()


def test_a_style_sheet_of_the_authors_own_comes_last(tmp_path: Path) -> None:
    """templates/assets/site.css is loaded after the theme's, also where settings set nothing."""
    content = make(tmp_path)
    own = tmp_path / "templates/assets/site.css"
    own.parent.mkdir(parents=True)
    own.write_text("h1 { color: red; }")
    assert run(["--source", str(content)]) == 0
    page = (tmp_path / "site/index.html").read_text()
    assert page.index("assets/sourcebook-") < page.index("assets/site-")
    own.unlink()
    assert run(["--source", str(content)]) == 0
    assert "assets/site-" not in (tmp_path / "site/index.html").read_text()


def test_every_block_and_template_is_documented() -> None:
    """Writing names each block of the frame and each template of a page."""
    docs = (ROOT / "docs/content/pages/writing.md").read_text()
    for block in re.findall(r"{% block (\w+) %}", (ROOT / "templates/base.html").read_text()):
        assert f"| `{block}` |" in docs
    for path in (ROOT / "templates").glob("*.html"):
        assert f"`{path.name}`" in docs or path.name in ("base.html", "macros.html"), path.name


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ('colors: {soft: "#aaaaaa"}', "2:16: warning: “soft” on “paper” has a contrast of 2.2; text needs 4.5"),
        ('dark_colors: {paper: "#888888"}', "“ink” on “paper” has a contrast of"),
        ("colors: {accent: red}", "error: “accent” must be a colour as #0b5563"),
        ("colors: {accnt: '#000000'}", "did you mean “accent”?"),
        ("footer: 'By [us](/abuot/)'", "2:9: error: “/abuot/” leads nowhere [broken-link]"),
        ("nav: [claims, '[Us](/abuot)']", "2:15: error: “/abuot” leads nowhere [broken-link]"),
        ("fonts: {ui: 'x; } body { display: none'}", "error: “ui” must be names of font families"),
        (
            "logo: pages/lgo.svg",
            "error: “pages/lgo.svg” is no file [unknown-setting]\n    did you mean “pages/logo.svg”?",
        ),
        ("nav: ['[Data](javascript:alert)']", "no section or page is named"),
    ],
)
def test_settings_that_cannot_be_are_findings(
    setting: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Colours that cannot be read, values that are none, files that are not there: each at its place."""
    content = make(tmp_path, {"site.yaml": f"title: Small\n{setting}\n", "pages/logo.svg": LOGO})
    run(["check", "--source", str(content)])
    assert says in unframed(capsys.readouterr().out)
