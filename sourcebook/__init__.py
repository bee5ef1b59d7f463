"""Sourcebook: briefings whose every claim shows who said it and how well it is sourced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sourcebook.charts.data import ChartData

__all__ = ["ChartData"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import `ChartData` on first use."""
    if name != "ChartData":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sourcebook.charts.data import ChartData

    return ChartData
