"""Charts a second beside Altair's `chart.save("x.svg")`: `make bench-charts`, or `python -m benchmarks charts [COUNT]`.

Writes a site whose briefings show so many charts of one function, each with its own numbers, and builds it as a user
does, in new processes and without a cache. The time of the same site without its charts is taken off. Then the same
charts are saved in a loop, by a new process too. A page's chart is two drawings, for desks and phones, a PNG, tables
and data; a saved one is one drawing. A third site offers no files to take away: pages, data and drawings alone. Ratios
hold from machine to machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.plain import ROOT

COUNT = 1_000
A_PAGE = 20
"""Charts of one briefing."""
CODE = """import altair as alt


def bars(data, number=0):
    rows = [{"name": f"row {at}", "value": (number * 7 + at * 13) % 29 + 1 + number / 1_000} for at in range(8)]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("value:Q").title("billion dollars"), y=alt.Y("name:N").sort("-x").title(None)
    )
    return base.mark_bar() + base.mark_text(align="left", dx=4).encode(text=alt.Text("value:Q"))
"""
LOOP = """import sys

sys.path.insert(0, {folder!r})
from charts import bars

for number in range({count}):
    bars(None, number).save("x.svg")
"""


def main(arguments: list[str]) -> None:
    """Print both rates and their ratio."""
    count = int(arguments[0]) if arguments else COUNT
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = built(site(folder / "plain", count, is_charted=False))
        content = site(folder / "charted", count, is_charted=True)
        cold = built(content) - plain
        again = built(content) - plain
        bare = built(site(folder / "bare", count, is_charted=True, settings="charts: {downloads: []}\n")) - plain
        loop = saved(folder, count)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{count} charts on {cores} cores")
    print(f"in a site, every form   {count / cold:7.1f} a second, {2 * count / cold:7.1f} drawings")
    print(f"in a site, no downloads {count / bare:7.1f} a second, {2 * count / bare:7.1f} drawings")
    print(f"chart.save in a loop    {count / loop:7.1f} a second, {count / loop:7.1f} drawings")
    for name, seconds in (("every form", cold), ("no downloads", bare)):
        print(f"ratio, {name:12}     {loop / seconds:7.2f} by charts, {2 * loop / seconds:7.2f} by drawings")
    print(f"unchanged, all of them  {max(again, 0):7.2f} s")
    measured = {"every form": cold, "no downloads": bare, "unchanged": again, "chart.save": loop}
    print(json.dumps({"charts": count, "cores": cores, "seconds": measured}))


def site(folder: Path, count: int, *, is_charted: bool, settings: str = "") -> Path:
    """Write a content folder of briefings with these charts, or with none."""
    content = folder / "content"
    (content / "briefings").mkdir(parents=True)
    (content / "site.yaml").write_text(f"title: Charts\nbase_url: https://example.org/\n{settings}")
    for first in range(0, count, A_PAGE):
        bundle = content / "briefings" / f"b{first:05}"
        bundle.mkdir()
        numbers = range(first, min(first + A_PAGE, count)) if is_charted else ()
        body = "\n\n".join(f"![Numbers by name](chart:bars?number={number})" for number in numbers)
        (bundle / "index.md").write_text(f"---\ntitle: Charts from {first}\ndate: 2026-02-16\n---\n\n{body}\n")
        (bundle / "charts.py").write_text(CODE)
    return content


def built(content: Path) -> float:
    """Seconds that a build takes, with what the last one of the same folder left."""
    command = [
        sys.executable,
        str(ROOT / "build.py"),
        "--source",
        str(content),
        "--output",
        str(content.parent / "out"),
    ]
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def saved(folder: Path, count: int) -> float:
    """Seconds that saving in a loop takes."""
    (folder / "charts.py").write_text(CODE)
    script = LOOP.format(folder=str(folder), count=count)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begun
