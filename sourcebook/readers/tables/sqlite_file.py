"""Read tables of an SQLite database: each is called file.sqlite#name, the only one also file.sqlite."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from sourcebook.model import Finding
from sourcebook.readers.tables.data_file import DataFile
from sourcebook.readers.tables.fetched_rows import MAX_BYTES, RowFetcher, TooMuchDataError

if TYPE_CHECKING:
    from polars import DataFrame

SECONDS = 10
"""For all tables and views of a file together."""
MAX_ROWS = 1_000_000
MAX_VALUE = 10_000_000
"""Bytes of one cell."""
MAX_MEMORY = 500_000_000
"""Bytes that SQLite uses while it reads a file."""
LIMITS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA hard_heap_limit = {MAX_MEMORY}",
)


def read(file: DataFile) -> dict[str, DataFrame] | Finding:
    """Read all tables and views from the bytes of the file; the database has no access to other files.

    A view may compute without end: time, memory and the size of the result are limited.
    """
    if not file.data:
        return file.error("this SQLite database is empty", "create a table, or delete the file")
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(file.data)
        for limit in LIMITS:
            connection.execute(limit)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
        end = time.monotonic() + SECONDS
        connection.set_progress_handler(lambda: int(time.monotonic() > end), 100_000)
        listed = (
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )
        names = [name for (name,) in connection.execute(listed)]
        fetcher = RowFetcher()
        tables = {f"#{name}": _frame(connection, name, fetcher) for name in names}
        long = next((name for name, table in tables.items() if len(table) > MAX_ROWS), None)
        if long is not None:
            return file.error(f"the table {long[1:]} has more than {MAX_ROWS:,} rows", "select from it by a .sql file")
    except (TooMuchDataError, MemoryError):
        message = f"the tables of this SQLite database hold more than {MAX_BYTES:,} bytes"
        return file.error(message, "select from it by a .sql file, or aggregate it")
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        if "interrupted" in str(error):
            message = f"the views of this SQLite database take longer than {SECONDS} seconds"
            return file.error(message, "store their result in a table")
        return file.error(f"this SQLite database cannot be read: {error}", "open it with sqlite3 and check it")
    finally:
        connection.close()
    if not tables:
        return file.error("this SQLite database has no tables", "create one, or delete the file")
    return tables | ({"": next(iter(tables.values()))} if len(tables) == 1 else {})


def _frame(connection: sqlite3.Connection, name: str, fetcher: RowFetcher) -> DataFrame:
    """Read a table or view, of more than `MAX_ROWS` rows one row more."""
    import polars as pl

    quoted = name.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}" LIMIT {MAX_ROWS + 1}')
    columns = [column[0] for column in cursor.description]
    return pl.DataFrame(fetcher.rows(cursor), schema=columns, orient="row", infer_schema_length=None, strict=False)
