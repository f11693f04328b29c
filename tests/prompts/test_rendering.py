"""Rendering fills places once, and refuses what the template does not declare."""

from __future__ import annotations

import hashlib

import pytest

from prompts.errors import VariableError
from prompts.rendering import digest, render
from prompts.types import DecodingSettings, Example, PromptMessage, Template

TEMPLATE = Template(
    name="greet",
    version=2,
    description="",
    languages=("en",),
    system="Be brief.",
    user="{{who}} says {{what}}",
    variables={"who": "a name", "what": "words"},
    decoding=DecodingSettings(max_tokens=8),
    examples=(Example(user="Ann says hi", assistant="Hi Ann"),),
)


def test_messages_are_system_examples_then_user() -> None:
    """The rendered messages stand in prefix order and end with the filled user message."""
    rendered = render(TEMPLATE, {"who": "Bo", "what": "bye"})
    assert [(m.role, m.content) for m in rendered.messages] == [
        ("system", "Be brief."),
        ("user", "Ann says hi"),
        ("assistant", "Hi Ann"),
        ("user", "Bo says bye"),
    ]
    assert rendered.ref == "greet@2"


def test_a_value_is_never_read_as_template_text() -> None:
    """A place inside a value stays as the shopper typed it."""
    rendered = render(TEMPLATE, {"who": "{{what}}", "what": "bye"})
    assert rendered.messages[-1].content == "{{what}} says bye"


def test_the_digest_covers_roles_and_contents() -> None:
    """The SHA-256 is that of the messages as canonical JSON."""
    messages = (PromptMessage(role="user", content="é"),)
    assert digest(messages) == hashlib.sha256('[["user", "é"]]'.encode()).hexdigest()
    assert digest(messages) != digest((PromptMessage(role="system", content="é"),))


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"who": "Bo"}, r"missing \['what'\]"),
        ({"who": "Bo", "what": "x", "why": "y"}, r"unknown \['why'\]"),
        ({"who": 3, "what": "x"}, "'who' must be text, got 3"),
    ],
)
def test_wrong_variables_are_named(variables: dict[str, str], named: str) -> None:
    """A missing, unknown or non-text variable raises and is named."""
    with pytest.raises(VariableError, match=named):
        render(TEMPLATE, variables)
