"""Normalization and tokens."""

from __future__ import annotations

from assistant.parsing import clauses
from assistant.parsing.source import Source, normalize_utterance


def test_writes_contractions_out() -> None:
    """English contractions become the words that patterns look for; possessives stay."""
    assert normalize_utterance("I DON’T want what's on, can't") == "i do not want what is on, can not"
    assert normalize_utterance("my mom's bag") == "my mom's bag"


def test_offsets_point_into_the_text() -> None:
    """Every token's span cuts its own text out of the normalized text, Chinese words included."""
    source = Source.read("Ｒed 毛巾 under￥50，please")
    assert [source.text[slice(*token.span)] for token in source.tokens] == [t.text for t in source.tokens]
    assert [token.text for token in source.tokens if token.cjk] == ["毛巾"]


def test_text_without_letters_takes_the_fallback_language() -> None:
    """'200-300' says nothing about the language, so the conversation's stays."""
    assert Source.read("200-300", fallback_language="zh").language == "zh"
    assert Source.read("under 300", fallback_language="zh").language == "en"


def test_clauses_part_wishes_and_manners() -> None:
    """Greetings and thanks stand alone; an 'and' parts only where a new wish begins."""
    said = "Hi, show me red and blue socks and add the first to my cart, thanks!"
    split = [clause.text for clause in clauses.split(Source.read(said))]
    assert split == ["hi", "show me red and blue socks", "add the first to my cart", "thanks"]
