"""Tell whether code of charts may read files that cannot be recorded while it runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping

RECORDED = {"altair", "numpy", "polars", "sourcebook"}
"""Packages that open files through Python, which `core/file_reads.py` records, or only in functions of `UNRECORDED`."""
OTHER_PROCESSES = {"ctypes", "importlib", "multiprocessing", "runpy", "subprocess"}
"""Modules of Python that start programs, or code that nothing here tells of."""
KNOWN = (RECORDED | sys.stdlib_module_names) - OTHER_PROCESSES
IMPORTS = re.compile(
    rb"(?:^|[;:])[ \t]*(?:from[ \t]+(?P<source>[.\w]+)[ \t]+import\b|import[ \t]+(?P<names>[\w., \t]+))"
)
UNRECORDED = re.compile(
    rb"\b(?:read|scan)_(?!text\b|bytes\b|\w+\(open\()|\bdeserialize\b|\bdir_fd\b|\bsystem\(|\bimport\b.*\bsystem\b|\bpopen\b"
    rb"|spawn|\bfork|\bProcessPoolExecutor\b|\b(?:__import__|eval|exec)\("
)
"""Words of calls by which even known packages read files without Python, or in another process."""
HINTS = (
    b"read_",
    b"scan_",
    b"deserialize",
    b"dir_fd",
    b"system",
    b"popen",
    b"spawn",
    b"fork",
    b"Pool",
    b"__import__",
    b"eval",
    b"exec",
)
"""Parts of these words, of which code has one if it has one of them: they are found faster."""


def may_read_unrecorded(charts: Iterable[str], code: Mapping[str, bytes]) -> bool:
    """Return whether charts may read files in a way that leaves no record.

    That is so if they, or modules of the site that they import, use a package that is not known here, or one of these
    calls of a known one.

    Args:
        charts: paths of `charts.py` files.
        code: all modules of the site, by path.
    """
    named = {path: frozenset(part.removesuffix(".py") for part in path.split("/")) for path in code}
    own = frozenset({""}).union(*named.values())  # A relative import begins with an empty part.
    known = KNOWN | own
    waiting, seen = list(charts), set(charts)
    while waiting:
        text = code[waiting.pop()]
        modules = [name.split(".") for name in _imported(text)]
        if _has_call(text) or any(parts[0] not in known for parts in modules):
            return True
        ours = [parts for parts in modules if parts[0] in own]
        loaded = {path for parts in ours for path in code if not parts[0] or not named[path].isdisjoint(parts)}
        waiting += loaded - seen
        seen |= loaded
    return False


def _has_call(text: bytes) -> bool:
    return any(hint in text for hint in HINTS) and UNRECORDED.search(text) is not None


def _imported(text: bytes) -> Iterator[str]:
    """Yield the names of the modules that code imports."""
    for match in (match for line in text.splitlines() if b"import" in line for match in IMPORTS.finditer(line)):
        names = (match["source"] or match["names"]).decode().split(",")
        yield from (name.split()[0] for name in names if name.strip())
