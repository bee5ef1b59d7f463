"""Write the pages of the manual that follow from the program: `make docs`. A test holds them to be up to date."""

from __future__ import annotations

import re
import textwrap
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from sourcebook import model
from sourcebook.checks.explanations import RULE_NAMES, explain_rule
from sourcebook.cli.program import program
from sourcebook.model import ContentRecord
from sourcebook.readers.decoding.field_shapes import shape_of
from sourcebook.readers.json_schema import documentation

PAGES = Path(__file__).resolve().parent / "content" / "pages"
ORDER = """SiteConfig BriefingFrontMatter PageFrontMatter Claim Via Quotation Quantity Forecast Review Source
Name Derivation Claimant Correction""".split()


def records() -> list[type[ContentRecord]]:
    """Every record that a file can hold, the main ones first."""
    types = (one for one in vars(model).values() if isinstance(one, type) and issubclass(one, ContentRecord))
    found = [one for one in types if one is not ContentRecord]
    place = {name: index for index, name in enumerate(ORDER)}
    return sorted(found, key=lambda one: place.get(one.__name__, len(place)))


def data_model() -> str:
    """The page on the records and their fields."""
    text = (
        "---\ntitle: The data model\nsummary: Each record that a file can hold, and each of its fields.\n---\n\n"
        "Generated from the program’s own types. A field without a default is required.\n"
    )
    for record in records():
        text += f"\n## {record.__name__}\n\n{summary(record)}\n\n| Field | Holds | Default | |\n|---|---|---|---|\n"
        for field in msgspec.structs.fields(record):
            words = cell(documentation()[record.__name__][field.name])
            text += f"| `{field.encode_name}` | {shown(field.type)} | {default(field)} | {words} |\n"
    return text


def cell(words: str) -> str:
    """Text as a cell of a table: on one line, and without what Markdown would take for a link or the cell's end."""
    return " ".join(words.split()).replace("|", "\\|").replace("](", "]\\(")


def summary(record: type[ContentRecord]) -> str:
    """The first paragraph of a record's description."""
    return " ".join((record.__doc__ or "").split("\n\n")[0].split())


def shown(wanted: Any) -> str:
    """A type in words."""
    shape = shape_of(wanted)
    if isinstance(shape.type, type) and issubclass(shape.type, msgspec.Struct):
        return f"a [{shape.type.__name__}](#{shape.type.__name__.lower()})"
    origin, arguments = typing.get_origin(shape.type), typing.get_args(shape.type)
    if origin is tuple:
        return f"a list: {shown(arguments[0])}"
    if origin is typing.Literal:
        return ", ".join(f"`{one}`" for one in arguments)
    if origin in (Mapping, dict):
        return f"by name: {shown(arguments[1])}"
    return shape.description or {str: "text", bool: "true or false", int: "a whole number"}.get(shape.type, "text")


def default(field: msgspec.structs.FieldInfo) -> str:
    """What a field is when it is left out."""
    if field.required:
        return "required"
    value = field.default
    if isinstance(value, tuple):
        return ", ".join(f"`{one}`" for one in value)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if isinstance(value, (str, int)) and value else ""


def commands() -> str:
    """The page on the commands."""
    text = (
        "---\ntitle: Commands\nsummary: Each command and each of its options.\n---\n\n"
        "Generated from the program itself. `python build.py` is the same program as `sourcebook`.\n\n"
        "Exit codes: 0 fine; 1 findings at error level, or warnings with `--strict`; 2 usage or settings;\n"
        "3 publishing failed; 130 interrupted.\n"
    )
    for name, command in walked(program, "sourcebook"):
        context = click.Context(command, info_name=name)
        described, _, examples = (command.help or "").replace("\b\n", "\b").partition("\b")
        text += f"\n## {name}\n\n    {' '.join([name, *command.collect_usage_pieces(context)])}\n\n"
        text += " ".join(described.split()).replace("*", "\\*") + "\n"
        rows = [one.get_help_record(context) for one in command.get_params(context)]
        listed = [row for row in rows if row and "--help" not in row[0]]
        if listed:
            options = (f"| `{cell(option)}` | {cell(words)} |\n" for option, words in listed)
            text += "\n| Option | |\n|---|---|\n" + "".join(options)
        lines = [line for line in examples.split("\n") if line.strip() and not line.strip().startswith("Example")]
        if lines:
            text += "\n" + textwrap.indent(textwrap.dedent("\n".join(lines)), "    ") + "\n"
    return text


def walked(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, with their full names."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for key in command.list_commands(context):
            below = command.get_command(context, key)
            assert below is not None
            yield from walked(below, f"{name} {key}")


def rules() -> str:
    """The page on the rules, each in the words of its own file."""
    text = "---\ntitle: Rules\nsummary: What is found, why it matters, and how to fix it.\n---\n\n"
    text += "Generated from the program itself. The name in brackets at the end of a message is the rule;\n"
    text += "`sourcebook explain RULE` prints its part of this page.\n"
    for name in sorted(RULE_NAMES):
        first, _, rest = explain_rule(name).partition("\n\n")
        items = re.sub(r"^([A-Z][a-z ]+):", r"- **\1:**", rest, flags=re.MULTILINE)
        text += f"\n## {name}\n\n{first}\n\n{items}\n"
    return text


GENERATED = {"model.md": data_model, "commands.md": commands, "rules.md": rules}


def main() -> None:
    """Write each page."""
    for name, make in GENERATED.items():
        (PAGES / name).write_text(make(), "utf-8")


if __name__ == "__main__":
    main()
