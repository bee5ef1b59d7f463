"""The cost of an ordinary page: `make bench`, or `python -m benchmarks plain [COUNT …]`.

Writes so many plain Markdown briefings of 750 words, builds them as a user does, in one new process, and prints
milliseconds a page beside Python-Markdown alone over the same pages in the same run. Ratios hold from machine to
machine; milliseconds do not. Each figure is the best of three: noise only ever adds.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from markdown import Markdown

ROOT = Path(__file__).resolve().parent.parent
COUNTS = (100, 1_000)
RUNS = 3
WORDS = """
    report chip model market fund energy yuan dollar claim source speaker figure factory export price year growth
    firm analyst policy supply demand grid power data centre cost share rate plan the of and to in that is with for
    on as by from at than about over since while may would could
""".split()


def main(arguments: list[str]) -> None:
    """Print one line a count."""
    counts = tuple(map(int, arguments)) or COUNTS
    print("pages      build   a page   Markdown alone   ratio   unchanged")
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            print(measured(Path(name), count))


def measured(folder: Path, count: int) -> str:
    """The line of one count; what starting the program costs is taken off the cost of a page."""
    content, site, nothing = generate(folder, count), folder / "site", empty(folder / "none")
    start = best(lambda: build(nothing, folder / "nothing"))
    whole = best(lambda: build(content, site), lambda: shutil.rmtree(site, ignore_errors=True))
    again = best(lambda: build(content, site))
    alone = best(lambda: markdown_alone(content)) / count
    page = (whole - start) / count
    return f"{count:5} {whole:8.2f} s {page * 1e3:5.2f} ms {alone * 1e3:13.2f} ms {page / alone:7.2f} {again:9.2f} s"


def generate(folder: Path, count: int) -> Path:
    """Write a content folder of so many plain briefings of 750 words, the same for the same number; return it."""
    content = empty(folder)
    (content / "briefings").mkdir()
    for number in range(count):
        (content / "briefings" / f"briefing-{number:05d}.md").write_text(briefing(number))
    return content


def empty(folder: Path) -> Path:
    """A content folder without a page, which costs what starting the program costs."""
    content = folder / "content"
    content.mkdir(parents=True, exist_ok=True)
    (content / "site.yaml").write_text("title: Plain pages\nbase_url: https://example.org/\n")
    return content


def briefing(number: int) -> str:
    """One briefing's text."""
    dice = random.Random(number)
    day = f"20{10 + number % 16:02d}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    lines = ["---", f"title: Briefing {number}", f"date: {day}", f"summary: {sentence(dice, 12)}", "---", ""]
    for index in range(10):
        lines += [f"## Part {index // 3 + 1}", ""] if index % 3 == 0 else []
        lines += [" ".join(sentence(dice, 15) for _ in range(5)), ""]
    lines += [f"- {sentence(dice, 8)}" for _ in range(4)]
    return "\n".join(lines) + "\n"


def sentence(dice: random.Random, words: int) -> str:
    """So many words with a full stop, one of them in bold."""
    chosen = dice.choices(WORDS, k=words)
    chosen[dice.randrange(1, words)] = f"**{chosen[0]}**"
    return " ".join(chosen).capitalize() + "."


def build(content: Path, output: Path) -> None:
    """Build in a new process."""
    command = [sys.executable, str(ROOT / "build.py"), "--source", str(content), "--output", str(output)]
    subprocess.run(command, check=True, capture_output=True)


def markdown_alone(content: Path) -> None:
    """The yardstick: every body through Python-Markdown with the same extensions, in this process."""
    writer = Markdown(extensions=["extra", "admonition", "sane_lists", "toc"])
    for path in sorted((content / "briefings").glob("*.md")):
        writer.reset()
        writer.convert(path.read_text().split("---\n", 2)[2])


def best(task: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """The shortest of three runs, in seconds; `before` is not timed."""
    times = []
    for _ in range(RUNS):
        before()
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)
