"""Tags in HTML are found as a browser finds them, and nothing but the values of their attributes is changed."""

from __future__ import annotations

from html import escape

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.core.text.html_tags import read_tags, replace_values

VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
NAMES = st.sampled_from(["href", "HREF", "title", "data-x", "src", "viewBox"])


@st.composite
def tag(draw: st.DrawFn) -> str:
    """A start tag, its attributes in all ways of writing."""
    parts = []
    for name, value in draw(st.dictionaries(NAMES, VALUES, max_size=3)).items():
        quote = draw(st.sampled_from(['"', "'"]))
        parts.append(draw(st.sampled_from([" ", "\n", "  "])) + name)
        more = draw(
            st.sampled_from(["", "?a=1&section=2", "&copy", "&copy=", "&notit;", "&amp", "&nope;", "&#169x", "&"])
        )
        written = escape(value) if draw(st.booleans()) else value.replace("<", "").replace(quote, "")
        parts.append(draw(st.sampled_from(["=", " = "])) + quote + written + more + quote)
    return f"<a{''.join(parts)}>"


@given(
    st.lists(
        tag()
        | st.sampled_from(
            [
                "words",
                "\n",
                "<!-- <a href='no'> -->",
                "<script>'<a href=no>'</script>",
                "<textarea><a href=no></textarea>",
            ]
        )
    )
)
def test_tags_are_those_of_a_parser(parts: list[str]) -> None:
    """The same names and values as by another parser, at the places where they are written."""
    html = "".join(parts)
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    expected = [{name.lower(): value for name, value in one.attrib.items()} for one in tree.iter("a")]
    found = [one for one in read_tags(html) if one.name == "a"]
    assert [{name: one.value for name, one in tag.attributes.items()} for tag in found] == expected
    for one in found:
        assert html[one.start : one.end].startswith("<a")
        assert html[one.end - 1] == ">"


@given(st.lists(tag()), VALUES)
def test_values_are_replaced_and_nothing_else(parts: list[str], value: str) -> None:
    """Every href gets the value; without them the texts are the same."""
    html = " x ".join(parts)
    places = [one.attributes["href"] for one in read_tags(html) if "href" in one.attributes]
    changed = replace_values(html, [(place, value) for place in places])
    again = [one.attributes["href"] for one in read_tags(changed) if "href" in one.attributes]
    assert [one.value for one in again] == [value] * len(places)
    assert replace_values(changed, [(one, "") for one in again]) == replace_values(html, [(one, "") for one in places])


@pytest.mark.parametrize(
    ("html", "name", "value"),
    [
        ("<img src=photo.png>", "src", "photo.png"),
        ("<img alt src=a/b.png/>", "src", "a/b.png/"),
        ("<a title=' href=\"no\"' href='yes'>", "href", "yes"),
        ("<a href=a?x=1&amp;y=2>", "href", "a?x=1&y=2"),
        ("<A\tHref\n=\n'x y'>", "href", "x y"),
        ("<a href=one href=two>", "href", "one"),
    ],
)
def test_attributes_in_every_form(html: str, name: str, value: str) -> None:
    """Without quotation marks, within other values, with references, in capitals, twice."""
    (found,) = read_tags(html)
    assert found.attributes[name].value == value


def test_many_slashes_take_no_longer() -> None:
    """A tag is read in one pass."""
    (found,) = read_tags(f"<a {'/' * 200_000} href='x'>")
    assert found.attributes["href"].value == "x"


def test_reading_ends_after_the_last_tag() -> None:
    """What stands behind the head of a page is not read."""
    names = [one.name for one in read_tags("<head><meta a=b></head><body><p></body>", frozenset({"/head"}))]
    assert names == ["head", "meta", "/head"]
