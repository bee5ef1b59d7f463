"""Custom fields of claims and sources, which a site declares in site.yaml."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgspec

from sourcebook.model.claims import Claim
from sourcebook.model.record import Amount, ContentRecord, Edtf, Text, Url
from sourcebook.model.settings import CustomFieldConfig, SiteConfig
from sourcebook.model.sources import Source

R = TypeVar("R", bound=ContentRecord)
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
TYPES: Mapping[str, Any] = {
    "string": Text, "number": Amount, "integer": int, "boolean": bool, "date": Edtf, "url": Url,
    "list": tuple[Text, ...],
}  # fmt: skip
"""The Python type of a value, by the type that the settings name."""
QUERY_WORDS = ("sort", "limit", "columns", "scope", "more", "said", "url")
"""Words of filters, inputs of the ledger's form and columns of exports, which no field can have as its name."""
RECORD_TYPES: Mapping[str, type[ContentRecord]] = {"claims": Claim, "sources": Source}


class CustomField(NamedTuple):
    """A custom field."""

    name: str
    field: CustomFieldConfig

    @property
    def title(self) -> str:
        """Its name for readers."""
        return self.field.title or self.name.replace("_", " ").capitalize()


def custom_fields(config: SiteConfig, kind: str) -> tuple[CustomField, ...]:
    """Return the custom fields of `claims` or of `sources`, in the order of the settings."""
    return tuple(CustomField(name, field) for name, field in config.fields.items() if kind in field.on)


def extended_record_type(base: type[R], fields: tuple[CustomField, ...]) -> type[R]:
    """Return a record type with custom fields: a subclass, or the type itself if there are none."""
    return _extended(base, tuple((own.name, own.field.type, own.field.enum) for own in fields)) if fields else base


def declaration_problems(config: SiteConfig, taken: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str, str]]:
    """Yield the problems of declarations: the name of the field, a message, and a hint.

    Args:
        config: the settings.
        taken: names of built-in query fields, for claims and for sources.
    """
    for name, field in config.fields.items():
        known = {one for kind in field.on for one in {*taken[kind], *RECORD_TYPES[kind].__struct_fields__}}
        if name in QUERY_WORDS:
            yield (
                name,
                f"“{name}” is a word of filters and exports, and cannot be the name of a field",
                "give yours another name",
            )
            continue
        if not NAME.match(name):
            yield name, f"“{name}” cannot be the name of a field", "small letters, digits and _, a letter first"
        elif name in known:
            yield name, f"there is a field “{name}” already", "give yours another name"
        elif field.enum and field.type not in ("string", "list"):
            yield name, f"“enum” of “{name}” needs the type string or list", "leave out enum, or set type: string"


def explicit_fields(record: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a record that were given explicitly.

    A field that was not given holds its default object itself; a value that only equals the default was given.
    """
    values = ((name, getattr(record, name), default) for name, default in _defaults(type(record)))
    return {name: value for name, value, default in values if value is not default}


@cache
def _defaults(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    defaults = kind.__struct_defaults__  # of the last ones
    names = kind.__struct_fields__
    required = len(names) - len(defaults)
    return (*((name, msgspec.NODEFAULT) for name in names[:required]), *zip(names[required:], defaults, strict=True))


def _restored(base: type[R], fields: tuple[tuple[str, str, tuple[str, ...]], ...], values: Mapping[str, Any]) -> R:
    """Return a record from its pickled type and fields."""
    record: R = _extended(base, fields)(**values)
    return record


@cache
def _extended(base: type[R], fields: tuple[tuple[str, str, tuple[str, ...]], ...]) -> type[R]:
    """Return the same type for the same fields: records are equal only if their types are."""
    added: list[Any] = []
    for name, kind, enum in fields:
        value: Any = typing.Literal[enum] if enum else TYPES[kind]
        if kind == "list":
            added.append((name, tuple[value, ...] if enum else value, ()))
        else:
            added.append((name, value | None, None))

    def reduced(record: R) -> tuple[object, ...]:
        # By what it is an extension of: the type itself cannot be found by its name.
        return _restored, (base, fields, explicit_fields(record))

    record_type = msgspec.defstruct(
        base.__name__,
        added,
        bases=(base,),
        module=__name__,
        namespace={"__reduce__": reduced},
        frozen=True,
        kw_only=True,
        omit_defaults=True,
    )
    return typing.cast("type[R]", record_type)
