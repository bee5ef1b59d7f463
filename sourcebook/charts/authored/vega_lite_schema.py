"""Vega-Lite's JSON schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COMPOSITIONS: Mapping[str, str] = {
    "layer": "Layer", "repeat": "Repeat", "facet": "Facet", "concat": "Concat", "hconcat": "HConcat",
    "vconcat": "VConcat",
}  # fmt: skip
"""Kinds of specifications by the key that only they have; others are single views."""


def validate(spec: Mapping[str, Any]) -> None:
    """Validate a specification against the schema, which Vega-Lite itself does not: it ignores unknown properties.

    The schema of its kind alone takes half of the time of that for all kinds.

    Raises:
        jsonschema.ValidationError: with the most likely cause.
    """
    from altair.utils.schemapi import validate_jsonschema
    from altair.vegalite.v6.schema.core import load_schema

    kind = next((kind for key, kind in COMPOSITIONS.items() if key in spec), "Unit")
    validate_jsonschema(dict(spec), {"$ref": f"#/definitions/TopLevel{kind}Spec"}, load_schema())
