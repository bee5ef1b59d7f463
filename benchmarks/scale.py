"""Time and memory as sites grow: `python -m benchmarks scale [COUNT …]`.

Plain briefings of 750 words, built as a user does: into an empty folder, again, and after one edit. Memory is the most
that the program and its processes had together, less what they have for a site without a page.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks.plain import ROOT, empty, generate

COUNTS = (1_000, 10_000, 100_000)
LOOKS = 20
"""A second, at how much memory there is in use."""


class Run(NamedTuple):
    """One build."""

    seconds: float
    memory: float
    """The most that all processes had at once, MB; what they share counts once for each."""


def main(arguments: list[str]) -> None:
    """Print a line for each count, and all of it as JSON."""
    counts = tuple(map(int, arguments)) or COUNTS
    with tempfile.TemporaryDirectory() as name:
        nothing = Path(name, "none")
        base = run(empty(nothing), nothing / "site").memory
    print("briefings      cold    again  one edit   memory   a briefing")
    record = []
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            cold, again, edited = measured(Path(name), count)
        kilobytes = (cold.memory - base) * 1024 / count
        print(
            f"{count:9,} {cold.seconds:7.2f} s {again.seconds:6.2f} s {edited.seconds:7.2f} s {cold.memory:5.0f} MB"
            f" {kilobytes:9.0f} kB"
        )
        runs = {"cold": cold._asdict(), "again": again._asdict(), "one edit": edited._asdict()}
        record.append({"briefings": count, "kB a briefing": round(kilobytes, 1), **runs})
    print(json.dumps(record))


def measured(folder: Path, count: int) -> tuple[Run, Run, Run]:
    """A first build, one of the same, and one after an edit of one briefing."""
    content, site = generate(folder, count), folder / "site"
    cold = run(content, site)
    time.sleep(1)  # Files that changed only just now are looked at once more.
    again = run(content, site)
    page = content / "briefings" / f"briefing-{count // 2:05d}.md"
    page.write_text(page.read_text().replace("Part 1", "Part one"))
    edited = run(content, site)
    shutil.rmtree(site)
    return cold, again, edited


def run(content: Path, output: Path) -> Run:
    """Build in a new process, and look at it all the time."""
    command = [sys.executable, str(ROOT / "build.py"), "--source", str(content), "--output", str(output)]
    start, most = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, _in_use(process.pid))
            time.sleep(1 / LOOKS)
    if process.returncode:
        raise SystemExit(f"the build of {content} failed")
    return Run(time.perf_counter() - start, most / 2**20)


def _in_use(pid: int) -> int:
    """Bytes that a process and those that it began have in memory."""
    try:
        first = psutil.Process(pid)
        return sum(int(one.memory_info().rss) for one in (first, *first.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0
