"""The data files of a briefing on their way to the processes that draw: once through the store, not with each chart."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sourcebook.charts.vega.spec import ChartError
from sourcebook.core.cache.disk_cache import NullCache
from sourcebook.core.executors.resources import WorkerResources

if TYPE_CHECKING:
    from polars import DataFrame


class PackedFrames(NamedTuple):
    """Data files by name, as Arrow."""

    key: str
    """Cache key of the data."""
    data: bytes
    """What is in them; nothing when the store has it."""

    def read(self, cache: NullCache, resources: WorkerResources) -> Mapping[str, DataFrame]:
        """The frames; those that this process read last are still there.

        Raises:
            ChartError: when the store lost them meanwhile.
        """

        def read() -> Mapping[str, DataFrame]:
            data = self.data or cache.load(self.key)
            if data is None:
                raise ChartError("the folder of drawn charts was emptied while the site was built", hint="build again")
            return _read(data)

        return resources.get_or_make("frames", self.key, read)


def pack_frames(frames: Mapping[str, DataFrame], stands_for: object, cache: NullCache) -> PackedFrames:
    """Frames that can be sent.

    Args:
        frames: by name.
        stands_for: all that they follow from, of plain values.
        cache: in which they are to be found again.
    """
    key = cache.key(("frames", stands_for))
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
