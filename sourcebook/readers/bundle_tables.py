"""Read the data files of a bundle as tables."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.core.text.addresses import canonical
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import VEGA_LITE_SUFFIXES, Finding, RecordLocations, SourceLocation, TableOptions
from sourcebook.readers.context import ReadContext
from sourcebook.readers.tables import (
    MAX_BYTES,
    DataFile,
    Read,
    TableFormat,
    read_tables,
    read_written_numbers,
    table_format,
)

if TYPE_CHECKING:
    from polars import DataFrame


class BundleTables(NamedTuple):
    """The tables of a bundle, by name."""

    frames: Mapping[str, DataFrame]
    written: Mapping[str, Mapping[str, Sequence[Decimal | None]]]
    """By table and column, numbers that are written in another way than their values."""


def read_bundle_tables(
    context: ReadContext,
    folder: str,
    files: Sequence[str],
    options: Mapping[str, TableOptions],
    locations: RecordLocations,
) -> BundleTables:
    """Return the tables of a bundle by name; queries are read after the tables that they select from.

    Args:
        context: of the reading.
        folder: content path of the data files, with a slash at its end; a name is the path below it.
        files: of the bundle.
        options: in the front matter, by name of a data file.
        locations: where these options are written.
    """
    paths = {path: kind for path in files if path.startswith(folder) and (kind := _format(path)) is not None}
    found: dict[str, DataFrame] = {}
    written: dict[str, Mapping[str, Sequence[Decimal | None]]] = {}
    for path, kind in sorted(paths.items(), key=lambda item: item[1].is_query):
        name = canonical(path.removeprefix(folder))
        others = dict(found) if kind.is_query else {}
        location = locations.get(f"tables.{name}", SourceLocation(path))
        file_tables = _read_file(context, path, kind, options.get(name, TableOptions()), location, others)
        found |= {name + part: table for part, table in file_tables.frames.items()}
        written |= {name + part: columns for part, columns in file_tables.written.items()}
    names = [canonical(path.removeprefix(folder)) for path in paths]
    for unknown in options.keys() - set(names):
        hint = did_you_mean(unknown, names, "name a file in data/")
        context.report("unknown-table", f"no data file is named “{unknown}”", locations[f"tables.{unknown}"], hint)
    return BundleTables(found, written)


def _names(message: str, failed: Set[str]) -> bool:
    """Return whether a query failed because one of these tables could not be read."""
    found = re.search(r"Table with name (.+?) does not exist", message)
    return found is not None and found[1] in failed | {name.partition(".")[0] for name in failed}


def _format(path: str) -> TableFormat | None:
    return None if path.endswith(VEGA_LITE_SUFFIXES) else table_format(path)


def _read_file(
    context: ReadContext,
    path: str,
    kind: TableFormat,
    options: TableOptions,
    location: SourceLocation,
    others: Mapping[str, DataFrame],
) -> BundleTables:
    def parse(data: bytes) -> BundleTables | Finding:
        if kind.is_text and not data.strip():
            return Finding("empty", "error", "nothing here", SourceLocation(path), "a table needs a header row")
        file = DataFile(path, data, options, location, others)
        read: Read | Finding = read_tables(file)
        if isinstance(read, Finding) and kind.is_query and _names(read.message, failed):
            return BundleTables({}, {})  # The table that it selects from was reported.
        return read if isinstance(read, Finding) else BundleTables(read, read_written_numbers(file, read))

    beside = [one for one in context.invalid_ids["table"] if posixpath.dirname(one) == posixpath.dirname(path)]
    failed = {posixpath.basename(one) for one in beside}
    # The result of a query depends on other files too: it is never taken from a memo.
    parameters = (options, location, object() if others or failed else None)
    if kind.is_text:
        tables = context.parse_text(path, lambda text: parse(text.encode()), parameters)
    else:
        tables = context.parse_bytes(path, parse, parameters, MAX_BYTES, "aggregate it")
    if tables is None or (kind.is_query and not tables.frames):
        context.invalid_ids["table"].add(path)
    return tables or BundleTables({}, {})
