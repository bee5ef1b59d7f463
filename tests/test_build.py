"""Builds: all or nothing, nothing for nothing, and never in a foreign folder."""

from __future__ import annotations

import hashlib
import posixpath
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import GOOD, build, make, tree

from sourcebook.cli.program import run
from sourcebook.core.errors import SourcebookError
from sourcebook.core.manifest import read_manifest
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.output import writer
from sourcebook.render.theme.asset_fingerprints import fingerprint_assets
from sourcebook.render.theme.links import relative_url

ROOT = Path(__file__).resolve().parent.parent
INDEX = "briefings/a/index.md"


@given(*(st.lists(st.sampled_from(["a", "b", "index.html", ""]), max_size=4) for _ in range(2)), st.booleans())
def test_links_are_what_the_paths_of_the_system_say(here: list[str], there: list[str], is_placed: bool) -> None:
    """From any page to any site path: as `os.path.relpath` counts, with the slash that tells a folder from a file."""
    page, path = ("/".join(part for part in parts[:-1] if part) + "/" for parts in (here, there))
    page, path = page.lstrip("/") + "index.html" * (len(here) % 2), path.lstrip("/") + "x.html" * (len(there) % 2)
    link = posixpath.relpath(f"/{path}", f"/{page.rpartition('/')[0]}")
    expected = f"{link}/" if path.endswith("/") or not path else link
    if is_placed:
        expected = "#at" if path == page else f"{expected}#at"
    assert relative_url(page, f"{path}#at" if is_placed else path) == expected


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    """The same content gives the same bytes, and no file is touched."""
    order = BuildOptions(make(tmp_path), tmp_path / "site")
    first = build(order)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*.html")}
    second = build(order)
    assert first.written is not None
    assert second.written is not None
    assert len(first.written.new) > 10
    assert second.written[:3] == ((), (), ())
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*.html")}


def test_what_is_gone_from_the_content_goes_from_the_site(tmp_path: Path) -> None:
    """A renamed page leaves no old address behind, and files that no build wrote stay."""
    content = make(tmp_path)
    build(BuildOptions(content, tmp_path / "site"))
    (tmp_path / "site" / "CNAME").write_text("example.org")
    (content / "pages" / "about.md").rename(content / "pages" / "method.md")
    (content / "site.yaml").write_text(str(GOOD["site.yaml"]).replace("about", "method"))
    build(BuildOptions(content, tmp_path / "site"))
    assert not (tmp_path / "site" / "about").exists()
    assert (tmp_path / "site" / "method" / "index.html").exists()
    assert (tmp_path / "site" / "CNAME").exists()


def test_content_with_errors_leaves_the_last_site(tmp_path: Path) -> None:
    """A build that is refused changes no byte."""
    content = make(tmp_path)
    build(BuildOptions(content, tmp_path / "site"))
    before = tree(tmp_path / "site")
    (content / INDEX).write_text(str(GOOD[INDEX]) + "\n[gone](gone.md)\n")
    assert build(BuildOptions(content, tmp_path / "site")).written is None
    assert tree(tmp_path / "site") == before


def test_a_foreign_folder_is_never_touched(tmp_path: Path) -> None:
    """Neither build nor clean takes a folder that holds something else."""
    content = make(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.txt").write_text("years of work")
    with pytest.raises(SourcebookError, match="not built by Sourcebook"):
        build(BuildOptions(content, tmp_path / "site"))
    assert run(["clean", "--source", str(content)]) == 0
    assert tree(tmp_path / "site") == {"thesis.txt": b"years of work"}


def test_clean_deletes_what_builds_wrote(tmp_path: Path) -> None:
    """After `clean` the folder is gone, or holds only what no build wrote."""
    content = make(tmp_path)
    assert run(["build", "--source", str(content)]) == 0
    (tmp_path / "site" / "CNAME").write_text("example.org")
    assert run(["clean", "--source", str(content)]) == 0
    assert tree(tmp_path / "site") == {"CNAME": b"example.org"}


def test_a_full_disk_leaves_the_last_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When staging fails half way, the old site is whole and the staged files are gone."""
    content = make(tmp_path)
    build(BuildOptions(content, tmp_path / "site"))
    before = tree(tmp_path / "site")
    (content / INDEX).write_text(str(GOOD[INDEX]).replace("First", "Changed"))
    real, calls = writer.put, []

    def full(path: str, data: bytes) -> None:
        calls.append(path)
        if len(calls) > 3:
            raise OSError(28, "No space left on device")
        real(path, data)

    monkeypatch.setattr(writer, "put", full)
    with pytest.raises(SourcebookError, match="No space left"):
        build(BuildOptions(content, tmp_path / "site"))
    monkeypatch.undo()
    assert tree(tmp_path / "site") == before
    assert not (tmp_path / "site" / writer.STAGING).exists()


@pytest.mark.slow
def test_two_builds_at_once_leave_one_whole_site(tmp_path: Path) -> None:
    """Builds of one folder wait for each other."""
    content = make(tmp_path)
    command = [sys.executable, str(ROOT / "build.py"), "--source", str(content)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0], [one.communicate() for one in both]
    order = BuildOptions(content, tmp_path / "alone")
    build(order)
    assert tree(tmp_path / "site") == tree(tmp_path / "alone")


def test_an_interrupted_build_says_so_and_leaves_the_last_site(tmp_path: Path) -> None:
    """Ctrl-C ends with exit code 130, in one line, without a traceback."""
    mark = tmp_path / "drawing"
    slow = f"import time, pathlib\n\n\ndef slow(data):\n    pathlib.Path({str(mark)!r}).touch()\n    time.sleep(30)\n"
    page = str(GOOD[INDEX]) + "\n![Slow](chart:slow)\n"
    content = make(tmp_path, {INDEX: page, "briefings/a/charts.py": slow})
    command = [sys.executable, str(ROOT / "build.py"), "--source", str(content)]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for _ in range(200):
        if not mark.exists():
            time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=10)
    assert (running.returncode, said.strip().count("\n")) == (130, 0), said
    assert not (tmp_path / "site").exists()


@pytest.mark.slow
@pytest.mark.parametrize("at", [1, 3])
def test_ctrl_c_while_files_are_replaced_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], at: int
) -> None:
    """The site is then in part the new one, and the next build completes it."""
    content = make(tmp_path)
    replace, calls = writer._replace, []

    def interrupted(temporary: str, path: Path) -> None:
        calls.append(path)
        if len(calls) == at:
            raise KeyboardInterrupt
        replace(temporary, path)

    monkeypatch.setattr(writer, "_replace", interrupted)
    assert run(["--source", str(content)]) == 130
    assert "interrupted while files were replaced: the site is in part the new one" in capsys.readouterr().err
    monkeypatch.undo()
    assert run(["--source", str(content)]) == 0
    built = tree(tmp_path / "site")
    assert run(["--source", str(content), "--clean"]) == 0
    assert tree(tmp_path / "site") == built


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
@pytest.mark.slow
def test_no_process_outlives_a_build_that_ends(tmp_path: Path, how: signal.Signals) -> None:
    """However it ends, the process that draws a chart which never ends is gone soon after."""
    mark = tmp_path / "pid"
    loop = f"import os, pathlib\n\n\ndef loop(data):\n    pathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\n"
    page = f"{GOOD[INDEX]!s}\n![Loop](chart:loop)\n"
    settings = f"{GOOD['site.yaml']!s}charts: {{time_limit: 600}}\n"
    files = {INDEX: page, "briefings/a/charts.py": f"{loop}    while True:\n        pass\n", "site.yaml": settings}
    command = [sys.executable, str(ROOT / "build.py"), "--source", str(make(tmp_path, files))]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    for _ in range(200):
        if not mark.exists() or not mark.read_text():
            time.sleep(0.1)
    running.send_signal(how)
    running.wait(10)
    for _ in range(50):
        if Path(f"/proc/{mark.read_text()}").exists():
            time.sleep(0.1)
    assert not Path(f"/proc/{mark.read_text()}").exists()


def test_a_template_of_the_users_own_takes_the_place_of_the_default(tmp_path: Path) -> None:
    """One file in templates/ is enough, and a broken one is named with its line."""
    content = make(tmp_path)
    (tmp_path / "templates").mkdir()
    own = tmp_path / "templates" / "404.html"
    own.write_text("<p>Mine: {{ config.title }}</p>")
    build(BuildOptions(content, tmp_path / "site"))
    assert (tmp_path / "site" / "404.html").read_text() == "<p>Mine: Small</p>"
    own.write_text("<p>\n{{ config.titel.x }}</p>")
    with pytest.raises(SourcebookError, match=r"templates/404\.html:2:1"):
        build(BuildOptions(content, tmp_path / "site"))


def test_links_to_files_open_from_a_disk(tmp_path: Path) -> None:
    """With `links: files` every link inside the site names a file that is there."""
    content = make(tmp_path, {"site.yaml": str(GOOD["site.yaml"]) + "links: files\n"})
    build(BuildOptions(content, tmp_path / "site"))
    for page in (tmp_path / "site").rglob("*.html"):
        if page.name == "404.html":
            continue
        for link in re.findall(r'href="((?!https?:)[^"#]+)', page.read_text()):
            assert (page.parent / link).is_file(), (page, link)


def test_the_feed_and_the_data_say_what_the_pages_say(tmp_path: Path) -> None:
    """Dates begin in the site's zone; claims carry their corroboration and permanent address."""
    content = make(tmp_path, {"site.yaml": str(GOOD["site.yaml"]) + "timezone: Europe/Berlin\n"})
    build(BuildOptions(content, tmp_path / "site"))
    assert "<updated>2026-02-15T23:00:00Z</updated>" in (tmp_path / "site" / "feed.xml").read_text()
    claims = msgspec.json.decode((tmp_path / "site" / "data" / "claims.json").read_bytes())["claims"]
    assert [(one["id"], one["corroboration"], one["url"]) for one in claims] == [
        ("begins", 1, "https://example.org/repo/claims/begins/"),
        ("ends", 0, "https://example.org/repo/claims/ends/"),
    ]


def test_hostile_text_reaches_pages_only_escaped(tmp_path: Path) -> None:
    """Markup in titles, names and data stays text in HTML and XML."""
    evil = "<script>alert(1)</script>"
    page = str(GOOD[INDEX]).replace("title: First", f"title: '{evil}'") + '\n![x](table:t.csv "c")\n'
    files = {INDEX: page, "people/people.yaml": f"- {{id: rory-green, name: '{evil}', kind: person}}\n",
             "briefings/a/data/t.csv": f"a\n{evil}\n"}  # fmt: skip
    assert build(BuildOptions(make(tmp_path, files), tmp_path / "site")).written is not None
    for path, data in tree(tmp_path / "site").items():
        assert path.endswith((".csv", ".json")) or b"<script>" not in data, path


def test_a_file_cannot_take_the_place_of_a_page(tmp_path: Path) -> None:
    """An index.html beside index.md is refused, and does not replace the briefing in silence."""
    content = make(tmp_path, {"briefings/a/index.html": "<p>", "pages/robots.txt": "x"})
    found = build(BuildOptions(content, tmp_path / "site")).findings
    assert [(one.rule, one.location.file) for one in found] == [
        ("duplicate-id", "briefings/a/index.html"),
        ("duplicate-id", "briefings/a/index.md"),
        ("duplicate-id", "pages/robots.txt"),
    ]


def test_clean_writes_every_file_anew(tmp_path: Path) -> None:
    """`--clean` trusts nothing that is there, and deletes nothing before the new site is on the disk."""
    order = BuildOptions(make(tmp_path), tmp_path / "site")
    build(order)
    again = build(order._replace(clean=True)).written
    assert again is not None
    assert (again.unchanged, len(again.changed)) == (0, len(tree(tmp_path / "site")))


def test_a_chart_on_an_ordinary_page_shows_the_whole_site(tmp_path: Path) -> None:
    """Its squares lead to the claims' own pages, and a claim there shows what it supports."""
    page = str(GOOD["pages/about.md"]) + '\n![Strip](chart:evidence-strip "All")\n\n[It ends](claim:ends).\n'
    claims = str(GOOD["briefings/a/claims.yaml"]) + "  supports: [begins]\n"
    content = make(tmp_path, {"pages/about.md": page, "briefings/a/claims.yaml": claims})
    assert build(BuildOptions(content, tmp_path / "site")).findings == ()
    about = (tmp_path / "site" / "about" / "index.html").read_text()
    assert about.count('<a href="../claims/begins/"') == 2
    assert '<a href="../claims/ends/">It ends' in about
    assert '<a href="../begins/">It begins.</a>' in (tmp_path / "site" / "claims" / "ends" / "index.html").read_text()


def test_assets_are_named_by_their_bytes_and_by_those_that_they_lead_to() -> None:
    """A changed font renames the style sheet that names it, and only what leads there; references follow."""
    assets = {
        "a.css": b'@import "more/b.css"; p { background: url(p.png#x) }',
        "more/b.css": b"@font-face { src: url('../f.woff2') } i { color: url(none.png) }",
        "f.woff2": b"font", "p.png": b"picture", "one.js": b'import "./two.js"', "two.js": b'import "./one.js"',
    }  # fmt: skip
    names, files = fingerprint_assets(assets)
    assert files[names["a.css"]] == (
        f'@import "./{names["more/b.css"]}"; p {{ background: url(./{names["p.png"]}#x) }}'.encode()
    )
    assert f"url('../{names['f.woff2']}')".encode() in files[names["more/b.css"]]
    assert b"url(none.png)" in files[names["more/b.css"]]
    assert files[names["one.js"]] == f'import "./{names["two.js"]}"'.encode()
    changed, _ = fingerprint_assets(assets | {"f.woff2": b"another font"})
    assert {name for name in assets if names[name] != changed[name]} == {"a.css", "more/b.css", "f.woff2"}


def test_the_manifest_says_size_hash_type_and_cache_class(tmp_path: Path) -> None:
    """Every file of a build is in its manifest, as it is to be served; assets of the theme may be kept for ever."""
    build(BuildOptions(make(tmp_path, {"briefings/a/photo.png": b"\x89PNG"}), tmp_path / "site"))
    manifest, files = read_manifest(tmp_path / "site").files, tree(tmp_path / "site")
    assert manifest.keys() == files.keys()
    for path, data in files.items():
        assert (manifest[path].size, manifest[path].sha256) == (len(data), hashlib.sha256(data).hexdigest())
    kinds = {path: (entry.type, entry.cache) for path, entry in manifest.items()}
    assert kinds["claims/index.html"] == ("text/html; charset=utf-8", "page")
    assert kinds["briefings/a/photo.png"] == ("image/png", "asset")
    assert {kind for path, kind in kinds.items() if path.startswith("assets/sourcebook-")} == {
        ("text/css; charset=utf-8", "immutable"),
        ("text/javascript; charset=utf-8", "immutable"),
    }


ALIASED = {INDEX: GOOD[INDEX].replace("title:", "aliases: [/old/place/, older.html]\ntitle:", 1)}


def test_old_addresses_lead_on(tmp_path: Path) -> None:
    """A small page at each, whose link and refresh are right at its depth."""
    build(BuildOptions(make(tmp_path, ALIASED), tmp_path / "site"))
    moved = (tmp_path / "site/old/place/index.html").read_text()
    assert 'content="0; url=../../briefings/a/"' in moved
    assert '<link rel="canonical" href="https://example.org/repo/briefings/a/">' in moved
    assert 'url=briefings/a/"' in (tmp_path / "site/older.html").read_text()


def test_hosts_with_files_for_it_get_redirects_and_headers(tmp_path: Path) -> None:
    """301 answers instead of pages; the policy of the pages, and for how long assets may be kept."""
    settings = {"site.yaml": GOOD["site.yaml"] + "hosting: netlify\n"}
    build(BuildOptions(make(tmp_path, ALIASED | settings), tmp_path / "site"))
    assert not (tmp_path / "site/old").exists()
    redirects = (tmp_path / "site/_redirects").read_text()
    assert redirects == "/old/place /briefings/a/ 301\n/older.html /briefings/a/ 301\n"
    policy = re.search('Content-Security-Policy" content="([^"]+)"', (tmp_path / "site/index.html").read_text())
    headers = (tmp_path / "site/_headers").read_text()
    assert policy is not None
    assert f"/*\n  Content-Security-Policy: {policy[1]}; " in headers
    assert "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n" in headers


@pytest.mark.parametrize("alias", ["claims/", "briefings/a", "../x", "a//b", "x?y", ".git/x", "/"])
def test_an_alias_where_something_stands_or_that_is_none(tmp_path: Path, alias: str) -> None:
    """It is an error at both places, and the page that stands there is not replaced."""
    words = GOOD[INDEX].replace("title:", f"aliases: ['{alias}']\ntitle:", 1)
    result = build(BuildOptions(make(tmp_path, {INDEX: words}), tmp_path / "site"))
    places = [f"{INDEX}:1:1", f"{INDEX}:2:11"] if alias == "briefings/a" else [f"{INDEX}:2:11"]
    assert [(one.level, str(one.location)) for one in result.findings] == [("error", place) for place in places]


def test_the_script_of_charts_is_there_when_there_is_a_chart(tmp_path: Path) -> None:
    """It comes with its licences and the first chart, and goes with the last one; else nothing of it is made."""
    bare = {name: None for name in GOOD if name.startswith(("sources/", "briefings/"))}
    page = "---\ntitle: Bare\ndate: 2026-02-16\n---\n\n"
    found = []
    for embedded in ("Nothing.", "![](chart:corroboration)", "Nothing."):
        content = make(tmp_path, {**bare, "briefings/b.md": f"{page}{embedded}\n"})
        result = build(BuildOptions(content, tmp_path / "site"))
        assert result.written is not None, result.findings
        made = tree(tmp_path / "site")
        assert (b"<svg" in made["briefings/b/index.html"]) is ("chart" in embedded)
        found.append(sorted(path for path in made if "vega" in path))
    assert [[path.rpartition(".")[2] for path in paths] for paths in found] == [[], ["js", "txt"], []]
