"""JSON Schemas (draft 2020-12) of the files that authors write, derived from the records and their documentation.

They contain what an editor can check while one types. What needs the whole site, as whether an id exists, is checked by
`check`.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import msgspec

from sourcebook import model
from sourcebook.model import BriefingFrontMatter, Claim, Claimant, ContentRecord, PageFrontMatter, SiteConfig, Source
from sourcebook.model.custom_fields import custom_fields, extended_record_type
from sourcebook.readers.decoding.csl_variables import VARIABLES
from sourcebook.readers.decoding.field_shapes import shape_of

Schema = dict[str, Any]
DATE_PARTS: Schema = {
    "description": "the way CSL-JSON writes a date",
    "type": "object",
    "properties": {"date-parts": {"type": "array", "minItems": 1, "maxItems": 2}},
    "required": ["date-parts"],
}


class SchemaFile(NamedTuple):
    """A kind of file that has a schema."""

    record: type[ContentRecord]
    is_list: bool
    """Whether it is a list of records."""
    title: str


FILES: Mapping[str, SchemaFile] = {
    "site": SchemaFile(SiteConfig, False, "Settings of a site, site.yaml"),
    "briefing": SchemaFile(BriefingFrontMatter, False, "Front matter of a briefing"),
    "page": SchemaFile(PageFrontMatter, False, "Front matter of a page"),
    "claims": SchemaFile(Claim, True, "Claims of a briefing, claims.yaml"),
    "sources": SchemaFile(Source, True, "Sources, in CSL-JSON’s keys"),
    "people": SchemaFile(Claimant, True, "Claimants: people, organisations, publications"),
}
"""By name; the file of a schema is `<name>.schema.json`."""


def schema(name: str, config: SiteConfig) -> Schema:
    """Return the schema of one kind of file.

    Args:
        name: a key of `FILES`.
        config: the settings of the site, which may declare custom fields.
    """
    file = FILES[name]
    added = custom_fields(config, name) if name in ("claims", "sources") else ()
    record = extended_record_type(file.record, added)
    full_schema = msgspec.json.schema(record)
    descriptions = {own.name: own.field.description or own.title for own in added}
    definitions = {
        key: _definition(getattr(model, key), one, descriptions if key == record.__name__ else {})
        for key, one in full_schema["$defs"].items()
    }
    own = definitions[file.record.__name__]
    if file.record is Source:
        own["properties"] |= {variable: {} for variable in sorted(VARIABLES)}
    if file.record in (BriefingFrontMatter, PageFrontMatter):
        # A folder of posts from another generator builds: what is unknown there is passed over with a warning.
        own["additionalProperties"] = True
        # So does a text without title or date, where its heading or its file's name says them.
        own["required"] = []
    if "Quantity" in definitions:
        # An amount in per cent has its unit.
        definitions["Quantity"]["required"] = ["id"]
    one = {"$ref": full_schema["$ref"]}
    body: Schema = {"anyOf": [{"type": "array", "items": one}, one]} if file.is_list else one
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": file.title,
        **body,
        "$defs": definitions,
    }


def encode_schema(name: str, config: SiteConfig) -> bytes:
    """Return the schema of one kind of file as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(schema(name, config)), indent=2) + b"\n"


def _definition(record: type[ContentRecord], definition: Schema, added: Mapping[str, str]) -> Schema:
    """Return the schema of a record: with descriptions, without further keys, with patterns of ECMA-262."""
    ours = documentation()[record.__name__]
    descriptions = {field.encode_name: ours.get(field.name, "") for field in msgspec.structs.fields(record)} | dict(
        added
    )
    plural = {field.encode_name for field in msgspec.structs.fields(record) if shape_of(field.type).is_one_or_more}
    properties = {
        key: _property({"anyOf": [one["items"], {**one, "default": None}]} if key in plural else one, descriptions[key])
        for key, one in definition.get("properties", {}).items()
    }
    return {**definition, "properties": properties, "additionalProperties": False}


def _property(written: Schema, text: str) -> Schema:
    shape: Schema = _widened(written)
    shape.pop("default", None) if shape.get("default") in (None, "", [], {}) else None
    return {**shape, "description": text} if text else shape


def _widened(shape: Schema) -> Schema:
    """Return a schema that also accepts other scalars for text, as a plain scalar of YAML may look like a number."""
    shape = dict(shape)
    for key in ("anyOf", "items", "additionalProperties"):
        inner = shape.get(key)
        if isinstance(inner, list):
            shape[key] = [_widened(one) for one in inner]
        elif isinstance(inner, dict):
            shape[key] = _widened(inner)
    if shape.get("format") == "decimal":
        del shape["format"]
    if shape.get("type") == "string":
        shape["type"] = ["string", "number"]
        if "pattern" in shape:
            # Python's end of text is the dollar of the expressions that editors know.
            shape["pattern"] = shape["pattern"].replace("\\Z", "$")
        if "EDTF" in shape.get("description", ""):
            shape = {"anyOf": [shape, DATE_PARTS], "description": shape.pop("description")}
    return shape


@cache
def documentation() -> Mapping[str, Mapping[str, str]]:
    """Return the docstrings of fields by class and field, which are only in the source code."""
    modules = {sys.modules[one.__module__] for one in vars(model).values() if isinstance(one, type)}
    classes = (one for module in modules for one in ast.parse(inspect.getsource(module)).body)
    return {one.name: dict(_documented(one)) for one in classes if isinstance(one, ast.ClassDef)}


def _documented(one: ast.ClassDef) -> list[tuple[str, str]]:
    return [
        (field.target.id, " ".join(text.value.value.split()))
        for field, text in zip(one.body, one.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    ]
