"""Find control characters in cells: escapes of JSON and binary formats bring them where no text file may have one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sourcebook.model import Finding, location_in
from sourcebook.readers.decoding.utf8_text import CONTROL
from sourcebook.readers.tables.data_file import DataFile

if TYPE_CHECKING:
    from polars import DataFrame

ESCAPE = re.compile(
    r"(?<!\\)(?:\\\\)*(\\(?:u(?:00(?:0[0-8bBeEfF]|1[0-9a-fA-F]|7[fF])|[dD][c-fC-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])|b)"
    r"|\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F]))"
)
"""An escape of JSON for such a character, or for half of one; a second half counts only behind no first one."""
PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
HINT = "write the text without it"


def control_in_json(file: DataFile) -> Finding | None:
    """Return a finding about the first escape in a JSON text for a control character or half a character."""
    if "\\" not in file.text:
        return None
    found = ESCAPE.search(PAIR.sub(lambda pair: "_" * len(pair[0]), file.text))
    if found is None:
        return None
    location = location_in(file.path, file.text, found.start(1))
    return Finding("encoding", "error", f"a control character, {found[1]}", location, HINT)


def control_in_cells(file: DataFile, frame: DataFrame) -> Finding | None:
    """Return a finding about the first column with a control character in its name or in a cell."""
    import polars as pl

    for name, kind in frame.schema.items():
        if found := CONTROL.search(name):
            return file.error(f"the column {name!a} holds a control character, U+{ord(found[0]):04X}", "rename it")
        if kind == pl.String:
            hits = frame[name].str.contains(r"[\x00-\x08\x0B\x0E-\x1F\x7F\x{FFFE}\x{FFFF}]").arg_true()
            number = int(hits[0]) if len(hits) else None
        else:
            texts = enumerate(frame[name]) if kind.is_nested() else ()
            number = next((at for at, value in texts if any(map(CONTROL.search, _texts(value)))), None)
        if number is not None:
            return file.error(f"“{name}” holds a control character, in row {number + 1}", HINT)
    return None


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts within a nested value, names of fields included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _texts(one)
    elif value is not None and hasattr(value, "__iter__") and not isinstance(value, bytes):
        for one in value:
            yield from _texts(one)
