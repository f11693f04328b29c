"""JSON that a model wrote."""

from __future__ import annotations

import pytest

from assistant.errors import ModelOutputError
from assistant.llm.structured import checked_json

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


def test_valid_value_is_returned() -> None:
    """A text of the schema gives its value."""
    assert checked_json('{"n": 3}', SCHEMA, max_tokens=9) == {"n": 3}


@pytest.mark.parametrize("text", ['{"n": ', "", '{"n": "3"}', "{}", "3"])
def test_other_text_is_refused(text: str) -> None:
    """Cut JSON, no JSON and JSON outside the schema raise ModelOutputError, quoting the text."""
    with pytest.raises(ModelOutputError, match="expected"):
        checked_json(text, SCHEMA, max_tokens=9)
