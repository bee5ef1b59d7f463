"""One filter language for claims and sources: `by=rory-green&kind=forecast&sort=-as_of`.

The same words select rows in prose (`claims:?…`), in charts (`chart:name?…`), in `charts.py` and on the command line.

    field=value          is it; for a list: holds it; for a date: lies within it
    field=a,b            is one of them
    field!=a,b           is none of them
    field=               is empty; `field!=` is not
    field=2..5           lies between, both ends included; `2..` and `..5` leave one end open
    field>=2  field<5    likewise, and `>` and `<=`
    field~word           holds the word, whatever its case
    sort=field,-other    in rising order, then in falling order of another
    limit=10             at most so many
    columns=text,by      which fields a table shows

Parts are joined by `&`, and all of them must hold. `%26` and the like stand for marks that mean something else here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from sourcebook.core.text.collation import sort_key
from sourcebook.core.text.dates import first_day, is_edtf, last_day
from sourcebook.core.text.numbers import exact
from sourcebook.core.text.suggestions import did_you_mean

Row = Mapping[str, Any]
"""A claim or a source: its fields by name. A field is text, a number, a truth value, None, or a tuple of texts."""
FieldType = Literal["text", "number", "date", "flag"]
PART = re.compile(r"(?P<field>[A-Za-z_][\w-]*)(?P<operator>!=|>=|<=|=|>|<|~)(?P<value>.*)\Z", re.DOTALL)
ALSO = {"source": "via", "sources": "via"}
"""Fields by other names."""
TRUTH = {"true": True, "yes": True, "false": False, "no": False}


class QueryError(ValueError):
    """An invalid query.

    Args:
        message: what is wrong.
        hint: how to correct it.
        unknown_field: the field that it names and that does not exist, if that is what is wrong.
    """

    def __init__(self, message: str, hint: str = "", unknown_field: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.unknown_field = unknown_field


class Field(NamedTuple):
    """A field that queries can name."""

    title: str
    """Its name for readers, the heading of a column."""
    type: FieldType = "text"
    choices: frozenset[str] = frozenset()
    """The only values that it can have; empty: any."""
    is_list: bool = False
    """Whether it holds several texts."""


class QueryPart(NamedTuple):
    """A condition as it is written."""

    field: str
    """The name of the field."""
    operator: str
    values: tuple[str, ...]
    """One or several alternatives, each with its percent-encoding undone."""


class Query(NamedTuple):
    """A parsed query."""

    tests: tuple[Callable[[Row], bool], ...] = ()
    sort: tuple[tuple[str, bool, FieldType], ...] = ()
    """Fields to sort by, whether in descending order, and their types."""
    limit: int | None = None
    columns: tuple[str, ...] = ()
    parts: tuple[QueryPart, ...] = ()
    """The conditions."""
    language: str = "en"
    """The language in whose order texts are sorted."""

    @property
    def fields(self) -> frozenset[str]:
        """The fields that conditions name."""
        return frozenset(part.field for part in self.parts)

    def select(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows that match, sorted; those without a value to sort by come last."""
        found = [row for row in rows if all(test(row) for test in self.tests)]
        text_key = sort_key(self.language)
        for name, falls, kind in reversed(self.sort):
            present = [row for row in found if not _is_empty(row[name])]
            present.sort(key=lambda row: _order(row[name], kind, text_key), reverse=falls)
            found = present + [row for row in found if _is_empty(row[name])]
        return found[: self.limit]


def parse_query(text: str, fields: Mapping[str, Field], language: str) -> Query:
    """Parse a query.

    Args:
        text: as it is written after the question mark.
        fields: that it may name, by name.
        language: of the site, in whose order texts are sorted.

    Raises:
        QueryError: if it names an unknown field, or a value that the field cannot have.
    """
    query = Query(language=language)
    for part in filter(None, text.split("&")):
        found = PART.match(part)
        if found is None:
            raise QueryError(f"“{unquote(part)}” is no part of a filter", "write field=value, as kind=forecast")
        name, operator, value = found["field"], found["operator"], found["value"]
        if name in ("sort", "limit", "columns") and operator == "=":
            query = _arranged(query, name, unquote(value), fields)
        else:
            field = _field(name, fields)
            test = _test(field, fields[field], operator, value)
            several = value.split(",") if operator in ("=", "!=") else [value]
            written = QueryPart(field, operator, tuple(unquote(one).strip() for one in several))
            query = query._replace(tests=(*query.tests, test), parts=(*query.parts, written))
    return query


def _arranged(query: Query, name: str, value: str, fields: Mapping[str, Field]) -> Query:
    if name == "limit":
        if not value.isdecimal() or int(value) == 0:
            raise QueryError(f"limit is “{value}”, which is no number of rows", "as limit=10")
        return query._replace(limit=int(value))
    names = [one.strip() for one in value.split(",") if one.strip()]
    if name == "columns":
        return query._replace(columns=tuple(_field(one, fields) for one in names))
    return query._replace(sort=tuple(_sorted_by(one, fields) for one in names))


def _sorted_by(text: str, fields: Mapping[str, Field]) -> tuple[str, bool, FieldType]:
    name = _field(text.lstrip("-+"), fields)
    return name, text.startswith("-"), fields[name].type


def _field(name: str, fields: Mapping[str, Field]) -> str:
    """Return the name of a field, which may be written in the singular or with a hyphen."""
    for one in (name, name.replace("-", "_"), f"{name}s", ALSO.get(name, "")):
        if one in fields:
            return one
    hint = did_you_mean(name, fields, f"fields: {', '.join(fields)}")
    raise QueryError(f"no field is named “{name}”", hint, unknown_field=name)


def _test(name: str, field: Field, operator: str, text: str) -> Callable[[Row], bool]:
    if operator == "~":
        word = unquote(text).casefold()
        return lambda row: any(word in str(value).casefold() for value in _values(row[name]))
    if operator in ("=", "!="):
        matches = [_match(name, field, value.strip()) for value in text.split(",")]
        is_wanted = operator == "="
        return lambda row: any(match(row[name]) for match in matches) is is_wanted
    low, high = _bound(name, field, unquote(text))
    compare: Callable[[Any], bool] = {
        ">=": lambda value: value[0] >= low,
        "<=": lambda value: value[1] <= high,
        ">": lambda value: value[0] > high,
        "<": lambda value: value[1] < low,
    }[operator]
    return lambda row: not _is_empty(row[name]) and compare(_span(row[name], field))


def _match(name: str, field: Field, text: str) -> Callable[[Any], bool]:
    """Return a predicate of values of a field that match a value of the query."""
    start, dots, end = (unquote(part) for part in text.partition(".."))
    if not text:
        return _is_empty
    if field.type in ("number", "date"):
        low = _bound(name, field, start)[0] if start else None
        high = _bound(name, field, end if dots else start)[1] if end or not dots else None
        return lambda value: (
            not _is_empty(value)
            and (low is None or _span(value, field)[0] >= low)
            and (high is None or _span(value, field)[1] <= high)
        )
    value_text = unquote(text)
    if field.type == "flag":
        if value_text.lower() not in TRUTH:
            raise QueryError(f"“{name}” is “{value_text}”", "write true or false")
        return lambda value: value is TRUTH[value_text.lower()]
    if field.choices and value_text.casefold() not in {choice.casefold() for choice in field.choices}:
        some = sorted(field.choices)[:12]
        raise QueryError(
            f"“{name}” is never “{value_text}”", did_you_mean(value_text, field.choices, f"as {', '.join(some)}")
        )
    return lambda value: any(str(one).casefold() == value_text.casefold() for one in _values(value))


def _bound(name: str, field: Field, text: str) -> tuple[Any, Any]:
    """Return the first and the last value of a text in the query; they differ only for dates."""
    text = text.strip()
    if field.type == "date":
        if not is_edtf(text):
            raise QueryError(f"“{name}” is “{text}”, which is no date", "write 2026, 2026-02 or 2026-02-16")
        return first_day(text), last_day(text)
    if field.type == "number":
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            raise QueryError(f"“{name}” is “{text}”, which is no number", f"as {name}=2, {name}>=2 or {name}=2..5")
        return number, number
    raise QueryError(f"“{name}” has no order", f"as {name}=value or {name}~word")


def _span(value: Any, field: Field) -> tuple[Any, Any]:
    if field.type == "date":
        return first_day(value), last_day(value)
    return (exact(value),) * 2 if field.type == "number" else (value, value)


def _values(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", ())


def _order(value: Any, kind: FieldType, text_key: Callable[[str], bytes]) -> Any:
    """Return the sort key of a value: dates by day, texts by their keys, lists by those of their texts."""
    if kind == "date":
        return first_day(value), last_day(value)
    if isinstance(value, tuple):
        return tuple(text_key(str(one)) for one in value)
    return text_key(value) if isinstance(value, str) else value
