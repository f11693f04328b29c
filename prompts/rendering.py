"""Template + variables → the messages that are sent. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from prompts.errors import VariableError
from prompts.types import PromptMessage, RenderedPrompt, Template

_PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")


def places(text: str) -> frozenset[str]:
    """Names of the `{{name}}` places in a text."""
    return frozenset(_PLACE.findall(text))


def render(template: Template, variables: Mapping[str, str]) -> RenderedPrompt:
    """Fill the user message; values are inserted once and never read as template text.

    Raises VariableError naming every missing, unknown or non-text variable.
    """
    _check(template, variables)
    user = _PLACE.sub(lambda match: variables[match.group(1)], template.user)
    messages = (*template.prefix(), PromptMessage(role="user", content=user))
    return RenderedPrompt(
        name=template.name,
        version=template.version,
        sha256=digest(messages),
        messages=messages,
        decoding=template.decoding,
        schema=template.schema,
    )


def digest(messages: Sequence[PromptMessage]) -> str:
    """SHA-256 of the messages as canonical JSON."""
    canonical = json.dumps([[m.role, m.content] for m in messages], ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _check(template: Template, variables: Mapping[str, str]) -> None:
    missing = sorted(set(template.variables) - set(variables))
    unknown = sorted(set(variables) - set(template.variables))
    if missing or unknown:
        raise VariableError(
            f"{template.ref} takes {sorted(template.variables)}; missing {missing}, unknown {unknown}"
        )
    for name, value in variables.items():
        if not isinstance(value, str):
            raise VariableError(f"{template.ref}: variable {name!r} must be text, got {value!r}")
