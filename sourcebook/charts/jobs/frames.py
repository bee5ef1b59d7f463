"""Pass the data files of a briefing to worker processes through the disk cache, not with each chart."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sourcebook.charts.vega.spec import ChartError
from sourcebook.core.cache.disk_cache import ResultCache
from sourcebook.core.executors.resources import WorkerResources

if TYPE_CHECKING:
    from polars import DataFrame


class PackedFrames(NamedTuple):
    """Data files by name, as Arrow."""

    key: str
    """Cache key of the data."""
    data: bytes
    """The data; empty if they are in the disk cache."""

    def read(self, cache: ResultCache, resources: WorkerResources) -> Mapping[str, DataFrame]:
        """Return the frames; the process keeps those that it read last.

        Raises:
            ChartError: if they are no longer in the disk cache.
        """

        def read() -> Mapping[str, DataFrame]:
            data = self.data or cache.load(self.key)
            if data is None:
                raise ChartError("the folder of drawn charts was emptied while the site was built", hint="build again")
            return _read(data)

        return resources.get_or_make("frames", self.key, read)


def pack_frames(frames: Mapping[str, DataFrame], key_parts: object, cache: ResultCache) -> PackedFrames:
    """Pack frames for a worker.

    Args:
        frames: by name.
        key_parts: everything that they depend on, as plain values.
        cache: to store them in.
    """
    key = cache.key(("frames", key_parts))
    if frames and cache.load(key) is not None:
        return PackedFrames(key, b"")
    data = msgspec.msgpack.encode({name: _arrow(frame) for name, frame in frames.items()})
    return PackedFrames(key, b"" if frames and cache.save(key, data) else data)


def _arrow(frame: DataFrame) -> bytes:
    target = io.BytesIO()
    frame.write_ipc(target)
    return target.getvalue()


def _read(data: bytes) -> Mapping[str, DataFrame]:
    import polars as pl

    named = msgspec.msgpack.decode(data, type=dict[str, bytes])
    return {name: pl.read_ipc(content) for name, content in named.items()}
