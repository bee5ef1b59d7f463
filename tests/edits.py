"""A small real site under edits of every kind: after each of them a build leaves what a clean build would.

Not only the pages: the same findings, the same refusals, no file touched that did not change, nothing stale left.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from making import build, check, state_of, tree
from PIL import Image

from sourcebook.core.errors import SourcebookError
from sourcebook.pipeline.build import BuildResult
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.output import writer

SITE = {
    "title": "Small", "base_url": "https://example.org/repo/", "nav": ["briefings", "claims", "about"],
    "checks": {"broken-link": "warning", "unknown-reference": "warning", "query": "warning", "chart": "warning",
               "broken-image": "warning", "unknown-table": "warning", "unknown-chart": "warning",
               "briefed-article": "warning", "self-reference": "warning", "unsound-computation": "warning",
               "derivation-circle": "warning", "stray-markup": "warning"},
}  # fmt: skip
"""What edits do wrong refuses no build, apart from files that cannot be read."""
PLOT = """from pathlib import Path

import altair as alt
import helper
from beside import NAME


def fund(data):
    read = Path(__file__).with_name("index.md").read_text() + (Path(__file__).parents[2] / "site.yaml").read_text()
    return helper.mark(alt.Chart(data.table("fund.csv"), title=f"{NAME} {len(read)}")).encode(x="a:Q", y="b:Q")
"""
HELPER = "def mark(chart):\n    return chart.mark_{}()\n"
LIVE = {"data": {"name": "claims"}, "mark": "bar", "encoding": {"x": {"aggregate": "count"}, "y": {"field": "kind"}}}
WORDS = ("one", "two", "six", "ten")
SOURCES = ("s1", "s2", "s3")
NAMES = ("a", "b", "c", "d", "B", "e")
IDS = tuple(f"{name}-{at}" for name in NAMES for at in range(3))
"""Of claims: each briefing has its own."""
BLOCKS = (
    "Plain **words**, {word}.", "It is [said](claim:{id}), {word}.", "So [@{source}, p. 3; @{other}].",
    "@{source} says {word}.", "[There](../{name}/index.md).", "[Down](../{name}/index.md#part-{word}).",
    "## Part {word}", "[About](/about/#part-{word}), [data](data/fund.csv).", "![Some](claims:?kind=forecast)",
    "![All](claims:?scope=site&sort=-as_of&columns=text,by,via,briefing)", "![By](claims:?by=p1&columns=text,supports)",
    "![Mood](claims:?mood=glad)",
    "![Roots](sources:?root=true&columns=title,claims,derives_from)", "![](chart:corroboration)",
    "![](chart:claim-source-matrix?kind=fact)", "![](chart:claims-by-claimant?scope=site)", "![Own](chart:fund)",
    "![Live](chart:live.vl.json)", "![Fund](table:fund.csv)", "![Port](port.svg)",
    "![Dot](dot.png)", "> “{word}” [-@{source}]",
)  # fmt: skip
"""Paragraphs that a briefing may hold: what stands behind them may be there or not."""
TEMPLATES = {
    "references.html": "{{% if references %}}<p>{word} {{{{ references|length }}}}</p>{{% endif %}}\n",
    "part.html": "<p>{word}</p>\n",
    "404.html": '{{% extends "base.html" %}}{{% block main %}}{word}{{% include "part.html" ignore missing %}}'
    "{{% endblock %}}\n",
    "claim.html": '{{% extends "base.html" %}}{{% block main %}}{{{{ claim_view.by }}}} {word}{{% endblock %}}\n',
    "assets/site.css": ".{word} {{ color: red; }}\n",
}
SETTINGS: tuple[Mapping[str, Any], ...] = (
    {}, {"links": "files"}, {"topics": {"trade": "Commerce"}}, {"nav": ["topics", "about"]},
    {"charts": {"downloads": ["csv"]}}, {"hosting": "netlify"}, {"compress": ["gz"]},
    {"fields": {"mood": {"enum": ["glad", "sad"]}}}, {"desk": "Our desk"}, {"topic_aliases": {"commerce": "trade"}},
    {"ratings": [{"value": 1, "label": "No"}, {"value": 2, "label": "Yes", "status": "confirmed"}]},
)  # fmt: skip
FOREIGN = "CNAME"

word, name, source, claim = (st.sampled_from(pool) for pool in (WORDS, NAMES, SOURCES, IDS))
block = st.builds(
    lambda text, **values: text.format(**values),
    st.sampled_from(BLOCKS), word=word, id=claim, source=source, other=source, name=name,
)  # fmt: skip
prose = st.lists(block, min_size=1, max_size=4).map("\n\n".join)
stated = st.fixed_dictionaries(
    {
        "text": word, "kind": st.sampled_from(["fact", "figure", "forecast", "opinion"]),
        "by": st.sampled_from(["article", "p1", "p2", "desk", ["p1", "p2"], ["article", "p2"]]),
    },
    optional={
        "via": st.lists(source.map(lambda one: {"source": one}), max_size=2),
        "topics": st.lists(st.sampled_from(["trade", "energy"]), max_size=2, unique=True),
        "supports": st.lists(claim, max_size=1), "as_of": st.sampled_from(["2026", "2026-02-01"]),
        "attacks": st.lists(claim, max_size=1), "supersedes": claim, "computed_from": st.lists(claim, max_size=2),
        "withdrawn": st.just({"date": "2026-03", "reason": "Doubled."}), "aliases": st.sampled_from(["x-1", "x-2"]),
        "responses": st.just([{"by": "p2", "kind": "denies", "via": [{"source": "s2"}]}]),
        "reviews": st.just([{"verdict": "Yes", "rating": 2, "by": "p1", "date": "2026", "sources": ["s1"]}]),
        "article": source,
        "quotes": st.just([{"exact": "Well.", "form": "direct", "source": "s1", "speaker": "p1"}]),
    },
)  # fmt: skip


class Killed(BaseException):
    """The end of a process, as far as its files can tell."""


class Edits(RuleBasedStateMachine):
    """Edits a site, and holds each build against a clean one."""

    steps = 0
    """Builds that were compared, of all machines of this process."""
    sequences = 0
    written_steps = 0
    """Those of them that were not refused."""

    def __init__(self) -> None:
        super().__init__()
        Edits.sequences += 1
        self.root = Path(tempfile.mkdtemp(prefix="sourcebook-edits-"))
        self.order = BuildOptions(self.root / "content", self.root / "site")
        self.content, self.output = self.order.source, self.order.output
        self.written: dict[str, tuple[int, bytes]] = {}

    def put(self, path: str, text: str) -> None:
        """Write a file of the site."""
        there = self.root / path
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(text)

    def folder(self, name: str) -> Path:
        """The folder of a briefing."""
        return self.content / "briefings" / name

    @initialize(body=prose, claims=st.lists(stated, min_size=1, max_size=3))
    def begin(self, body: str, claims: list[dict[str, Any]]) -> None:
        """Two briefings, two sources, two people, a page, a chart of its own, built once."""
        self.configure(SITE)
        self.put("content/pages/about.md", "---\ntitle: About\n---\n## Part one\n")
        self.put("content/people/people.yaml", '- {id: p1, name: "Rory Green", kind: person}\n')
        self.put("content/sources/s1.yaml", "id: s1\ntitle: One\nderives_from: [{source: s2, how: quotes}]\n")
        self.put("content/sources/s2.yaml", "id: s2\ntitle: Two\nissued: 2026-02\n")
        self.put("beside.py", "NAME = 'Fund'\n")
        self.add("a", "one", body)
        self.add("b", "two", "It is [said](claim:a-0) [@s1].")
        for at, one in enumerate(claims):
            self.state_claim("a", at, one)
        self.give_data("a", 1, 2)
        self.draw_charts("a", "bar", "one")
        self.put("site/CNAME", "example.org")
        (self.root / "site/.sourcebook").mkdir()

    def configure(self, settings: Mapping[str, Any]) -> None:
        """Write the settings."""
        self.put("content/site.yaml", json.dumps(settings) + "\n")

    @rule(name=name, title=word, body=prose, day=st.integers(1, 4))
    def add(self, name: str, title: str, body: str, day: int = 1) -> None:
        """A briefing is written, or written anew."""
        text = f"---\ntitle: {title.capitalize()}\ndate: 2026-02-0{day}\narticle: s1\n---\n\n{body}\n"
        self.put(f"content/briefings/{name}/index.md", text)

    @rule(name=name, body=prose)
    def edit_prose(self, name: str, body: str) -> None:
        """The body of a briefing changes."""
        path = self.folder(name) / "index.md"
        if path.exists():
            head = path.read_text().split("---\n")[1]
            path.write_text(f"---\n{head}---\n\n{body}\n")

    @rule(name=name)
    def delete(self, name: str) -> None:
        """A briefing goes, its folder and all."""
        shutil.rmtree(self.folder(name), ignore_errors=True)

    @rule(old=name, new=name)
    def rename(self, old: str, new: str) -> None:
        """A briefing gets another name, perhaps only another case."""
        if self.folder(old).is_dir() and not self.folder(new).exists():
            self.folder(old).rename(self.folder(new))

    @rule(name=name, at=st.integers(0, 2), one=stated)
    def state_claim(self, name: str, at: int, one: dict[str, Any]) -> None:
        """A claim of a briefing is written, or written anew; that of a briefing that was renamed keeps its id."""
        if self.folder(name).is_dir():
            known = self.folder(name) / "claims.lst"
            claims = json.loads(known.read_text()) if known.exists() else {}
            claims[f"{name}-{at}"] = {"id": f"{name}-{at}", **one}
            known.write_text(json.dumps(claims))
            text = "".join(f"- {json.dumps(claim)}\n" for claim in claims.values())
            self.put(f"content/briefings/{name}/claims.yaml", text)

    @rule(name=source, title=word, root=st.sampled_from([None, *SOURCES]))
    def edit_source(self, name: str, title: str, root: str | None) -> None:
        """A source is written, or written anew; it may derive from one that is not there, or in a circle."""
        steps = [{"source": root, "how": "quotes"}] if root else []
        self.put(f"content/sources/{name}.yaml", json.dumps({"id": name, "title": title, "derives_from": steps}) + "\n")

    @rule(name=source)
    def delete_source(self, name: str) -> None:
        """A source goes."""
        (self.content / f"sources/{name}.yaml").unlink(missing_ok=True)

    @rule(known=st.sets(st.sampled_from(["p1", "p2"])), name=word)
    def edit_people(self, known: set[str], name: str) -> None:
        """People come, go and change their names."""
        people = [{"id": one, "name": f"{name} {one}", "kind": "person", "affiliation": "p2"} for one in sorted(known)]
        self.put("content/people/people.yaml", json.dumps(people) + "\n")

    @rule(name=name, low=st.integers(1, 3), high=st.integers(1, 3))
    def give_data(self, name: str, low: int, high: int) -> None:
        """A data file is written, and a picture."""
        if self.folder(name).is_dir():
            self.put(f"content/briefings/{name}/data/fund.csv", f"a,b\n{low},{high}\n2,3\n")
            self.put(f"content/briefings/{name}/port.svg", f'<svg xmlns="http://www.w3.org/2000/svg" width="{low}"/>')

    @rule(name=name, mark=st.sampled_from(["bar", "point", "nothing"]), title=word)
    def draw_charts(self, name: str, mark: str, title: str) -> None:
        """Charts of a briefing's own: a function, what it imports, a file of Vega-Lite."""
        if self.folder(name).is_dir():
            self.put(f"content/briefings/{name}/charts.py", PLOT)
            self.put(f"content/briefings/{name}/helper.py", HELPER.format(mark))
            self.put(f"content/briefings/{name}/live.vl.json", json.dumps({**LIVE, "title": title}))

    @rule(name=name, colour=st.integers(0, 2), width=st.integers(1, 2))
    def give_image(self, name: str, colour: int, width: int) -> None:
        """An image of pixels, or another one of the same name."""
        if self.folder(name).is_dir():
            image = io.BytesIO()
            Image.new("L", (width * 30, 20), colour * 90).save(image, "PNG")
            (self.folder(name) / "dot.png").write_bytes(image.getvalue())

    @rule(title=word)
    def edit_code_beside(self, title: str) -> None:
        """A module beside the content changes, which charts import."""
        self.put("beside.py", f"NAME = '{title}'\n")

    @rule(name=st.sampled_from(sorted(TEMPLATES)), text=word)
    def edit_template(self, name: str, text: str) -> None:
        """A template of one's own, a part of one, or a style sheet."""
        self.put(f"templates/{name}", TEMPLATES[name].format(word=text))

    @rule(name=st.sampled_from(sorted(TEMPLATES)))
    def delete_template(self, name: str) -> None:
        """The default is back."""
        (self.root / "templates" / name).unlink(missing_ok=True)

    @rule(
        title=word, citations=st.sampled_from(["numbered", "author-date", "apa"]),
        is_strict=st.sampled_from([False, False, False, True]), more=st.sampled_from(SETTINGS),
    )  # fmt: skip
    def edit_settings(self, title: str, citations: str, is_strict: bool, more: Mapping[str, Any]) -> None:
        """Settings, levels of rules among them."""
        settings = {**SITE, "title": title, "citations": citations, **more}
        self.configure({**settings, "checks": {}} if is_strict else settings)

    @rule(body=prose, nested=st.booleans())
    def edit_page(self, body: str, nested: bool) -> None:
        """A page that is no briefing."""
        title = "About us" if nested else "About"
        self.put("content/pages/about.md", f"---\ntitle: {title}\naliases: [/old/]\n---\n{body}\n")

    @rule(text=st.sampled_from(["title: [", "- {id: s9}\n", "\x00", ""]), is_mended=st.booleans())
    def break_file(self, text: str, is_mended: bool) -> None:
        """A file that cannot be read, or says nothing; a build later it may be as it was."""
        path = self.content / "sources/s2.yaml"
        before = path.read_bytes() if path.exists() else b"id: s2\ntitle: Two\n"
        path.write_text(text)
        if is_mended:
            self.is_what_a_clean_build_leaves()
            path.write_bytes(before)

    @rule(data=st.data())
    def touch(self, data: st.DataObject) -> None:
        """Only the date of a file changes."""
        path = data.draw(st.sampled_from(self._files(self.content)))
        os.utime(path)

    @rule(data=st.data(), letter=st.sampled_from("xyz"), back=st.booleans())
    def edit_in_disguise(self, data: st.DataObject, letter: str, back: bool) -> None:
        """Other words of the same size at the same moment, or at one long ago: a clock that goes back."""
        prose = [path for path in self._files(self.content) if path.suffix == ".md"]
        if prose:
            path = data.draw(st.sampled_from(prose))
            stat, text = path.stat(), path.read_text()
            path.write_text(f"{text[:-2]}{letter}\n")
            moment = stat.st_mtime_ns - (10**13 if back else 0)
            os.utime(path, ns=(moment, moment))

    @rule(data=st.data(), is_gone=st.booleans())
    def meddle(self, data: st.DataObject, is_gone: bool) -> None:
        """Somebody edits or deletes a file of the built site."""
        built = [path for path in self._files(self.output) if ".sourcebook" not in path.parts and path.name != FOREIGN]
        if built:
            path = data.draw(st.sampled_from(built))
            if is_gone:
                path.unlink()
            else:
                path.write_bytes(b"mine")

    @rule(keep=st.sampled_from([0.0, 0.5, 0.999]))
    def damage_state(self, keep: float) -> None:
        """What is known of the last build is cut off."""
        path = state_of(self.order)
        if path.exists():
            data = path.read_bytes()
            path.write_bytes(data[: int(len(data) * keep)])

    @precondition(lambda self: self.written)
    @rule(at=st.integers(0, 60), body=prose, title=word)
    def kill(self, at: int, body: str, title: str) -> None:
        """A build is killed at one of its writes; then the edit that it was for is taken back, or not."""
        path = self.folder("b") / "index.md"
        before = path.read_bytes() if path.exists() else None
        self.add("b", title, body, 1 + at % 4)
        with killed_at(at), pytest.MonkeyPatch.context(), suppress(Killed):
            build(self.order)
        if at % 2 and before is not None:
            path.write_bytes(before)

    @rule(body=prose, title=word)
    def build_twice_at_once(self, body: str, title: str) -> None:
        """Two builds run at once, with an edit that one of them may see."""
        check(self.order)
        threads = [threading.Thread(target=_ignoring, args=[lambda: build(self.order)]) for _ in range(2)]
        threads[0].start()
        self.add("b", title, body)
        threads[1].start()
        for thread in threads:
            thread.join()

    @invariant()
    def is_what_a_clean_build_leaves(self) -> None:
        """The build after each edit, held against one into an empty folder."""
        if not self.output.is_dir():
            return
        Edits.steps += 1
        before = _seen(self.output)
        result, expected = build(self.order), self._clean()
        assert result.findings == expected.findings
        assert (result.written is None) == (expected.written is None)
        after = _seen(self.output)
        if result.written is None:
            assert after == before
            return
        assert {path: data for path, (_, data) in after.items()} == tree(self.root / "clean") | {
            FOREIGN: b"example.org"
        }
        Edits.written_steps += 1
        untouched = [path for path in after.keys() & before.keys() if after[path][1] == before[path][1]]
        assert [path for path in untouched if after[path] != before[path]] == []
        again = build(self.order).explanation
        assert again is None or not again.stale_because
        self.written = after

    def _clean(self) -> BuildResult:
        shutil.rmtree(self.root / "clean", ignore_errors=True)
        return build(self.order._replace(output=self.root / "clean"))

    def _files(self, folder: Path) -> list[Path]:
        return sorted(path for path in folder.rglob("*") if path.is_file())

    def teardown(self) -> None:
        """At the end, once more with charts that are drawn anew: what was remembered of them was right."""
        try:
            if self.written:
                with pytest.MonkeyPatch.context() as patch:
                    patch.setenv("SOURCEBOOK_CACHE", str(self.root / "cold"))
                    if self._clean().written is not None:
                        assert tree(self.root / "clean") | {FOREIGN: b"example.org"} == tree(self.output)
        finally:
            shutil.rmtree(self.root, ignore_errors=True)


def _seen(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of a built folder: when it was last written, and its bytes."""
    return {path: ((folder / path).stat().st_mtime_ns, data) for path, data in tree(folder).items()}


def _ignoring(task: Callable[[], object]) -> None:
    """A build that meets a file in the middle of an edit may say so."""
    with suppress(SourcebookError, OSError):
        task()


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """From this change of a file on nothing reaches the disk: neither what was to come, nor any clearing up."""
    left = [number]

    def ends(real: Callable[..., Any]) -> Callable[..., Any]:
        def one(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] == -1:
                raise Killed
            return real(*args, **kwargs) if left[0] >= 0 else None

        return one

    with pytest.MonkeyPatch.context() as patch:
        for module, call in ((os, "replace"), (os, "unlink"), (os, "rmdir"), (shutil, "rmtree")):
            patch.setattr(module, call, ends(getattr(module, call)))
        patch.setattr(Path, "write_bytes", ends(Path.write_bytes))
        patch.setattr(writer, "put", ends(writer.put))
        yield
