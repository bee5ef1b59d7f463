"""Small sites made on the spot, for tests that need one thing to be wrong or unusual."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sourcebook.charts.vega.engine import VegaEngine
from sourcebook.charts.vega.script import script

GOOD: Mapping[str, str | bytes] = {
    "site.yaml": "title: Small\nbase_url: https://example.org/repo/\nnav: [briefings, claims, about]\n",
    "people/people.yaml": "- {id: rory-green, name: Rory Green, kind: person}\n",
    "sources/sources.yaml": (
        "- {id: article, title: An article, derives_from: [{source: report, how: rewrites}]}\n"
        "- {id: report, title: A report, issued: 2026-02}\n"
    ),
    "pages/about.md": "---\ntitle: About\n---\nThe method.\n",
    "briefings/a/index.md": (
        "---\ntitle: First\ndate: 2026-02-16\narticle: article\n---\n\n"
        "It [begins](claim:begins) and [ends](claim:ends) [@report].\n"
    ),
    "briefings/a/claims.yaml": (
        "- id: begins\n  text: It begins.\n  kind: fact\n  by: rory-green\n  via: [{source: report}]\n"
        "- id: ends\n  text: It ends.\n  kind: forecast\n  by: article\n"
    ),
}
"""A site in which nothing is wrong."""


def make(root: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write a content folder: the good site, with some files replaced, added, or (None) left out."""
    content = root / "content"
    for name, text in {**GOOD, **(files or {})}.items():
        if text is None:
            continue
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return content


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a built folder by its site path, the program's own apart."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".sourcebook" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def unframed(said: str) -> str:
    """What was printed of findings, less the lines of the files that they are about."""
    return re.sub(r"^    +\d* *\| .*\n", "", said, flags=re.MULTILINE)


@cache
def engine() -> VegaEngine:
    """Vega, begun once for all tests of a process."""
    return VegaEngine(script())
