"""Addresses last: what was published leads somewhere, or is let go knowingly."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import check, make, tree

from sourcebook.cli.program import run
from sourcebook.core.manifest import Manifest, filed
from sourcebook.core.published_addresses import alias_line, is_address, read_published, remember_published
from sourcebook.model import Finding
from sourcebook.pipeline.options import BuildOptions
from sourcebook.publish.deployment import DeploymentRecord, diff_deployment

NOON = datetime(2026, 2, 16, 12, tzinfo=UTC)
CLAIMS = "briefings/a/claims.yaml"
FAILED = 3
"""The exit code of a publish that sent nothing."""
Files = Mapping[str, str | bytes | None]


def publish(content: Path, *arguments: str) -> int:
    """Publish into the folder `www` beside the content."""
    return run(["publish", f"file://{content.parent}/www", "--source", str(content), *arguments])


def lost(content: Path) -> list[Finding]:
    """What `check` says of addresses."""
    found = check(BuildOptions(content, content.parent / "site"))
    return [one for one in found if one.rule == "lost-address"]


def shown(content: Path) -> dict[str, bytes]:
    """The files that a web server would serve."""
    return tree(content.parent / "www" / "current")


def replace(path: Path, old: str, new: str) -> None:
    """Replace a part of a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A site that was published."""
    content = make(tmp_path, SITE)
    assert publish(content) == 0
    assert lost(content) == []
    return content


SITE: Files = {
    CLAIMS: "- {id: first-claim, text: It holds., kind: fact, by: rory-green, via: [{source: paper}]}\n",
    "briefings/a/index.md": "---\ntitle: A\ndate: 2026-02-16\ntopics: [prices]\n---\n\n[It](claim:first-claim).\n",
    "sources/paper.yaml": "- {id: paper, title: A paper, type: article, issued: 2026-02-01}\n",
    "pages/method.md": "---\ntitle: Method\n---\n\nWe count.\n",
    "pages/figures.pdf": b"%PDF-1.4",
}


@pytest.mark.parametrize(
    ("path", "old", "new", "address", "line", "place"),
    [
        (CLAIMS, "first-claim", "claim-one", "/claims/first-claim/", "aliases: [first-claim]", CLAIMS),
        (
            "sources/paper.yaml",
            "id: paper",
            "id: the-paper",
            "/sources/paper/",
            "aliases: [paper]",
            "sources/paper.yaml",
        ),
        (
            "people/people.yaml",
            "rory-green",
            "r-green",
            "/people/rory-green/",
            "aliases: [rory-green]",
            "people/people.yaml",
        ),
    ],
)
def test_a_renamed_record_is_told_with_the_line_that_keeps_it(
    content: Path, path: str, old: str, new: str, address: str, line: str, place: str
) -> None:
    """At the record of the new name; with the line nothing is lost."""
    for file in content.rglob("*"):
        if file.suffix in (".yaml", ".md") and old.removeprefix("id: ") in file.read_text():
            file.write_text(file.read_text().replace(old.removeprefix("id: "), new.removeprefix("id: ")))
    told = lost(content)
    assert [one.message.partition(" is at ")[0] for one in told] == [address]
    assert (told[0].level, told[0].location.file) == ("warning", place)
    assert line in told[0].hint
    before = shown(content)
    assert publish(content) == FAILED
    assert shown(content) == before
    changed = (content / path).read_text()
    for written in (f"id: {new.removeprefix('id: ')}, ", f"id: {new.removeprefix('id: ')}\n"):
        changed = changed.replace(written, f"{written}{line}, " if written[-1] == " " else f"{written}  {line}\n", 1)
    (content / path).write_text(changed)
    assert lost(content) == []
    assert publish(content) == 0
    assert f"{address.strip('/')}/index.html" in shown(content)


def test_briefings_topics_and_pages(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Moved and renamed; the plan says it first, also where it lists nothing else."""
    (content / "briefings/a").rename(content / "briefings/b")
    (content / "pages/method.md").rename(content / "pages/how.md")
    replace(content / "briefings/b/index.md", "prices", "costs")
    hints = {one.message.partition(" is at ")[0]: one.hint.partition(", or let")[0] for one in lost(content)}
    assert hints == {
        "/briefings/a/": "add aliases: [/briefings/a/] here",
        "/method/": "add aliases: [/method/] here",
        "/topics/prices/": "write topic_aliases: {prices: costs} in site.yaml",
    }
    capsys.readouterr()
    assert publish(content, "--dry-run") == 0
    plan = capsys.readouterr().err.splitlines()
    first = next(at for at, text in enumerate(plan) if text.startswith("  ! "))
    assert [text.split()[1] for text in plan[first : first + 3]] == sorted(hints)
    replace(content / "briefings/b/index.md", "date:", "aliases: [/briefings/a/]\ndate:")
    replace(content / "pages/how.md", "title: Method", "title: Method\naliases: [/method/]")
    (content / "site.yaml").write_text((content / "site.yaml").read_text() + "topic_aliases: {prices: costs}\n")
    assert lost(content) == []
    assert publish(content) == 0


def test_what_is_let_go_is_forgotten(content: Path) -> None:
    """With `--accept-loss`, also with `--strict`; it is told neither by check nor by the next publish."""
    (content / "pages/method.md").unlink()
    (content / "pages/figures.pdf").unlink()
    assert [one.hint.partition(",")[0] for one in lost(content)] == [
        "put the file back",
        "add aliases: [/method/] at the page that replaces it",
    ]
    assert publish(content) == FAILED
    assert publish(content, "--accept-loss", "--strict") == 0
    assert "method/index.html" not in shown(content)
    assert lost(content) == []
    assert publish(content) == 0


def test_the_target_remembers_too(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From another machine, which has no output of an earlier build; from then on that machine knows it."""
    shutil.rmtree(content.parent / "site")
    (content / "pages/method.md").unlink()
    assert lost(content) == []
    assert publish(content) == FAILED
    captured = capsys.readouterr()
    assert "/method/ will vanish: add aliases: [/method/] at the page that replaces it" in captured.err
    assert "nothing was published: /method/ would vanish" in captured.err
    assert [one.message.partition(" is at ")[0] for one in lost(content)] == ["/method/"]


def test_an_unchanged_build_says_it_again(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was published since the last build counts; a rule that is off is silent, and stops no publish."""
    (content / "pages/method.md").unlink()
    for _ in range(2):
        capsys.readouterr()
        assert run(["--source", str(content)]) == 0
        assert "/method/ is at file://" in capsys.readouterr().out
    (content / "site.yaml").write_text((content / "site.yaml").read_text() + "checks: {lost-address: off}\n")
    assert lost(content) == []
    assert publish(content) == 0


def test_redirects_of_hosts_lead_somewhere(content: Path) -> None:
    """An alias that is a line of `_redirects` keeps an address; without the line it is lost."""
    (content / "site.yaml").write_text((content / "site.yaml").read_text() + "hosting: netlify\n")
    (content / "pages/method.md").rename(content / "pages/how we count.md")
    replace(content / "pages/how we count.md", "title: Method", "title: Method\naliases: [/method/]")
    assert publish(content) == 0
    assert "method/index.html" not in shown(content)
    assert lost(content) == []
    replace(content / "pages/how we count.md", "\naliases: [/method/]", "")
    assert [one.message.partition(" is at ")[0] for one in lost(content)] == ["/method/"]
    assert publish(content) == FAILED


def test_a_release_that_was_rolled_back_counts(content: Path) -> None:
    """Readers saw its addresses."""
    (content / "pages/new.md").write_text("---\ntitle: New\n---\n\nNew.\n")
    assert publish(content) == 0
    assert run(["publish", f"file://{content.parent}/www", "--source", str(content), "--rollback"]) == 0
    (content / "pages/new.md").unlink()
    assert publish(content) == FAILED
    assert [one.message.partition(" is at ")[0] for one in lost(content)] == ["/new/"]


PAGES = st.frozensets(st.sampled_from([f"claims/{name}/index.html" for name in "abcd"] + ["x.pdf", "y/z.png"]))


@given(st.lists(st.tuples(PAGES, PAGES, st.booleans()), min_size=1, max_size=6))
def test_what_is_lost_is_what_was_ever_published_and_leads_nowhere(
    publishes: list[tuple[frozenset[str], frozenset[str], bool]],
) -> None:
    """Against a set of all addresses so far; those that are let go leave it."""
    record, ever = DeploymentRecord(), set[str]()
    for files, redirected, accepts in publishes:
        site = Manifest({path: filed(path, b"x") for path in files})
        record, changes = diff_deployment(site, record, NOON, redirected=redirected, accepts_loss=accepts)
        gone = {path for path in ever if path not in files and path not in redirected}
        assert set(changes.lost) == gone
        ever = (ever - gone if accepts else ever) | {path for path in files if not path.endswith(".png")}
        assert record.addresses == ever


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("index.html", True),
        ("claims/a/index.html", True),
        ("briefings/a/index.html", True),
        ("briefings/a/table.csv", True),
        ("method.html", True),
        ("feed.xml", True),
        ("files/report.pdf", True),
        (".well-known/security.txt", False),
        ("_redirects", False),
        ("404.html", False),
        ("assets/site-0123456789ab.css", False),
        ("briefings/a/photo.jpg", False),
        ("briefings/a/charts/strip.csv", False),
        ("claims/corroboration/2/index.html", False),
        ("archive/2026/index.html", False),
        ("data/claims.csv", False),
    ],
)
def test_what_an_address_is(path: str, is_one: bool) -> None:
    """Pages, feeds and documents, each of one record or file."""
    assert is_address(path) is is_one


def test_the_lines_of_an_alias() -> None:
    """For each kind of address."""
    assert alias_line("claims/a/index.html").endswith("or keep it with withdrawn: {date: …, reason: …}")
    assert alias_line("people/a/index.html", "people/b/index.html") == "add aliases: [a] here"
    assert alias_line("old.html") == "add aliases: [/old.html] at the page that replaces it"
    assert alias_line("topics/a/index.html") == "write topic_aliases: {a: the new name} in site.yaml"


def test_a_damaged_memory_is_none(tmp_path: Path) -> None:
    """It is only remembered for convenience."""
    assert read_published(tmp_path) == {}
    (tmp_path / ".sourcebook").mkdir()
    (tmp_path / ".sourcebook/addresses.json").write_text('{"a": 3}')
    assert read_published(tmp_path) == {}


def test_of_many_lost_addresses_each_is_told(tmp_path: Path) -> None:
    """Also of those for which no record is searched any more."""
    remember_published(tmp_path / "site", "file:///www", [f"claims/gone-{at}/index.html" for at in range(250)])
    told = lost(make(tmp_path))
    assert len({one.message for one in told}) == 250
    assert all("aliases: [gone-" in one.hint for one in told)
