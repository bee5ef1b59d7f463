"""Markdown that went wrong is told at its place, and what is right, or code, is not."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from string import punctuation

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import GOOD, make, rendered
from markdown import Markdown

from sourcebook.markdown.headings import heading_id
from sourcebook.markdown.nested_fences import NestedFences
from sourcebook.markdown.source_positions import SourcePositions
from sourcebook.model import Finding
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.decoding.heading_text import heading_text
from sourcebook.readers.decoding.yaml_nodes import YamlError, compose_yaml
from sourcebook.readers.site import read_site

INDEX = "briefings/a/index.md"
WRONG = {
    "spaced link": ("[the fund] (claim:begins)", "] (claim:begins"),
    "link over two lines": ("[the fund]\n(claim:begins)", "]\n(claim:begins"),
    "unclosed link": ("[the fund](claim:begins", "](claim:begins"),
    "unclosed chart": ('![What it shows](chart:corroboration "A caption', "](chart:corroboration"),
    "unclosed table": ("![What it shows](table:a.csv", "](table:a.csv"),
    "space in an image": ("![A picture] (picture.png) and [a] (https://example.org/)", "] (https://example.org/"),
    "unclosed web link": ("[the site](https://example.org/ and more", "](https://example.org/"),
    "reversed link": ("(https://example.org/)[words]", "(https://example.org/)["),
    "citation without its bracket": ("As told [see @report, p. 3 and more", "[see @report"),
    "key without its brace": ("As told [see @{report] and more", "see @{report"),
    "key of nothing": ("As told [@report; see @] and more", "see @"),
    "words of a citation": ("As told [@report; p. 4] and more", "p. 4"),
    "footnote": ("Words.[^gone]", "[^gone]"),
    "undefined address": ("[words][gone]", "][gone]"),
    "definition": ("Words\n[gone]: https://example.org/ x", "[gone]:"),
    "unclosed fence": ("Words\n\n```python\nx = 1", "```python"),
    "unclosed fence in a list": ("- item\n\n    ~~~\n    x = 1\n", "~~~"),
    "attributes": ("Words {#place} and more", "{#place}"),
    "attributes in other letters": ("Words {#übersicht} and more", "{#übersicht}"),
    "attributes with a digit": ("Words {#1a} and more", "{#1a}"),
    "attributes of a class": ("Words {: .big } and more", "{: .big }"),
    "swallowed text": ('![A](dot.svg "title and [more](https://example.org/) "here")', "https://example.org/"),
    "cell without a column": ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "3"),
    "cells without columns": ("a | b\n--- | ---\n1 | 2 | *more* | [x](claim:ends)", "*more* | [x]("),
    "a footnote twice": ("A.[^n]\n\n[^n]: First.\n\n[^n]: Second.", "[^n]:"),
    "an address twice": ("[a][x]\n\n[x]: https://a.example/\n[X]: https://b.example/", "[X]:"),
    "words in angle brackets": ("A List<String> and <T> generic", "<String>"),
    "a name in angle brackets": ("As <Müller 2020> says", "<Müller 2020>"),
    "a number of a telephone": ("Call <tel:+41441234567> now", "<tel:+41441234567>"),
    "an element of Word": ("Words <o:p>more</o:p>", "<o:p>"),
    "an open comment": ("<div>\n<!-- note\n</div>", "<!--"),
    "an open title": ("The <title> of a page", "<title>"),
    "an open element": ("Text <textarea> and more", "<textarea>"),
    "an open element beside a drawing": ("<svg viewBox='0 0 1 1'><path d=''/></svg> <textarea> b", "<textarea>"),
    "an open block": ("<div>\nWords\n\nMore", "<div>"),
    "a list below a paragraph": ("Words:\n- one\n- two", "- one"),
    "a list that begins with a link": ("Words:\n* [one](claim:ends)\n* two", "*"),
    "numbers below a paragraph": ("Words:\n1. one\n2. two", "1. one"),
    "numbers in parentheses": ("1) one\n2) two", "2) two"),
    "bullets of Word": ("• one\n• two", "• two"),
    "another list in an item": ("1. one\n   - two\n   - three", "- two"),
    "an item below an item": ("- one\n  - two\n- three", "- two"),
    "an item two levels down": ("- one\n    - two\n      - three", "- three"),
    "a table below a paragraph": ("Words:\n| a | b |\n|---|---|\n| 1 | 2 |", "|---|---|"),
    "a table without its line": ("| a | b |\n| 1 | 2 |", "| a | b |"),
    "a box without its text": ('!!! note "Mind"\nThe text.', "Mind"),
    "a box of another program": ("??? note\n    The text.", "??? note"),
    "a box in a paragraph": ('Words\n!!! "Mind"\n    The text.', '!!! "Mind"'),
    "a command of a generator": ("{{< figure src=a.png >}} and", "{{< figure src=a.png >}}"),
    "an instruction of a generator": ("{% include a.html %} and", "{% include a.html %}"),
    "a link of a wiki": ("See [[The fund]] and ![[chart.png]].", "![[chart.png]]"),
    "a footnote in the text": ("Words^[a note in the text] more.", "^[a note in the text]"),
    "a link without its parenthesis": ("the [seven]claim:begins) of", "]claim:begins)"),
    "wide brackets": ("the ［fund］（claim:begins） of", "［fund］（claim:begins）"),
    "wide parentheses": ("the [fund]（claim:begins） of", "]（claim:begins）"),
    "a space behind an @": ("As told [@ report] and", "[@ report]"),
    "struck out": ("It was ~~700~~ 750.", "~~700~~"),
    "marked": ("It was ==seven hundred==.", "==seven hundred=="),
    "subscript": ("Much CO~2~ rises", "~2~"),
    "superscript": ("An area of 5 km^2^ is", "^2^"),
    "a formula with backslashes": (r"As $$a \, b$$ says", "$$a , b$$"),
    "struck out with a backslash": (r"It was ~~R\&D~~.", "~~R&D~~"),
    "a table with a backslash": ("| a | R\\&D |\n| 1 | 2 |", "| a | R&D |"),
    "small letters": ("a. one\nb. two", "a. one"),
    "bold type behind an item": ("- one\n\n  **Bold** words\n\n- two", "**Bold** words"),
    "numbers of a word processor": ("1.\u00a0one\n2.\u00a0two", "2.\u00a0two"),
    "dashes of a word processor": ("-\u00a0one\n-\u00a0two", "-\u00a0two"),
    "a heading of a word processor": ("#\u00a0Heading", "#\u00a0Heading"),
    "a link of a word processor": ("the [fund]\u00a0(claim:begins) of", "]\u00a0(claim:begins"),
    "numbers without spaces": ("1.one\n2.two", "1.one"),
    "dashes without spaces": ("-one\n-two", "-one"),
    "long dashes": ("– one\n– two", "– one"),
    "a link with its brackets exchanged": ("the (fund)[claim:begins] of", ")[claim:begins]"),
    "a link with braces": ("the [fund]{claim:begins} of", "]{claim:begins}"),
    "a hard break": ("Mr Smith,\\\nHigh Street", "\\"),
    "a caption of a blog": ('[caption id="x"]words[/caption]', '[caption id="x"]'),
    "bold type of a forum": ("It is [b]bold[/b] so", "[b]bold[/b]"),
    "a citation of LaTeX": (r"As \citep[p.~3]{smith} says", r"\citep[p.~3]{smith}"),
    "a formula of LaTeX": (r"As $\alpha_1$ says", r"$\alpha_1$"),
    "an address that is no link": ("See https://example.org/_foo_/bar there", "/_foo_/"),
    "an address with stars": ("See https://example.org/a*b*c there", "a*b*c"),
    "a product of letters": ("It is 2*x*y then", "2*x*y"),
    "rows of a spreadsheet": ("Year\tAmount\n2020\t1200\n2021\t1300", "Year Amount"),
    "formula": ("As $$x_1 = 2$$ says", "$$x_1 = 2$$"),
    "numbers of dates": ("3. Mai 2024: Beginn.\n\n7. Mai 2024: Streik.", "7. Mai 2024: Streik."),
    "numbers of years": ("1914. War.\n\n1918. Peace.", "1918. Peace."),
    "numbers that go down": ("5. five\n4. four", "4. four"),
    "a line like an address": ("[Q]: Why?", "[Q]: Why?"),
    "a line like an address with a title": ('[Editor]: Corrected. "See below"', "[Editor]: Corrected."),
    "a note that nothing refers to": ("[^un]: A note.", "[^un]"),
    "a note with a space": ("Words.[^ 1]\n\nMore.", "[^ 1]"),
    "a note without its bracket": ("Words.[^1 and more.", "[^1"),
    "a title of a box": ("!!! warning Title of it\n    The text.", "Title of it"),
    "a spaced link to a page": ("the [fund] (../b/index.md) here", "] (../b/index.md"),
    "a number sign": ("#1 in the charts", "#1 in the charts"),
    "a word with a number sign": ("Words\n#MeToo at the start", "#MeToo at the start"),
    "a heading without a space": ("##Heading", "##Heading"),
    "items in parentheses": ("(1) one\n(2) two", "(2) two"),
    "items with two marks": ("1.) one\n2.) two", "2.) two"),
    "a box of GitHub": ("> [!NOTE]\n> Words", "[!NOTE]"),
    "a task": ("- [ ] to do", "[ ] to do"),
    "bold of a wiki": ("It is '''bold''' so", "'''bold'''"),
    "a heading of a wiki": ("== History ==", "== History =="),
    "an address of a wiki": ("See [https://example.org/ words] there", "[https://example.org/ words]"),
    "a fence with attributes": ('```python linenums="1"\nz = 3\n```', '```python linenums="1"'),
    "a fence of a notebook": ("```{r, echo=FALSE}\nplot(x)\n```", "```{r, echo=FALSE}"),
    "a fence with both": ("```python {linenos=table}\nz\n```", "```python {linenos=table}"),
    "a citation in HTML": ("<div>\nCited [see @report, p. 3] so.\n</div>", "[see @report, p. 3]"),
    "bold in HTML": ("<details><summary>S</summary>\nHidden **bold** text\n</details>", "**bold**"),
    "a heading in HTML": ('<div class="box">\n# Heading\n</div>', "# Heading"),
    "a product": ("It is 15*3*20 cm", "5*3*2"),
    "a power": ("It is 2**3**4 so", "2**3**4"),
    "an instruction": ("<?php echo 'secret words'; ?>", "<?php echo 'secret words'; ?>"),
    "words in a section of data": ("<![CDATA[ lost words ]]>", "<![CDATA[ lost words ]]>"),
    "an end of nothing": ("Some text </div> and more", "</div"),
    "a comparison": ("if (a<b && c>d) then", "<b && c>"),
    "letters": ("A. one\nB. two", "A. one"),
    "Roman numbers": ("Words:\ni) one\nii) two", "i) one"),
    "letters in parentheses": ("(A) one\n(B) two", "(A) one"),
    "a table of boxes": ("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+", "+===+===+"),
    "a table of dashes": ("A  B\n---- ----\n1  2", "---- ----"),
    "dashes above a table": ("---- ----\n1    2\n---- ----", "---- ----"),
    "a paragraph below an item": ("- one\n\n  Its text.\n\n- two", "Its text."),
    "a picture below a number": ("1. one\n\n   ![x](dot.svg)\n\n2. two", "![x](dot.svg)"),
    "bold type of a word processor": ("It is **bold **and", "**bold **"),
    "bold type with spaces": ("It is ** bold **, and", "** bold **"),
    "bold type with lines": ("It is __ bold __ and", "__ bold __"),
    "a comment of a notebook": ("The %%not for readers%% text", "%%not for readers%%"),
    "block of another program": ("::: {.note}\nWords\n:::", "::: {.note}"),
    "Markdown in HTML": ("<div>\n[the fund](claim:begins)\n</div>", "](claim:begins"),
}
RIGHT = (
    "`[the fund] (claim:begins)` and ``](chart:x``", "    [indented](claim:code", "```\n[^gone] {#id} ](claim:x\n```",
    r"A bracket \[the fund\](see below) and \[^1\] and \{#id}", "[the fund](claim:begins) [@report, p. 3] @report",
    "Words:\n\n- one\n- two\n\n1. one\n\n    - a\n\n2. two",
    "A. Smith wrote.\n\nB. Jones wrote.\n\ni. e. this\nii and that", "1. one\n\n    Its text.\n\n2. two\n\nA\n\n  B",
    "Words\n\n- - -\n\n--- ---\n\nWords -- and -- more", "**a** **b** 2 ** 3 and 4 ** 5, x__y__z __c__ `**d `",
    "Date: __ / __ / 2020, 5 %% and 6 %%, x ** y and z ** w",
    "The report was written by\nA. Smith and\nB. Jones\n– with others –\nat $5 and $6, C:\\temp $x$ [b] [i]",
    "[video](b.md) [video of the day] and [audio]",
    "•one\n\n-\tone\n-\ttwo\n\n    a\tb\n    c\td\n\nOne\tline\n\n<https://example.org/_a_/b> https://a.b/c_d_e *https://a.b/*",
    "* * *\n\n  Words\n\n- one\n\n   [ref]: https://example.org/\n\n<div>\n\n  x\n\n</div>\n\n[ref]",
    "- a\n\n  <p>x</p>",
    r"\*\* a \*\* and \%\% b \%\% and 5%% or 10%%, R\&D \$5 \= \~\~6\~\~ \<b\>", "- one\n- two\n\n <!-- c -->\n",
    "a - b, 3 * 4\n12 * 5; - and\n2026. Then", "A\n\\- b\n\\* c",
    "- one\n    - two\n        - three\n- four",
    "  - one\n  - two", "a == b and ~5 to ~7, 2^3 and 3^2, $5 and $$",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\nWords | with | bars\n--- and more",
    '!!! note "Mind"\n    The text.', "!!! note\n\n    Text",
    "<div>\n<code>**a**</code> a@b.org [a] 2 ** 3 <pre># x</pre>\n</div>",
    '<div markdown="1">\n**a** [@report]\n</div>',
    "<pre>\n1. a\n3. b\n[Q]: Why?\n</pre>\n\n<!--\n1. a\n7. b\n- a\n  - b\n-->",
    "A *big* 5 and 5 *big* and un*believ*able 3 * 4 * 5",
    "```python\nx\n```", "``` {.python #a k=v}\nx\n```", '```js hl_lines="1"\nx\n```', "~~~ c++\n```x y z\n~~~",
    "```\nx y\n```",
    "1. one\n1. two\n1. three", "3. three\n4. four\n\nWords\n\n7. seven", "1914. War.\n\nWords.\n\n1918. Peace.",
    "“Text.”[12] More.[13][14]", '!!! tip ""\n    No title.', "!!! Breaking news !!!", "a[i][j] and x[0] (1) b (a.md)",
    "# C#\n\n## Prize # and #1 ##\n\nC# and #1", "[x]: https://example.org/ 'T'\n[y]: b/c\n[z]: a.md\n\n[x] [y] z",
    "Samuel\nB. Johnson o\no Dios", "[[1]](https://example.org/) {{", "`[[x]]` `{{< a >}}` ==",
    "Really?!! and ?? so", "Words\n--\n\n- - a",
    "Words.[^n]\n\n[^n]: A note.", "[words][r]\n\n[r]: https://example.org/", "A list[1] and a set {a, b}, f(x) [sic]",
    "## A heading {#place}", "Words\n{: .big }", "<code>](claim:x</code>", "He said […] [sic] that", "x^2 ~ y ::: z",
    "1. one\n\n    ```\n    code\n    ```\n\n2. two", "> ```\n> [x] (claim:y)\n> ```", "5 ~~~ 6 and a `{#id}`",
    "<!-- [see](claim:zz) and [x](nope.md) and [^n] -->", "Words <!-- inline [see](claim:zz --> and more",
    "A[^n] b[^N].\n\n[^n]: One.\n\n[^N]: Two.", "[a][x]\n\n[x]: /about/\n[x]: /about/",
    "H<sub>2</sub>O, <kbd>a</kbd><br>b <img src='dot.svg' alt=''> <my-note>x</my-note> <p>y\n\n<!-- a <b> c -->",
    "<svg viewBox='0 0 1 1'><path d=''/><circle r='1'/></svg>", "<details><summary>A</summary>\n\nB\n\n</details>",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |\n| 4 | 5 | |", "5 < 6 and 7 > 6, a<b, <https://example.org/>, <a@b.org>",
    "<ul><li>a<li>b</ul>\n\n<table><tr><td>a<tr><td>b</table>", "`<T>` and &lt;T&gt;",
    "[@report, p. 1 &#59; 2] and @report [pp. 1; 4]",
    "[@report, Smith &amp; Co, p. 3 &#45; 4]", "[@report; ]", "[@{report}; see @report, p. 3]",
    '<pre>\n[x](claim:y\n</pre>', '<div markdown="1">\n[the fund](claim:begins)\n</div>',
)  # fmt: skip


def findings(root: Path, text: str) -> list[Finding]:
    """What is said of stray markup in a text of the good site."""
    files = {INDEX: f"{GOOD[INDEX]!s}\n{text}\n", "briefings/a/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'}
    site = rendered(BuildOptions(make(root, files), root / "site"))
    return [one for one in site.findings if one.rule == "stray-markup"]


FIRST = 4
"""The line of a briefing on which its text begins."""
BEFORE = "Words before, with [a link](claim:ends).\n\n"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """What is said of stray markup in one site with each of these texts, by its file."""
    texts = {f"wrong{at}": f"{BEFORE}{text}" for at, (text, _) in enumerate(WRONG.values())}
    texts |= {f"right{at}": text for at, text in enumerate(RIGHT)}
    files: dict[str, str | bytes | None] = {}
    for name, text in texts.items():
        files[f"briefings/{name}/index.md"] = f"---\ntitle: {name}\n---\n{text}\n"
        files[f"briefings/{name}/dot.svg"] = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    root = tmp_path_factory.mktemp("told")
    found: dict[str, list[Finding]] = {name: [] for name in texts}
    for one in rendered(BuildOptions(make(root, files), root / "site")).findings:
        if one.rule == "stray-markup":
            found[one.location.file.split("/")[1]].append(one)
    return found


@pytest.mark.parametrize("kind", WRONG)
def test_markup_that_was_not_taken_is_told(told: dict[str, list[Finding]], kind: str) -> None:
    """With what readers would see, at its line, with a way out."""
    written, shown = WRONG[kind]
    found = told[f"wrong{list(WRONG).index(kind)}"]
    assert shown in [one.message.partition("“")[2].partition("”")[0] for one in found] or any(
        shown in one.message for one in found
    )
    first = FIRST + BEFORE.count("\n")
    assert all(first <= one.location.line <= first + written.count("\n") for one in found)
    assert all(one.level == "error" and one.hint for one in found)


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_not_told(told: dict[str, list[Finding]], text: str) -> None:
    """Markup that is taken, characters behind a backslash, code in every form."""
    assert told[f"right{RIGHT.index(text)}"] == []


WORDS = st.lists(
    st.sampled_from(["the", "fund", "(2026)", "[sic]", "größer", "3 %", "A&B", "x_y", "5 < 6"]), min_size=1
)


@settings(max_examples=12, deadline=None)
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=4), st.sampled_from(sorted(WRONG)))
@pytest.mark.slow
def test_one_fault_among_right_things_is_told(paragraphs: list[str], kind: str) -> None:
    """Whatever stands before it."""
    with tempfile.TemporaryDirectory() as folder:
        text = "\n\n".join(f"{one} [link](claim:ends) `](claim:code`" for one in paragraphs)
        assert findings(Path(folder), text) == []
    with tempfile.TemporaryDirectory() as folder:
        assert findings(Path(folder), f"{text}\n\n{WRONG[kind][0]}")


PARTS = st.sampled_from(
    [
        "@report",
        "see",
        "zebra",
        "ibid",
        "`co`",
        r"\#7",
        "&#59;",
        "&amp;",
        "&#45;",
        ";",
        "; ",
        ",",
        "p. 3",
        "@{report}",
        "@{",
        "}",
        "@",
        "*so*",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=8).map(" ".join))
@pytest.mark.slow
def test_no_word_of_a_citation_is_lost(inside: str) -> None:
    """Each is on the page, in the citation or as it was written."""
    with tempfile.TemporaryDirectory() as folder:
        files = {INDEX: f"{GOOD[INDEX]!s}\nAs told [@report, ibid; {inside}] here.\n"}
        page = rendered(BuildOptions(make(Path(folder), files), Path(folder) / "site")).files["briefings/a/index.html"]
    text = re.sub(r"<[^>]+>|\s+", " ", page.decode().partition("As told")[2].partition(" here.")[0])
    assert "klzzwxh" not in text
    for word in ("see", "zebra", "ibid", "p. 3", "so", "co", "#7"):
        assert text.count(word) == f"ibid; {inside}".count(word), text


@pytest.mark.slow
def test_long_and_odd_texts_are_read_once(tmp_path: Path) -> None:
    """Marks that nothing closes, runs of letters, fences without end: the time does not grow with the square."""
    assert heading_text("*a " * 300_000).startswith("*a *a")
    positions = SourcePositions("x.md", "a" * 500_000 + " [x](y.md)", 1)
    assert positions.address("y.md").column == 500_006
    fences = ["- item", *["    ```x"] * 30_000]
    assert len(NestedFences(Markdown(), {"lang_prefix": "language-"}).run(fences)) == len(fences)
    with pytest.raises(YamlError, match="second colon"):
        compose_yaml(f"a: b{' ' * 500_000}c: d\n")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Größe & Maß", "grosse-mass"), ("日本語", "ribenyu"), ("Начало", "nachalo"), ("What's new?", "whats-new"),
        ("!!!", "section"), ("3.5 % of all", "35-of-all"), ("Gro\u0308ße", "grosse"), ("हिन्दी", "hindi"),
    ],
)  # fmt: skip
def test_ids_of_headings_come_from_the_words(words: str, name: str) -> None:
    """In any script."""
    assert heading_id(words) == name


MARKED = st.recursive(
    st.sampled_from(
        ["fund", "A&amp;B", r"\*star\*", "`co*de`", "größer", "5 &lt; 6", "snake_case", "<b>bold</b>", "3 * 4"]
    ),
    lambda inner: st.tuples(
        inner, st.sampled_from(["*{}*", "**{}**", "_{}_", "[{}](claim:ends)", "[{}](https://example.org/a_b)", "{} x"])
    ).map(lambda pair: pair[1].format(pair[0]).replace("](claim:ends)](", "]\\](").replace("[[", "[")),
    max_leaves=3,
).filter(
    lambda text: "](" not in text.partition("](")[2] and "**_" not in text and "_**" not in text and "****" not in text
)


@settings(max_examples=100, deadline=None)
@given(st.lists(MARKED, min_size=1, max_size=3).map(" ".join))
def test_a_title_from_a_heading_is_what_the_heading_shows(written: str) -> None:
    """The words without marks are those of the page, held against Python-Markdown."""
    html = Markdown(extensions=["extra"]).convert(f"# {written}")
    shown = "".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext())
    assert heading_text(written) == " ".join(shown.split())


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("The *big* [fund](claim:fund)", "The big fund"), ("Words {#place}", "Words"), ("A[^1] note", "A note"),
        ("<newsroom@example.org>", "newsroom@example.org"), ("![A picture](x.png) here", "A picture here"),
        ("**Bold** and `a*b*c`", "Bold and a*b*c"), ("2 * 3 * 4", "2 * 3 * 4"), ("[link][r] [not]", "link [not]"),
    ],
)  # fmt: skip
def test_titles_hold_words(tmp_path: Path, written: str, title: str) -> None:
    """In the page's title, and in lists of pages."""
    page = f"# {written}\n\nText.\n"
    content = make(tmp_path, {"briefings/2026-01-01-b.md": page})
    assert {one.front.title for one in read_site(content)[0].briefings} == {"First", title}


def test_the_table_of_contents_holds_words(tmp_path: Path) -> None:
    """No numbers of claims, no citations."""
    text = "[TOC]\n\n## It [begins](claim:begins) [@report] & *ends*\n\nText.\n"
    files = {INDEX: f"---\ntitle: First\ndate: 2026-02-16\n---\n{text}[x](claim:ends)\n"}
    html = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site")).files["briefings/a/index.html"].decode()
    assert '<a href="#it-begins-ends">It begins &amp; ends</a>' in html


def test_a_heading_that_is_added_changes_no_other(tmp_path: Path) -> None:
    """Ids come from the words; of headings with the same words the later ones have their section's id before theirs."""

    def ids(text: str) -> list[str]:
        files = {"pages/about.md": f"---\ntitle: About\n---\n{text}"}
        html = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site")).files["about/index.html"].decode()
        return re.findall(r'<h[2-6][^>]* id="([^"]+)"', html.partition('id="page-ref')[0])

    text = "## 2024\n\n### Предел\n\n## 2025\n\n### Предел\n\n## *Big* `code` [@report]\n\n## Предел\n"
    before = ids(text)
    assert before == ["2024", "predel", "2025", "2025-predel", "big-code", "predel-2"]
    assert [one for one in ids(f"## Neu\n\n{text}## 日本\n") if one in before] == before


def test_names_of_footnotes_with_spaces_are_ids_without(tmp_path: Path) -> None:
    """Each its own, and each link leads to one."""
    text = "A[^one two] b[^one-two] c[^one two] d[^one  two].\n\n"
    text += "[^one two]: First.\n\n[^one-two]: Second.\n\n[^one  two]: Third.\n"
    files = {"pages/about.md": f"---\ntitle: About\n---\n{text}"}
    html = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site")).files["about/index.html"].decode()
    ids = re.findall(r'\bid="(fn[^"]*)"', html)
    assert len(ids) == len({*ids}) == 7
    assert not any(" " in one for one in ids)
    assert {*re.findall(r'href="#(fn[^"]*)"', html)} == {*ids}


def test_any_sign_behind_a_backslash_is_shown_as_it_is(tmp_path: Path) -> None:
    """In prose and in headings; no reference to a character begins with it."""
    text = "".join(f"\\{sign}" for sign in punctuation) + " \\&copy; R\\&D"
    files = {"pages/about.md": f"---\ntitle: About\n---\n## R\\&D \\$5\n\nA {text} b\n"}
    html = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site")).files["about/index.html"].decode()
    shown = "".join(html5lib.parse(html, namespaceHTMLElements=False).find("body").itertext())
    assert f"A {punctuation} &copy; R&D b" in shown
    assert "R&D $5" in shown


def test_tabs_do_not_change_the_line(tmp_path: Path) -> None:
    """Word writes one behind its bullets."""
    text = "•\tone\n•\ttwo\n\nText.\n\nMore.\n\n•\tthree\n•\tfour"
    first = f"{GOOD[INDEX]!s}\n".count("\n") + 1
    assert [one.location.line - first for one in findings(tmp_path, text)] == [1, 8]


def test_a_title_keeps_its_number_sign(tmp_path: Path) -> None:
    """Signs close a heading behind a space alone."""
    files = {"briefings/b.md": "# C#\n\n## F# and # ##\n\nWords\n", "briefings/c.md": "# Prize ##\n\nWords\n"}
    site = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    page = site.files["briefings/b/index.html"].decode()
    assert "<title>C# " in page
    assert ">F# and #<" in page
    assert "<title>Prize " in site.files["briefings/c/index.html"].decode()


@pytest.mark.parametrize(
    "text", ["\n\n---\ntitle: A\n---\nText", '{\n"title": "A"\n}\nText', "\n+++\ntitle = 'A'\n+++\n"]
)
def test_front_matter_that_is_not_read_is_told(tmp_path: Path, text: str) -> None:
    """Behind empty lines, and as JSON; a rule behind a paragraph is none."""
    _, found = read_site(make(tmp_path, {"briefings/b.md": text}))
    assert [(one.message, one.location.file) for one in found if one.level == "error"] == [
        ("this looks like front matter, and is not read as such", "briefings/b.md")
    ]
    _, found = read_site(make(tmp_path, {"briefings/b.md": "\n---\n\nA: rule\n"}))
    assert not [one for one in found if one.level == "error"]
