"""The deterministic half of understanding: exact about numbers, live values, negation and references."""

from assistant.parsing.parser import parse
from assistant.parsing.types import Parsed
from assistant.parsing.vocabulary import CatalogVocabulary

__all__ = ["CatalogVocabulary", "Parsed", "parse"]
