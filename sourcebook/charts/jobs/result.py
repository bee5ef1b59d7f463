"""What became of a chart that was to be drawn."""

from __future__ import annotations

import msgspec

from sourcebook.charts.vega.artifacts import ChartArtifacts


class ChartResult(msgspec.Struct, frozen=True):
    """What became of a chart: its forms, or the reason why there are none."""

    artifacts: ChartArtifacts | None = None
    fault: str = ""
    hint: str = ""
    line: int | None = None
    """Of the file that draws it, from 1."""
    printed: str = ""
    """The first line that its function printed."""
    printed_at: int | None = None
    """Where it did."""
    reads: dict[str, bytes] = {}
    """Digests of the files and folders of the content that its code read, by content path."""
