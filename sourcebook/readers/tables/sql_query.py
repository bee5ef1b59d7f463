"""Run queries: .sql files in the SQL of DuckDB, which select from the other data files of a briefing.

`fund.csv` is the table `fund`, or `"fund.csv"` where two files share a name. A query has access to these tables only,
not to files or the network, and it is stopped after some seconds. It is one SELECT: other statements write files,
print, or change the limits.
"""

from __future__ import annotations

import re
import tempfile
import threading
from typing import TYPE_CHECKING, Any

from sourcebook.core.extras import how_to_install
from sourcebook.model import Finding
from sourcebook.readers.tables.data_file import DataFile
from sourcebook.readers.tables.fetched_rows import MAX_BYTES, RowFetcher, TooMuchDataError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from polars import DataFrame

SECONDS = 10
LIMITS: dict[str, Any] = {
    "enable_external_access": "false",
    "memory_limit": "1GB",
    "threads": "1",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
    "lock_configuration": "true",
}
WHERE = re.compile(r"LINE (\d+): ")
OF_MACHINE = re.compile(r"\b((?:duckdb|pragma)_\w+|current_setting|getenv|write_log)\b", re.IGNORECASE)
"""Functions that tell of the machine, or write elsewhere than into the result."""


class Stream:
    """A frame for DuckDB, passed as a stream of Arrow without a further package."""

    def __init__(self, frame: DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, schema: object = None) -> object:
        """Return the frame as a capsule of the C interface of Arrow."""
        return self._frame.__arrow_c_stream__(schema)


def read(file: DataFile) -> dict[str, DataFrame] | Finding:
    """Return the result of a query."""
    try:
        import duckdb
    except ImportError:
        return file.error("a table by SQL needs DuckDB", how_to_install("sql"))
    # DuckDB lets a query open its own database, also one in memory, by its path: that is a new folder here.
    with (
        tempfile.TemporaryDirectory(prefix="sourcebook-", ignore_cleanup_errors=True) as folder,
        duckdb.connect(f"{folder}/query", config=LIMITS) as connection,
    ):
        if refused := _refused(file, connection):
            return refused
        for name, frame in file.others.items():
            connection.register(name, Stream(frame))
            stem = name.rpartition("/")[2].partition(".")[0]
            if sum(other.rpartition("/")[2].partition(".")[0] == stem for other in file.others) == 1:
                connection.register(stem, Stream(frame))
        timer = threading.Timer(SECONDS, connection.interrupt)
        timer.start()
        try:
            result = connection.execute(file.text)
            # An empty file gives no result at all, whatever the types say.
            columns = [column[0] for column in result.description or ()] if result else []
            rows = RowFetcher().rows(result) if columns else []
        except (TooMuchDataError, MemoryError):
            return file.error(f"the result holds more than {MAX_BYTES:,} bytes", "aggregate it, or add a LIMIT")
        except duckdb.Error as error:
            return _fault(file, str(error))
        finally:
            timer.cancel()
    return _frame(file, columns, rows)


def _refused(file: DataFile, connection: DuckDBPyConnection) -> Finding | None:
    """Return a finding if a file holds anything but one SELECT, or a function that tells of the machine."""
    import duckdb

    try:
        statements = connection.extract_statements(file.text)
    except duckdb.Error as error:
        return _fault(file, str(error))
    hint = "write one SELECT; steps before it go into WITH name AS (SELECT …)"
    if len(statements) > 1:
        return file.error(f"this file holds {len(statements)} statements, and a query is one", hint)
    kinds = duckdb.StatementType
    if statements and statements[0].type not in (kinds.SELECT, kinds.MULTI):  # MULTI is a PIVOT.
        return file.error(f"a query is a SELECT, this is {statements[0].type.name}", hint)
    found = OF_MACHINE.search(file.text)
    if found is None:
        return None
    line = file.text.count("\n", 0, found.start()) + 1
    return file.error(f"queries have no {found[1]}, which tells of the machine", "select from the tables here", line)


def _fault(file: DataFile, message: str) -> Finding:
    """Return a finding with the message of DuckDB, at the line that it names."""
    where = WHERE.search(message)
    first, *rest = [line for line in message.split("\n") if line.strip()]
    hint = next((line for line in rest if line.startswith(("Did you mean", "Candidate"))), "")
    if "INTERRUPT" in first:
        first, hint = f"the query ran longer than {SECONDS} seconds", "prepare the data beforehand"
    return file.error(first, hint or f"tables here: {', '.join(file.others)}", int(where[1]) if where else 1)


def _frame(file: DataFile, columns: list[str], rows: list[Any]) -> dict[str, DataFrame] | Finding:
    import polars as pl

    if not columns:
        return file.error("the query gives no table", "end it with SELECT …")
    try:
        frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None, strict=False)
        # In SQL 0.25 is a decimal; charts and tables want numbers.
        return {"": frame.with_columns(pl.selectors.decimal().cast(pl.Float64))}
    except (pl.exceptions.PolarsError, TypeError, OverflowError) as error:
        return file.error(f"the result is no table: {str(error).splitlines()[0]}", "name each column once")
