"""From a save to the changed page: `make bench-preview`, or `python -m benchmarks preview [COUNT …]`.

Starts the preview as an author does, opens a page in Chromium, saves edits of each kind, and prints how long it takes
until the browser's DOM holds them: p50 and p95 in milliseconds over 40 saves a kind. Of plain pages also how long the
first page takes from the start of the program: with nothing known, and where the site was built before. Beside it, on
the same pages and in the same run, the server of Hugo, which is installed into a scratch folder. Of 500 rich briefings
a claim is edited, and the ledger of all 5,000 must have its words.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

from benchmarks.peers import HUGO, installed
from benchmarks.plain import ROOT, build, generate
from benchmarks.rich import generate_rich

SAVES = 40
PAUSE = 0.5
"""Seconds between a change that was seen and the next save: nobody saves faster than that."""
WARM = 5
"""Saves before the ones that count."""
REAL = "briefings/china-tech-shock"
RICH = 500
"""Briefings of ten claims, with a table and charts."""
WATCH = """
  const told = new Set();
  const tell = marks => {
    for (const mark of marks ?? []) if (!told.has(mark)) { told.add(mark); seen(mark, Date.now()); }
  };
  const look = () => tell(document.documentElement?.textContent.match(/saved\\d{4}[a-z]+/g));
  new MutationObserver(look).observe(document, {subtree: true, childList: true, characterData: true});
  addEventListener('DOMContentLoaded', look);
  const frame = () => {
    if (document.documentElement) tell(
      getComputedStyle(document.documentElement).getPropertyValue('--saved').match(/saved\\d{4}[a-z]+/g));
    requestAnimationFrame(frame);
  };
  frame();
"""
"""Runs in every page: tells when a mark stands in its DOM, or is in force in its style, also after a reload."""
Save = Callable[[str], None]
SEEN: dict[str, float] = {}
"""When each mark was seen in the page, in milliseconds since 1970."""
RECORD: list[dict[str, object]] = []
"""What was printed."""


def main(arguments: list[str]) -> None:
    """Print one line a kind of edit, and all of it as JSON."""
    counts = [int(argument) for argument in arguments] or [1_000]
    print(f"{'pages':>6}  {'server':10} {'edit':14} {'p50':>6} {'p95':>6}   milliseconds, {SAVES} saves")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as programs:
        binaries = installed(Path(programs), HUGO)
        launched = playwright.chromium.launch(
            executable_path=shutil.which(os.environ.get("CHROMIUM") or "chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        browser = launched.new_context()
        browser.expose_function("seen", lambda mark, when: SEEN.setdefault(mark, when))
        browser.add_init_script(WATCH)
        with tempfile.TemporaryDirectory() as name:
            real(Path(name), browser.new_page())
        with tempfile.TemporaryDirectory() as name:
            rich(Path(name), browser.new_page())
        for count in counts:
            with tempfile.TemporaryDirectory() as name:
                plain(Path(name), count, browser.new_page(), binaries)
        launched.close()
    print(json.dumps(RECORD))


def real(home: Path, page: Page) -> None:
    """The project's own content: prose, a claim, a template, the style sheet, a chart's code."""
    shutil.copytree(ROOT / "content", home / "content")
    shutil.copytree(ROOT / "templates", home / "templates")
    with sourcebook(home) as url:
        page.goto(f"{url}{REAL}/")
        page.wait_for_selector("#chart-fund svg")
        time.sleep(4)
        edits(home, home / "content" / REAL / "index.md", "real", page)
        claims = home / "content" / REAL / "claims.yaml"
        text = claims.read_text()
        first = re.search(r"  text: (.*)", text)
        assert first is not None
        measure("real", "sourcebook", "claim", page, lambda mark: replace(claims, text, first[1], f"{first[1]} {mark}"))
        claims.write_text(text)
        charts = home / "content" / REAL / "charts.py"
        code = charts.read_text()
        title = re.search(r'title\("([^"]+)"\)', code)
        assert title is not None
        words = title[1]
        measure("real", "sourcebook", "chart", page, lambda mark: replace(charts, code, words, f"{words} {mark}"))


def rich(home: Path, page: Page) -> None:
    """Briefings of claims, of which one is edited; its words must be in the ledger of all too."""
    content = generate_rich(home, RICH)
    shutil.copytree(ROOT / "templates", home / "templates")
    build(content, home / "site")
    claims = content / "briefings" / f"b{RICH // 2:05d}" / "claims.yaml"
    text = claims.read_text()
    first = re.search(r"  text: (.*)", text)
    assert first is not None
    words = first[1]
    with opened(sourcebook(home), f"briefings/b{RICH // 2:05d}/", page, "rich", "sourcebook", "first, built"):
        time.sleep(5)
        measure("rich", "sourcebook", "claim", page, lambda mark: replace(claims, text, words, f"{words} {mark}"))
        outline = page.request.get(urljoin(page.url, "../../data/ledger.json")).json()
        ledger = [page.request.get(urljoin(page.url, f"../../{part}")).text() for part in outline["parts"]]
        assert f"saved{WARM + SAVES - 1:04d}" in "".join(ledger), "the ledger has another text"


def plain(home: Path, count: int, page: Page, programs: Path) -> None:
    """Plain briefings, by our server and that of Hugo."""
    content = generate(home, count)
    shutil.copytree(ROOT / "templates", home / "templates")
    address = "briefings/briefing-00007/"
    with opened(sourcebook(home), address, page, str(count), "sourcebook", "first, unknown"):
        pass
    build(content, home / "site")
    time.sleep(1)
    with opened(sourcebook(home), address, page, str(count), "sourcebook", "first, built"):
        time.sleep(2 + count / 250)
        edits(home, content / "briefings" / "briefing-00007.md", str(count), page)
    source = shutil.copytree(content / "briefings", home / "hugo" / "content") / "briefing-00007.md"
    with opened(hugo(home / "hugo", programs), "briefing-00007/", page, str(count), "hugo", "first, unknown"):
        time.sleep(2)
        measure(str(count), "hugo", "prose", page, prose_save(source, source.read_text()))


@contextlib.contextmanager
def opened(
    server: contextlib.AbstractContextManager[str], address: str, page: Page, pages: str, name: str, kind: str
) -> Iterator[None]:
    """A page of a server in the browser, and the time from the start of the server until it stands there."""
    start = time.perf_counter()
    with server as url:
        page.goto(f"{url}{address}", wait_until="domcontentloaded")
        tell(pages, name, kind, [(time.perf_counter() - start) * 1e3])
        yield


def tell(pages: str, server: str, kind: str, times: list[float]) -> None:
    """Print the median and the 95th percentile of milliseconds."""
    p50, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
    print(f"{pages:>6}  {server:10} {kind:14} {p50:6.0f} {p95:6.0f}", flush=True)
    RECORD.append({"pages": pages, "server": server, "kind": kind, "p50 ms": round(p50), "p95 ms": round(p95)})


def edits(home: Path, source: Path, pages: str, page: Page) -> None:
    """Prose, a template and the style sheet."""
    measure(pages, "sourcebook", "prose", page, prose_save(source, source.read_text()))
    base = home / "templates" / "base.html"
    html = base.read_text()
    measure(pages, "sourcebook", "template", page, lambda mark: replace(base, html, "does not say", f"{mark} not say"))
    base.write_text(html)
    css = home / "templates" / "assets" / "sourcebook.css"
    style = css.read_text()
    measure(pages, "sourcebook", "style", page, lambda mark: save(css, f"{style}:root {{ --saved: {mark} }}"))


def prose_save(source: Path, text: str) -> Save:
    """Put a mark into the first paragraph."""
    head, rule, body = text.partition("\n---\n")
    paragraph = next(part for part in body.split("\n\n") if part.strip() and part.strip()[0].isalpha())
    return lambda mark: save(source, head + rule + body.replace(paragraph, f"{mark} {paragraph}", 1))


def replace(path: Path, text: str, old: str, new: str) -> None:
    """Save a text with some words replaced."""
    assert old in text
    save(path, text.replace(old, new, 1))


def save(path: Path, text: str) -> None:
    """Save a file as most editors do, under another name first."""
    temporary = path.with_name(f"{path.name}~")
    temporary.write_text(text)
    os.replace(temporary, path)


def measure(pages: str, server: str, kind: str, page: Page, change: Save) -> None:
    """Save again and again, and print the median and the 95th percentile of the time until the page shows it."""
    times: list[float] = []
    for number in range(WARM + SAVES):
        mark = f"saved{number:04d}{server}{kind}{pages if pages.isalpha() else ''}"
        # The clock of the page and ours are one: both are the machine's.
        start = time.time() * 1e3
        change(mark)
        while mark not in SEEN:
            page.wait_for_timeout(5)
            if time.time() * 1e3 - start > 20_000:
                print(f"{pages:>6}  {server:10} {kind:14} never showed save {number}")
                return
        times.append(SEEN[mark] - start)
        page.wait_for_timeout(PAUSE * 1e3)
    tell(pages, server, kind, times[WARM:])


@contextlib.contextmanager
def started(command: list[str], folder: Path, words: str) -> Iterator[str]:
    """A server in a process of its own, once it has printed a line with these words, which is handed over."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        yield next(line for line in process.stdout if words in line)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def sourcebook(home: Path) -> Iterator[str]:
    """Our preview; its base address."""
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--port", "0"]
    with started(command, home, "Preview of ") as line:
        root = next(word for word in line.split() if word.startswith("http"))
        base = re.search(r"base_url: https?://[^/]+/(.*)", (home / "content" / "site.yaml").read_text())
        yield root + (f"{base[1].strip('/')}/" if base and base[1].strip("/") else "")


@contextlib.contextmanager
def hugo(folder: Path, programs: Path) -> Iterator[str]:
    """Hugo's server with a minimal template; its base address."""
    (folder / "layouts" / "_default").mkdir(parents=True)
    page = "<!doctype html><html><head><title>{{ .Title }}</title></head><body>{{ .Content }}</body></html>"
    for kind in ("single", "list"):
        (folder / "layouts" / "_default" / f"{kind}.html").write_text(page)
    (folder / "hugo.toml").write_text('baseURL = "http://127.0.0.1/"\ntitle = "Plain"\n')
    with started([str(programs / "hugo"), "server", "--port", "8470"], folder, "Web Server is available"):
        yield "http://127.0.0.1:8470/"
