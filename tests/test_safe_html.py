"""HTML that authors write is safe on pages, whatever a browser makes of it: held against a parser of HTML5."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from making import build, check, make, tree

from sourcebook.core.text.html_tags import read_tags
from sourcebook.markdown.raw_html.safe_html import REFUSED, is_refused_attribute, safe_html
from sourcebook.pipeline.options import BuildOptions

CONTEXTS = ("{}", "<svg>{}</svg>", "<title>{}", "<math><mtext>{}", "<svg><desc>{}", "<!--{}", "<select>{}", "<style>{}")
"""Where browsers read HTML by different rules."""
PIECES = (
    "<",
    ">",
    "/",
    "=",
    '"',
    "'",
    " ",
    "\n",
    "\t",
    "&lt;",
    "&Tab;",
    "&#106;",
    "<!--",
    "-->",
    "--!>",
    "<!-->",
    "<!",
    "<?php",
    "<![CDATA[",
    "]]>",
    "script",
    "<script",
    "</script>",
    "<svg>",
    "</svg>",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<a ",
    "href=",
    "xlink:href=",
    "javascript:alert(1)",
    "onload=",
    "ONERROR=x",
    "x",
    "<img src=x onerror=alert(1)>",
    "<p>",
    "</p>",
    "<math>",
    "<mi>",
    "<noscript>",
    "<iframe srcdoc=",
    "<b/onclick=x>",
    "<a href=java&Tab;script:alert(1)>",
    "\0",
    "\f",
    "é",
    "`",
    "<x:y ",
    "<meta http-equiv=refresh content=0>",
)
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def elements(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element that a browser makes of a part of HTML, with its attributes."""
    parsed = html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment(html)
    for one in parsed.iter():
        if isinstance(one.tag, str):
            yield one.tag.rpartition("}")[2].lower(), {re.sub(r".*\}", "", key).lower(): v for key, v in one.items()}


@settings(max_examples=500, deadline=None)
@given(texts)
@example('<!--><script src="x.js"></script>-->')
@example('<title><a title="</title><script src=x.js></script>"></a></title>')
@example("<svg><style><script href=x.js></script></style></svg>")
@example("<textarea><!--</textarea><img src=x onerror=alert(1)>-->")
@example("<scr<script>ipt src=x.js></script>")
@example("<img src=x onerror=alert(1)//")
@example('<p title="<script src=x.js></script>">')
@example("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>")
@example("<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>")
def test_no_browser_finds_what_pages_do_not_have(html: str) -> None:
    """Wherever the part comes to stand: no element and no attribute that is refused."""
    safe = safe_html(html)
    for context in CONTEXTS:
        around = {name for name, _ in elements(context.format(""))}
        for name, attributes in elements(context.format(safe.html)):
            assert name not in REFUSED or name in around, (context, safe.html)
            assert not [one for one in attributes if is_refused_attribute(one)], (context, safe.html)
    assert safe_html(safe.html).html == safe.html
    assert not safe_html(safe.html).refused


@settings(max_examples=300, deadline=None)
@given(texts)
def test_places_of_attributes_are_those_in_the_result(html: str) -> None:
    """The text at each place is the value, as a browser reads it."""
    safe = safe_html(html)
    for tag in safe.tags:
        assert safe.html[tag.start : tag.end].lower().startswith(f"<{tag.name}")
        (again,) = read_tags(safe.html[tag.start : tag.end])
        assert {key: one.value for key, one in again.attributes.items()} == {
            key: one.value for key, one in tag.attributes.items()
        }
        for key, one in tag.attributes.items():
            assert again.attributes[key].start == one.start - tag.start
            assert again.attributes[key].end == one.end - tag.start


@pytest.mark.parametrize(
    "html",
    [
        '<p class="a b" id=c>Words &amp; <b>more</b>.</p>',
        "<video controls src='film.mp4'></video>",
        "a < b",
        "1 &lt; 2",
        '<svg viewBox="0 0 1 1"><title>A port</title><path d="M0 0h1"/></svg>',
        "<details open><summary>x</summary></details>",
        '<img src="a.png" alt="5 &gt; 3, &quot;so&quot;"/>',
        "<kbd>Ctrl</kbd>",
        '<td colspan="2">',
        "<br>",
        "<br />",
    ],
)
def test_plain_html_is_as_it_was(html: str) -> None:
    """No byte of it changes, but for a lone `<`, the space before a slash, and values without quotation marks."""
    expected = html.replace("a < b", "a &lt; b").replace(" />", "/>").replace("id=c>", 'id="c">')
    assert safe_html(html).html == expected


written_values = st.builds(
    lambda mark, text: f"{mark}{text}{mark}",
    st.sampled_from(["", '"', "'"]), st.text("ab./:?=&;%-é", min_size=1, max_size=6).filter(lambda one: "=" not in one),
)  # fmt: skip
written_tags = st.builds(
    lambda name, pairs, end: "<" + " ".join([name, *(f"{key}={value}" for key, value in pairs)]) + end,
    st.sampled_from(["img", "br", "hr", "input", "wbr"]),
    st.lists(st.tuples(st.sampled_from(["src", "alt", "title", "id", "CLASS"]), written_values), max_size=3),
    st.sampled_from([">", " >", "/>", " />", "\n/>", " / >"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(written_tags, min_size=1, max_size=3).map("".join))
def test_a_browser_reads_the_same_attributes_afterwards(html: str) -> None:
    """However a tag that pages may have is written: with quotation marks or none, a slash at its end, names twice."""
    assert list(elements(safe_html(html).html)) == list(elements(html))


@pytest.mark.parametrize("html", ["<img src=a.png />", "<img alt=x src=a.png\n/>", "<img src=a.png/>", "<a href=x/y/>"])
def test_a_slash_at_the_end_is_no_part_of_an_address_unless_it_was(html: str) -> None:
    """A browser reads the same addresses before and after."""
    assert [attributes for _, attributes in elements(safe_html(html).html)] == [one for _, one in elements(html)]


HOSTILE = (
    "<script src=x.js></script>",
    '<script src="x.js">',
    "<SCRIPT/SRC=x.js></SCRIPT>",
    '<!--><script src="x.js"></script>-->',
    "<iframe src=/></iframe>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=//evil.example>",
    "<link rel=stylesheet href=x.css>",
    "<form action=//evil.example><input name=a></form>",
    "<b onclick=alert(1)>x</b>",
    '<a href="java&Tab;script:alert(1)">x</a>',
    "<a href=javascript&colon;alert(1)>x</a>",
    "<a href=' &#1; javascript:alert(1)'>x</a>",
    "<a href=data:text/html,x>x</a>",
    "<a href=vbscript:x>x</a>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<svg><a><animate attributeName=href values=javascript:alert(1) /></a></svg>",
    "<svg><set attributeName=href to=javascript:x /></svg>",
    "<input type=image formaction=javascript:alert(1) src=x>",
    "<math href=javascript:alert(1)>x</math>",
    "<video poster=javascript:x></video>",
    "<div markdown=1 onclick=alert(1)>\n\nx\n\n</div>",
    "<form markdown=1 action=//evil.example>\n\nx\n\n</form>",
    "[x](javascript:alert(1)){.footnote-ref}",
    "[x](javascript:alert(1)){.cite}",
    "[x](about.md){href=javascript:alert(1)}",
    "*x*{href=javascript:alert(1)}",
    "*x*{onclick=alert(1)}",
    "## x {onclick=alert(1) style=color:red}",
    "[x](java&Tab;script:alert(1))",
    "[x](java\\script:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "[x](&#x6A;avascript:alert(1))",
    "![x](about.md){srcset='javascript:alert(1) 2x'}",
    "[x](/about/){ping=//evil.example}",
    "![x](javascript:alert(1))",
    "[x](  javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](blob:x)",
    "[x](file:///etc/passwd)",
    "[x](view-source:x)",
    '*[HTML]: <script src="x.js"></script>\n\nHTML',
    "x[^1]\n\n[^1]: <script src=x.js></script>",
    "| a |\n|-|\n| <script src=x.js> |",
)
"""Prose that should do something on a page."""


@pytest.mark.parametrize("prose", HOSTILE)
def test_hostile_prose_does_nothing_on_a_page(tmp_path: Path, prose: str) -> None:
    """Whatever the findings: with all of them turned into warnings, the page holds nothing of it that could run."""
    settings_file = (
        "title: Small\nbase_url: https://example.org/repo/\n"
        "checks: {unsafe-link: warning, stray-markup: warning, broken-link: warning, broken-image: warning, "
        "missing-alt: warning, remote-image: warning}\n"
    )
    content = make(tmp_path, {"site.yaml": settings_file, "briefings/a/x.js": "alert(1)", "pages/evil.md":
                              f"---\ntitle: Evil\n---\nWords.\n\n{prose}\n"})  # fmt: skip
    clean = make(tmp_path / "clean", {"site.yaml": settings_file, "pages/evil.md": "---\ntitle: Evil\n---\nWords.\n"})
    for folder in (content, clean):
        result = build(BuildOptions(folder, folder.parent / "site"))
        assert result.written is not None, result.findings
    page, plain = (tree(folder.parent / "site")["evil/index.html"].decode() for folder in (content, clean))
    usual = sorted(name for name, _ in _parsed(plain) if name in REFUSED)
    assert sorted(name for name, _ in _parsed(page) if name in REFUSED) == usual
    for _, attributes in _parsed(page):
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "formaction", "ping")]
        for name, value in attributes.items():
            bare = re.sub(r"[\0-\x20]", "", value).lower()
            is_address = name.rpartition("}")[2] in ("href", "src", "srcset", "poster", "action", "values", "to")
            assert not (
                is_address and re.match(r"(?:java|vb)script:|data:(?!image/)|blob:|file:|view-source:", bare)
            ), value
            assert not (is_address and "evil.example" in bare)
    if not prose.startswith("*["):  # In a title it is a text like any other.
        assert check(BuildOptions(content, tmp_path / "other"))


def _parsed(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    document: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    for one in document.iter():
        if isinstance(one.tag, str):
            yield one.tag.rpartition("}")[2], {str(key): value for key, value in one.items()}


SET_ASIDE = (
    '<div>a</div> <div markdown="1">{}</div>', '<p>a</p><div markdown="block">{}</div>',
    '<div>a</div>\n<div markdown="1">b</div> <section markdown="1">{}</section>',
    '<div>a</div> <div markdown="span">{}</div>', '<div markdown="1"><div>a</div> <div markdown="1">{}</div></div>',
    '<div>a</div> <div>b</div> <div markdown="1">c</div> {}', '<div markdown="1">{}</div>',
    '<div markdown="1">\n\n{}\n\n</div>', '- a\n\n    <div markdown="1">{}</div>', '<div markdown="1">a</div> {}',
)  # fmt: skip
"""HTML that Markdown sets aside as an element, and does not always come back to."""
INNER = (
    '<script src="../x.js"></script>', '<iframe src="x"></iframe>', '<form action="y"></form>', '<p onclick="z">b</p>',
    "<style>*{{}}</style>", "<script>alert(1)</script>", '<div style="top:0">c</div>',
)  # fmt: skip


@pytest.mark.parametrize("around", SET_ASIDE)
@pytest.mark.parametrize("inner", INNER)
def test_elements_that_markdown_sets_aside_are_checked_too(tmp_path: Path, around: str, inner: str) -> None:
    """The page has nothing of what pages do not have, and it is told."""
    text = f"---\ntitle: T\n---\n\n{around.format(inner.replace('{{}}', '{}'))}\n"
    levels = ", ".join(f"{rule}: warning" for rule in ("stray-markup", "broken-link", "broken-image"))
    settings = f"title: Small\nbase_url: https://example.org/repo/\nchecks: {{{levels}}}\n"
    content = make(tmp_path, {"site.yaml": settings, "pages/k.md": text})
    result = build(BuildOptions(content, tmp_path / "site"))
    assert result.written is not None, result.findings
    page = (tmp_path / "site/k/index.html").read_text().partition('<div class="prose">')[2].partition("</article>")[0]
    assert not re.search(r"<(script|iframe|form|style)|onclick|style=|src=", re.sub(r"&lt;.*?&gt;", "", page)), page
    assert "refused-html" in {one.rule for one in result.findings} or "&lt;" in page
