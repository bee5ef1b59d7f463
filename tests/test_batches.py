"""Pages that others draw: the same bytes whoever draws them, also when somebody dies of it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from making import GOOD, build, make, plan_site, tree

from sourcebook.core.errors import SourcebookError
from sourcebook.core.executors.base import Executor, Shared
from sourcebook.core.executors.inline import InlineExecutor
from sourcebook.core.executors.processes import ProcessExecutor
from sourcebook.core.executors.resources import WorkerResources
from sourcebook.model import MarkdownBody, Source
from sourcebook.model.custom_fields import custom_fields, extended_record_type
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.parallel import batches
from sourcebook.pipeline.parallel.render_inputs import deserialize
from sourcebook.readers.site import read_site

T = TypeVar("T")
BUNDLE = "briefings/a"
INDEX = f"{BUNDLE}/index.md"
MORE = {f"briefings/p{number}.md": f"---\ntitle: Page {number}\ndate: 2026-02-17\n---\n\nAs [@article] has it.\n"
        for number in range(30)}  # fmt: skip
CHARTS = {
    INDEX: f"{GOOD[INDEX]!s}\n![Theirs](chart:claims-by-claimant)\n\n![Own](chart:bars)\n",
    f"{BUNDLE}/charts.py": "import altair as alt\n\n\ndef bars(data):\n"
    "    return alt.Chart(data.table('t.csv')).mark_bar().encode(x=alt.X('n'))\n",
    f"{BUNDLE}/data/t.csv": "n\n1\n2\n",
    "site.yaml": f"{GOOD['site.yaml']!s}\nfields: {{mood: {{enum: [sad, glad]}}}}\n",
}


class Parcels:
    """Performs every call at once, in this process, on what came out of a parcel, as other processes would."""

    parallelism = 2
    is_requested = False

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.alone = self
        self.resources = WorkerResources()

    def for_small_jobs(self) -> Executor:
        """The one that performs a few calls."""
        return self.alone

    def warm_up(self, modules: Sequence[str]) -> None:
        """Nothing has to be made ready."""

    def scatter(self, data: bytes) -> Shared:
        """Nothing is handed over."""
        return data

    def submit(self, function: Callable[..., T], *arguments: Any, seconds: float) -> Callable[[], T]:
        """Perform a call."""
        self.sizes.append(len(arguments[0].paths) if isinstance(arguments[0], batches.RenderBatch) else 0)
        called, given = pickle.loads(pickle.dumps((function, arguments)))
        done = pickle.dumps(called(self.resources, *given))
        return lambda: pickle.loads(done)


def put_in_place(executor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have builds of this test use an executor, whatever their number of jobs."""

    def opened(places: int, is_requested: bool = False) -> Executor:
        executor.is_requested = is_requested
        return executor  # type: ignore[no-any-return]

    monkeypatch.setattr("sourcebook.core.executors.process_executor", opened)


@pytest.fixture
def parcels(monkeypatch: pytest.MonkeyPatch) -> Parcels:
    """The executor of this test's builds."""
    executor = Parcels()
    put_in_place(executor, monkeypatch)
    return executor


@pytest.fixture
def executor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Executor]:
    """Two processes of this test's own, which may die."""
    executor = ProcessExecutor(2)
    put_in_place(executor, monkeypatch)
    yield executor
    executor.end()


def drawn(tmp_path: Path, files: Mapping[str, Any], jobs: int | None = None) -> dict[str, bytes]:
    """Build a site; its files."""
    name = f"site {len(list(tmp_path.iterdir()))}"
    result = build(BuildOptions(make(tmp_path, files), tmp_path / name), jobs)
    assert result.written is not None, result.findings
    return tree(tmp_path / name)


@pytest.mark.slow
def test_pages_of_others_are_the_same(tmp_path: Path, parcels: Parcels) -> None:
    """The pages of units, with fields of one's own and links to briefings elsewhere, are those of one process."""
    files = MORE | {"site.yaml": CHARTS["site.yaml"]}
    many = drawn(tmp_path, files, jobs=2)
    assert sum(parcels.sizes) > len(MORE)
    assert len(parcels.sizes) > 3
    assert many == drawn(tmp_path, files)


def test_few_pages_are_not_handed_out(tmp_path: Path, parcels: Parcels) -> None:
    """Nobody begins a process for a small edit; for as many pages as it takes time for, everybody works."""
    drawn(tmp_path, MORE)
    assert sum(parcels.sizes) == 0
    drawn(tmp_path, MORE, jobs=2)
    assert sum(parcels.sizes) > len(MORE)
    parcels.sizes.clear()
    make(tmp_path, MORE | {"briefings/p1.md": f"{MORE['briefings/p1.md']}\nOne more.\n"})
    assert build(BuildOptions(tmp_path / "content", tmp_path / "site 2"), jobs=2).written
    assert sum(parcels.sizes) == 0
    drawn(tmp_path, {f"briefings/n{one}.md": MORE["briefings/p1.md"] for one in range(300)})
    assert sum(parcels.sizes) > 300
    assert len(parcels.sizes) < 300


def test_few_charts_are_drawn_by_one(tmp_path: Path, parcels: Parcels, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody begins a second process for a chart or two; when there are more, everybody works."""
    parcels.alone = Parcels()
    drawn(tmp_path, CHARTS)
    few = len(parcels.alone.sizes)
    assert few >= 2
    assert parcels.sizes == []
    monkeypatch.setattr("sourcebook.charts.jobs.queue.FEW_CHARTS", 1)
    drawn(tmp_path, CHARTS | {INDEX: str(CHARTS[INDEX]).replace("![Own]", "![My own]").replace("![Theirs]", "![All]")})
    assert len(parcels.alone.sizes) == few + 1
    assert len(parcels.sizes) == 1


@pytest.mark.slow
def test_charts_of_ones_own_may_take_long(tmp_path: Path, parcels: Parcels) -> None:
    """A handful of them is not left to one process."""
    parcels.alone = Parcels()
    page = f"{GOOD[INDEX]!s}" + "".join(f"\n![Own {number}](chart:bars)\n" for number in range(6))
    drawn(tmp_path, CHARTS | {INDEX: page})
    assert len(parcels.alone.sizes) == 4
    assert len(parcels.sizes) >= 2


def test_processes_are_begun_as_they_are_needed(executor: ProcessExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few calls go to one process, unless all have been begun."""
    one = ProcessExecutor(1)
    monkeypatch.setattr("sourcebook.core.executors.processes.process_executor", lambda places: {1: one}[places])
    assert executor.for_small_jobs() is one
    executor.warm_up(())
    assert executor.for_small_jobs() is executor


def test_a_broken_template_is_named(tmp_path: Path, parcels: Parcels) -> None:
    """An error that stops the build crosses from process to process whole."""
    content = make(tmp_path, MORE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/briefing.html").write_text("{{ briefing.nothing }}\n")
    with pytest.raises(SourcebookError, match=r"templates/briefing.html:1:1: .*nothing"):
        build(BuildOptions(content, tmp_path / "site"), jobs=2)


def test_what_was_not_said_stays_unsaid(tmp_path: Path) -> None:
    """Records are the same in every file that they are written to, when they were packed and unpacked before."""
    more = "  quotes: [{exact: It ends., source: report}]\n  forecast: {made_on: 2026, criteria: None.}\n"
    claims = {f"{BUNDLE}/claims.yaml": f"{GOOD[f'{BUNDLE}/claims.yaml']!s}{more}"}
    order = BuildOptions(make(tmp_path, claims), tmp_path / "site")
    site = plan_site(order).render_inputs
    again = deserialize(site.serialize(), {})
    assert msgspec.json.encode(again.site.briefings[0].claims) == msgspec.json.encode(site.site.briefings[0].claims)
    assert again.site.config == site.site.config


def test_records_with_fields_of_ones_own_cross(tmp_path: Path) -> None:
    """A site is the same after it was packed, texts apart."""
    site, _ = read_site(make(tmp_path, CHARTS))
    kind = extended_record_type(Source, custom_fields(site.config, "sources"))
    assert pickle.loads(pickle.dumps(kind(id="x", type="book", title="X"))) == kind(id="x", type="book", title="X")
    assert MarkdownBody.of("a") == MarkdownBody.of("a")


@pytest.mark.slow
def test_any_number_of_processes_makes_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts too: none, one and three processes, each with nothing remembered."""
    sites = []
    for jobs in (0, 1, 3):
        monkeypatch.setenv("SOURCEBOOK_CACHE", str(tmp_path / f"cache {jobs}"))
        sites.append(drawn(tmp_path, MORE | CHARTS, jobs=jobs))
    assert sites[0] == sites[1] == sites[2]
    assert any(path.endswith("charts/bars.png") for path in sites[0])


def at_unit(monkeypatch: pytest.MonkeyPatch, number: int, action: Callable[[], None]) -> None:
    """Do something when so many units were handed out, none of which can have come back whole."""
    begun, handed = batches.BatchRenderer._submit, list[None]()

    def counted(studio: batches.BatchRenderer, *given: Any) -> Any:
        waited = begun(studio, *given)
        handed.append(None)
        if len(handed) == number:
            action()
        return waited

    monkeypatch.setattr(batches.BatchRenderer, "_submit", counted)


@pytest.mark.slow
def test_processes_that_die_are_made_good(tmp_path: Path, executor: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    """When all of them are killed in the middle of a build, others do their work."""
    content, killed = make(tmp_path, MORE), []

    def kill() -> None:
        for child in multiprocessing.active_children():
            child.kill()
            killed.append(child.pid)

    at_unit(monkeypatch, 4, kill)
    assert build(BuildOptions(content, tmp_path / "site"), jobs=2).written
    assert len(killed) >= 2
    assert tree(tmp_path / "site") == drawn(tmp_path, {}, jobs=0)


def deadly(resources: WorkerResources, unit: batches.RenderBatch, packed: bytes) -> object:
    """Draw a unit, and die of a certain page, or never end with another one."""
    if "briefings/p7/index.html" in unit.paths:
        os._exit(7)
    if "briefings/p9/index.html" in unit.paths:
        time.sleep(60)
    return batches.render_batch(resources, unit, packed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "said"), [("p7", r"cannot be drawn: .* by exit code 7"), ("p9", r"was not drawn within 1 seconds")]
)
def test_a_page_that_nobody_survives_is_named(
    tmp_path: Path, executor: Executor, monkeypatch: pytest.MonkeyPatch, page: str, said: str
) -> None:
    """The build is refused, with the page's name and what it is made from; the site that was there stays."""
    content = make(tmp_path, {name: text for name, text in MORE.items() if name[-5:-3] not in {"p7", "p9"} - {page}})
    order = BuildOptions(content, tmp_path / "site")
    assert build(order, jobs=2).written
    before = tree(tmp_path / "site")
    monkeypatch.setattr(batches, "render_batch", deadly)
    monkeypatch.setattr(batches, "TIMEOUT", 4)
    monkeypatch.setattr(batches, "PAGE_TIMEOUT", 1)
    with pytest.raises(SourcebookError, match=f"briefings/{page}/index.html {said}") as caught:
        build(order._replace(clean=True), jobs=2)
    assert f"briefings/{page}.md" in caught.value.hint
    assert tree(tmp_path / "site") == before


def test_nobody_else_draws_where_nobody_is_asked(tmp_path: Path) -> None:
    """With no places calls are performed where their results are waited for."""
    done: list[int] = []

    def note(resources: WorkerResources, number: int) -> int:
        done.append(number)
        return resources.get_or_make("first", None, lambda: number)

    executor = InlineExecutor()
    waited = [executor.submit(note, number, seconds=1) for number in (1, 2)]
    assert not done
    assert [one() for one in waited] == [1, 1]
    assert done == [1, 2]
