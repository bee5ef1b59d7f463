"""SVG becomes PNG: in twice the size, in the theme's face, words where Vega puts them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from sourcebook.charts.design.vega_theme import FONT
from sourcebook.charts.vega.png import png
from sourcebook.charts.vega.spec import ChartError

GROUND = '<rect width="60" height="20" fill="#ffffff" />'


def svg(content: str) -> str:
    """A document of sixty by twenty, with a white ground."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20" width="60" height="20">{GROUND}{content}</svg>'


def words(content: str, at: float = 5, /, **attributes: str) -> str:
    """A text as Vega writes it."""
    told = {"transform": f"translate({at},15)", "font-family": FONT, "font-size": "10px", "fill": "#000000"}
    told |= {name.replace("_", "-"): value for name, value in attributes.items()}
    return f"<text {' '.join(f'{name}={value!r}' for name, value in told.items())}>{content}</text>".replace("'", '"')


def drawn(content: str) -> Image.Image:
    """The picture of some content, in shades of grey."""
    return Image.open(io.BytesIO(png(svg(content)))).convert("L")


def dark(content: str) -> tuple[int, int]:
    """The leftmost and the rightmost column with something dark."""
    box = drawn(content).point(lambda shade: 255 if shade < 128 else 0).getbbox()
    assert box is not None
    return box[0], box[2]


def test_a_pixel_has_its_colour_and_a_picture_twice_its_size() -> None:
    """Two pixels stand for one of CSS, each in its colour."""
    picture = Image.open(io.BytesIO(png(svg('<path d="M10,5h10v10h-10Z" fill="#ff0000" />')))).convert("RGB")
    assert picture.size == (120, 40)
    assert picture.getpixel((30, 20)) == (255, 0, 0)
    assert picture.getpixel((0, 20)) == (255, 255, 255)


def test_words_end_where_they_are_anchored() -> None:
    """Anchored by their middle or end, words stand that much further left."""
    left, right = dark(words("Hill"))
    width = (right - left) / 2
    for anchor, share in (("middle", 0.5), ("end", 1)):
        moved, _ = dark(words("Hill", 5 + share * width, text_anchor=anchor))
        assert abs(moved - left) <= 3


@pytest.mark.parametrize("hidden", [{"opacity": "0"}, {"fill_opacity": "0"}])
def test_hidden_words_are_not_drawn(hidden: dict[str, str]) -> None:
    """Vega hides labels that would overlap by their opacity."""
    assert drawn(words("Hill", **hidden)).tobytes() == drawn("").tobytes()


def test_words_are_as_opaque_as_they_say() -> None:
    """What is faint on the page is faint here."""
    faint = drawn(words("Hill", opacity="0.4"))
    assert faint.tobytes() not in {drawn(words("Hill")).tobytes(), drawn("").tobytes()}
    assert not any(faint.histogram()[:129])


def test_words_are_in_the_face_of_the_theme() -> None:
    """Which is not the one that a machine has for unknown faces; bold is another face."""
    plain = drawn(words("Hill")).tobytes()
    assert plain != drawn(words("Hill", font_family="no such face")).tobytes()
    assert plain != drawn(words("Hill", font_weight="bold")).tobytes()
    assert plain == drawn(words("Hill", font_weight="normal")).tobytes()


def test_no_svg_is_an_error_in_words() -> None:
    """What cannot be drawn is said."""
    with pytest.raises(ChartError, match="there can be no PNG of this chart"):
        png("no drawing")
