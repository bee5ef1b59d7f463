"""Types of fields, analysed once for decoding and for messages."""

from __future__ import annotations

import types
import typing
from functools import cache
from typing import Any, NamedTuple

import msgspec


class FieldShape(NamedTuple):
    """The parts of a field's type."""

    type: Any
    """The type without None."""
    optional: bool
    """Whether None is allowed."""
    description: str
    is_date: bool
    is_amount: bool
    is_text: bool
    """Whether it is free text, in which any character may stand."""
    is_one_or_more: bool
    """Whether one value may stand for a list of one."""
    min_length: int = 0
    """The least number of entries of a list."""


@cache
def shape_of(expected: Any) -> FieldShape:
    """Return the parts of a field's type."""
    optional = False
    if typing.get_origin(expected) in (typing.Union, types.UnionType):
        optional = type(None) in typing.get_args(expected)
        expected = typing.Union[tuple(arg for arg in typing.get_args(expected) if arg is not type(None))]  # noqa: UP007
    metas = [meta for meta in getattr(expected, "__metadata__", ()) if isinstance(meta, msgspec.Meta)]
    description = next((meta.description for meta in metas if meta.description), "")
    extra = {key for meta in metas for key in meta.extra or ()}
    if "one_or_more" in extra:
        expected = typing.get_args(expected)[0]
    return FieldShape(
        expected,
        optional,
        description,
        "date" in extra,
        "amount" in extra,
        getattr(expected, "__origin__", expected) is str
        and not extra & {"date", "amount"}
        and not any(meta.pattern for meta in metas),
        is_one_or_more="one_or_more" in extra,
        min_length=max((meta.min_length or 0 for meta in metas), default=0),
    )


@cache
def fields_of(expected: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """Return the fields of a record type."""
    return msgspec.structs.fields(expected)


def describe_shape(shape: FieldShape) -> str:
    """Describe what a value must be, for messages: `a full web address: https://…`."""
    if shape.description:
        return shape.description
    if typing.get_origin(shape.type) is typing.Literal:
        return "one of " + ", ".join(map(str, typing.get_args(shape.type)))
    return {str: "text", bool: "true or false"}.get(shape.type, "a number")
