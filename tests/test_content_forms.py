"""The forms in which content comes: front matter in YAML or TOML, folders and single files, other people's posts."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from making import GOOD, build, make, rendered, tree

from sourcebook.cli.program import run
from sourcebook.model import Briefing, SourceLocation
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.site import read_site
from sourcebook.render.pages import sitemap

TOML = """\
+++
title = "Ascent: \\"A\\" to B"
date = 2026-02-16
updated = 2026-02-17T08:30:00Z
topics = ["ai", "china"]
draft = false
article = "article"

[[corrections]]
date = "2026-02-18"
text = "A number."
kind = "correct"

[[corrections]]
date = 2026-02-19
text = "Another."
kind = "typo"
+++
It [begins](claim:begins) and [ends](claim:ends) [@report].
"""


def only(tmp_path: Path, path: str, text: str) -> tuple[Briefing, list[str]]:
    """The briefing that one file was read into, and what is wrong with it."""
    site, findings = read_site(make(tmp_path, {path: text}))
    (found,) = (one for one in site.briefings if one.path == path)
    return found, [f"{one.location.line}:{one.location.column} {one.message}" for one in findings]


def test_toml_says_what_yaml_says(tmp_path: Path) -> None:
    """Texts, dates, lists and lists of tables; and each value knows its place."""
    site, findings = read_site(make(tmp_path, {"briefings/a/index.md": TOML}))
    assert not findings
    front = site.briefings[0].front
    assert (front.title, front.date, front.topics) == ('Ascent: "A" to B', "2026-02-16", ("ai", "china"))
    assert [one.kind for one in front.corrections] == ["correct", "typo"]
    assert site.location("briefing", "a", "topics") == SourceLocation("briefings/a/index.md", 5, 10)
    assert site.location("briefing", "a", "corrections", 1, "text").line == 16
    assert site.briefings[0].body_line == 19
    assert run(["--source", str(tmp_path / "content"), "--strict"]) == 0


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ('title = "A"\ndate = 2026-02-31\n', "3:8 not TOML: Invalid date or datetime"),
        ('title = "A\ndate = 2026\n', "2:11 not TOML: Illegal character"),
        ('title = "A"\ndate = "soon"\n', "3:8 “date”: “soon” is no date"),
        ('title = "A"\ndate = 2026\ntopics = ' + "[" * 60 + "]" * 60 + "\n", "2:1 nested deeper than 50"),
        ('title = "A"\ndate = 2026\nkeywords = ["ai"]\n', "4:1 unknown key “keywords”"),
        ('date = 2026\n[[corrections]]\ndate = 2026\ntext = "A"\nkind = "big"\n', "6:8 “kind” must be one of"),
        ('title = "A"\ndate = 2026\ntopics = "ai"\n', "4:10 “topics” must be a list"),
    ],
)
def test_faults_in_toml_have_their_place(front: str, says: str, tmp_path: Path) -> None:
    """Syntax, types and unknown keys, each at its line and column of the file."""
    _, findings = read_site(make(tmp_path, {"briefings/b.md": f"+++\n{front}+++\nText.\n"}))
    shown = [f"{one.location.line}:{one.location.column} {one.message}" for one in findings]
    assert any(one.startswith(says) for one in shown), shown


@pytest.mark.parametrize(
    ("path", "text", "slug", "title", "date"),
    [
        ("briefings/2024-05-01-a-post.md", "No front matter.\n", "a-post", "A post", "2024-05-01"),
        ("briefings/2024-05-01-b.md", "# A heading #\n\nText.\n", "b", "A heading", "2024-05-01"),
        ("briefings/c.md", "---\ndate: 2024\n---\nA heading\n=========\n\nText.\n", "c", "A heading", "2024"),
        ("briefings/d/index.md", "---\ndate: 2024-05-01 10:00:00 +0200\n---\n", "d", "D", "2024-05-01 10:00:00 +0200"),
        ("briefings/2024/05/e.md", "---\ntitle: E\ndate: 2024\n---\n", "e", "E", "2024"),
        ("briefings/2024/f/index.md", "---\ntitle: F\ndate: 2024\nslug: Other Name\n---\n", "other-name", "F", "2024"),
        (
            "briefings/g.md",
            "+++\ntitle = 'G'\ndate = 2024-05-01T10:00:00Z\n+++\n",
            "g",
            "G",
            "2024-05-01 10:00:00+00:00",
        ),
    ],
)
def test_names_and_headings_stand_in(path: str, text: str, slug: str, title: str, date: str, tmp_path: Path) -> None:
    """Title, date and address come from the front matter, else from the heading and the file's name."""
    found, findings = only(tmp_path, path, text)
    assert not findings
    assert (found.slug, found.front.title, found.front.date) == (slug, title, date)
    assert "heading" not in found.body.read().lower()


@pytest.mark.parametrize(
    ("front", "topics", "told"),
    [
        ("tags: [AI, trade]", ("AI", "trade"), []),
        ("tags: AI, trade\ncategories:\n- Trade\n- China", ("AI", "trade", "China"), []),
        ("Categories: News desk", ("News desk",), ["4:1 “News desk” is read as one topic"]),
        (
            "tags: a b\ncategories: c d",
            ("a b", "c d"),
            ["4:1 “a b” is read as one topic", "5:1 “c d” is read as one topic"],
        ),
        ("tags:", (), []),
        ("tags: [x]\ntopics: [y]", ("y",), ["4:1 unknown key “tags”"]),
        ("tags: x y\ntopics: [y]", ("y",), ["4:1 unknown key “tags”"]),
        ("taxonomies: {tags: [x]}", (), ["4:1 unknown key “taxonomies”"]),
    ],
)
def test_tags_and_categories_are_topics_where_there_are_none(
    front: str, topics: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    """Each once; beside `topics` they are unknown keys, as before."""
    found, findings = only(tmp_path, "briefings/b.md", f"---\ntitle: B\ndate: 2026\n{front}\n---\nText.\n")
    assert found.front.topics == topics
    assert findings == told


def test_a_folder_of_ordinary_posts_builds(tmp_path: Path) -> None:
    """Posts of other generators, dropped in as they are: unknown keys are warnings that name ours, and all is shown."""
    posts: dict[str, str | bytes | None] = {
        "briefings/2024-01-02-jekyll.md": "---\nlayout: post\ntitle: Jekyll\nkeywords: [ai]\n---\nSee [it](hugo.md).\n",
        "briefings/hugo.md": "+++\ntitle = 'Hugo'\ndate = 2024-01-03T10:00:00+01:00\nweight = 1\n+++\nText\n",
        "briefings/2025/eleventy/index.md": "---\ntitle: Eleventy\ndate: 2025-01-04\n---\n![A dot](dot.png)\n",
        "briefings/2025/eleventy/dot.png": b"\x89PNG",
        "briefings/2024-01-05-plain.md": "# Plain\n\nNo front matter at all, and a list:\n\n- one\n- two\n",
    }
    content = make(tmp_path, posts)
    _, findings = read_site(content)
    assert {one.level for one in findings} == {"warning"}
    assert "here it is called “topics”" in [one.hint for one in findings]
    assert run(["--source", str(content)]) == 0
    built = tree(tmp_path / "site")
    for slug in ("jekyll", "hugo", "eleventy", "plain"):
        assert f"briefings/{slug}/index.html" in built
    assert b'<a href="../hugo/">it</a>' in built["briefings/jekyll/index.html"]
    assert built["briefings/eleventy/dot.png"] == b"\x89PNG"
    assert b"<h1>Plain</h1>" in built["briefings/plain/index.html"]
    assert built["briefings/plain/index.html"].count(b"Plain</h1>") == 1


def test_names_in_any_script_have_addresses_of_their_own(tmp_path: Path) -> None:
    """Topics in Chinese have a page each; words of one address share theirs; the ledger's pages can be linked to."""
    claims = str(GOOD["briefings/a/claims.yaml"])
    claims = claims.replace("kind: fact\n", "kind: fact\n  topics: [経済, 科学]\n  desks: [Big Tech, big-tech]\n")
    settings = f"{GOOD['site.yaml']!s}fields: {{desks: {{type: list, enum: [Big Tech, big-tech, Law]}}}}\n"
    claims = claims.replace("kind: forecast\n", "kind: forecast\n  topics: [経済]\n  desks: [Law]\n")
    about = "# About\n\n[Facts](/claims/kind/fact/), [big tech](/claims/desks/big-tech/).\n"
    content = make(tmp_path, {"briefings/a/claims.yaml": claims, "site.yaml": settings, "pages/about.md": about})
    assert run(["build", "--source", str(content)]) == 0
    built = tree(tmp_path / "site")
    assert {path for path in built if path.startswith("topics/")} == {
        "topics/index.html", "topics/jingji/index.html", "topics/kexue/index.html",
    }  # fmt: skip
    assert b"/claims/desks/law/</loc>" in built["sitemap.xml"]
    assert built["claims/desks/big-tech/index.html"].count(b"<tr class=") == 1


def test_what_cannot_be_shown_leaves_its_words(tmp_path: Path) -> None:
    """At a lower level a figure within a sentence gives way to its description, and an unsafe link to its text."""
    words = "Before ![one](chart:corroboration), *![two](claims:?kind=fact)*, [three](javascript:alert(1)) after.\n"
    settings = f"{GOOD['site.yaml']!s}checks: {{misplaced-figure: warning, unsafe-link: warning}}\n"
    content = make(tmp_path, {"pages/about.md": f"# About\n\n{words}", "site.yaml": settings})
    assert run(["build", "--source", str(content)]) == 0
    page = (tmp_path / "site" / "about" / "index.html").read_text()
    assert "<p>Before <span>one</span>, <em><span>two</span></em>, <a>three</a> after.</p>" in page


def test_claims_without_a_briefing_are_not_lost_in_silence(tmp_path: Path) -> None:
    """A misspelt index.md is reported at the file that belongs to it."""
    content = make(
        tmp_path, {"briefings/b/indx.md": "---\ntitle: B\ndate: 2024\n---\n", "briefings/b/claims.yaml": "[]"}
    )
    _, findings = read_site(content)
    assert [one.location.file for one in findings] == ["briefings/b/claims.yaml"]


def many(tmp_path: Path, count: int) -> Path:
    """A site of many briefings over two years, and as many claims, all in one of them."""
    files: dict[str, str | bytes | None] = {}
    for n in range(count):
        day = f"202{4 + n % 2}-01-{n % 28 + 1:02d}"
        files[f"briefings/n{n}.md"] = f"---\ntitle: Number {n}\ndate: {day}\ntopics: [c{n % 3}]\n---\nText.\n"
    ties = "\n".join(f"It [is](claim:n{n})." for n in range(count))
    files["briefings/a/index.md"] = f"---\ntitle: All\ndate: 2025-02\ntopics: [AI]\n---\n{ties}\n"
    claims = (f"- {{id: n{n}, text: Claim {n}., kind: fact, by: rory-green}}\n" for n in range(count))
    files["briefings/a/claims.yaml"] = "".join(claims)
    return make(tmp_path, files)


@pytest.mark.slow
def test_long_lists_go_on_over_pages(tmp_path: Path) -> None:
    """From 100 entries on: index, years, ledger, topics and claimants; each page of a list leads to an older one."""
    content = many(tmp_path, 230)
    assert run(["--source", str(content), "--strict"]) == 0
    built = tree(tmp_path / "site")
    lists = {"briefings/": 3, "claims/": 3, "archive/2024/": 1, "topics/ai/": 3, "people/rory-green/": 3}
    for base, pages in lists.items():
        assert f"{base}page/{pages}/index.html" in built, base
        assert f"{base}page/{pages + 1}/index.html" not in built
        assert f'<a href="page/{pages}/" rel="next">Next</a>'.encode() in built[f"{base}index.html"]
        assert b'<a href="../../" rel="prev">Previous</a>' in built[f"{base}page/{pages}/index.html"]
    ledger = b"".join(built[f"claims/{page}index.html"] for page in ("", "page/3/", "page/2/", "page/1/"))
    assert all(ledger.count(f">Claim {n}.</a>".encode()) == 1 for n in range(230))
    assert built["index.html"].count(b"<h2>") == 81
    assert b"<loc>https://example.org/repo/archive/2024/</loc>" in built["sitemap.xml"]
    bundle = content / "briefings" / "new"
    bundle.mkdir()
    (bundle / "index.md").write_text("---\ntitle: New\ndate: 2026-01-01\ntopics: [AI]\n---\nIt [is](claim:new).\n")
    (bundle / "claims.yaml").write_text("- {id: new, text: New., kind: forecast, by: rory-green}\n")
    assert run(["--source", str(content), "--strict"]) == 0
    after = tree(tmp_path / "site")
    changed = {path for path, data in built.items() if after[path] != data}
    assert {"index.html", "claims/index.html", "people/rory-green/index.html", "topics/ai/index.html"} <= changed
    assert not [path for path in changed if "/page/" in path]


def test_a_sitemap_that_is_too_long_comes_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first file names the others, which hold together what one would; a site that shrank has one again."""
    files = {"briefings/a/index.md": None, "briefings/a/claims.yaml": None, "briefings/2025-01-01-d.md": "Text.\n"}
    order = BuildOptions(make(tmp_path, files), tmp_path / "site")
    assert build(order).written
    whole = tree(tmp_path / "site")["sitemap.xml"]
    monkeypatch.setattr(sitemap, "MOST", 4)
    assert build(order._replace(clean=True)).written
    built = tree(tmp_path / "site")
    places = [ElementTree.fromstring(built[path]) for path in ("sitemap.xml", "sitemaps/1.xml", "sitemaps/2.xml")]
    assert [place.tag.partition("}")[2] for place in places] == ["sitemapindex", "urlset", "urlset"]
    parts = re.findall("<loc>https://example.org/repo/(.*?)</loc>", built["sitemap.xml"].decode())
    assert parts == sorted(path for path in built if path.startswith("sitemaps/"))
    together = b"".join(built[path] for path in parts)
    assert re.findall(b"<loc>.*?</loc>", together) == re.findall(b"<loc>.*?</loc>", whole)
    monkeypatch.undo()
    assert build(order._replace(clean=True)).written
    assert not [path for path in tree(tmp_path / "site") if path.startswith("sitemaps/")]


def test_briefings_lead_to_those_before_and_after(tmp_path: Path) -> None:
    """In the order of their dates; the newest has none after it, the oldest none before."""
    files = {f"briefings/{day}-d{day[-1]}.md": "Text.\n" for day in ("2025-01-01", "2025-01-02", "2025-01-03")}
    content = make(tmp_path, {**files, "briefings/a/index.md": None, "briefings/a/claims.yaml": None})
    assert run(["--source", str(content)]) == 0
    built = tree(tmp_path / "site")
    middle = built["briefings/d2/index.html"]
    assert b'<a href="../d1/" rel="prev"><small>Before</small> D1</a>' in middle
    assert b'<a href="../d3/" rel="next"><small>After</small> D3</a>' in middle
    assert b'rel="next"' not in built["briefings/d3/index.html"]
    assert b'rel="prev"' not in built["briefings/d1/index.html"]


def test_topics_have_pages_and_names(tmp_path: Path) -> None:
    """A page for each, by its address; a claim without topics has its briefing's; settings name them."""
    settings = "title: Small\ntopics: {ai: Artificial intelligence}\nnav: [topics]\n"
    content = make(tmp_path, {"site.yaml": settings, "briefings/a/index.md": TOML})
    assert run(["--source", str(content), "--strict"]) == 0
    built = tree(tmp_path / "site")
    topic = built["topics/ai/index.html"]
    assert b"Artificial intelligence</h1>" in topic
    assert b"It begins." in topic
    assert b'href="../../briefings/a/"' in topic
    assert b'<a href="../../topics/ai/">Artificial intelligence</a>' in built["briefings/a/index.html"]
    assert b'<a href="./" aria-current="page">Topics</a>' in built["topics/index.html"]


def test_a_picture_stands_for_its_briefing(tmp_path: Path) -> None:
    """In lists and, by its full address, where it is shared; one that is missing is an error at its place."""
    front = "---\ntitle: P\ndate: 2025\nimage: cover.png\nimage_alt: A cover\n---\nText.\n"
    content = make(tmp_path, {"briefings/p/index.md": front, "briefings/p/cover.png": b"\x89PNG"})
    assert run(["--source", str(content)]) == 0
    built = tree(tmp_path / "site")
    page = built["briefings/p/index.html"]
    assert b'<meta property="og:image" content="https://example.org/repo/briefings/p/cover.png">' in page
    assert b'<meta property="og:image:alt" content="A cover">' in page
    assert b'src="briefings/p/cover.png"' in built["index.html"]


def test_an_index_stands_for_its_folder(tmp_path: Path) -> None:
    """pages/index.md is the front page, in the place of the list of briefings; pages/x/index.md is /x/."""
    pages = {
        "pages/index.md": "# Welcome\n\n[More](more/index.md)\n",
        "pages/more/index.md": "# More\n\n[Home](../index.md)\n",
    }
    assert run(["--source", str(make(tmp_path, pages)), "--strict"]) == 0
    built = tree(tmp_path / "site")
    assert b"<h1>Welcome</h1>" in built["index.html"]
    assert b'<a href="more/">More</a>' in built["index.html"]
    assert b'<a href="../">Home</a>' in built["more/index.html"]
    assert b"<h1>Briefings</h1>" in built["briefings/index.html"]
    assert "index/index.html" not in built


@pytest.mark.parametrize("image", ["cover.pgn", "https://example.org/a.png", "notes.txt", "../../site.yaml"])
def test_a_picture_that_is_none(image: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Missing, remote or no picture at all: each an error at its line."""
    front = f"---\ntitle: P\ndate: 2025\nimage: {image}\n---\nText.\n"
    content = make(
        tmp_path, {"briefings/p/index.md": front, "briefings/p/cover.png": b"", "briefings/p/notes.txt": b""}
    )
    assert run(["check", "--source", str(content)]) == 1
    assert "p/index.md:4:8: error:" in capsys.readouterr().out


def test_entries_of_one_day_keep_their_times(tmp_path: Path) -> None:
    """In the index and in the feed, newest first; a time without a zone is one of the site, a day begins there."""
    times = {"noon": "2026-01-02T12:00:00+05:00", "evening": "2026-01-02T19:30:00Z", "morning": "2026-01-02 09:00"}
    times |= {"day": "2026-01-02", "before": "2026-01-01T23:30:00Z"}
    posts: dict[str, str | bytes | None] = {
        f"briefings/{name}.md": f"---\ntitle: {name}\ndate: {when}\n---\nText.\n" for name, when in times.items()
    }
    settings = {"site.yaml": f"{GOOD['site.yaml']}timezone: Europe/Berlin\n"}
    built = rendered(BuildOptions(make(tmp_path, {**posts, **settings}), tmp_path / "site"))
    index, feed = built.files["index.html"].decode(), built.files["feed.xml"].decode()
    order = ["evening", "morning", "noon", "before", "day"]
    order = sorted(order, key=lambda name: MOMENTS[name], reverse=True)
    assert re.findall(r'<h2><a href="briefings/(\w+)/">', index)[-5:] == order
    shown = dict(re.findall(r"<title>(\w+)</title>.*?<updated>([^<]+)<", feed, re.DOTALL))
    assert {name: shown[name] for name in order} == MOMENTS


MOMENTS = {
    "noon": "2026-01-02T07:00:00Z",
    "evening": "2026-01-02T19:30:00Z",
    "morning": "2026-01-02T08:00:00Z",
    "day": "2026-01-01T23:00:00Z",
    "before": "2026-01-01T23:30:00Z",
}


def test_a_post_without_a_date_is_undated_with_a_warning(tmp_path: Path) -> None:
    """It comes last, in the archive apart, and in no feed, whose entries need a date; the day of a name is a date."""
    posts: dict[str, str | bytes | None] = {
        "briefings/bare.md": "# Bare\n\nText.\n",
        "briefings/2020-05-06-named.md": "# Named\n\nText.\n",
    }
    built = rendered(BuildOptions(make(tmp_path, posts), tmp_path / "site"))
    found = [(one.rule, one.level, str(one.location)) for one in built.findings]
    assert found == [("missing-key", "warning", "briefings/bare.md:1:1")]
    files = {path: data.decode() for path, data in built.files.items() if path.endswith((".html", ".xml"))}
    assert re.findall(r'<h2><a href="briefings/(\w+)/">', files["index.html"])[-2:] == ["named", "bare"]
    assert "undated" in files["briefings/bare/index.html"]
    assert ">Bare<" in files["archive/undated/index.html"]
    assert "Named" in files["feed.xml"]
    assert "Bare" not in files["feed.xml"]
    assert not [path for path, text in files.items() if "XXXX" in text]


@pytest.mark.parametrize(
    ("front", "is_told"),
    [
        ("published: false", True), ("status: draft", True), ("hidden: true", True), ('visibility: "private"', True),
        ("published: true", False), ("hidden: false", False), ("status: done", False),
        ("hidden: false\nPublished: False", True),
    ],
)  # fmt: skip
def test_what_would_be_published_against_the_authors_will_is_an_error(
    tmp_path: Path, front: str, is_told: bool
) -> None:
    """Words by which other generators leave a page out have no effect here; they are told once, at their line."""
    found, findings = only(tmp_path, "briefings/b.md", f"---\ntitle: B\ndate: 2026\n{front}\n---\nText.\n")
    assert found.front.title == "B"
    told = [one for one in findings if "the page would be published" in one]
    assert len(told) == is_told
    assert len([one for one in findings if one not in told]) <= 1


@pytest.mark.parametrize(
    ("alias", "path"),
    [
        ("/caf%C3%A9/", "café/index.html"), ("a%20b.html", "a b.html"), ("cafe\u0301", "café/index.html"),
        ("a%2Fb", ""), ("%2e%2e/x", ""), ("a%3Fb", ""), ("a%00", ""), ("a%2A", ""), ("a%zz", ""), ("a%", ""),
    ],
)  # fmt: skip
def test_old_addresses_may_be_percent_encoded(tmp_path: Path, alias: str, path: str) -> None:
    """As they are copied from a browser; bytes that no path has are refused."""
    page = f"---\ntitle: B\ndate: 2026\naliases: ['{alias}']\n---\nText.\n"
    built = rendered(BuildOptions(make(tmp_path, {"briefings/b.md": page}), tmp_path / "site"))
    assert [one.rule for one in built.findings if one.level != "note"] == ([] if path else ["wrong-type"])
    assert not path or path in built.files


def test_an_id_of_before_leads_to_the_present_one(tmp_path: Path) -> None:
    """Of claims and sources, in prose."""
    claims = str(GOOD["briefings/a/claims.yaml"]).replace("- id: begins", "- id: begins\n  aliases: [began]")
    sources = str(GOOD["sources/sources.yaml"]).replace("id: report,", "id: report, aliases: [memo],")
    index = f"{GOOD['briefings/a/index.md']!s}\n[It](claim:began) and [@memo].\n"
    files = {"briefings/a/claims.yaml": claims, "sources/sources.yaml": sources, "briefings/a/index.md": index}
    built = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    assert [(one.message, one.hint) for one in built.findings] == [
        ("no claim has the id “began”", "it is now “begins”"),
        ("no source has the id “memo”", "it is now “report”"),
    ]


def test_the_archive_says_the_first_and_the_last_day_of_a_year(tmp_path: Path) -> None:
    """One day is said once, however many briefings it has; those without a date have none."""
    days = {"a": "2024-05-01", "b": "2024-05-07", "c": "2024-03-02", "d": "2023-05-01", "e": "2023-05-01"}
    files: dict[str, str | bytes | None] = dict.fromkeys(("briefings/a/index.md", "briefings/a/claims.yaml"))
    files |= {f"briefings/{name}.md": f"---\ntitle: {name}\ndate: {day}\n---\nText\n" for name, day in days.items()}
    files |= {f"briefings/{name}.md": f"---\ntitle: {name}\n---\nText\n" for name in "xy"}
    html = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site")).files["archive/index.html"].decode()
    cells = re.findall(r"<td>(.*?)</td>", html)
    assert [re.sub(r"<[^>]+>", "", cell) for cell in cells] == ["2 March 2024 to 7 May 2024", "1 May 2023", "undated"]
