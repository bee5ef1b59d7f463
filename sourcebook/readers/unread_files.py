"""Files that look like content and that nothing reads, as their names are others than those of the content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sourcebook.core.text.phrases import join_names
from sourcebook.readers.formats import SOURCE_FORMATS, YAML

PROSE = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd")
"""Suffixes of Markdown, of which the first one is read."""
RECORDS = {"sources/": tuple(SOURCE_FORMATS), "people/": YAML}
"""Suffixes of the files that are read, by folder."""
CLAIMS = ("claims.yaml", "claims.yml", "claims.json", "claims.toml")
"""Names that the file of claims could have, of which the first two are read."""


def unread_files(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the paths of files that are not read, with a hint."""
    for path in paths:
        folder, name = path[: path.find("/") + 1], path.rpartition("/")[2]
        small = name.lower()
        if small.startswith("readme"):
            continue
        if folder in RECORDS:
            if not path.endswith(RECORDS[folder]):
                yield path, f"files of {folder} end in {join_names(RECORDS[folder], 9)}"
        elif folder in ("briefings/", "pages/"):
            if small.endswith(PROSE) and not name.endswith(".md"):
                yield path, f"rename it to {name[: name.rfind('.')]}.md"
            elif folder == "briefings/" and small in CLAIMS and name not in CLAIMS[:2]:
                yield path, "claims are read from claims.yaml"
        elif not folder and small.startswith(("sources.", "people.", "claims.")):
            there = "its briefing's folder" if small.startswith("claims.") else f"{small.partition('.')[0]}/"
            yield path, f"move it into {there}"
