"""Make a specification self-contained: inline the data and images of local files that it refers to."""

from __future__ import annotations

import base64
import csv
import io
import json
import mimetypes
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sourcebook.charts.vega.channel_values import check_finite, check_values
from sourcebook.charts.vega.columns import check_columns
from sourcebook.charts.vega.spec import ChartError, data_sets, nodes, plain, rows_carried
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import Finding, SourceLocation, TableOptions
from sourcebook.readers.tables import DataFile, read_tables, table_format

if TYPE_CHECKING:
    from polars import DataFrame

MOST_ROWS = 100_000
"""Most rows of a chart, which is preaggregated."""
MAX_IMAGE = 500_000
"""Largest size in bytes of an image, which the page contains once for every mark that shows it."""
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_FORMATS = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".geojson": "json", ".topojson": "topojson"}
_SHAPES = ("feature", "mesh")


class BundleFiles(NamedTuple):
    """Access to the files of a bundle, by path below it."""

    names: Sequence[str]
    read: Callable[[str], bytes]


def inline_data(spec: dict[str, Any], bundle: BundleFiles, tables: Mapping[str, DataFrame]) -> dict[str, Any]:
    """Return a self-contained specification whose size is within the limit.

    Raises:
        ChartError: if something that it refers to is missing or too large.
    """
    inlined(spec, bundle, tables)
    check_finite(spec)
    full = plain(spec)
    check_columns(full)
    check_values(full)
    count = rows_carried(full)
    if count > MOST_ROWS:
        hint = "count or average them first: data.table(…).group_by(…).agg(…) in charts.py"
        raise ChartError(f"the chart holds {count:,} rows; it can have at most {MOST_ROWS:,}", hint=hint)
    return full


def inlined(spec: dict[str, Any], bundle: BundleFiles, tables: Mapping[str, DataFrame]) -> dict[str, Any]:
    """Return a specification with inlined data and images of local files.

    Named data sets are the tables of the page, `claims`, `sources`, …, and data files of the briefing by name.

    Args:
        spec: Vega-Lite, which is changed.
        bundle: the files of the briefing, to which addresses are relative.
        tables: data by name.

    Raises:
        ChartError: if an address is remote or unknown, or a file does not have the stated format.
    """
    own = spec.get("datasets", {})
    for node in list(nodes(spec)):
        data = node.get("data")
        if not isinstance(data, dict):
            continue
        if isinstance(data.get("url"), str):
            node["data"] = _read(data, bundle, tables)
        elif set(data) == {"name"} and data["name"] not in own:
            node["data"] = {"name": data["name"], "values": _named(data["name"], tables)}
    _images(spec, bundle)
    return spec


def _named(name: str, tables: Mapping[str, DataFrame]) -> list[dict[str, Any]]:
    if name not in tables:
        hint = did_you_mean(name, tables, f"data here: {', '.join(tables)}")
        raise ChartError(f"there are no data named “{name}”", hint=hint)
    return tables[name].to_dicts()


def _read(data: Mapping[str, Any], bundle: BundleFiles, tables: Mapping[str, DataFrame]) -> dict[str, Any]:
    """Return a data object with the values of its file; a table is read as the front matter says, as everywhere."""
    path = _local(data["url"], bundle, "data")
    form = dict(data["format"]) if isinstance(data.get("format"), dict) else {}
    kind = form.pop("type", _FORMATS.get(posixpath.splitext(path)[1].lower(), ""))
    try:
        content = bundle.read(path)
        if kind in ("json", "topojson"):
            values = json.loads(content)
            for step in str(form.pop("property", "")).split(".") if kind == "json" else ():
                values = values[step] if step else values
            if kind == "topojson" or not isinstance(values, list):
                form["type"] = kind
        else:
            table = None if data.get("format") else tables.get(path.removeprefix("data/"))
            values = table.to_dicts() if table is not None else _rows(path, content, kind, form.pop("delimiter", ""))
    except (OSError, UnicodeDecodeError, ValueError, LookupError, TypeError) as error:
        raise ChartError(f"{data['url']} cannot be read as {kind or 'data'}: {error}", table=path) from error
    _check_feature(values, form, str(data["url"]))
    named = {key: value for key, value in data.items() if key not in ("url", "format")}
    return {**named, "values": values, **({"format": form} if form else {})}


def _rows(path: str, content: bytes, kind: str, delimiter: str) -> list[dict[str, Any]]:
    name = f"data.{kind}" if kind in ("csv", "tsv") else path
    if delimiter:
        name, text = "data.csv", io.StringIO()
        csv.writer(text).writerows(csv.reader(io.StringIO(content.decode()), delimiter=delimiter))
        content = text.getvalue().encode()
    data_format = table_format(name)
    if data_format is None:
        raise ChartError(f"{path} is in no format of data that is known here", hint="use CSV or JSON")
    text_of = content.replace(b"\r\n", b"\n") if data_format.is_text else content
    found = read_tables(DataFile(name, text_of, TableOptions(), SourceLocation(path)))
    if isinstance(found, Finding):
        raise ChartError(f"{path}: {found.message}", hint=found.hint, table=path)
    return next(iter(found.values())).to_dicts()


def _check_feature(values: Any, form: Mapping[str, Any], url: str) -> None:
    """Raise an error for an unknown object of TopoJSON, which would be drawn as an empty map."""
    name = next((form[key] for key in _SHAPES if key in form), None)
    if form.get("type") == "topojson" and name is not None:
        objects = values.get("objects", {}) if isinstance(values, dict) else {}
        if name not in objects:
            hint = did_you_mean(str(name), objects, f"objects here: {', '.join(objects)}")
            raise ChartError(f"{url} has no object “{name}”", hint=hint)


def _images(spec: dict[str, Any], bundle: BundleFiles) -> None:
    """Inline the images of marks."""
    for holder, key in list(_image_places(spec)):
        value = holder[key]
        if isinstance(value, str) and value and not value.startswith("data:image/"):
            holder[key] = _image(value, bundle)


def _image_places(spec: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the places of image addresses: in marks, encodings and rows of data."""
    fields: set[str] = set()
    for node in nodes(spec):
        if node.get("type") == "image" and "url" in node:
            yield node, "url"
        mark = node.get("mark", "image")
        is_image = mark == "image" or (isinstance(mark, dict) and mark.get("type") == "image")
        channel = node["encoding"].get("url") if is_image and isinstance(node.get("encoding"), dict) else None
        for one in _flat(channel):
            fields |= {one["field"]} if isinstance(one.get("field"), str) else set()
            yield from ((one, key) for key in ("value", "datum") if key in one)
    for rows in data_sets(spec) if fields else ():
        for row in rows if isinstance(rows, list) else ():
            yield from ((row, field) for field in fields if isinstance(row, dict) and field in row)


def _flat(channel: object) -> Iterator[dict[str, Any]]:
    """Yield a channel and its conditions."""
    if isinstance(channel, dict):
        yield channel
        conditions = channel.get("condition", [])
        for one in conditions if isinstance(conditions, list) else [conditions]:
            yield from _flat(one)


def _image(url: str, bundle: BundleFiles) -> str:
    path = _local(url, bundle, "an image")
    try:
        content = bundle.read(path)
    except OSError as error:
        raise ChartError(f"{url} cannot be read: {error.strerror}") from error
    if len(content) > MAX_IMAGE:
        message = f"{url} has {len(content):,} bytes; an image in a chart has at most {MAX_IMAGE:,}"
        raise ChartError(message, hint="make it smaller")
    kind = mimetypes.guess_type(path)[0] or ""
    if not kind.startswith("image/"):
        raise ChartError(f"{url} is no image", hint="use SVG, PNG, JPEG, WebP or GIF")
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _local(url: str, bundle: BundleFiles, what: str) -> str:
    """Return the path of the file at an address."""
    if url.startswith("data:"):
        raise ChartError(f"{url[:40]} is no image", hint="use SVG, PNG, JPEG, WebP or GIF")
    if _REMOTE.match(url):
        hint = "save it in the briefing's data/ folder and name that file: pages ask nobody else for anything"
        raise ChartError(f"the chart reads {what} from the network: {url}", hint=hint)
    path = posixpath.normpath(url)
    if path.startswith(("/", "../")):
        raise ChartError(f"{url} lies outside of the briefing's folder", hint="copy the file into it")
    if path not in bundle.names:
        raise ChartError(f"the chart reads {what} from {url}, which is not there", hint=did_you_mean(url, bundle.names))
    return path
