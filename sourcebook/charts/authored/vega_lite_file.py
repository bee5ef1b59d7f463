"""Read charts from files of Vega-Lite, in JSON or YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import yaml

from sourcebook.charts.vega.spec import ChartError
from sourcebook.core.text.suggestions import did_you_mean

MARKS = (
    "arc", "area", "bar", "boxplot", "circle", "errorband", "errorbar", "geoshape", "image", "line", "point", "rect",
    "rule", "square", "text", "tick", "trail",
)  # fmt: skip
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # PyYAML's C loader has no types
    """A loader for the JSON schema of YAML 1.2: `on` and dates are text."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _pattern, _first in (
    ("null", r"null|~|", ["n", "~", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def read(text: str, is_json: bool, options: Mapping[str, str]) -> dict[str, Any]:
    """Return the specification in a file.

    Args:
        text: of the file.
        is_json: whether it is JSON, and not YAML.
        options: values for its parameters, by name.

    Raises:
        ChartError: if it is invalid, with the line, or has no such parameter.
    """
    spec = _decoded(text, is_json)
    if not isinstance(spec, dict):
        raise ChartError("the file holds no Vega-Lite specification", 1, "it begins with data, a mark and an encoding")
    _validate(spec, text)
    for name, value in options.items():
        _set(spec, name, value)
    return spec


def parameters(text: str, is_json: bool) -> Sequence[str]:
    """Return the names of parameters to which a page can give values; none if the file cannot be read."""
    try:
        spec = _decoded(text, is_json)
    except ChartError:
        return ()
    params = spec.get("params") if isinstance(spec, dict) else None
    named = [one for one in params if isinstance(one, dict)] if isinstance(params, list) else []
    return [str(one["name"]) for one in named if "name" in one and "select" not in one]


def _decoded(text: str, is_json: bool) -> Any:
    if is_json:
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise ChartError(f"the file is not valid JSON: {error.msg}", error.lineno) from error
        except RecursionError as error:
            raise ChartError("the file is nested too deeply", 1) from error
    try:
        return yaml.load(text, _Loader)  # a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ChartError(f"the file is not valid YAML: {error.problem}", line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ChartError(f"the file is not valid YAML: {str(error).splitlines()[0]}", 1) from error


def _validate(spec: Mapping[str, Any], text: str) -> None:
    """Validate a specification, and find the line of a fault."""
    import jsonschema

    from sourcebook.charts.authored.vega_lite_schema import validate

    try:
        validate(spec)
    except jsonschema.ValidationError as error:
        path = list(error.absolute_path)
        known: Sequence[str] = ()
        if error.validator == "additionalProperties" and isinstance(error.schema, dict):
            extra = sorted(set(error.instance) - set(error.schema.get("properties", ())))
            known, path = sorted(error.schema.get("properties", ())), [*path, extra[0]]
            message = f"Vega-Lite knows no “{extra[0]}” here"
        elif path and path[-1] == "mark":
            known, message = MARKS, f"Vega-Lite knows no mark “{error.instance}”"
        else:
            message = f"not Vega-Lite: {error.message.splitlines()[0]}"
        name = str(error.instance) if path and path[-1] == "mark" else str(path[-1]) if path else ""
        raise ChartError(message, _line(text, path), did_you_mean(name, known) if known else "") from error


def _line(text: str, path: Sequence[str | int]) -> int:
    """Return the line of a value in a file, or of its nearest enclosing value that can be found."""
    try:
        node = yaml.compose(text, _Loader)
    except yaml.YAMLError:  # JSON may be indented with tabs.
        return 1
    line = 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _set(spec: Mapping[str, Any], name: str, text: str) -> None:
    """Set the value of a parameter: JSON, or else text."""
    param = next(one for one in spec["params"] if one.get("name") == name)
    try:
        param["value"] = json.loads(text)
    except json.JSONDecodeError:
        param["value"] = text
