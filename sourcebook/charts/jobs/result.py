"""The result of a chart job."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sourcebook.charts.vega.artifacts import ChartArtifacts


class ChartResult(msgspec.Struct, frozen=True):
    """The artifacts of a chart, or the reason why there are none."""

    artifacts: ChartArtifacts | None = None
    error: str = ""
    hint: str = ""
    line: int | None = None
    """The line of the chart's file, from 1."""
    table: str = ""
    """The data file that is missing, or cannot be read, by its path in the briefing's folder."""
    printed: str = ""
    """The first line that its function printed."""
    printed_at: int | None = None
    """The line that printed it."""
    reads: dict[str, bytes] = {}
    """Digests of the files and folders of the content that its code read, by content path."""
    writes: tuple[str, ...] = ()
    """Content paths of files that its code wrote, sorted."""


CHANGING = b"changing"
"""Digest of a file that changed between two charts that read it: no file has it."""


def merge_reads(*reads: Mapping[str, bytes]) -> dict[str, bytes]:
    """Merge digests of files that charts read; those of a file that differ become `CHANGING`."""
    merged: dict[str, bytes] = {}
    for one in reads:
        for path, digest in one.items():
            merged[path] = digest if merged.get(path, digest) == digest else CHANGING
    return merged
