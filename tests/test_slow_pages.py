"""Texts that take too long: a limit of processor time for each page; others, and the preview, go on."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import pytest
from making import GOOD, build, make, tree
from previewing import get, previewed, until

from sourcebook.core.cpu_limit import CpuLimitError, can_limit, cpu_limit
from sourcebook.core.executors import open_executor
from sourcebook.markdown.page_cost import costliest_line, may_take_long
from sourcebook.pipeline.options import BuildOptions

INDEX = str(GOOD["briefings/a/index.md"])
LIMITED = "title: Small\nbase_url: https://example.org/repo/\npage_time_limit: 2\n"
SLOW = {"brackets": "[" * 20_000, "links": "[a](" * 20_000, "images": "![" * 20_000, "sections": "<![CDATA[" * 3_000,
        "backticks": " ".join("`" * length for length in range(400))}  # fmt: skip
DEEP = {"quotations": ">" * 3_000 + " x", "lists": "\n".join("  " * depth + "- x" for depth in range(800))}


@pytest.mark.parametrize("name", [*SLOW, *DEEP])
@pytest.mark.parametrize("jobs", [0, 1])
def test_a_text_that_takes_too_long_is_a_finding_at_its_line(tmp_path: Path, name: str, jobs: int) -> None:
    """The build goes on with the other pages, and says what to do; the processor is as new afterwards."""
    text = {**SLOW, **DEEP}[name]
    other = "---\ntitle: Other\n---\n- one\n\n- [two](/about/)\n"
    content = make(tmp_path, {"site.yaml": LIMITED, "briefings/a/index.md": f"{INDEX}\nWords.\n\n{text}\n",
                              "pages/other.md": other, "pages/z.md": other})  # fmt: skip
    found = [one for one in build(BuildOptions(content, tmp_path / "site"), jobs).findings if one.level == "error"]
    line = f"{INDEX}\nWords.\n\n{text}".count("\n", 0, len(f"{INDEX}\nWords.\n\n")) + 1
    assert {one.rule for one in found} <= {"slow-page", "too-deep", "stray-markup"}, found
    for one in found:
        if one.rule != "stray-markup":
            assert one.location.file == "briefings/a/index.md"
            assert line <= one.location.line <= line + text.count("\n")
    clean = make(tmp_path / "clean", {"pages/other.md": other})
    build(BuildOptions(clean, tmp_path / "clean/site"), jobs)
    content.joinpath("briefings/a/index.md").write_text(INDEX)
    build(BuildOptions(content, tmp_path / "site"), jobs)
    page = tree(tmp_path / "site")["z/index.html"].decode()
    expected = tree(tmp_path / "clean/site")["other/index.html"].decode().replace("/other/", "/z/")
    assert _main(page) == _main(expected)


def _main(page: str) -> str:
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found is not None
    return found[0]


def test_slow_pages_among_many_are_found_by_workers(tmp_path: Path) -> None:
    """Each of them, and no other page is lost."""
    pages = {f"pages/p{number}.md": f"---\ntitle: P{number}\n---\nWords.\n" for number in range(30)}
    for number in (3, 17):
        pages[f"pages/p{number}.md"] += SLOW["brackets"] + "\n"
    content = make(tmp_path, {"site.yaml": LIMITED, **pages})
    found = build(BuildOptions(content, tmp_path / "site"), executor=open_executor(2)).findings
    assert [(one.rule, one.location.file) for one in found] == [
        ("slow-page", "pages/p17.md"), ("slow-page", "pages/p3.md")
    ]  # fmt: skip


def test_the_preview_goes_on_beside_a_slow_page(tmp_path: Path) -> None:
    """While it is rendered in a process of its own, and after it was given up; its last good state is shown."""
    content = make(tmp_path, {"site.yaml": LIMITED})
    with previewed(content) as served:
        address = f"{served.url}repo/briefings/a/"
        assert b"It <span" in get(address)[2]
        (content / "briefings/a/index.md").write_text(f"{INDEX}\n{SLOW['brackets']}\n")
        served.said("slow-page")
        assert get(f"{served.url}repo/about/")[0] == 200
        assert b"It <span" in get(address)[2]
        (content / "briefings/a/index.md").write_text(f"{INDEX}\nMended.\n")
        until(lambda: b"Mended." in get(address)[2], "the page is shown again")


def test_work_is_stopped_within_a_regular_expression() -> None:
    """After its time, whatever it does; work that ends before is not disturbed, nor what follows."""
    with pytest.raises(CpuLimitError), cpu_limit(0.2):
        re.match(r"(a+)+$", "a" * 60 + "b")
    with pytest.raises(CpuLimitError), cpu_limit(0.2):
        _catch_all()
    with cpu_limit(0.3):
        assert sum(range(10)) == 45
    end = time.process_time() + 0.5
    while time.process_time() < end:
        pass


def _catch_all() -> None:
    """Work in which a library catches all errors."""
    while True:
        try:
            time.process_time()
        except Exception:  # noqa: BLE001
            continue


def test_threads_have_no_limit() -> None:
    """Timers are those of the main thread; elsewhere nothing is stopped, and nothing fails."""
    found: list[bool] = []

    def work() -> None:
        with cpu_limit(0.01):
            end = time.process_time() + 0.1
            while time.process_time() < end:
                pass
        found.append(can_limit())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [False]


def test_which_texts_may_take_long() -> None:
    """Those above and very long ones; not a usual page, however long a briefing is."""
    assert all(may_take_long(text) for name, text in SLOW.items())
    assert may_take_long("word " * 100_000)
    assert not may_take_long(INDEX * 200)
    assert costliest_line("a\n[[[[\n[b]\n") == 1
    assert costliest_line("") == 0
