"""Precompressed copies of files, for servers that send them as they are: `page.html.br` beside `page.html`."""

from __future__ import annotations

import gzip
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from sourcebook.core.cache.disk_cache import ResultCache
from sourcebook.core.executors.processes import default_worker_count
from sourcebook.core.manifest import ManifestEntry
from sourcebook.model import Compression
from sourcebook.pipeline.incremental.previous_outputs import PreviousOutputs
from sourcebook.pipeline.output.buffer import OutputBuffer

SUFFIXES = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".csv", ".tsv", ".bib", ".geojson", ".ics")
"""Suffixes of text files; images and fonts are compressed already."""
LEAST = 1_000
"""Bytes; smaller files fit into the first packet anyway."""
ASSETS = "assets/"
"""Assets are compressed at the highest level, which is slow, and cached."""
AHEAD = 64
"""Files in memory at once."""


def compress(
    files: OutputBuffer,
    unchanged: dict[str, ManifestEntry],
    previous_outputs: PreviousOutputs,
    kinds: Sequence[Compression],
    cache: ResultCache,
) -> None:
    """Add compressed copies to the files of a site; copies from the previous build are reused.

    Args:
        files: rendered or copied files, by site path; compressed copies are added.
        unchanged: unchanged files of the previous build; likewise.
        previous_outputs: of the previous build.
        kinds: Brotli (RFC 7932), gzip (RFC 1952), or both; none: nothing is done.
        cache: for compressed assets.
    """
    if not kinds:
        return
    due: list[tuple[str, Compression]] = []
    sizes = {path: files.size(path) for path in files} | {path: entry.size for path, entry in unchanged.items()}
    for path, size in sizes.items():
        if size < LEAST or not path.endswith(SUFFIXES):
            continue
        # An author's own file of that name stays.
        missing = [kind for kind in kinds if f"{path}.{kind}" not in sizes]
        is_unchanged = path in unchanged or previous_outputs.holds(path, files[path])
        for kind in missing:
            name = f"{path}.{kind}"
            if is_unchanged and not previous_outputs.missing_or_modified([name]):
                unchanged[name] = previous_outputs.manifest_entry(name)
            else:
                due.append((path, kind))
    for name, data in _compressed(
        due, lambda path: files[path] if path in files else previous_outputs.read(path), cache
    ):
        files.put(name, data)


def _compressed(
    due: Iterable[tuple[str, Compression]], read: Callable[[str], bytes], cache: ResultCache
) -> Iterator[tuple[str, bytes]]:
    waiting: deque[tuple[str, Future[bytes]]] = deque()
    with ThreadPoolExecutor(max(1, default_worker_count())) as pool:  # Compressing leaves the interpreter's lock alone.
        for path, kind in due:
            waiting.append((f"{path}.{kind}", pool.submit(_one, read(path), kind, path.startswith(ASSETS), cache)))
            while len(waiting) > AHEAD:
                name, done = waiting.popleft()
                yield name, done.result()
        for name, done in waiting:
            yield name, done.result()


def _one(data: bytes, kind: Compression, is_asset: bool, cache: ResultCache) -> bytes:
    if kind == "gz":
        return gzip.compress(data, 9, mtime=0)
    if is_asset:
        return cache.get_or_make(cache.key(["brotli", data]), lambda: _brotli(data, 11))
    return _brotli(data, 9)


def _brotli(data: bytes, quality: int) -> bytes:
    import brotli

    packed: bytes = brotli.compress(data, quality=quality)
    return packed
