"""Addresses: each that an author can write is read, each that leaves is one that a browser reads the same."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, unquote, urljoin, urlsplit

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import GOOD, build, make, rendered, tree

from sourcebook.core.text.addresses import canonical, decoded_path, encoded_path, encoded_url
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.render import RenderedSite
from sourcebook.readers.site import read_site

INDEX = "briefings/a/index.md"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
PAGE = "https://example.org/repo/briefings/a/"
LETTERS = [*"abz09 #?%&:;=+,!'\"()[]{}<>~@$^*_`|.-äé北ก\u00a0🙂", "e\u0301", "%41", "&amp;", "&lt;"]
NAMES = (
    st.lists(st.sampled_from(LETTERS), min_size=1, max_size=8)
    .map("".join)
    .filter(lambda name: name == name.strip() and not name.startswith(("#", "?", ".", "~", "_")))
)
FORMS: Sequence[Callable[[str], str]] = (
    lambda name: f"![x]({quote(name)}.svg)",
    lambda name: f"![x](<{quote(name, safe=' ')}.svg>)",
    lambda name: f"![x]({''.join(f'&#{ord(letter)};' for letter in quote(name))}.svg)",
    lambda name: f"![x]({re.sub(r'([!-/:-@`{-~^_])', lambda mark: chr(92) + mark[0], quote(name))}.svg)",
    lambda name: f"![x][r]\n\n[r]: {quote(name)}.svg",
    lambda name: f"<img alt=x src='{escape(quote(name))}.svg'>",
    lambda name: f'Words <img alt=x src="{quote(name)}.svg"> here.',
    lambda name: f'<img alt=x srcset="{quote(name)}.svg 1x, {quote(name)}.svg 2x">',
    lambda name: f"<video poster={quote(name, safe='')}.svg></video>",
)
"""Ways of writing an address."""

LEFT_OUT = "is left out: pages have no scripts, frames, forms and styles of their own"


def page_with(root: Path, text: str, files: dict[str, str] | None = None) -> RenderedSite:
    """The good site with a text in its briefing."""
    every = {INDEX: f"{GOOD[INDEX]!s}\n{text}\n", **(files or {})}
    return rendered(BuildOptions(make(root, every), root / "site"))


def addresses(html: bytes) -> list[str]:
    """The site paths that a browser asks for on the briefing's page, for files of its bundle."""
    found = []
    for one in html5lib.parse(html.decode(), namespaceHTMLElements=False).iter():
        for name in ("src", "href", "srcset", "poster"):
            value = one.get(name)
            if isinstance(value, str) and ".svg" in value:
                several = [part.split()[0] for part in value.split(", ")] if name == "srcset" else [value]
                found += [unquote(urlsplit(urljoin(PAGE, address)).path) for address in several]
    return [path.removeprefix("/repo/") for path in found if not re.search("/(assets|charts)/", path)]


@settings(max_examples=6, deadline=None)
@given(names=st.lists(NAMES, min_size=4, max_size=12, unique_by=lambda name: normalize("NFC", name).casefold()))
@pytest.mark.slow
def test_a_file_of_any_name_is_reached(names: list[str]) -> None:
    """In every form of writing, a browser asks for the path under which the file is published."""
    with tempfile.TemporaryDirectory() as folder:
        text = "\n\n".join(form(name).replace("[r]", f"[r{at}]") for at, name in enumerate(names) for form in FORMS)
        site = page_with(Path(folder), text, {f"briefings/a/{name}.svg": SVG for name in names})
        assert not site.findings
        asked = addresses(site.files["briefings/a/index.html"])
        files = read_site(Path(folder) / "content")[0].files
        expected = [files[f"briefings/a/{name}.svg"] for name in names]
        assert expected == [f"briefings/a/{normalize('NFC', name)}.svg" for name in names]
        assert asked == [path for path in expected for _ in range(len(FORMS) + 1)]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_an_encoded_path_is_decoded_to_itself(path: str) -> None:
    """Also with what looks encoded; only the characters of addresses are in it."""
    assert decoded_path(encoded_path(f"x{path.replace('/', '')}")) == canonical(f"x{path.replace('/', '')}")
    assert re.fullmatch(r"[A-Za-z0-9._~/!#$%&'()*+,:;=?@\[\]-]*", encoded_url(path.replace("//", "")))
    assert encoded_url(encoded_url(path)) == encoded_url(path)


def test_queries_and_fragments_of_pages_stay() -> None:
    """A page's address ends in a slash, a file's does not."""
    assert encoded_path("claims/?kind=fact&by=a b#row-1") == "claims/?kind=fact&by=a%20b#row-1"
    assert encoded_path("a/b?c#d.png") == "a/b%3Fc%23d.png"
    assert encoded_url("https://bücher.example/ä?q=50%&r=%41#ü") == (
        "https://bücher.example/%C3%A4?q=50%25&r=%41#%C3%BC"
    )


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("<newsroom@example.org>", "mailto:newsroom@example.org"),
        ("<mailto:newsroom@example.org>", "mailto:newsroom@example.org"),
        ("[call](tel:+4930123456)", "tel:+4930123456"),
        ("[text](sms:+4930123456?body=Hello%20there)", "sms:+4930123456?body=Hello%20there"),
        ("[mail](mailto:newsroom@example.org?subject=A&amp;body=B)", "mailto:newsroom@example.org?subject=A&body=B"),
        ("[up](#top)", "#top"),
        ("[search](https://example.org/?a=1&copy=2&lt;=3)", "https://example.org/?a=1&copy=2%3C=3"),
        ("[search](https://example.org/?a=1&amp;lt;=3)", "https://example.org/?a=1&lt;=3"),
        (r"[under](https://example.org/a\_b\*c)", "https://example.org/a_b*c"),
        ("[defined][r]\n\n[r]: https://example.org/a\\_b?c&amp;d", "https://example.org/a_b?c&d"),
        ("[umlaut](<https://example.org/ä b>)", "https://example.org/%C3%A4%20b"),
        ("[ledger](/claims/?kind=fact#x%20y)", "../../claims/?kind=fact#x%20y"),
        ("[word](https://example.org/){: title='A'}", "https://example.org/"),
    ],
)
def test_an_address_reaches_the_page_as_it_was_meant(tmp_path: Path, written: str, href: str) -> None:
    """Escapes, character references and encodings of all kinds."""
    site = page_with(tmp_path, written)
    assert [one.rule for one in site.findings] == (["broken-link"] if "x%20y" in href else [])
    page = html5lib.parse(site.files["briefings/a/index.html"].decode(), namespaceHTMLElements=False)
    assert href in [one.get("href") for one in page.iter("a")]


@pytest.mark.parametrize(
    ("written", "rule", "message"),
    [
        ("[x](java&#115;cript:alert)", "unsafe-link", "“javascript:alert” is no address for a link"),
        ("<a href='java&Tab;script:x'>x</a>", "unsafe-link", "“javascript:x” is no address for a link"),
        (r"[x](<\\\\evil.example>)", "unsafe-link", r"“\\evil.example” is no address for a link"),
        ("[x](pages.md){: href='javascript:x' }", "unsafe-link", "“javascript:x” is no address for a link"),
        ("<img alt=x srcset='gone.svg 2x'>", "broken-image", "“gone.svg” leads nowhere"),
        ("<video poster='gone.svg'></video>", "broken-image", "“gone.svg” leads nowhere"),
        ("<audio src='gone.mp3'></audio>", "broken-link", "“gone.mp3” leads nowhere"),
        ("<blockquote cite='gone.html'>x</blockquote>", "broken-link", "“gone.html” leads nowhere"),
        ("<svg><use xlink:href='gone.svg#x'/></svg>", "broken-image", "“gone.svg” leads nowhere"),
        ("<img alt=x src='//example.org/x.png'>", "remote-image", "an image from another site"),
        (
            "<video src='https://example.org/x.mp4'></video>", "refused-html",
            "“https://example.org/x.mp4” is on another site, from which pages load nothing",
        ),
        (
            "<iframe src='https://example.org/'></iframe>", "refused-html",
            f"<iframe> {LEFT_OUT}",
        ),
        ("<p style='color: red'>x</p>", "refused-html", f"style= {LEFT_OUT}"),
        ("<b onclick='x()'>x</b>", "refused-html", f"onclick= {LEFT_OUT}"),
        ("[x](../b/index.md)", "broken-link", "“../b/index.md” leads nowhere"),
        ("[x]()", "broken-link", "a link or image has no address"),
        ("<img alt='' src=''>", "broken-link", "a link or image has no address"),
        ("[x](https://example.org/ “Title”)", "broken-link", "““Title”” is taken as a part of the address"),
        ("[x](https://a.org/b, https://a.org/c)", "broken-link",
         "“, https://a.org/c” is taken as a part of the address"),
        ("[x](https:///path)", "broken-link", "“https:///path” names no site"),
        ("[x](https:example.org)", "broken-link", "“https:example.org” names no site"),
        ("[x](<//>)", "broken-link", "“//” names no site"),
        ("[x](<https:// example.org>)", "broken-link", "“https:// example.org” names no site"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_said_where_it_is(tmp_path: Path, written: str, rule: str, message: str) -> None:
    """In every attribute that has an address."""
    site = page_with(tmp_path, f"Words before.\n\n{written}")
    assert [(one.rule, one.message, one.location.line) for one in site.findings] == [(rule, message, 11)]


@pytest.mark.parametrize("name", ["a#b.svg", "a?b.svg", "a b#c?d.svg"])
def test_a_file_whose_name_has_signs_of_addresses_is_found(tmp_path: Path, name: str) -> None:
    """The hint has the form in which it is."""
    picture = {f"briefings/a/{name}": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    (finding,) = page_with(tmp_path, f"![x](<{name}>)", picture).findings
    assert (finding.rule, finding.hint) == ("broken-image", f"for the file “{name}” write {quote(name)}")
    assert not page_with(tmp_path, f"![x]({quote(name)})", picture).findings


@pytest.mark.parametrize("address", ["www.example.org", "example.org/a", "data.example.co.uk"])
def test_an_address_without_its_scheme_is_recognised(tmp_path: Path, address: str) -> None:
    """The path of a file it is not; nor is one of mail."""
    (mail,) = page_with(tmp_path, "[x](desk@example.org)").findings
    assert mail.hint == "write mailto:desk@example.org"
    (finding,) = page_with(tmp_path, f"[x]({address})").findings
    assert finding.hint == f"for another site write https://{address}"


def test_the_place_is_that_of_the_address_itself(tmp_path: Path) -> None:
    """An address that another one begins with, or that stands in words and in code, is not taken for it."""
    text = "`[x](gone.md)` gone.md [x](gone.md.txt) [x](gone.md#a) [x](gone.md)\n\n[@kaub] words [@ka]"
    found = [(one.message, one.location.line, one.location.column) for one in page_with(tmp_path, text).findings]
    assert found == [
        ("“gone.md.txt” leads nowhere", 9, 28),
        ("“gone.md” leads nowhere", 9, 45),
        ("“gone.md” leads nowhere", 9, 60),
        ("no source has the id “kaub”", 11, 2),
        ("no source has the id “ka”", 11, 16),
    ]


def test_an_element_is_told_from_an_attribute(tmp_path: Path) -> None:
    """Each at the first tag that has it."""
    text = "<b title='style'>a</b>\n\n<p style='x: y'>a</p>\n\n<style>b {}</style>"
    found = page_with(tmp_path, text).findings
    assert [(one.message.partition(" ")[0], one.location.line) for one in found] == [("style=", 11), ("<style>", 13)]


def test_images_beside_a_briefing_without_a_folder(tmp_path: Path) -> None:
    """They are published where they stand; so are files for other programs."""
    page = "---\ntitle: Alone\ndate: 2026-02-16\n---\n![x](dot.svg) ![y](2026/dot.svg)\n"
    files = {"briefings/b.md": page, "briefings/dot.svg": SVG, "briefings/2026/dot.svg": SVG}
    contact = {"pages/.well-known/security.txt": "Contact: mailto:newsroom@example.org\n", "pages/.env": "SECRET=1\n"}
    content = make(tmp_path, {**files, **contact})
    assert not build(BuildOptions(content, tmp_path / "site")).findings
    published = tree(tmp_path / "site")
    assert {"briefings/dot.svg", "briefings/2026/dot.svg", ".well-known/security.txt"} <= published.keys()
    assert ".env" not in published
    assert b'src="../dot.svg"' in published["briefings/b/index.html"]


def test_a_file_that_no_address_can_name_is_refused(tmp_path: Path) -> None:
    """What follows a slash and begins with ? is a query."""
    site = page_with(tmp_path, "Words.", {"briefings/a/?draft.svg": SVG})
    assert [(one.rule, one.location.file) for one in site.findings] == [("duplicate-id", "briefings/a/?draft.svg")]
