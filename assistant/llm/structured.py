"""JSON that a model wrote, checked before anybody uses it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jsonschema

from assistant.errors import ModelOutputError


def checked_json(text: str, schema: Mapping[str, Any], *, max_tokens: int) -> Any:
    """The JSON value of a text. Raises ModelOutputError where it is none, or not of the schema."""
    try:
        value = json.loads(text)
        jsonschema.validate(value, schema)
    except json.JSONDecodeError as error:
        raise ModelOutputError(
            f"expected JSON, got {text!r}; max_tokens was {max_tokens}, raise it if the text is cut"
        ) from error
    except jsonschema.ValidationError as error:
        raise ModelOutputError(f"expected a value of the schema, got {text!r}: {error.message}") from error
    return value
