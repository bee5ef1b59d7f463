"""Vega-Lite's JSON schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def validate(spec: Mapping[str, Any]) -> None:
    """Validate a specification against the schema, which Vega-Lite itself does not: it ignores unknown properties.

    Raises:
        jsonschema.ValidationError: with the most likely cause.
    """
    from altair.utils.schemapi import validate_jsonschema
    from altair.vegalite.v6.schema.core import Root, load_schema

    validate_jsonschema(dict(spec), Root._schema, load_schema())  # it has no other name
