"""The preview as a server: what it serves, whom it answers, how it starts and ends."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from making import GOOD, build, later, make, tree
from previewing import ROOT, SECONDS, Served, get, previewed, raw_answer, until

from sourcebook.cli.program import run
from sourcebook.core.cache.memo import FileChangedError, RoundCancelledError, RoundMemo
from sourcebook.core.errors import SourcebookError
from sourcebook.core.executors import open_executor
from sourcebook.core.executors.base import Executor
from sourcebook.core.filesystem import ContentFolder
from sourcebook.pipeline.incremental.parse_cache import memo_of_previous_build as kept_of
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.site import read_site
from sourcebook.serve.diagnostics import DiagnosticFormatter, code_excerpt
from sourcebook.serve.moved_pages import moved_to
from sourcebook.serve.request_guard import hostname
from sourcebook.serve.responses import PreviewResponder
from sourcebook.serve.revision import SiteRevision
from sourcebook.serve.script_injection import with_preview
from sourcebook.serve.session import PreviewSession
from sourcebook.serve.update_loop import UpdateLoop
from sourcebook.serve.watcher import FileWatcher

PICTURE = bytes(range(256)) * 8


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview of the small site with a picture, in its state at the start."""
    draft = "---\ntitle: D\ndate: 2026\ndraft: true\n---\nX\n"
    files: dict[str, str | bytes | None] = {"briefings/a/photo.png": PICTURE, "briefings/draft.md": draft}
    with previewed(make(tmp_path_factory.mktemp("preview"), files)) as one:
        yield one


def started(content: Path, output: Path) -> tuple[PreviewResponder, UpdateLoop]:
    """A preview without a server: what answers, and the loop that has yet to run."""
    session = PreviewSession(BuildOptions(content, output), DiagnosticFormatter(content, "vscode"))
    return PreviewResponder(session), UpdateLoop(session, open_executor(), lambda report: None, polling=False)


def without_preview(page: bytes) -> bytes:
    """A served page less what the preview added to it."""
    before, _, rest = page.partition(b'<meta name="sourcebook-preview"')
    return before + rest.partition(b"</script>")[2]


def test_what_is_served_is_what_a_build_writes(served: Served, tmp_path: Path) -> None:
    """Every file, byte for byte, save the preview's script; assets by plain names."""
    output = tmp_path / "site"
    assert build(BuildOptions(served.content, output, fingerprints=False)).written is not None
    for path, data in tree(output).items():
        status, _, answer = get(f"{served.url}repo/{path}")
        assert status == 200, path
        if path.endswith(".html"):
            assert answer.count(b"sourcebook-preview") == 1
            answer = without_preview(answer).replace(b"&#x27;", b"'")
        assert answer == data, path


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("repo/", 200, "text/html; charset=utf-8"),
        ("repo/feed.xml", 200, "application/atom+xml; charset=utf-8"),
        ("repo/robots.txt", 200, "text/plain; charset=utf-8"),
        ("repo/data/claims.json", 200, "application/json; charset=utf-8"),
        ("repo/assets/sourcebook.css", 200, "text/css; charset=utf-8"),
        ("repo/assets/fonts/sans.woff2", 200, "font/woff2"),
        ("repo/briefings/a/photo.png", 200, "image/png"),
        (".sourcebook/preview.js", 200, "text/javascript; charset=utf-8"),
        ("repo/nothing/", 404, "text/html; charset=utf-8"),
        ("elsewhere", 404, "text/html; charset=utf-8"),
        ("repo/briefings/draft/", 404, "text/html; charset=utf-8"),
    ],
)
def test_status_and_type(served: Served, path: str, status: int, kind: str) -> None:
    """Each file has its type, and what is not there is answered by the site's own page."""
    answer = get(served.url + path)
    assert (answer[0], answer[1]["content-type"]) == (status, kind)
    assert (b"<title>Not found" in answer[2]) == (status == 404)


def test_addresses_that_lead_on(served: Served) -> None:
    """The server's root leads to the base path, a folder without its slash to the one with it."""
    assert get(served.url)[1]["location"] == "/repo/"
    assert get(f"{served.url}repo/briefings/a?x=1")[1]["location"] == "/repo/briefings/a/?x=1"


@pytest.mark.parametrize(
    "path",
    [
        "repo/../../../../../../etc/passwd",
        "repo/..%2f..%2f..%2f..%2fetc/passwd",
        "repo/%2e%2e/%2e%2e/site.yaml",
        "repo/site.yaml",
        "repo//etc/passwd",
        ".sourcebook/..%2fapp.py",
        ".sourcebook/../app.py",
        "repo/briefings/a/claims.yaml",
    ],
)
def test_nothing_but_the_site_is_served(served: Served, path: str) -> None:
    """No way leads to a file that the built site would not hold."""
    answer = raw_answer(served, f"/{path}")
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"root:" not in answer
    assert b"kind:" not in answer


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:9999"}, 200),
        ({"Host": "[::1]:80"}, 200),
        ({"Host": "192.168.0.7"}, 200),
        ({"Host": "site.localhost"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost.evil.example"}, 403),
        ({"Host": ""}, 403),
        ({"Host": "localhost", "Origin": "http://evil.example"}, 403),
        ({"Host": "localhost", "Origin": "null"}, 403),
        ({"Host": "localhost:8000", "Origin": "http://localhost:9000"}, 403),
        ({"Host": "localhost:8000", "Origin": "http://localhost:8000"}, 200),
        ({"Host": "localhost", "Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}, 403),
        ({"Host": "localhost", "Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"}, 403),
        ({"Host": "localhost", "Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}, 200),
        ({"Host": "localhost", "Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "cors"}, 200),
    ],
)
def test_who_is_answered(served: Served, headers: dict[str, str], status: int) -> None:
    """Addresses and localhost under any port are; a foreign name or another site's page is not."""
    for path in ("repo/", ".sourcebook/state?page=/repo/"):
        assert get(served.url + path, **headers)[0] == status


def test_head_ranges_and_conditions(served: Served) -> None:
    """HEAD has the headers alone; a part of a picture can be had; a page that holds is not sent again."""
    status, headers, body = get(f"{served.url}repo/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) == len(get(f"{served.url}repo/")[2])
    tag = get(f"{served.url}repo/")[1]["etag"]
    status, headers, body = get(f"{served.url}repo/", If_None_Match=tag)
    assert (status, headers["cache-control"], body) == (304, "no-cache", b"")
    assert get(f"{served.url}repo/", "POST")[0] == 405


@pytest.mark.parametrize("path", ["", "briefings/a/photo.png", "sitemap.xml", "feed.xml", "data/claims.json"])
def test_parts_of_any_file_can_be_had(served: Served, path: str) -> None:
    """From the start, to the end, the last bytes, nothing behind the end; the whole file if it has changed since."""
    address = f"{served.url}repo/{path}"
    status, headers, whole = get(address)
    size = len(whole)
    assert (status, headers["accept-ranges"]) == (200, "bytes")
    for asked, start, end in (("10-19", 10, 20), ("20-", 20, size), ("-7", size - 7, size), (f"5-{size * 2}", 5, size)):
        status, headers, part = get(address, Range=f"bytes={asked}")
        assert (status, headers["content-range"], part) == (206, f"bytes {start}-{end - 1}/{size}", whole[start:end])
        assert int(headers["content-length"]) == end - start
        assert headers["cache-control"] == "no-cache"
    assert get(address, Range=f"bytes={size}-")[0] == 416
    assert get(address, Range="bytes=3-9", If_Range='"old"')[::2] == (200, whole)
    assert get(address, Range="bytes=3-9", If_Range=headers["etag"])[0] == 206
    for asked in (
        "bytes=9-3",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "lines=1-2",
        "bytes=1-2,5-6",
        "bytes 1-2",
        "",
        "bytes=1",
    ):
        assert get(address, Range=asked)[::2] == (200, whole), asked


def test_every_page_and_event_names_its_build(served: Served) -> None:
    """The header, the page and the stream of events agree on the build's id."""
    _, headers, body = get(f"{served.url}repo/")
    build = headers["sourcebook-build"]
    assert f'content="{build} '.encode() in body
    state = json.loads(get(f"{served.url}.sourcebook/state?page=/repo/")[2])
    assert state["build"] == build
    assert f"{build} {state['version']}".encode() in body
    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        raw.sendall(b"GET /.sourcebook/events?page=/repo/&version=old HTTP/1.1\r\nHost: localhost\r\n\r\n")
        raw.settimeout(5)
        heard = b""
        while b"event: page" not in heard:
            heard += raw.recv(65_536)
    assert b"text/event-stream" in heard
    assert f'event: hello\ndata: {{"build":"{build}"'.encode() in heard


@pytest.mark.slow
def test_the_next_free_port_is_taken_and_said(tmp_path: Path) -> None:
    """A port that is taken is passed over, with a word about it."""
    content = make(tmp_path)
    with previewed(content) as first, previewed(content, port=first.port) as second:
        assert second.port > first.port
        assert f"port {first.port} is taken" in second.lines
        assert get(f"{second.url}repo/")[0] == 200


def test_a_host_that_others_reach_is_warned_of(tmp_path: Path) -> None:
    """Listening on every address is possible and said to be open; the machine's own name is answered to."""
    with previewed(make(tmp_path), "--host", "0.0.0.0") as served:
        assert any(line.startswith("warning: everyone") for line in served.lines)
        assert get(f"{served.url}repo/", Host=socket.gethostname())[0] == 200
        assert get(f"{served.url}repo/", Host="evil.example")[0] == 403


@pytest.mark.slow
def test_interrupting_ends_it_at_once_with_a_listener_and_work_in_hand(tmp_path: Path) -> None:
    """Within a second, while a chart sleeps for a minute and a page listens for events; nothing is left running."""
    begun = tmp_path / "begun"
    chart = f"import pathlib, time\ndef slow(data):\n    pathlib.Path({str(begun)!r}).touch()\n    time.sleep(60)\n"
    prose = "---\ntitle: Slow\ndate: 2026\n---\n![x](chart:slow)\n"
    content = make(tmp_path, {"briefings/s/index.md": prose, "briefings/s/charts.py": chart})
    with previewed(content) as served, socket.create_connection(("127.0.0.1", served.port)) as raw:
        get(f"{served.url}repo/")
        raw.sendall(b"GET /.sourcebook/events?page=/repo/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert raw.recv(1000)
        until(begun.exists, "the chart begins")
        started = time.monotonic()
        assert served.stop() == 130
        assert time.monotonic() - started < 1
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", served.port))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--source", "nowhere"], "there is no content folder nowhere/"),
        (["--editor", "ed"], "no editor is named “ed”"),
        (["--editor", "x://{path}{row}"], "is no address of a place"),
        (["--host", "no.such.host.invalid"], "this machine has no address"),
        (["--as-of", "soon"], "which is no date"),
    ],
)
def test_what_cannot_be_served_is_said(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wrong option ends with the code of usage and a hint."""
    make(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(["serve", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_preview_writes_nothing(served: Served) -> None:
    """No output folder, no bytecode, no droppings."""
    assert sorted(path.name for path in served.content.parent.iterdir()) == ["content"]
    assert not list(served.content.rglob("__pycache__"))


def page_of(served: Served, path: str) -> bytes:
    """The body of a page below the base path."""
    return get(f"{served.url}repo/{path}")[2]


def seen(served: Served, path: str, words: str) -> None:
    """Wait until a page says something."""
    until(lambda: words.encode() in page_of(served, path), f"“{words}” on {path}")


@pytest.mark.parametrize("options", [(), pytest.param(("--poll",), marks=pytest.mark.slow)], ids=["native", "polling"])
def test_every_kind_of_change_is_seen(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Create, edit, save atomically, rename, move a folder, delete, and edits to settings, templates and code."""
    content = make(tmp_path)
    with previewed(content, *options) as served:
        (content / "briefings/b.md").write_text("---\ntitle: B\ndate: 2026\n---\nSecond.\n")
        seen(served, "briefings/b/", "Second.")
        (content / "briefings/b.md").write_text("---\ntitle: B\ndate: 2026\n---\nEdited.\n")
        seen(served, "briefings/b/", "Edited.")
        (content / "briefings/.b.md.new").write_text("---\ntitle: B\ndate: 2026\n---\nAtomic.\n")
        os.replace(content / "briefings/.b.md.new", content / "briefings/b.md")
        seen(served, "briefings/b/", "Atomic.")
        os.rename(content / "briefings/b.md", content / "briefings/c.md")
        seen(served, "briefings/c/", "Atomic.")
        seen(served, "briefings/b/", "Not found")
        os.rename(content / "briefings/a", content / "briefings/moved")
        seen(served, "briefings/moved/", "It <")
        seen(served, "briefings/a/", "Not found")
        (content / "briefings/c.md").unlink()
        seen(served, "briefings/c/", "Not found")
        site = content / "site.yaml"
        site.write_text(site.read_text().replace("title: Small", "title: Renamed"))
        seen(served, "briefings/moved/", "Renamed")
        templates = content.parent / "templates"
        templates.mkdir()
        (templates / "page.html").write_text("<!doctype html><title>own</title>{{ content }}")
        seen(served, "about/", "<title>own")
        (templates / "page.html").write_text("<!doctype html><title>other</title>{{ content }}")
        seen(served, "about/", "<title>other")
        shutil.rmtree(templates)
        seen(served, "about/", "<title>About")
        code = content / "briefings/moved/charts.py"
        (content / "briefings/moved/parts.py").write_text("WORD = 'alpha'\n")
        code.write_text(
            "import altair as alt\nimport polars as pl\nimport parts\ndef own(data):\n"
            "    return alt.Chart(pl.DataFrame({'x': [parts.WORD]})).mark_bar().encode(x='x')\n"
        )
        prose = content / "briefings/moved/index.md"
        prose.write_text(prose.read_text() + "\n![A bar](chart:own)\n")
        seen(served, "briefings/moved/", "alpha")
        (content / "briefings/moved/parts.py").write_text("WORD = 'omega'\n")
        seen(served, "briefings/moved/", "omega")
        (content.parent / "beside.py").write_text("WORD = 'psi'\n")
        edited = code.read_text().replace("import parts", "import sys\nsys.path.append('.')\nimport beside as parts")
        code.write_text(edited)
        seen(served, "briefings/moved/", "psi")
        (content.parent / "beside.py").write_text("WORD = 'chi'\n")
        seen(served, "briefings/moved/", "chi")
        shutil.rmtree(content)
        served.said("there is no content folder")
        make(tmp_path, {"pages/about.md": "---\ntitle: About\n---\nBack again.\n"})
        seen(served, "about/", "Back again.")


def test_content_behind_a_link_is_followed(tmp_path: Path) -> None:
    """A content folder that is a link, and a briefing that is a link to another folder of the content."""
    real = make(tmp_path / "elsewhere", {"kept/index.md": "---\ntitle: K\ndate: 2026\n---\nLinked.\n"})
    (real / "briefings/linked").symlink_to(real / "kept")
    link = tmp_path / "content"
    link.symlink_to(real)
    with previewed(link) as served:
        seen(served, "briefings/linked/", "Linked.")
        (real / "kept/index.md").write_text("---\ntitle: K\ndate: 2026\n---\nEdited behind it.\n")
        seen(served, "briefings/linked/", "Edited behind it.")


@pytest.mark.slow
def test_a_thousand_files_changed_at_once_are_few_rounds(tmp_path: Path) -> None:
    """What a checkout of another branch does is joined into a handful of rounds, and the last state is shown."""
    content = make(tmp_path)
    for number in range(1_000):
        (content / f"briefings/n{number}.md").write_text(f"---\ntitle: N{number}\ndate: 2026\n---\nOld.\n")
    with previewed(content) as served:
        until(lambda: b"Old." in page_of(served, "briefings/n999/"), "the old page")
        for number in range(1_000):
            (content / f"briefings/n{number}.md").write_text(f"---\ntitle: N{number}\ndate: 2026\n---\nNew.\n")
        until(lambda: b"New." in page_of(served, "briefings/n999/"), "the new page")
        for number in (0, 500, 998):
            assert b"New." in page_of(served, f"briefings/n{number}/")
        state = json.loads(get(f"{served.url}.sourcebook/state?page=/repo/")[2])
        assert int(state["build"].split("-")[1]) < 12


@pytest.mark.slow
def test_droppings_and_the_output_folder_start_no_round(tmp_path: Path) -> None:
    """Editors' files and a build beside the preview change nothing."""
    content = make(tmp_path)
    with previewed(content) as served:
        served.said("build 1")
        for name in ("index.md~", ".index.md.swp", "#index.md#", "index.md___jb_tmp___", ".git"):
            (content / "briefings/a" / name).write_text("x")
        subprocess.run([sys.executable, str(ROOT / "build.py"), "--source", str(content)], check=True)
        (content / "briefings/a/index.md").touch()
        served.said("build 2")
        (content / "briefings/a/index.md").touch()
        served.said("build 3")
        assert not any("build 4" in line for line in served.lines)


def test_an_edit_that_nobody_announced_is_found_and_leads_to_polling(tmp_path: Path) -> None:
    """Where the system's events do not arrive, a look at the files themselves finds the edit."""
    watch = FileWatcher(make(tmp_path), tmp_path / "site", lambda paths: None, polling=False)
    before, read = watch.state({}), time.time_ns()
    probe = tmp_path / "probe"
    probe.touch()
    while probe.stat().st_ctime_ns <= read:
        probe.touch()  # The clock of files goes in steps.
    (tmp_path / "content/pages/.about.md.swp").write_text("x")
    assert not watch.state({}).is_news(before, read)
    about = tmp_path / "content/pages/about.md"
    about.write_text("---\ntitle: About\n---\nOther.\n")
    assert watch.state({}).is_news(before, read)
    assert not watch.state({str(about.resolve()): time.time_ns()}).is_news(before, read)
    assert watch.was_silent()
    watch.recover()
    assert watch.polling
    watch.stop()


def test_another_text_alone_makes_the_edition_that_reading_everything_makes(tmp_path: Path) -> None:
    """Of a briefing and of a page, with new links and findings; every other page is the one that was drawn."""
    content = make(tmp_path)
    order = BuildOptions(content, tmp_path / "site")
    first = SiteRevision(order, open_executor(), RoundMemo())
    drawn = {path: first.render(path) for path in first.plan.pages}
    briefing, about = content / "briefings/a/index.md", content / "pages/about.md"
    briefing.write_text(
        briefing.read_text() + "\n## More\n\nA [broken](../nowhere.md) one, [About](../../pages/about.md).\n"
    )
    about.write_text(about.read_text() + "\nIt is [so](claim:begins), and [not](claim:nothing).\n")
    revision = first.with_edits(["content/briefings/a/index.md", "content/pages/about.md"])
    assert revision is not None
    fresh = SiteRevision(order, open_executor(), RoundMemo())
    assert {path: revision.render(path) for path in revision.plan.pages} == {
        path: fresh.render(path) for path in fresh.plan.pages
    }
    assert [path for path in drawn if revision.render(path) is not drawn[path]] == [
        "briefings/a/index.html",
        "about/index.html",
    ]
    assert (
        len(revision.render("about/index.html").findings)
        == len(revision.render("briefings/a/index.html").findings)
        == 1
    )
    assert revision.plan.site == fresh.plan.site
    assert revision.plan.digests.of("text pages/about.md") == fresh.plan.digests.of("text pages/about.md")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("briefings/a/index.md", "title: ", "title: Other "),
        ("briefings/a/index.md", "title: ", "# a line more\ntitle: "),
        ("briefings/a/index.md", "---\n", "\n---\n"),
        ("briefings/a/index.md", "---\n", "---\n\udcff"),
        ("briefings/a/claims.yaml", "It ", "Now it "),
        ("site.yaml", "title: ", "title: Other "),
    ],
)
def test_whatever_else_changes_takes_reading_everything(tmp_path: Path, path: str, old: str, new: str) -> None:
    """Front matter, claims, settings, and what is no text."""
    content = make(tmp_path)
    revision = SiteRevision(BuildOptions(content, tmp_path / "site"), open_executor(), RoundMemo())
    file = content / path
    before = file.read_text()
    file.write_text(before.replace(old, new, 1), errors="surrogateescape")
    assert file.read_bytes() != before.encode()
    assert revision.with_edits([f"content/{path}"]) is None


def test_other_looks_alone_make_the_edition_that_reading_everything_makes(tmp_path: Path) -> None:
    """A style sheet of one's own changes no page; one that comes to be, a template and code beside change more."""
    order, looks = BuildOptions(make(tmp_path), tmp_path / "site"), tmp_path / "templates/assets/site.css"
    bare = SiteRevision(order, open_executor(), RoundMemo())
    looks.parent.mkdir(parents=True)
    looks.write_text("p { color: red }")
    assert bare.with_edits(["templates/assets/site.css"]) is None
    first = SiteRevision(order, open_executor(), RoundMemo())
    page = first.render("about/index.html")
    looks.write_text("p { color: green }")
    revision = first.with_edits(["templates/assets/site.css"])
    assert revision is not None
    assert revision.plan.assets == SiteRevision(order, open_executor(), RoundMemo()).plan.assets != first.plan.assets
    assert revision.render("about/index.html") is page
    assert revision.with_edits(["helpers.py"]) is None
    (tmp_path / "templates/page.html").write_text("Other.")
    assert revision.with_edits(["templates/page.html"]) is None
    (tmp_path / "templates/page.html").write_bytes(b"\xff")
    with pytest.raises(SourcebookError):
        revision.with_edits(["templates/page.html"])


def test_what_the_last_build_parsed_is_not_parsed_again(tmp_path: Path) -> None:
    """The first revision opens none of the texts and records of a site that was built; a file that changed is read."""
    content = make(tmp_path)
    order = BuildOptions(content, tmp_path / "site")
    for path in content.rglob("*"):
        os.utime(path, (1_000_000_000.5, 1_000_000_000.5))
    assert build(order, clock=later).written
    first, fresh = (
        SiteRevision(order, open_executor(), kept_of(order)),
        SiteRevision(order, open_executor(), RoundMemo()),
    )
    assert {path: first.render(path) for path in first.plan.pages} == {
        path: fresh.render(path) for path in fresh.plan.pages
    }
    (content / "pages/about.md").write_text("---\ntitle: Other\n---\nOther.\n")
    known = kept_of(order)
    second = SiteRevision(order, open_executor(), known)
    assert b"<h1>Other</h1>" in second.render("about/index.html").data
    (content / "briefings/a/index.md").write_text("---\ntitle: Later\n---\nLater.\n")
    with pytest.raises(FileChangedError):
        second.render("briefings/a/index.html")
    assert b"Later" in SiteRevision(order, open_executor(), known).render("briefings/a/index.html").data


def test_saves_of_a_text_do_not_read_the_site_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two saves of a text are shown by the first revision; that of a claim makes another one, with the text in it."""
    content, made = make(tmp_path), []

    def counted(
        options: BuildOptions, executor: Executor, results: RoundMemo, clock: Callable[[], int]
    ) -> SiteRevision:
        made.append(options)
        return SiteRevision(options, executor, results, clock)

    monkeypatch.setattr("sourcebook.serve.update_loop.SiteRevision", counted)

    async def edited() -> list[int]:
        preview, updates = started(content, tmp_path / "site")
        rounds = asyncio.create_task(updates.run())

        async def shows(address: str, words: bytes) -> int:
            async with asyncio.timeout(SECONDS):
                while words not in (await preview.answer(address)).data:
                    await asyncio.sleep(0.02)
            return len(made)

        found = [await shows("about/", b"The method.")]
        for words in ("Once.", "Twice."):
            (content / "pages/about.md~").write_text(f"---\ntitle: About\n---\n{words}\n")
            (content / "pages/about.md~").replace(content / "pages/about.md")
            found.append(await shows("about/", words.encode()))
        claims = content / "briefings/a/claims.yaml"
        claims.write_text(claims.read_text().replace("It begins", "It began"))
        found.append(await shows("claims/begins/", b"It began"))
        assert await shows("about/", b"Twice.") == found[-1]
        rounds.cancel()
        await asyncio.wait([rounds])
        return found

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, edited()).result() == [1, 1, 1, 2]


def test_whoever_draws_charts_is_there_before_the_first_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the first page is shown, one process begins, whatever the charts of the last build; none without claims."""
    begun: list[Executor] = []
    monkeypatch.setattr("sourcebook.charts.jobs.queue.warm_up", lambda crew, store: begun.append(crew))

    async def shown(content: Path) -> None:
        preview, updates = started(content, tmp_path / "site")
        rounds = asyncio.create_task(updates.run())
        async with asyncio.timeout(SECONDS):
            await preview.answer("")
            for words in ("First.", "Second."):
                (content / "pages/about.md").write_text(f"---\ntitle: About\n---\n{words}\n")
                while words.encode() not in (await preview.answer("about/")).data:
                    await asyncio.sleep(0.02)
        rounds.cancel()
        await asyncio.wait([rounds])

    plain = {name: None for name in GOOD if name.startswith(("briefings/", "sources", "people"))}
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, shown(make(tmp_path / "claims"))).result()
        assert len(begun) == 1
        pool.submit(asyncio.run, shown(make(tmp_path / "plain", plain))).result()
        assert len(begun) == 1


@pytest.mark.slow
def test_a_preview_that_hears_nothing_goes_over_to_polling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no native event ever, an edit is shown all the same, and from then on the files are looked at."""
    monkeypatch.setattr(FileWatcher, "start", lambda self: None)
    content = make(tmp_path)

    async def edited() -> bool:
        preview, updates = started(content, tmp_path / "site")
        rounds = asyncio.create_task(updates.run())
        assert b"The method." in (await preview.answer("about/")).data
        (content / "pages/about.md").write_text("---\ntitle: About\n---\nUnheard of.\n")
        async with asyncio.timeout(SECONDS):
            while b"Unheard of." not in (await preview.answer("about/")).data:
                await asyncio.sleep(0.05)
        rounds.cancel()
        await asyncio.wait([rounds])
        return updates.watcher.polling

    # In a thread of its own: that of the tests may hold a browser's event loop already.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, edited()).result()


@pytest.mark.slow
def test_a_site_with_errors_at_the_start_is_served_as_far_as_it_goes(tmp_path: Path) -> None:
    """The page is there, the finding too, and the terminal names its place."""
    content = make(tmp_path, {"sources/sources.yaml": "- {id: article\n"})
    with previewed(content) as served:
        line = served.said("sources.yaml:")
        assert "error" in line
        assert get(f"{served.url}repo/briefings/a/")[0] == 200
        (content / "sources/sources.yaml").write_text("- {id: article, title: A}\n- {id: report, title: R}\n")
        served.said("nothing to report")


def test_a_broken_template_keeps_the_last_good_page(tmp_path: Path) -> None:
    """The page stands as it was, the error names the template's line, and mending it brings the new page."""
    content = make(tmp_path)
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates/page.html"
    template.write_text("<!doctype html><title>good</title>")
    with previewed(content) as served:
        until(lambda: b"good" in page_of(served, "about/"), "the good page")
        template.write_text("<!doctype html>\n{% if %}")
        assert "templates/page.html:2:1" in served.said("templates/page.html")
        assert b"good" in page_of(served, "about/")
        template.write_text("<!doctype html><title>better</title>")
        until(lambda: b"better" in page_of(served, "about/"), "the better page")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("default-src 'none'; style-src 'self'", "script-src &#x27;self&#x27;; connect-src &#x27;self&#x27;"),
        ("script-src 'self' https://x.example", "script-src &#x27;self&#x27; https://x.example"),
        ("default-src 'self'", 'content="default-src &#x27;self&#x27;"'),
        ("img-src 'none'", 'content="img-src &#x27;none&#x27;"'),
    ],
)
def test_a_policy_gives_leave_to_the_preview_and_to_nothing_else(given: str, expected: str) -> None:
    """What a policy forbids is allowed to the site's own address; what it allows already stays as it is."""
    page = f'<head><meta http-equiv="Content-Security-Policy" content="{given}"></head>'
    assert expected in with_preview(page.encode(), "b", "v").decode()


def test_a_page_without_a_head_gets_the_script_too() -> None:
    """A template of three words is previewed like any other."""
    assert with_preview(b"<p>Hello", "b", "v").decode().startswith("<p>Hello<meta")
    assert with_preview(b"<body>Hello", "b", "v").decode().endswith("</script><body>Hello")


@pytest.mark.parametrize(
    ("before", "after", "there"),
    [
        ({"pages/old.md": "---\ntitle: T\n---\nSame.\n"}, {"pages/new.md": "---\ntitle: U\n---\nSame.\n"}, "new/"),
        ({"pages/old.md": "---\ntitle: T\n---\nSame.\n"}, {"pages/new.md": "---\ntitle: T\n---\nOther.\n"}, "new/"),
        ({"pages/old.md": "---\ntitle: T\n---\nSame.\n"}, {"pages/new.md": "---\ntitle: U\n---\nOther.\n"}, None),
        ({"pages/old.md": "---\ntitle: T\n---\nSame.\n"}, {"pages/old.md": "---\ntitle: U\n---\nX.\n"}, None),
    ],
)
def test_a_page_that_moved_is_known_again(
    tmp_path: Path, before: dict[str, str], after: dict[str, str], there: str | None
) -> None:
    """By its words or by its title, among the addresses that are new."""
    sites = [read_site(make(tmp_path / str(n), files))[0] for n, files in enumerate((before, after))]
    assert moved_to(sites[0], sites[1], "old/") == there


def test_what_is_kept_is_made_again_only_for_another_stamp() -> None:
    """In haste an older result will do and is named; what was made in between is of fresh parts only."""
    kept, made = RoundMemo(), list[str]()

    def get_(slot: str, stamp: int) -> int:
        def make() -> int:
            made.append(slot)
            return stamp

        return kept.get_or_make(slot, stamp, make)

    assert (get_("a", 1), get_("a", 1), get_("a", 2), made) == (1, 1, 2, ["a", "a"])
    with kept.allow_stale() as lagging:
        assert get_("a", 3) == 2
        assert kept.get_or_make("whole", 3, lambda: get_("a", 3)) == 3
    assert lagging == ["a"]
    kept.cancel.set()
    with kept.cancellable():
        assert get_("a", 3) == 3
        with pytest.raises(RoundCancelledError):
            get_("a", 4)
    assert get_("a", 4) == 4


def test_places_open_in_the_editor_of_ones_choice(tmp_path: Path) -> None:
    """A name, or an address of one's own; spaces in paths are escaped."""
    path = tmp_path / "a b.md"
    assert DiagnosticFormatter(tmp_path, "vscode").link(path, 3, 7) == f"vscode://file{tmp_path}/a%20b.md:3:7"
    assert DiagnosticFormatter(tmp_path, "x://{path}#{line}").link(path, 3) == f"x://{tmp_path}/a%20b.md#3"


def test_lines_around_a_place() -> None:
    """Two before, two after, the caret under what is meant; binary junk is no reason to fail."""
    here = Path(__file__)
    lines = here.read_text().splitlines()
    read = ContentFolder(here.parent).lines
    shown = code_excerpt(read(here.name), 3, 1)
    assert [line.number for line in shown] == [1, 2, 3, 4, 5]
    assert [line.text for line in shown] == lines[:5]
    assert [line.caret for line in shown] == [0, 0, 1, 0, 0]
    assert code_excerpt(read("none"), 1, 1) == ()
    python = Path(sys.executable).resolve()
    assert code_excerpt(ContentFolder(python.parent).lines(python.name), 1, 1)


@pytest.mark.parametrize(("host", "name"), [("A.b:80", "a.b"), ("[::1]:8", "::1"), ("x.", "x"), ("[", ""), ("", "")])
def test_names_of_hosts(host: str, name: str) -> None:
    """Ports, brackets and capitals are no part of a name."""
    assert hostname(host) == name
