"""Run queries: .sql files in the SQL of DuckDB, which select from the other data files of a briefing.

`fund.csv` is the table `fund`, or `"fund.csv"` where two files share a name. A query has access to these tables only,
not to files or the network, and it is stopped after some seconds.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

from sourcebook.core.extras import how_to_install
from sourcebook.model import Finding
from sourcebook.readers.tables.data_file import DataFile
from sourcebook.readers.tables.fetched_rows import MAX_BYTES, RowFetcher, TooMuchDataError

if TYPE_CHECKING:
    from polars import DataFrame

SECONDS = 10
LIMITS: dict[str, Any] = {
    "enable_external_access": "false",
    "memory_limit": "1GB",
    "threads": "1",
    "autoinstall_known_extensions": "false",
}
WHERE = re.compile(r"LINE (\d+): ")


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
    with duckdb.connect(":memory:", config=LIMITS) as connection:
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
