"""Read tables from CSV and its relatives, as spreadsheets of all countries write them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.core.text.phrases import plural
from sourcebook.model import Finding, SourceLocation, TableOptions
from sourcebook.readers.tables.cell_values import (
    CellColumn,
    has_decimal_commas,
    is_ambiguous,
    number_texts,
    plain_number,
)
from sourcebook.readers.tables.data_file import DataFile
from sourcebook.readers.tables.written_numbers import SeparatedNumber

if TYPE_CHECKING:
    from polars import DataFrame, Series

DELIMITERS = (",", ";", "\t", "|")
MAX_CELL = 1_000_000
SAMPLE = 200
"""Rows from which the delimiter is told."""
SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
"""A first line in which spreadsheets name the delimiter."""
THOUSANDS = re.compile(r"\d[^\d]\d{3}\b")
"""A mark between the digits of a whole number."""
TRUTHS = {"true": True, "false": False}


class Records(NamedTuple):
    """The cells of a file."""

    delimiter: str
    header: Sequence[str]
    columns: Sequence[CellColumn]
    """As many as the header has cells."""
    lines: Sequence[int]
    """The line of the file on which each row begins."""


def read(file: DataFile) -> dict[str, DataFrame] | Finding:
    """Read rows below a header.

    The delimiter is told from the rows. A column is numeric if every cell is a number, also with separated thousands
    and with a decimal comma, or is empty, or says that there is none (`n/a`). Numbers that begin with zeros, and whole
    ones with more digits than a float has, are names for something and stay text.
    """
    found = records(file)
    if isinstance(found, Finding):
        return found
    from polars import DataFrame

    # What is to be text must never have been a number: 007 would have lost its zeros.
    texts = {name for name, one in file.options.columns.items() if one.type == "text" or one.has_dates}
    series: list[Series] = []
    for index, (name, column) in enumerate(zip(found.header, found.columns, strict=True)):
        options = file.options.columns.get(name)
        is_stated = options is not None and options.type in ("number", "integer")
        if name not in texts and not is_stated and (at := is_ambiguous(column)) is not None:
            return _ambiguous(file, found, index, at)
        series.append(_series(name, column if name not in texts else column._replace(numbers=None)))
    return {"": DataFrame(series)}


def line_of(file: DataFile, row: int) -> int:
    """Return the line on which a row of a table begins."""
    found = records(file)
    return 1 if isinstance(found, Finding) else found.lines[row]


def written_rows(file: DataFile) -> Iterator[Mapping[str, str | None]]:
    """Yield the rows with numbers as they are written, with a decimal point and without separators of thousands."""
    found = records(file)
    if isinstance(found, Finding):
        return
    columns = [_with_marks(column) for column in found.columns]
    for cells in zip(*columns, strict=True):
        yield dict(zip(found.header, cells, strict=True))


def _with_marks(column: CellColumn) -> Iterator[str | None]:
    """Yield the cells of a column; numbers as such, and those with a mark between thousands as `SeparatedNumber`."""
    for cell, number in zip(column.cells, column.numbers or column.cells, strict=True):
        is_separated = number and number != cell and number.lstrip("-").isdecimal() and THOUSANDS.search(cell)
        yield SeparatedNumber(number) if number and is_separated else number


def records(file: DataFile) -> Records | Finding:
    """Return the cells of a file, or a finding for the first row that is wrong, with its line and column."""
    return _records(file.path, file.data)


@lru_cache(1)
def _records(path: str, data: bytes) -> Records | Finding:
    file = DataFile(path, data, TableOptions(), SourceLocation(path))
    csv.field_size_limit(MAX_CELL)
    text, skipped = file.text, 0
    if named := SEPARATOR_LINE.match(text):
        text, skipped = text[named.end() :], 1
    delimiter = named[1] if named else _delimiter(file.path, text)
    return _rows(file, text, delimiter, skipped)


def _rows(file: DataFile, text: str, delimiter: str, skipped: int) -> Records | Finding:
    """Return the cells of a text, or a finding for the first row that is wrong.

    Args:
        file: of the text, for findings.
        text: below the line that names the delimiter.
        delimiter: between cells.
        skipped: lines of the file above the text.
    """
    read = io.StringIO(_unspaced(text, delimiter), newline="")
    reader = csv.reader(read, delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    start = 1
    try:
        for cells in reader:
            if "".join(cells).strip():
                if wide := file.too_wide(len(cells), start + skipped):
                    return wide
                rows.append(cells)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            return file.error(f"a cell of more than {MAX_CELL:,} characters", "shorten it", start + skipped)
        return _quotation(file, text, delimiter, start, skipped)
    if not rows:
        return file.error("nothing here", "a table needs a header row")
    problem = _shaped(file, text, delimiter, rows, lines, skipped)
    if problem is not None:
        return problem
    header = [name.strip() or f"Column {index}" for index, name in enumerate(rows[0], 1)]
    double = next((index for index, name in enumerate(header) if name in header[:index]), None)
    if double is not None:
        column = _cell_column(text, delimiter, lines[0], double)
        return file.error(f"two columns are named “{header[double]}”", "rename one of them", lines[0] + skipped, column)
    return Records(delimiter, header, _columns(delimiter, rows), [line + skipped for line in lines[1:]])


def _unspaced(text: str, delimiter: str) -> str:
    """Return a text without the spaces between a delimiter and a cell in quotation marks, which belong to no cell."""
    mark = re.escape(delimiter)
    if delimiter == " " or not re.search(rf'(?:^|{mark})[ ]+"', text, re.MULTILINE):
        return text
    cell = re.compile(rf'[ ]*(?P<quoted>"(?:[^"\n]|"")*")[ ]*(?={mark}|\n|\Z)|[^{mark}\n]+|{mark}|\n')
    return cell.sub(lambda found: found["quoted"] or found[0], text)


def _delimiter(path: str, text: str) -> str:
    """Return the delimiter with which most rows have as many cells as the header."""
    first = "\t" if path.lower().endswith(".tsv") else ","
    sample = text[:200_000]

    def score(delimiter: str) -> tuple[float, int, bool]:
        found: list[int] = []
        try:
            for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                if any(cells) and len(found) < SAMPLE:
                    found.append(len(cells))
        except csv.Error:
            pass
        width = found[0] if found else 1
        same = sum(one == width for one in found) / max(len(found), 1)
        return (same if width > 1 else 0, width, delimiter == first)

    scores = {one: score(one) for one in DELIMITERS}
    best = max(DELIMITERS, key=lambda one: scores[one])
    return best if scores[best][0] > 0 and (scores[best][0] > scores[first][0] or best == first) else first


def _shaped(
    file: DataFile, text: str, delimiter: str, rows: list[list[str]], lines: Sequence[int], skipped: int
) -> Finding | None:
    """Cut cells that are empty behind the last column; return a finding for the first row with too many or too few."""
    del rows[0][max(*map(_last_filled, rows), 0) + 1 :]
    width = len(rows[0])
    for row, line in zip(rows, lines, strict=True):
        while len(row) > width and not row[-1].strip():
            row.pop()
        if len(row) == width:
            continue
        broken = next((index for index, cell in enumerate(row) if "\n" in cell), None)
        message = f"{plural(len(row), 'cell')} where the header names {plural(width, 'column')}"
        hint = "quote cells that hold the delimiter; the first line names the columns"
        if broken is not None:
            message += ", as a quotation mark makes several lines one cell"
            hint = 'close the quotation mark, or double one that belongs to the text: 5""'
        at = broken if broken is not None else width if len(row) > width else max(len(row) - 1, 0)
        return file.error(message, hint, line + skipped, _cell_column(text, delimiter, line, at))
    return _single(file, text, rows, lines, skipped) if width == 1 else None


def _last_filled(row: Sequence[str]) -> int:
    """Return the index of the last cell that is not empty; -1 if all are."""
    return next((index for index in range(len(row) - 1, -1, -1) if row[index].strip()), -1)


def _single(
    file: DataFile, text: str, rows: Sequence[Sequence[str]], lines: Sequence[int], skipped: int
) -> Finding | None:
    """Return a finding if the rows below a header of one column all have several cells by another delimiter."""
    below = [row[0] for row in rows[1:]]
    for delimiter in DELIMITERS:
        counts = {row.count(delimiter) for row in below}
        if len(below) > 1 and len(counts) == 1 and 0 not in counts and delimiter not in rows[0][0]:
            message = f"{plural(counts.pop() + 1, 'cell')} where the header names {plural(1, 'column')}"
            hint = "the first line names the columns: take out a title above them"
            return file.error(message, hint, lines[1] + skipped, text.split("\n")[lines[1] - 1].find(delimiter) + 2)
    return None


def _quotation(file: DataFile, text: str, delimiter: str, start: int, skipped: int) -> Finding:
    """Return a finding for the quotation mark that is never closed, or behind which a cell goes on."""
    offset = sum(len(line) + 1 for line in text.split("\n")[: start - 1])
    at = offset
    while at < len(text):
        if text[at] == '"':
            closed = re.compile(r'"(?:[^"]|"")*"').match(text, at)
            behind = text[closed.end() : closed.end() + 1] if closed else "x"
            if behind not in ("", delimiter, "\n"):
                line, column = start + text.count("\n", offset, at), at - text.rfind("\n", 0, at)
                word = (
                    "a quotation mark is never closed" if closed is None else "a cell goes on behind its quotation mark"
                )
                hint = 'close it, or put the cell in quotation marks and double those in it: "5"" pipe"'
                return file.error(word, hint, line + skipped, column)
            at = closed.end() if closed else len(text)
        stop = min((end for mark in (delimiter, "\n") if (end := text.find(mark, at)) >= 0), default=len(text))
        at = stop + 1
    return file.error("a quotation mark is never closed", "close it", start + skipped)


def _cell_column(text: str, delimiter: str, line: int, index: int) -> int:
    """Return the column, counted from 1, at which a cell of a row begins."""
    written = text.split("\n")[line - 1]
    at = 0
    for _ in range(index):
        quoted = re.compile(r'[ ]*"(?:[^"]|"")*"').match(written, at)
        at = written.find(delimiter, quoted.end() if quoted else at) + 1
        if at == 0:
            return 1
    return at + 1


def _columns(delimiter: str, rows: Sequence[Sequence[str]]) -> list[CellColumn]:
    """Return the columns below the header with their numbers, by the decimal mark of each, or else of the file."""
    cells = [[row[index] for row in rows[1:]] for index in range(len(rows[0]))]
    marks = [has_decimal_commas(column) for column in cells]
    if True in marks and False not in marks:
        default: bool | None = True
    else:
        default = False if (False in marks and True not in marks) or delimiter == "," else None
    return [
        CellColumn(column, number_texts(column, default if mark is None else mark), mark is None and default is None)
        for column, mark in zip(cells, marks, strict=True)
    ]


def _ambiguous(file: DataFile, found: Records, column: int, row: int) -> Finding:
    cell = found.columns[column].cells[row].strip()
    meanings = " or ".join(dict.fromkeys(str(plain_number(cell, commas)) for commas in (False, True)))
    hint = "write it without a mark between thousands, or set `type: number` (a decimal point) or `type: text` for it"
    line = found.lines[row]
    place = _cell_column(file.text, found.delimiter, line, column)
    return file.error(f"“{cell}” may be {meanings}: nothing tells which mark is the decimal one", hint, line, place)


def _series(name: str, column: CellColumn) -> Series:
    """Return a column of a frame."""
    from polars import Boolean, Float64, Int64, Series, String

    numbers = column.numbers
    if numbers is not None:
        is_whole = "".join(filter(None, numbers)).replace("-", "").isdigit()
        return Series(name, numbers, dtype=String).cast(Int64 if is_whole else Float64)
    cells = [cell if cell.strip() else None for cell in column.cells]
    if any(cells) and all(cell is None or cell in TRUTHS for cell in cells):
        return Series(name, [None if cell is None else TRUTHS[cell] for cell in cells], dtype=Boolean)
    return Series(name, cells, dtype=String)
