"""The JSON Schemas beside the content, which editors read."""

from __future__ import annotations

from pathlib import Path

FOLDER = "schemas"


def write_schemas(source: Path) -> int:
    """Write the schemas of all kinds of files, with the custom fields of the site; return their number.

    Args:
        source: the content folder; `schemas/` is beside it.

    Raises:
        OSError: if they cannot be written.
    """
    from sourcebook.core.filesystem import write_atomically
    from sourcebook.model import SiteConfig
    from sourcebook.readers.json_schema import FILES, encode_schema
    from sourcebook.readers.site import read_config

    config = read_config(source)[0] if source.is_dir() else SiteConfig(title="")
    for one in FILES:
        write_atomically(_file(source, one), encode_schema(one, config))
    return len(FILES)


def refresh_schemas(source: Path) -> None:
    """Write the schemas again if a site has them, and its settings, which declare fields, are newer."""
    claims = _file(source, "claims")
    settings = [path for path in source.glob("site.*") if path.is_file()]
    if claims.is_file() and any(path.stat().st_mtime_ns > claims.stat().st_mtime_ns for path in settings):
        write_schemas(source)


def _file(source: Path, name: str) -> Path:
    return source.absolute().parent / FOLDER / f"{name}.schema.json"
