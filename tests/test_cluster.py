"""Pages and charts drawn by a real Dask cluster on loopback: the same bytes, also when workers die."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from making import build, make, tree
from test_batches import BUNDLE, CHARTS, MORE, at_unit, deadly

from sourcebook.cli.program import run
from sourcebook.core.errors import SourcebookError
from sourcebook.core.executors.base import CallTimeoutError
from sourcebook.core.executors.dask_cluster import dask_executor
from sourcebook.core.executors.resources import WorkerResources
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.parallel import batches

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]
QUIET = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1", "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"}
BEGUN_WITHIN = 40
"""Seconds."""


class Machines:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder = folder
        # Workers find what tests hand them where tests find it.
        path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])
        self._environment = {**os.environ, **QUIET, "PYTHONPATH": path}
        self.told = folder / "scheduler.json"
        self.scheduler = self._begin("dask_scheduler", "--port", "0", "--host", "127.0.0.1")
        self.workers = [self.worker() for _ in range(workers)]

    @property
    def address(self) -> str:
        """Where the scheduler answers."""
        for _ in range(BEGUN_WITHIN * 10):
            if self.told.exists() and self.told.read_text():
                return f"dask://{json.loads(self.told.read_text())['address'].removeprefix('tcp://')}"
            time.sleep(0.1)
        raise AssertionError("the scheduler did not begin")

    def worker(self) -> subprocess.Popen[bytes]:
        """One more worker."""
        return self._begin("dask_worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")

    def end(self) -> None:
        """Kill them all."""
        for one in (*self.workers, self.scheduler):
            one.kill()
            one.wait()

    def _begin(self, module: str, *options: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.{module}",
            "--scheduler-file",
            str(self.told),
            "--no-dashboard",
        ]
        return subprocess.Popen(
            [*command, *options],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """Three workers, all there."""
    folder = tmp_path / "machines"
    folder.mkdir()
    made = Machines(folder, 3)
    try:
        client: Any = dask_executor(made.address).connect()
        client.wait_for_workers(3, timeout=BEGUN_WITHIN)
        yield made
    finally:
        client.close()
        made.end()


def test_a_worker_that_is_killed_changes_nothing(
    tmp_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages, charts, fields of one's own: the bytes of a build in one process, though a worker goes in the middle."""
    content = make(tmp_path, MORE | CHARTS)
    monkeypatch.setenv("SOURCEBOOK_CACHE", str(tmp_path / "theirs"))
    at_unit(monkeypatch, 4, machines.workers[0].kill)
    result = build(BuildOptions(content, tmp_path / "site"), executor=dask_executor(machines.address))
    assert result.written is not None, result.findings
    assert machines.workers[0].wait() < 0
    monkeypatch.setenv("SOURCEBOOK_CACHE", str(tmp_path / "ours"))
    assert build(BuildOptions(content, tmp_path / "alone"), jobs=0).written
    assert tree(tmp_path / "site") == tree(tmp_path / "alone")
    assert f"{BUNDLE}/charts/bars.png" in tree(tmp_path / "site")


def test_a_page_that_kills_workers_is_named(
    tmp_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is drawn by itself in the end, so that it is known which one it is; the build is refused."""
    content = make(tmp_path, {name: text for name, text in MORE.items() if "p9" not in name})
    monkeypatch.setattr(batches, "render_batch", deadly)
    more = [machines.worker() for _ in range(4)]
    try:
        with pytest.raises(SourcebookError, match=r"briefings/p7/index\.html cannot be drawn"):
            build(BuildOptions(content, tmp_path / "site"), executor=dask_executor(machines.address))
    finally:
        for one in more:
            one.kill()
            one.wait()


def test_a_scheduler_that_goes_is_noticed(tmp_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build ends with a message, and nothing is written."""
    content = make(tmp_path, MORE)
    at_unit(monkeypatch, 4, machines.scheduler.kill)
    with pytest.raises(SourcebookError, match=r"the cluster dask://.* is gone"):
        build(BuildOptions(content, tmp_path / "site"), executor=dask_executor(machines.address))
    assert not tree(tmp_path / "site")


def sleepy(resources: WorkerResources, steps: int) -> int:
    """Take a while, step by step."""
    for _ in range(steps):
        time.sleep(0.05)
    return steps


def test_a_build_without_changes_needs_no_cluster(tmp_path: Path) -> None:
    """Its address is not connected to; a build that has pages to render says that nothing answers there."""
    options = BuildOptions(make(tmp_path, MORE), tmp_path / "site")
    executor = dask_executor("dask://127.0.0.1:9")
    with pytest.raises(SourcebookError, match="no Dask scheduler answers"):
        build(options, executor=executor)
    assert build(options, jobs=0).written
    assert build(options, executor=executor).explanation is None


def test_a_call_that_takes_too_long_ends(machines: Machines) -> None:
    """The worker goes on with the next one."""
    crew = dask_executor(machines.address)
    with pytest.raises(CallTimeoutError):
        crew.submit(sleepy, 400, seconds=0.5)()
    assert crew.submit(sleepy, 1, seconds=30)() == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("dask://127.0.0.1:9", "no Dask scheduler answers at dask://127.0.0.1:9"),
        ("dask://nowhere", "no executor is called “dask://nowhere”"),
        ("ray://127.0.0.1:9", "no executor is called “ray://127.0.0.1:9”"),
    ],
)
def test_an_executor_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    """It is said, with what to write instead, and nothing is built."""
    monkeypatch.setattr("sourcebook.core.executors.dask_cluster.CONNECT_SECONDS", 1)
    options: Sequence[str] = ("--source", str(make(tmp_path)), "--executor", address)
    assert run(["build", *options]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
