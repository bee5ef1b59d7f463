"""Sourcebook: briefings whose every claim shows who said it and how well it is sourced."""

__version__ = "0.1.0"
