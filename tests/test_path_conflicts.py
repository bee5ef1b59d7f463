"""Whatever would stand at one path, or where a folder must be, is said at both places; nothing old is in the way."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import GOOD, build, check, make, plan_site, rendered, tree

from sourcebook.core.errors import SourcebookError
from sourcebook.model.site_paths import alias_path
from sourcebook.pipeline.options import BuildOptions

INDEX = "briefings/a/index.md"
CLAIMS = "briefings/a/claims.yaml"
STEPS = st.sampled_from(["a", "A", "ab.html", "é", "e\u0301", "É", "ß", "ss"])
FILES = st.lists(
    st.tuples(st.lists(STEPS, min_size=1, max_size=2), st.sampled_from([".txt", "", ".md", "/index.html"])), max_size=5
)


def stands(paths: Iterable[str]) -> bool:
    """Whether all of these files can be written on a disk that ignores capitals and Unicode forms."""
    files: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        name = normalize("NFC", path).lower()
        above = {name[:at] for at, letter in enumerate(name) if letter == "/"}
        if name in files or name in folders or above & files:
            return False
        files.add(name)
        folders |= above
    return True


@settings(max_examples=30, deadline=None)
@given(FILES, st.lists(st.lists(STEPS, min_size=1, max_size=2).map("/".join), max_size=2, unique=True))
@pytest.mark.slow
def test_a_conflict_is_told_exactly_where_a_disk_has_one(
    files: list[tuple[list[str], str]], aliases: list[str]
) -> None:
    """Pages, copied files and aliases, held against writing all of them onto such a disk."""
    with tempfile.TemporaryDirectory() as folder:
        written = {f"pages/{'/'.join(steps)}{end}": "---\ntitle: X\n---\n" for steps, end in files}
        content = make(Path(folder))
        for path, text in (*written.items(), ("pages/old.md", f"---\ntitle: Old\naliases: {aliases}\n---\n")):
            place = content / path
            if place.is_dir() or any(one.is_file() for one in place.parents):
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        options = BuildOptions(content, Path(folder) / "site")
        plan = plan_site(options)
        pages = [one.url for one in plan.site.pages]
        paths = [f"{url}index.html" for url in pages] + [*plan.site.files.values(), *map(alias_path, aliases)]
        own = [path for path in plan.pages if path not in paths]
        found = [one for one in check(options) if one.rule == "duplicate-id"]
        # Two pages with one slug are reported when they are read; the second one is no page.
        slugs = [one for one in found if "address of another id" in one.message or "is taken" in one.message]
        assert bool([one for one in found if one not in slugs]) is not stands([*own, *paths])


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ({"pages/a.txt": "x", "pages/A.txt": "x"}, ["pages/A.txt", "pages/a.txt"]),
        ({"pages/about/index.html": "x"}, ["pages/about.md", "pages/about/index.html"]),
        ({"pages/feed.xml": "x"}, ["pages/feed.xml"]),
        ({"pages/Claims": "x"}, ["pages/Claims"]),
        ({"pages/data/claims.json": "x"}, ["pages/data/claims.json"]),
        ({"pages/briefings/a/x.txt": "x", "briefings/a/x.txt": "y"}, ["briefings/a/x.txt", "pages/briefings/a/x.txt"]),
        ({"pages/é.txt": "x", "pages/e\u0301.txt": "x"}, ["pages/e\u0301.txt", "pages/é.txt"]),
        ({"pages/x": "x", "pages/old.md": "---\ntitle: Old\naliases: [x/a/]\n---\n"}, ["pages/old.md", "pages/x"]),
        ({"pages/x.md": "---\ntitle: X\naliases: [sitemap.xml]\n---\n"}, ["pages/x.md"]),
        ({"pages/x.md": "---\ntitle: X\naliases: [data/claims.csv/old/]\n---\n"}, ["pages/x.md"]),
        ({"pages/a.md": "---\ntitle: A\n---\n", "pages/A.md": "---\ntitle: A\n---\n"}, ["pages/A.md", "pages/a.md"]),
        ({f"pages/{'北' * 84}.md": "---\ntitle: A\n---\n"}, [f"pages/{'北' * 84}.md"]),
        (
            {INDEX: GOOD[INDEX].replace("title:", f"topics: [{'word ' * 60}]\ntitle:", 1)},
            [INDEX],
        ),
    ],
)  # fmt: skip
def test_both_places_are_named(tmp_path: Path, files: dict[str, str], places: list[str]) -> None:
    """By `check`, too; each message names a way out."""
    content = make(tmp_path, files)
    found = [one for one in check(BuildOptions(content, tmp_path / "site")) if one.level == "error"]
    assert sorted({one.location.file for one in found}) == places
    assert all(one.hint for one in found)
    assert build(BuildOptions(content, tmp_path / "site")).written is None


def test_what_an_older_output_left_gives_way(tmp_path: Path) -> None:
    """A file where a folder must be, a folder where a file must be, named by the manifest or empty."""
    output = tmp_path / "site"
    content = make(tmp_path, {"pages/x.txt": "x", "pages/deep/y.txt": "y"})
    build(BuildOptions(content, output))
    expected = tree(output)
    for path, folder in (("x.txt", "deep"), ("deep/y.txt", "x.txt")):
        make(tmp_path, {f"pages/{path}": "again"})
        (output / "x.txt").unlink(missing_ok=True)
        (output / folder).rename(tmp_path / f"away-{path.replace('/', '-')}") if (output / folder).exists() else None
        (output / "x.txt/empty/er").mkdir(parents=True) if folder == "x.txt" else (output / "deep").write_text("file")
        make(tmp_path, {"pages/x.txt": "x", "pages/deep/y.txt": "y"})
        if folder == "deep":
            with pytest.raises(SourcebookError, match="is a file that no build wrote, where a folder must be"):
                build(BuildOptions(content, output))
            (output / "deep").unlink()
        build(BuildOptions(content, output))
        assert tree(output) == expected
    (output / "x.txt").unlink()
    (output / "x.txt").mkdir()
    (output / "x.txt/mine").write_text("precious")
    with pytest.raises(SourcebookError, match="is a folder that no build wrote, where a file must be"):
        build(BuildOptions(content, output))
    assert (output / "x.txt/mine").read_text() == "precious"


def test_a_page_becomes_a_folder_and_a_file_again(tmp_path: Path) -> None:
    """From build to build, in one output folder."""
    output, plain = tmp_path / "site", {"pages/x": "file"}
    content = make(tmp_path, plain)
    build(BuildOptions(content, output))
    (content / "pages/x").unlink()
    make(tmp_path, {"pages/x/y.txt": "y"})
    build(BuildOptions(content, output))
    assert (output / "x/y.txt").read_text() == "y"
    (content / "pages/x/y.txt").unlink()
    (content / "pages/x").rmdir()
    make(tmp_path, plain)
    build(BuildOptions(content, output))
    assert (output / "x").read_text() == "file"


def test_a_topic_that_is_named_twice_is_told(tmp_path: Path) -> None:
    """At one record: the page would show it twice. At two records it is one topic."""
    files = {
        INDEX: f"{GOOD[INDEX]!s}".replace("---\n", "---\ntopics: [AI, trade, ai, trade]\n", 1),
        CLAIMS: f"{GOOD[CLAIMS]!s}".replace("  kind:", "  topics: [Ai]\n  kind:", 1),
    }
    found = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site")).findings
    assert [(one.rule, one.location.line, one.location.column, one.message) for one in found] == [
        ("duplicate-id", 2, 21, "the topic “ai” is there already as “AI”"),
        ("duplicate-id", 2, 25, "the topic “trade” is there already"),
    ]


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        (["C", "C++"], True), (["C#", "C++"], True), (["Ärger", "arger"], True), (["A+", "A"], True),
        (["AI", "ai"], False), (["AI policy", "ai-policy", "AI_Policy"], False), (["Ärger", "A\u0308RGER"], False),
        (["C", "D"], False),
    ],
)  # fmt: skip
def test_two_words_of_one_address(tmp_path: Path, words: list[str], is_told: bool) -> None:
    """Topics of briefings and claims, values of own fields: at each of them."""
    listed = ", ".join(f'"{word}"' for word in words)
    files = {
        INDEX: f"{GOOD[INDEX]!s}".replace("---\n", f'---\ntopics: ["{words[0]}"]\n', 1),
        CLAIMS: f"{GOOD[CLAIMS]!s}".replace("  kind:", f"  topics: [{listed}]\n  kind:", 1),
        "site.yaml": f"title: A\nfields: {{grade: {{on: [claims], type: string, enum: [{listed}]}}}}\n",
    }
    findings = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site")).findings
    told = [one for one in findings if one.message.endswith("have one address, and would be one")]
    assert len(told) == 4 * is_told
    assert {one.location.file for one in told} == ({"site.yaml", INDEX, CLAIMS} if is_told else set())
    assert len({one.location for one in told}) == len(told)
