"""Charts of authors follow every file of the content that their code reads, and no other."""

from __future__ import annotations

import os
import pickle
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from making import GOOD, build, make, tree

from sourcebook.charts.jobs import queue
from sourcebook.charts.jobs.job import FunctionChart, draw_chart
from sourcebook.charts.jobs.result import CHANGING, merge_reads
from sourcebook.core.cache.digests import MISSING
from sourcebook.core.cache.memo import RoundMemo
from sourcebook.core.executors import open_executor
from sourcebook.core.executors.inline import InlineExecutor
from sourcebook.core.executors.resources import WorkerResources
from sourcebook.core.file_reads import recorded_reads
from sourcebook.core.filesystem import ContentFolder
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.unrecorded_reads import may_read_unrecorded
from sourcebook.serve.revision import SiteRevision

BUNDLE = "briefings/a"
PAGE = f"{BUNDLE}/index.html"
CHARTS = """import altair as alt
from pathlib import Path

HERE = Path(__file__).parent


def bars(data):
    {read}
    rows = [{{"n": len(str(text)), "t": str(text)[-40:]}}]
    return alt.Chart(alt.Data(values=rows)).mark_bar().encode(x="n:Q", y="t:N")
"""
FILES = {
    "briefings/b/index.md": "---\ntitle: B\ndate: 2026-01-01\n---\nB.\n",
    "briefings/b/data/n.csv": "n\n1\n",
    f"{BUNDLE}/notes/more.md": "More.\n",
    f"{BUNDLE}/style.csl": "<style/>",
}


def site(root: Path, read: str) -> BuildOptions:
    """A site whose briefing shows a chart that reads in this way."""
    page = f"{GOOD[f'{BUNDLE}/index.md']!s}\n![Bars](chart:bars)\n"
    return BuildOptions(
        make(root, {f"{BUNDLE}/index.md": page, f"{BUNDLE}/charts.py": CHARTS.format(read=read), **FILES}),
        root / "site",
    )


def written(options: BuildOptions) -> dict[str, bytes]:
    """The files of the site, after a build that was not refused."""
    result = build(options, executor=InlineExecutor())
    assert result.written is not None, result.findings
    return tree(options.output)


@pytest.mark.parametrize(
    ("read", "edited"),
    [
        ('text = (HERE / "claims.yaml").read_text()', f"{BUNDLE}/claims.yaml"),
        pytest.param('text = (HERE / "index.md").read_text()', f"{BUNDLE}/index.md", marks=pytest.mark.slow),
        pytest.param(
            'text = open(HERE / "notes/more.md", "rb").read()', f"{BUNDLE}/notes/more.md", marks=pytest.mark.slow
        ),
        pytest.param('text = (HERE / "style.csl").read_text()', f"{BUNDLE}/style.csl", marks=pytest.mark.slow),
        pytest.param('text = (HERE.parent / "b/index.md").read_text()', "briefings/b/index.md", marks=pytest.mark.slow),
        pytest.param(
            'text = (HERE.parent / "b/data/n.csv").read_text()', "briefings/b/data/n.csv", marks=pytest.mark.slow
        ),
        pytest.param(
            'text = (HERE.parent.parent / "sources/sources.yaml").read_text()',
            "sources/sources.yaml",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            'import os; text = os.read(os.open(HERE / "claims.yaml", os.O_RDONLY), 9999)',
            f"{BUNDLE}/claims.yaml",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            'text = "".join(p.read_text() for p in sorted(HERE.rglob("*.md")))',
            f"{BUNDLE}/notes/more.md",
            marks=pytest.mark.slow,
        ),
        (
            'import polars; text = polars.read_csv(HERE.parent / "b/data/n.csv", has_header=False).height',
            "briefings/b/data/n.csv",
        ),
        pytest.param(
            'import subprocess; text = subprocess.check_output(["cat", HERE / "claims.yaml"])',
            f"{BUNDLE}/claims.yaml",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            'import os; text = os.read(os.open("n.csv", 0, dir_fd=os.open(HERE.parent / "b/data", 0)), 99)',
            "briefings/b/data/n.csv",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_chart_is_drawn_again_after_a_file_that_it_reads_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: str, edited: str
) -> None:
    """The next build draws what a build does that draws every chart, and back again."""
    options = site(tmp_path, read)
    path = options.source / edited
    before, first = path.read_bytes(), written(options)
    path.write_bytes(before + (b"\n" if edited.endswith("yaml") else b"\n2\n"))
    second = written(options)
    assert second[PAGE] != first[PAGE]
    with monkeypatch.context() as patch:
        patch.setattr(queue, "_found", lambda *parts: None)
        assert written(options._replace(output=tmp_path / "clean")) == second
    path.write_bytes(before)
    assert written(options) == first


def test_a_chart_follows_the_names_in_a_folder_that_it_lists(tmp_path: Path) -> None:
    """A file that is added changes what a pattern finds."""
    options = site(tmp_path, 'text = sorted(path.name for path in (HERE / "notes").glob("*.md"))')
    assert b"later.md" not in written(options)[PAGE]
    (options.source / BUNDLE / "notes/later.md").write_text("Later.\n")
    assert b"later.md" in written(options)[PAGE]


def test_a_file_that_is_missing_at_first_is_noticed_when_it_comes(tmp_path: Path) -> None:
    """A chart that tries to open a file follows it, though there is none."""
    read = 'try:\n        text = (HERE / "extra.md").read_text()\n    except OSError:\n        text = "none"'
    options = site(tmp_path, read)
    assert b"none" in written(options)[PAGE]
    (options.source / BUNDLE / "extra.md").write_text("Extra words.\n")
    assert b"Extra words." in written(options)[PAGE]


def test_an_edit_of_prose_draws_no_chart_that_does_not_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is rendered again, with the chart that it had."""
    drawn: list[bytes] = []

    def counted(resources: WorkerResources, packed: bytes) -> bytes:
        if isinstance(pickle.loads(packed).chart, FunctionChart):
            drawn.append(packed)
        return draw_chart(resources, packed)

    monkeypatch.setattr(queue, "draw_chart", counted)
    options = site(tmp_path, f'"{hash(tmp_path)}"; text = (HERE / "claims.yaml").read_text()')
    written(options)
    assert len(drawn) == 1
    path = options.source / f"{BUNDLE}/index.md"
    path.write_text(path.read_text() + "\nMore words.\n")
    assert b"More words." in written(options)[PAGE]
    assert len(drawn) == 1
    path = options.source / f"{BUNDLE}/claims.yaml"
    path.write_text(path.read_text() + "\n")
    written(options)
    assert len(drawn) == 2


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize(
    "read",
    [
        '(HERE / "index.md").read_text() + (HERE.parent / "b/index.md").read_text()',
        '[polars.read_csv(HERE.parent / one / "index.md", has_header=False).rows() for one in "ab"]',
    ],
)
def test_a_preview_follows_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_kept: bool, read: str) -> None:
    """With and without a cache, for a text edit that needs no new plan, in the page itself and in another one."""
    if not is_kept:
        monkeypatch.setattr("sourcebook.core.cache.disk_cache.DiskCache.save", lambda store, key, result: False)
    options = site(tmp_path, f"import polars; text = {read}")
    first = SiteRevision(options, open_executor(), RoundMemo())
    assert b"Mended." not in first.render(PAGE).data
    for edited, words in (("briefings/b/index.md", "Mended. "), (f"{BUNDLE}/index.md", "Once more. ")):
        path = options.source / edited
        path.write_text(f"{path.read_text()}\n{words}\n")
        quick = first.with_edits([f"content/{edited}"])
        assert (quick is None) == ("polars.read" in read)
        revision = quick or SiteRevision(options, open_executor(), first.memo)
        fresh = SiteRevision(options, open_executor(), RoundMemo())
        hasty, is_stale = revision.render_with_stale_charts(PAGE)
        assert is_stale
        assert hasty.data != fresh.render(PAGE).data
        assert revision.render(PAGE).data == fresh.render(PAGE).data
        first = revision


@pytest.mark.parametrize(
    "code",
    [
        "from polars import read_csv as load",
        'import polars as pl\nload = getattr(pl, "scan_" + kind)',
        "from lxml import etree",
        "import math, geopandas as gpd",
        "try: import h5py\nexcept ImportError: pass",
        "def f(data):\n    import duckdb",
        "import os; os.system('cat a')",
        "from os import fork",
        "from os import path, system",
        'import os\nos.popen("cat a")',
        "import os\nos.posix_spawn(a, b, c)",
        "import os\nos.open(a, 0, dir_fd=b)",
        'import polars\npolars.DataFrame.deserialize("a.bin")',
        "eval(a)",
        "exec(a)",
        "from subprocess import run",
        "from concurrent.futures import ProcessPoolExecutor",
        'load = __import__("lxml.etree")',
        "from helpers.files import load",
        "import deep",
    ],
)
def test_code_that_may_read_without_a_record_is_known(code: str) -> None:
    """By a package that nothing is known of, or a call of a known one; also in a module that a chart imports."""
    modules = {
        "briefings/a/helpers/files.py": b"import fiona",
        "../deep.py": b"import deeper",
        "deeper.py": b"import gdal",
    }
    assert may_read_unrecorded(["charts.py"], {"charts.py": code.encode(), **modules})


@pytest.mark.parametrize(
    "code",
    [
        "import altair as alt, polars as pl\nfrom sourcebook import ChartData\nfrom collections.abc import Mapping",
        'title = "The system was open: a spread read at 5 %; see executive"',
        'import json\nfrom pathlib import Path\ntext = Path("a.md").read_text()',
        'import polars\nframe = polars.DataFrame(spread_out=1).filter("re_read")',
        'import polars as pl\nframe = pl.read_csv(open("a.csv", "rb"))',
        "from shared import colours",
    ],
)
def test_code_that_reads_through_python_alone_does_not_count(code: str) -> None:
    """A script beside the content that no chart imports does not either."""
    modules = {"../shared.py": b"import math", "../fetch.py": b"import subprocess", "../build.py": b"import sys"}
    assert not may_read_unrecorded(["charts.py"], {"charts.py": code.encode(), **modules})


def test_what_is_read_is_recorded_with_what_it_held_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and folders of the content; not what is written, hidden, code, or elsewhere."""
    content = tmp_path / "content"
    for name in ("a.md", "sub/b.yaml", ".hidden", "code.py", "captures/c.txt", "out.txt", "../outside.txt", "r.txt"):
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text(name)
    for name in ("d.db", "e.db"):
        (content / name).write_bytes(b"")
    here = ContentFolder(content)
    expected = {"a.md": here.digest("a.md"), "sub/b.yaml": here.digest("sub/b.yaml"), "sub": here.digest("sub")}
    expected |= {"d.db": here.digest("d.db"), "none.md": MISSING}
    many = [content / f"many/{number}.md" for number in range(300)]
    many[0].parent.mkdir()
    for path in many:
        path.write_text(path.name)
    expected |= {f"many/{path.name}": here.digest(f"many/{path.name}") for path in many}
    expected |= {"pipe": MISSING}
    expected |= {name: here.digest(name) for name in ("e.db", "r.txt")}
    os.mkfifo(content / "pipe")
    with recorded_reads(content) as recorded:
        os.close(os.open(content / "pipe", os.O_RDONLY | os.O_NONBLOCK))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(Path.read_text, many))
        sqlite3.connect(f"file:{content}/e.db?mode=ro", uri=True).close()
        open(content / "r.txt", "r+").close()
        monkeypatch.chdir(content)
        names = here.digest(".")
        os.listdir()
        (content / "a.md").read_text()
        (content / "a.md").write_text("other")
        (content / "a.md").read_text()
        open(content / "sub/../sub/b.yaml").close()
        os.listdir(content / "sub")
        sqlite3.connect(content / "d.db").close()
        (content / "out.txt").write_text("mine")
        for name in (".hidden", "code.py", "captures/c.txt", "../outside.txt"):
            (content / name).read_text()
        with pytest.raises(OSError, match="none"):
            (content / "none.md").read_text()
    (content / "sub/b.yaml").read_text()
    assert recorded.reads == expected | {".": names}
    assert recorded.writes == {"a.md", "out.txt"}
    assert here.digest("a.md") != expected["a.md"]


def test_a_file_that_changes_between_two_charts_is_read_again(tmp_path: Path) -> None:
    """The state then holds a digest that no file has, so that the next build renders the page."""
    options = site(tmp_path, 'text = ""')
    revision = SiteRevision(options, open_executor(), RoundMemo())
    revision.plan.digests.add_reads({"a.md": b"1"})
    assert revision.plan.digests.of("file a.md") == b"1"
    revision.plan.digests.add_reads({"a.md": b"2"})
    assert revision.plan.digests.of("file a.md") not in (b"1", b"2")
    assert merge_reads({"a": b"1", "b": b"1"}, {"a": b"2", "c": b"3"}) == {"a": CHANGING, "b": b"1", "c": b"3"}
