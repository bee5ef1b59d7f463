"""Fetch rows of a database, as many as a page can use: a view or a query may give rows without end."""

from __future__ import annotations

from typing import Any, Protocol

MAX_BYTES = 200_000_000
"""Bytes of all cells of a file together."""
CELL = 50
"""Bytes that Python needs for a cell at least."""
BATCH = 1_000
"""Rows that are fetched at once."""


class TooMuchDataError(Exception):
    """The tables of a file hold more than `MAX_BYTES`."""


class Cursor(Protocol):
    """The result of a query."""

    def fetchmany(self, size: int, /) -> list[Any]:
        """Return the next rows, none at the end."""


class RowFetcher:
    """Fetches the rows of the tables of one file, with a limit for all of them."""

    def __init__(self) -> None:
        self._size = 0

    def rows(self, cursor: Cursor) -> list[tuple[Any, ...]]:
        """Return all rows.

        Raises:
            TooMuchDataError: if the rows of this and earlier calls hold too much.
        """
        found: list[tuple[Any, ...]] = []
        while batch := cursor.fetchmany(BATCH):
            self._size += sum(len(cell) if isinstance(cell, (str, bytes)) else 0 for row in batch for cell in row)
            self._size += CELL * len(batch[0]) * len(batch)
            if self._size > MAX_BYTES:
                raise TooMuchDataError
            found += batch
        return found
