"""Read tables from Parquet and from Arrow files, which are also called Feather."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from sourcebook.model import Finding
from sourcebook.readers.tables.data_file import DataFile

if TYPE_CHECKING:
    from polars import DataFrame


def read_parquet(file: DataFile) -> dict[str, DataFrame] | Finding:
    """Read Apache Parquet."""
    import polars as pl

    return _read(file, "Parquet", pl.read_parquet)


def read_arrow(file: DataFile) -> dict[str, DataFrame] | Finding:
    """Read the file format of Arrow, or its stream format."""
    import polars as pl

    return _read(file, "Arrow", pl.read_ipc if file.data.startswith(b"ARROW1") else pl.read_ipc_stream)


def _read(file: DataFile, name: str, read: Callable[[io.BytesIO], DataFrame]) -> dict[str, DataFrame] | Finding:
    import polars as pl

    try:
        return {"": read(io.BytesIO(file.data))}
    # The reader is compiled code: on bytes that are none of its own it may also stop with a panic.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        first = next(iter(str(error).splitlines()), "")
        return file.error(f"this is no {name} that can be read: {first}", "write the file anew")
