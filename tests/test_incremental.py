"""Builds after edits: what changed is drawn, what did not stays, and whoever asks hears why."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from making import GOOD, build, later, make, state_of, tree

from sourcebook.cli.program import run as command
from sourcebook.core.cache import fingerprints
from sourcebook.core.manifest import MANIFEST, read_manifest
from sourcebook.pipeline import build as build_stage
from sourcebook.pipeline import stages
from sourcebook.pipeline.build import BuildResult
from sourcebook.pipeline.incremental.snapshot import take_snapshot
from sourcebook.pipeline.incremental.state_file import StateFile
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.render import RenderedSite

ROOT = Path(__file__).resolve().parent.parent
MORE: Mapping[str, str] = {
    "briefings/b.md": "---\ntitle: Second\ndate: 2026-02-17\n---\n\nAs [said](claim:ends), in [it](a/index.md).\n",
    "briefings/c.md": "---\ntitle: Third\ndate: 2026-02-18\n---\n\nAnd [@article].\n",
    "briefings/d.md": "---\ntitle: Fourth\ndate: 2026-02-19\n---\n\nNothing else, [at all](#no).\n\n## No\n",
}
"""Briefings besides the good one."""


@pytest.fixture
def options(tmp_path: Path) -> BuildOptions:
    """A site of four briefings that was built once."""
    order = BuildOptions(make(tmp_path, MORE), tmp_path / "site")
    assert built(order)
    return order


def built(options: BuildOptions) -> Mapping[str, tuple[str, ...]]:
    """Why pages were drawn, by a build that was not refused; nothing when it looked into no file."""
    result = build(options)
    assert result.written is not None, result.findings
    return result.explanation.stale_because if result.explanation else {}


def clean(options: BuildOptions, beside: Path) -> dict[str, bytes]:
    """What a first build into a folder of its own writes."""
    built(options._replace(output=beside))
    return tree(beside)


def edit(options: BuildOptions, name: str, old: str, new: str) -> None:
    """Change some words of a file."""
    path = options.source / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_unchanged_content_is_not_drawn(options: BuildOptions) -> None:
    """A second build draws nothing at all; one with --clean draws everything."""
    assert not built(options)
    everything = build(options._replace(clean=True)).explanation
    assert everything is not None
    assert everything.stale_because.keys() == everything.outputs.keys()


def test_words_of_a_briefing_concern_its_page_alone(options: BuildOptions) -> None:
    """An edit of the prose draws one page, and the reason is the file."""
    edit(options, "briefings/c.md", "And", "So")
    assert built(options) == {"briefings/c/index.html": ("text of briefings/c.md changed",)}


def test_a_title_concerns_who_shows_it(options: BuildOptions, tmp_path: Path) -> None:
    """The briefing, its neighbours, lists and feed; not a briefing further off."""
    edit(options, "briefings/d.md", "Fourth", "Last")
    drawn = built(options).keys()
    assert {"briefings/d/index.html", "briefings/c/index.html", "briefings/index.html", "feed.xml"} <= drawn
    assert not drawn & {"briefings/b/index.html", "briefings/a/index.html", "sources/report/index.html"}
    assert tree(options.output) == clean(options, tmp_path / "beside")


@pytest.mark.parametrize(
    ("name", "old", "new", "page", "reason"),
    [
        ("briefings/a/claims.yaml", "It ends.", "It stops.", "b", "claim ends changed"),
        ("sources/sources.yaml", "An article", "The article", "c", "reference article changed"),
        ("sources/sources.yaml", "A report", "The report", "c", "reference article changed"),
        ("site.yaml", "Small", "Large", "d", "the settings changed"),
        ("pages/about.md", "About", "Method", "d", "the frame of every page changed"),
    ],
)  # fmt: skip
def test_what_a_page_refers_to_concerns_it(
    options: BuildOptions, tmp_path: Path, name: str, old: str, new: str, page: str, reason: str
) -> None:
    """A claim of another briefing, a source and what that rests on, a setting, a page of the navigation."""
    edit(options, name, old, new)
    reasons = built(options)
    assert reason in reasons[f"briefings/{page}/index.html"]
    assert ("briefings/d/index.html" in reasons) == (page == "d")
    assert tree(options.output) == clean(options, tmp_path / "beside")


def test_places_alone_concern_nobody(options: BuildOptions) -> None:
    """A comment in a file of sources moves every line and changes no source."""
    path = options.source / "sources/sources.yaml"
    path.write_text("# ours\n" + path.read_text())
    assert not built(options)


def test_a_template_concerns_the_pages_that_reach_it(options: BuildOptions, tmp_path: Path) -> None:
    """Through extends, include and import; one that nobody names concerns nobody."""
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "references.html").write_text("{% if references %}<p>cited</p>{% endif %}\n")
    reasons = built(options)
    assert reasons.keys() == {f"briefings/{name}/index.html" for name in "abcd"} | {"about/index.html"}
    assert reasons["about/index.html"][0] == "template references.html changed"
    (templates / "unused.html").write_text("{{ nothing }}")
    assert not built(options)
    (templates / "references.html").write_text('{% include ["named.html", "other.html"] ignore missing %}\n')
    built(options)
    (templates / "named.html").write_text("here now\n")
    assert "template named.html is new" in built(options)["about/index.html"]
    (templates / "references.html").write_text('{%- include "na" ~ "med.html" without context -%}\n')
    built(options)
    (templates / "named.html").write_text("here still\n")
    assert "template named.html changed" in built(options)["about/index.html"]
    assert tree(options.output) == clean(options, tmp_path / "beside")


def test_what_was_missing_is_noticed_when_it_comes(tmp_path: Path) -> None:
    """A page that leads nowhere is drawn again as soon as something stands there; its findings are told meanwhile."""
    loose = {"site.yaml": "title: Loose\nchecks: {broken-link: warning}\n"}
    text = "---\ntitle: Lost\ndate: 2026\n---\n[there](/later/) and [below](#later)\n"
    order = BuildOptions(make(tmp_path, {**loose, "briefings/lost.md": text}), tmp_path / "site")
    first, again = build(order), build(order)
    assert not again.explanation or not again.explanation.stale_because
    assert again.findings == first.findings
    assert [one.rule for one in again.findings] == ["broken-link"] * 2
    build(order, clock=later)
    unopened, strict = build(order, clock=later), build(order._replace(strict=True), clock=later)
    assert unopened.explanation is strict.explanation is None
    assert unopened.findings == strict.findings == first.findings
    assert strict.written is None
    (order.source / "pages/later.md").write_text("---\ntitle: Later\n---\nHere.\n")
    last = build(order)
    assert last.explanation is not None
    assert "address /later/ is new" in last.explanation.stale_because["briefings/lost/index.html"]
    assert [one.message for one in last.findings] == ["no heading or anchor “#later” there"]


def test_a_heading_that_goes_is_missed_by_pages_that_are_not_drawn(tmp_path: Path) -> None:
    """A link to a place in another page is checked again when that page changes."""
    text = "---\ntitle: Here\ndate: 2026\n---\n[there](/about/#method)\n"
    there = "---\ntitle: About\n---\n## Method\n"
    content = make(tmp_path, {"briefings/here.md": text, "pages/about.md": there})
    order = BuildOptions(content, tmp_path / "site")
    built(order)
    edit(order, "pages/about.md", "## Method", "## Manner")
    result = build(order)
    assert result.explanation is not None
    assert result.explanation.stale_because.keys() == {"about/index.html"}
    assert [one.message for one in result.findings] == ["no heading or anchor “#method” there"]
    edit(order, "pages/about.md", "## Manner", "## Method")
    assert not built(order)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: b"", "the earlier build was one of another version"),
        (lambda data: data[:-1], "what is known of the earlier build is damaged"),
        (lambda data: data[: len(data) // 2], "what is known of the earlier build is damaged"),
        (lambda data: data[:99] + bytes([data[99] ^ 1]) + data[100:], "what is known of the earlier build is damaged"),
        (lambda data: data.replace(b"state 2", b"state 1", 1), "the earlier build was one of another version"),
        (lambda data: b"\x00\xff" * 500, "the earlier build was one of another version"),
        (None, "no earlier build is known"),
    ],
)  # fmt: skip
def test_a_state_that_cannot_be_believed_is_none(options: BuildOptions, damage: object, reason: str) -> None:
    """Everything is drawn again, and nothing has other bytes."""
    path, before = state_of(options), tree(options.output)
    if callable(damage):
        path.write_bytes(damage(path.read_bytes()))
    else:
        path.unlink()
    reasons = built(options)
    assert set(reasons.values()) == {(reason,)}
    assert {path for path in before if path.endswith(".html")} <= reasons.keys()
    assert tree(options.output) == before
    assert not built(options)


def test_another_program_believes_no_state(options: BuildOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version drew is drawn again."""
    monkeypatch.setattr(build_stage, "program_fingerprint", lambda: b"another")
    assert set(built(options).values()) == {("the program is another one now",)}


def test_a_program_is_its_files_and_what_it_is_made_with(tmp_path: Path) -> None:
    """Every file counts, not only Python; what an interpreter leaves behind does not."""
    (tmp_path / "engine.js").write_text("one")
    first = fingerprints.fingerprint(["msgspec"], tmp_path)
    (tmp_path / "engine.pyc").write_text("compiled")
    assert fingerprints.fingerprint(["msgspec"], tmp_path) == first
    assert fingerprints.fingerprint(["msgspec", "no-such-program"], tmp_path) != first
    (tmp_path / "engine.js").write_text("two")
    assert fingerprints.fingerprint(["msgspec"], tmp_path) != first


def test_files_that_somebody_touched_are_made_good(options: BuildOptions) -> None:
    """Pages that were edited, emptied or deleted in the built folder are drawn again; a new date alone is nothing."""
    before = tree(options.output)
    for name in ("briefings/b", "claims", "topics"):
        assert f"{name}/index.html" not in before or (options.output / name).is_dir()
    (options.output / "briefings/b/index.html").write_text("mine")
    (options.output / "briefings/c/index.html").unlink()
    os.utime(options.output / "briefings/d/index.html", (1, 1))
    strip = next(path for path in sorted(before) if "/charts/" in path)
    (options.output / strip).write_bytes(b"gone")
    reasons = built(options)
    page = f"{strip.partition('charts/')[0]}index.html"
    assert reasons == {
        "briefings/b/index.html": ("briefings/b/index.html is not as the last build left it",),
        "briefings/c/index.html": ("briefings/c/index.html is not as the last build left it",),
        page: (f"{strip} is not as the last build left it",),
    }
    assert tree(options.output) == before
    assert not built(options)


def test_a_build_that_was_overtaken_looks_again(
    options: BuildOptions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What another build wrote in the meantime is never taken for what the earlier one left."""
    real, rounds = stages.render_site, []

    def overtaken(*arguments: object) -> RenderedSite:
        rendered = real(*arguments)  # type: ignore[arg-type]
        rounds.append(rendered)
        if len(rounds) == 1:
            edit(options, "briefings/b.md", "Second", "Other")
            monkeypatch.setattr(stages, "render_site", real)
            built(options)
            edit(options, "briefings/b.md", "Other", "Second")
            monkeypatch.setattr(stages, "render_site", overtaken)
        return rendered

    monkeypatch.setattr(stages, "render_site", overtaken)
    edit(options, "briefings/c.md", "And", "So")
    built(options)
    assert len(rounds) == 2
    monkeypatch.setattr(stages, "render_site", real)
    assert tree(options.output) == clean(options, tmp_path / "beside")


def test_a_manifest_that_is_gone_is_made_good(options: BuildOptions) -> None:
    """Publishing goes by it: a build of unchanged content never takes an empty one for the whole."""
    build(options, clock=later)
    files = read_manifest(options.output).files
    damages: tuple[Callable[[Path], object], ...] = (Path.unlink, lambda path: path.write_bytes(b"{"))
    for damage in damages:
        damage(options.output / MANIFEST)
        written = build(options, clock=later).written
        assert written is not None
        assert written.manifest.files == read_manifest(options.output).files == files


def test_a_state_that_cannot_be_written_is_no_fault(options: BuildOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is whole; the next build knows of the one before."""

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    edit(options, "briefings/c.md", "And", "So")
    monkeypatch.setattr(StateFile, "write", full)
    assert built(options).keys() == {"briefings/c/index.html"}
    monkeypatch.undo()
    assert built(options).keys() == {"briefings/c/index.html"}
    assert not built(options)


def test_a_refused_build_leaves_what_is_known(options: BuildOptions) -> None:
    """After an error is mended, only what changed besides is drawn."""
    known = state_of(options).read_bytes()
    edit(options, "briefings/c.md", "[@article]", "[@nobody]")
    assert build(options).written is None
    assert state_of(options).read_bytes() == known
    edit(options, "briefings/c.md", "[@nobody]", "[@article]")
    assert not built(options)


def test_the_state_is_small(options: BuildOptions) -> None:
    """It holds no page: a few hundred bytes an output."""
    known = StateFile(options.output).read(fingerprints.program_fingerprint)
    assert not known.missing_because
    size = state_of(options).stat().st_size
    assert size < 1000 * len(known.header.files)


def explained(capsys: pytest.CaptureFixture[str], options: BuildOptions, *path: str) -> list[str]:
    """The lines that `--explain` says before the last one."""
    where = ["--source", str(options.source), "--output", str(options.output)]
    assert command(["build", *where, "--explain", *path]) == 0
    return capsys.readouterr().err.splitlines()[:-1]


def test_every_drawn_page_has_its_reason(options: BuildOptions, capsys: pytest.CaptureFixture[str]) -> None:
    """One line each; a page whose bytes are what they were says so."""
    assert explained(capsys, options) == []
    edit(options, "briefings/a/claims.yaml", "It ends.", "It stops.")
    lines = explained(capsys, options)
    assert "briefings/b/index.html: claim ends changed" in lines
    same = "; its bytes are the same, so it was not written"
    assert f"archive/2026/index.html: briefing a changed{same}" in lines
    assert len(lines) == len({line.partition(":")[0] for line in lines})


def test_the_whole_chain_of_one_page(options: BuildOptions, capsys: pytest.CaptureFixture[str]) -> None:
    """From the page over the records to the lines in which they are written; of pages that were not drawn as well."""
    edit(options, "briefings/a/claims.yaml", "It ends.", "It stops.")
    lines = explained(capsys, options, str(options.output / "briefings/a/index.html"))
    assert lines[:3] == ["briefings/a/index.html: drawn", "  because briefing a changed", "It is made from"]
    at = lines.index("  briefing a: changed (briefings/a/index.md:2:1)")
    assert lines[at + 1] == "    claim ends: changed (briefings/a/claims.yaml:6:3)"
    assert "  template briefing.html: as before" in lines
    for asked in ("briefings/d/", "/briefings/d/index.html", str(options.source / "briefings/d.md"), "briefings/d"):
        not_drawn = explained(capsys, options, asked)
        assert not_drawn[0] == "briefings/d/index.html: not drawn, for all that it is made from is as it was"
        assert "  text of briefings/d.md: as before (briefings/d.md:1:1)" in not_drawn
    chart = next(path for path in sorted(tree(options.output)) if path.startswith("briefings/a/charts/"))
    assert explained(capsys, options, chart)[0].startswith("briefings/a/index.html: not drawn")
    assert explained(capsys, options, "robots.txt")[0].startswith("robots.txt: not drawn")


def test_files_that_are_copied_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pictures of the content, and assets of the theme; a name that is none has a hint."""
    order = BuildOptions(make(tmp_path, {"briefings/a/port.svg": "<svg/>"}), tmp_path / "site")
    built(order)
    said = explained(capsys, order, "briefings/a/port.svg")
    assert said == [
        "briefings/a/port.svg: a copy of briefings/a/port.svg; its bytes are the same, so it was not written"
    ]
    asset = next(path for path in tree(order.output) if path.startswith("assets/sourcebook-"))
    assert explained(capsys, order, asset)[0].startswith(f"{asset}: a file of the theme")
    where = ["--source", str(order.source), "--output", str(order.output)]
    assert command(["build", *where, "--explain", "briefings/z/index.html"]) == 2
    assert "did you mean “briefings/a/index.html”?" in capsys.readouterr().err


def test_a_chart_follows_what_it_draws(tmp_path: Path) -> None:
    """Data, the function and what it imports, each by itself; another briefing's files concern nobody else."""
    plot = "import helper\nimport altair as alt\n\ndef fund(data):\n    return helper.bars(data.table('fund.csv'))\n"
    helper = "import altair as alt\n\ndef bars(table):\n    return alt.Chart(table).mark_bar().encode(x='a:Q')\n"
    text = str(GOOD["briefings/a/index.md"]) + "\n![Bars](chart:fund)\n"
    files = {
        "briefings/a/index.md": text, "briefings/a/charts.py": plot, "briefings/a/helper.py": helper,
        "briefings/a/data/fund.csv": "a\n1\n2\n", "briefings/e/index.md": "---\ntitle: E\ndate: 2026\n---\nE\n",
        "briefings/e/data/other.csv": "b\n1\n",
    }  # fmt: skip
    order = BuildOptions(make(tmp_path, files), tmp_path / "site")
    built(order)
    page = "briefings/a/index.html"
    for name, old, new in (
        ("briefings/a/data/fund.csv", "1\n", "3\n"), ("briefings/a/helper.py", "mark_bar", "mark_point"),
        ("briefings/a/charts.py", "import altair as alt\n", ""),
    ):  # fmt: skip
        edit(order, name, old, new)
        assert built(order)[page] == ("files of a changed",)
    edit(order, "briefings/e/data/other.csv", "1", "2")
    assert page not in built(order)
    assert tree(order.output) == clean(order, tmp_path / "beside")


def test_results_name_what_was_built(options: BuildOptions) -> None:
    """A build that wrote nothing still knows every file of the site."""
    result: BuildResult = build(options)
    assert result.written is not None
    assert result.written.manifest.files.keys() == tree(options.output).keys()


def test_a_text_that_changes_while_it_is_read_is_read_again(
    options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is never drawn from another text than the one that it was planned with."""
    edit(options, "pages/about.md", "method", "manner")
    build(options, clock=later)
    real, rounds = stages.plan_site, []

    def slow(*arguments: object) -> object:
        plan = real(*arguments)  # type: ignore[arg-type]
        rounds.append(plan)
        if len(rounds) == 1:
            edit(options, "briefings/c.md", "And", "Yet")
        return plan

    monkeypatch.setattr(stages, "plan_site", slow)
    edit(options, "site.yaml", "Small", "Large")
    assert "the settings changed" in built(options)["briefings/c/index.html"]
    assert len(rounds) == 2
    assert "Yet" in (options.output / "briefings/c/index.html").read_text()


def test_files_that_lie_about_themselves_are_read(options: BuildOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed file that lies as it did is found out by the text that a page is drawn from; then none is trusted."""
    lie = dict.fromkeys(take_snapshot(options, later()), (1, 1, 1, 1))
    monkeypatch.setattr(build_stage, "take_snapshot", lambda order, now: lie)
    build(options)
    edit(options, "briefings/c.md", "title: Third", "title: Other")
    edit(options, "briefings/c.md", "And", "Yet")
    account = build(options._replace(explain=True)).explanation
    assert account is not None
    assert not account.stale_because, "it lies as it did"
    monkeypatch.setattr(build_stage, "take_snapshot", lambda order, now: lie | {"content/site.yaml": (2, 2, 2, 2)})
    edit(options, "site.yaml", "Small", "Large")
    assert "briefing c changed" in built(options)["briefings/c/index.html"]
    assert "Yet" in (options.output / "briefings/c/index.html").read_text()


def test_records_are_read_again_when_the_settings_say_what_they_may_hold(tmp_path: Path) -> None:
    """A field that the site no longer declares is an error in a file that did not change."""
    fields = "title: Small\nfields: {mood: {enum: [glad, sad]}}\n"
    claims = "- {id: begins, text: It begins., kind: fact, by: article, mood: glad}\n"
    text = "---\ntitle: First\ndate: 2026\n---\n[It](claim:begins)\n"
    content = {"site.yaml": fields, "briefings/a/claims.yaml": claims, "briefings/a/index.md": text}
    order = BuildOptions(make(tmp_path, content), tmp_path / "site")
    build(order, clock=later)
    edit(order, "site.yaml", "fields: {mood: {enum: [glad, sad]}}\n", "")
    assert [one.message for one in build(order).findings] == ["unknown key “mood”"]
    edit(order, "site.yaml", "Small\n", "Small\nfields: {mood: {enum: [sad]}}\n")
    assert [one.location.file for one in build(order).findings] == ["briefings/a/claims.yaml"]


@pytest.mark.slow
def test_two_machines_build_the_same_bytes(tmp_path: Path) -> None:
    """In other folders, zones, languages, with another seed, another number of processes and nothing remembered."""
    sites = []
    for number, (zone, language, jobs) in enumerate((("UTC", "C.UTF-8", "0"), ("Asia/Kathmandu", "tr_TR.UTF-8", "3"))):
        folder = tmp_path / f"machine {number}"
        shutil.copytree(ROOT / "content", folder / "content", ignore=shutil.ignore_patterns("captures"))
        environment = {
            **os.environ, "TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": str(number),
            "SOURCEBOOK_CACHE": str(folder / "cache"), "SOURCE_DATE_EPOCH": "1771200000",
        }  # fmt: skip
        command = [sys.executable, str(ROOT / "build.py"), "build", "--strict", "--jobs", jobs]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        manifest = (folder / "site/.sourcebook/manifest.json").read_bytes()
        sites.append((tree(folder / "site"), manifest))
    assert sites[0] == sites[1]
    assert any(b"16 February 2026" in data for path, data in sites[0][0].items() if path.endswith(".html"))


@pytest.mark.slow
def test_names_that_stand_for_ids_in_a_headline_concern_its_page(tmp_path: Path) -> None:
    """Of a person, a claim and a source that the filter of a chart names, and that its claims do not have."""
    charts = "".join(
        f"![](chart:evidence-strip?{query})\n\n" for query in ("by!=other", "supports!=outside", "via!=far")
    )
    content = make(
        tmp_path,
        {
            "briefings/a/index.md": f"---\ntitle: First\ndate: 2026-02-16\n---\n\n{charts}",
            "briefings/b/index.md": "---\ntitle: Second\ndate: 2026-02-16\n---\nIt is.\n",
            "briefings/b/claims.yaml": "- {id: outside, text: Outside, kind: fact, by: other, via: [{source: far}]}\n",
            "people/more.yaml": "- {id: other, name: Other Name, kind: person}\n",
            "sources/more.yaml": "- {id: far, title: Far Title}\n",
            "site.yaml": "title: Small\nchecks: {untied-claim: off}\n",
        },
    )
    order = BuildOptions(content, tmp_path / "site")
    build(order)
    assert "other than Far Title" in (order.output / "briefings/a/index.html").read_text()
    edit(order, "people/more.yaml", "Other Name", "New Name")
    edit(order, "briefings/b/claims.yaml", "text: Outside", "text: Another")
    edit(order, "sources/more.yaml", "Far Title", "New Title")
    build(order)
    page = (order.output / "briefings/a/index.html").read_text()
    assert all(name in page for name in ("New Name", "Another", "New Title"))
    assert tree(order.output) == clean(order, tmp_path / "beside")
