"""SVG becomes PNG: words where Vega puts them, and what ThorVG would show otherwise is left to resvg."""

from __future__ import annotations

import struct
import zlib

import pytest

from sourcebook.charts.design.vega_theme import FONT
from sourcebook.charts.vega import png as raster
from sourcebook.charts.vega.spec import ChartError

GROUND = '<rect width="60" height="20" fill="#ffffff" />'


def svg(content: str) -> str:
    """A document of sixty by twenty, with a white ground."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20" width="60" height="20">{GROUND}{content}</svg>'


def words(content: str, at: float = 5, **attributes: str) -> str:
    """A text as Vega writes it."""
    told = {"transform": f"translate({at},15)", "font-family": FONT, "font-size": "10px", "fill": "#000000"}
    told |= {name.replace("_", "-"): value for name, value in attributes.items()}
    return f"<text {' '.join(f'{name}={value!r}' for name, value in told.items())}>{content}</text>".replace("'", '"')


def pixels(png: bytes) -> list[bytes]:
    """Rows of four bytes a pixel, of a PNG that ThorVG drew."""
    width, height = struct.unpack(">II", png[16:24])
    data = zlib.decompress(png[png.index(b"IDAT") + 4 : -16])
    rows = [data[at : at + 1 + 4 * width] for at in range(0, len(data), 1 + 4 * width)]
    assert len(rows) == height
    return [row[1:] for row in rows]


def first_dark(png: bytes) -> int:
    """The leftmost column with something dark."""
    return min(at // 4 for row in pixels(png) for at in range(0, len(row), 4) if row[at] < 128)


def test_a_pixel_has_its_colour_and_a_picture_twice_its_size() -> None:
    """Two pixels stand for one of CSS, each in its colour."""
    rows = pixels(raster.png(svg('<path d="M10,5h10v10h-10Z" fill="#ff0000" />')))
    assert (len(rows), len(rows[0]) // 4) == (40, 120)
    assert rows[20][4 * 30 : 4 * 31] == b"\xff\0\0\xff"
    assert rows[20][:4] == b"\xff\xff\xff\xff"


def test_words_end_where_they_are_anchored() -> None:
    """Anchored by their middle or end, words stand that much further left."""
    begun = first_dark(raster.png(svg(words("Hill"))))
    wide = sum(raster.widths()["sans"][one] for one in "Hill") * 10 / 1000
    for anchor, share in (("middle", 0.5), ("end", 1)):
        moved = first_dark(raster.png(svg(words("Hill", at=5 + share * wide, text_anchor=anchor))))
        assert abs(moved - begun) <= 1
    assert first_dark(raster.png(svg(words("Hill", at=45, text_anchor="end")))) > begun + 20


@pytest.mark.parametrize("hidden", [{"opacity": "0"}, {"fill_opacity": "0"}])
def test_hidden_words_are_not_drawn(hidden: dict[str, str]) -> None:
    """Vega hides labels that would overlap by their opacity."""
    assert raster.png(svg(words("Hill", **hidden))) == raster.png(svg(""))


def test_words_are_as_opaque_as_they_say() -> None:
    """What is faint on the page is faint here."""
    faint = raster.png(svg(words("Hill", opacity="0.4")))
    assert faint not in {raster.png(svg(words("Hill"))), raster.png(svg(""))}
    assert min(min(row) for row in pixels(faint)) > 128


def test_a_face_has_its_weight() -> None:
    """Bold is another face."""
    assert raster.png(svg(words("Hill", font_weight="bold"))) != raster.png(svg(words("Hill", font_weight="normal")))


def test_references_are_the_characters_they_mean() -> None:
    """`&amp;` is one sign wide: what is anchored by its end begins where one character would."""
    one, other = (first_dark(raster.png(svg(words(text, at=40, text_anchor="end")))) for text in ("H&amp;", "H%"))
    wide = raster.widths()["sans"]
    assert abs((other - one) - 2 * (wide["&"] - wide["%"]) / 100) <= 1


@pytest.mark.parametrize(
    "content",
    [
        words("北京"),
        words("Hill", font_family="serif"),
        words("Hill", stroke="#ff0000"),
        words("Hill", font_style="italic"),
        words("Hill", font_weight="300"),
        words("Hill", text_anchor="inherit"),
        words("a &lt; b"),
        words('<tspan x="0">One</tspan><tspan x="0" dy="15">Two</tspan>'),
        words("Hill", font_size="1em"),
        '<image href="data:image/png;base64,AAAA" width="10" height="10" />',
    ],
)
def test_what_thorvg_shows_otherwise_is_left_to_resvg(content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other scripts, faces, outlines, lines and pictures."""
    monkeypatch.setattr(raster, "by_resvg", lambda document: document.encode())
    assert raster.png(svg(content)) == svg(content).encode()


def test_no_svg_is_an_error_in_words() -> None:
    """Neither program draws it: that is said."""
    with pytest.raises(ChartError, match="there can be no PNG of this chart"):
        raster.png("no drawing")


def test_a_picture_too_large_for_memory_is_left_to_resvg(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room is not asked for beyond a limit."""
    monkeypatch.setattr(raster, "MOST", 4799)
    monkeypatch.setattr(raster, "by_resvg", lambda document: b"resvg")
    assert raster.png(svg("")) == b"resvg"
