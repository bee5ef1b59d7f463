"""Links to places within pages, and addresses in HTML that authors write."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import GOOD, make, rendered

from sourcebook.pipeline.link_check import element_ids
from sourcebook.pipeline.options import BuildOptions

INDEX = "briefings/a/index.md"


@pytest.mark.parametrize(
    ("page", "ids"),
    [
        ("<p id=\"a\"><b id='b'></b><i id=c></i><i ID=d>", {"a", "b", "c", "d"}),
        ("<!-- <p id='no'> --><p title=' id=\"no\"' id='&amp;é北'>", {"&é北"}),
        ("<svg><g id='drawn'/></svg><h2 id=''>", {"drawn"}),
        ("<script>document.write('<p id=\"no\">')</script>", set()),
        ("", set()),
        ("<!-- only a comment -->", set()),
        ("<div>" * 400 + "<p id=deep>", {"deep"}),
        ("words", set()),
        ("<a name=old></a><a NAME='older' id=new></a><p name=no>", {"old", "older", "new"}),
    ],
)
def test_ids_are_those_of_elements(page: str, ids: set[str]) -> None:
    """In all ways of writing; none of comments, scripts, or values of other attributes."""
    assert element_ids(page.encode()) == ids


def test_addresses_in_html_are_resolved_in_every_form(tmp_path: Path) -> None:
    """With either quotation mark or none; comments are left out."""
    page = (
        f"{GOOD[INDEX]!s}\n<p><a href='../../pages/about.md'>One</a> <a href=../../pages/about.md#the>two</a>\n"
        "<img alt='x' src=dot.svg></p>\n\n<!-- <a href='../../pages/about.md'>no</a> -->\n\n"
        "<div title=' href=\"nowhere.md\"'>Three</div>\n\n<p><a href='nowhere.md?a=1&amp;b=2'>Four</a></p>\n"
    )
    files = {INDEX: page, "briefings/a/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'}
    site = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    html = site.files["briefings/a/index.html"].decode()
    assert '<a href="../../about/">One</a> <a href="../../about/#the">two</a>' in html
    assert """<img alt='x' src="dot.svg">""" in html
    assert "about.md" not in html
    assert "<div title=' href=\"nowhere.md\"'>" in html
    assert "<a href='nowhere.md?a=1&amp;b=2'>" in html
    found = [(one.message, one.location.line, one.location.column) for one in site.findings]
    assert found == [("no heading or anchor “#the” there", 9, 51), ("“nowhere.md” leads nowhere", 16, 13)]
