"""Sourcebook: briefings whose every claim shows who said it and how well it is sourced."""

from sourcebook.charts.data import ChartData

__all__ = ["ChartData"]
__version__ = "0.1.0"
