"""Errors of prompts.

PromptError
├── TemplateError          a template file is not what the format says
├── PromptNotFoundError    no such name or version
└── VariableError          a variable is missing, unknown, or not text
"""

from __future__ import annotations


class PromptError(Exception):
    """Base of every error that prompts raise on purpose."""


class TemplateError(PromptError):
    """A template file breaks the format; the message names file, field, expected and got."""


class PromptNotFoundError(PromptError):
    """No template of that name and version; the message lists what exists."""


class VariableError(PromptError):
    """The variables given are not those that the template declares."""
