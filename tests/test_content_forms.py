"""The forms in which content comes: front matter in YAML or TOML, folders and single files, other people's posts."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import make, tree

from sourcebook.cli import run
from sourcebook.model import Briefing, Place
from sourcebook.reading.site import read_site

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
    return found, [f"{one.place.line}:{one.place.column} {one.message}" for one in findings]


def test_toml_says_what_yaml_says(tmp_path: Path) -> None:
    """Texts, dates, lists and lists of tables; and each value knows its place."""
    site, findings = read_site(make(tmp_path, {"briefings/a/index.md": TOML}))
    assert not findings
    front = site.briefings[0].front
    assert (front.title, front.date, front.topics) == ('Ascent: "A" to B', "2026-02-16", ("ai", "china"))
    assert [one.kind for one in front.corrections] == ["correct", "typo"]
    assert site.place("briefing", "a", "topics") == Place("briefings/a/index.md", 5, 10)
    assert site.place("briefing", "a", "corrections", 1, "text").line == 16
    assert site.briefings[0].body_line == 19
    assert run(["--source", str(tmp_path / "content"), "--strict"]) == 0


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ('title = "A"\ndate = 2026-02-31\n', "3:8 not TOML: Invalid date or datetime"),
        ('title = "A\ndate = 2026\n', "2:11 not TOML: Illegal character"),
        ('title = "A"\ndate = "soon"\n', "3:8 “date”: “soon” is no date"),
        ('title = "A"\ndate = 2026\ntags = ["ai"]\n', "4:1 unknown key “tags”"),
        ('date = 2026\n[[corrections]]\ndate = 2026\ntext = "A"\nkind = "big"\n', "6:8 “kind” must be one of"),
        ('title = "A"\ndate = 2026\ntopics = "ai"\n', "4:10 “topics” must be a list"),
    ],
)
def test_faults_in_toml_have_their_place(front: str, says: str, tmp_path: Path) -> None:
    """Syntax, types and unknown keys, each at its line and column of the file."""
    _, findings = read_site(make(tmp_path, {"briefings/b.md": f"+++\n{front}+++\nText.\n"}))
    shown = [f"{one.place.line}:{one.place.column} {one.message}" for one in findings]
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
    assert "heading" not in found.body.lower()


def test_a_folder_of_ordinary_posts_builds(tmp_path: Path) -> None:
    """Posts of other generators, dropped in as they are: unknown keys are warnings that name ours, and all is shown."""
    posts = {
        "briefings/2024-01-02-jekyll.md": "---\nlayout: post\ntitle: Jekyll\ntags: [ai]\n---\nSee [it](hugo.md).\n",
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


def test_claims_without_a_briefing_are_not_lost_in_silence(tmp_path: Path) -> None:
    """A misspelt index.md is reported at the file that belongs to it."""
    content = make(
        tmp_path, {"briefings/b/indx.md": "---\ntitle: B\ndate: 2024\n---\n", "briefings/b/claims.yaml": "[]"}
    )
    _, findings = read_site(content)
    assert [one.place.file for one in findings] == ["briefings/b/claims.yaml"]
