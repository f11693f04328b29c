"""Errors of the assistant.

AssistantError
├── ModelError                   the language model could not do what was asked; the turn goes on reduced
│   ├── ModelUnavailableError    not installed, not loaded, or its process or server is gone
│   ├── ModelTimeoutError        no complete answer in time
│   └── ModelOutputError         an answer that breaks the schema (only engines without a grammar)
├── SettingsError                a home's configuration is not what it must be
├── ConversationNotFoundError    no such conversation (or erased)
├── ConversationStoreError       the log can't be opened or written
│   └── ConversationConflictError   another turn of the same number was stored first
├── FaqError                     a question–answer pair, or a file of conversations, is not what it must be
├── ProfileError                 shopper profiles can't be read or written; nothing was kept or erased
├── HeadError                    a trained head is missing, damaged, or of another embedder
├── EvaluationFileError          a file of cases can't be read as a whole
└── UtteranceError               text that can't be a turn: empty, or too long
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of every error that the assistant raises on purpose."""


class ModelError(AssistantError):
    """The language model could not do what was asked."""


class ModelUnavailableError(ModelError):
    """The model is not there; the message names the command that helps."""


class ModelTimeoutError(ModelError):
    """The model gave no complete answer in time."""


class ModelOutputError(ModelError):
    """The model's answer breaks the schema."""


class SettingsError(AssistantError):
    """A setting is unknown or has the wrong form; the message names file, field, expected and got."""


class ConversationNotFoundError(AssistantError):
    """No conversation of that id in this shop."""


class ConversationStoreError(AssistantError):
    """The conversation log can't be opened or written; nothing of the turn was stored."""


class ConversationConflictError(ConversationStoreError):
    """Another turn of the same number, or a message of the same id, was stored first; read it and retry."""


class UtteranceError(AssistantError):
    """The utterance is empty or too long; the message says the limit."""


class HeadError(AssistantError):
    """A trained head, or what it is to be trained on, can't be used; the message says why."""


class EvaluationFileError(AssistantError):
    """A file of cases can't be read as a whole; the message names it, expected and got."""


class FaqError(AssistantError):
    """A pair is not there or can't be approved as it stands, or a file of conversations can't be read."""


class ProfileError(AssistantError):
    """Shopper profiles can't be read or written, or there is none; the message says why."""
