"""Read tables of an SQLite database: each is called file.sqlite#name, the only one also file.sqlite."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from sourcebook.model import Finding
from sourcebook.readers.tables.data_file import DataFile

if TYPE_CHECKING:
    from polars import DataFrame

SECONDS = 10
MAX_ROWS = 1_000_000


def read(file: DataFile) -> dict[str, DataFrame] | Finding:
    """Read all tables and views from the bytes of the file; the database has no access to other files."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(file.data)
        connection.execute("PRAGMA trusted_schema = OFF")
        end = time.monotonic() + SECONDS
        connection.set_progress_handler(lambda: int(time.monotonic() > end), 100_000)
        listed = (
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )
        names = [name for (name,) in connection.execute(listed)]
        tables = {f"#{name}": _frame(connection, name) for name in names}
        long = next((name for name, table in tables.items() if len(table) > MAX_ROWS), None)
        if long is not None:
            return file.error(f"the table {long[1:]} has more than {MAX_ROWS:,} rows", "select from it by a .sql file")
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        return file.error(f"this SQLite database cannot be read: {error}", "open it with sqlite3 and check it")
    finally:
        connection.close()
    if not tables:
        return file.error("this SQLite database has no tables", "create one, or delete the file")
    return tables | ({"": next(iter(tables.values()))} if len(tables) == 1 else {})


def _frame(connection: sqlite3.Connection, name: str) -> DataFrame:
    import polars as pl

    quoted = name.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}" LIMIT {MAX_ROWS + 1}')
    columns = [column[0] for column in cursor.description]
    return pl.DataFrame(cursor.fetchall(), schema=columns, orient="row", infer_schema_length=None, strict=False)
