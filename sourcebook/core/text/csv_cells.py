"""Cells of CSV files that people open in spreadsheets, which run a text that begins as a formula does."""

from __future__ import annotations

import re

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""How a formula begins, as OWASP lists it under “CSV Injection”; with full-width signs, too."""
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\Z", re.ASCII)


def csv_cell(text: str) -> str:
    """Return the text of a cell, behind an apostrophe if a spreadsheet would take it for a formula; numbers stay."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.match(text) else text
