"""Stop texts in a stream."""

from __future__ import annotations

import pytest

from assistant.llm.stops import StopTexts


def passed_on(pieces: list[str], stops: tuple[str, ...]) -> tuple[str, bool]:
    """What a stream of pieces gives, and whether a stop text was met."""
    gate, given = StopTexts(stops), ""
    for piece in pieces:
        text, met = gate.feed(piece)
        given += text
        if met:
            return given, True
    return given + gate.rest(), False


def test_stop_text_is_cut_off() -> None:
    """Text before a stop text is passed on, the stop text is not."""
    assert passed_on(["one\n\ntwo"], ("\n\n",)) == ("one", True)


@pytest.mark.parametrize("cut", range(1, 9))
def test_place_of_the_cut_between_pieces_does_not_matter(cut: int) -> None:
    """A stop text that comes in two pieces is met like one in a single piece."""
    text = "one<end>two"
    assert passed_on([text[:cut], text[cut:]], ("<end>",)) == ("one", True)


def test_false_beginning_is_passed_on() -> None:
    """What only began like a stop text is not lost, within the stream and at its end."""
    assert passed_on(["a<e", "b<en"], ("<end>",)) == ("a<eb<en", False)


def test_first_of_two_stop_texts_counts() -> None:
    """The earlier stop text ends the stream, whatever their order in the list."""
    assert passed_on(["a.b!c"], ("!", ".")) == ("a", True)


def test_without_stop_texts_nothing_is_held_back() -> None:
    """Each piece is passed on as it comes."""
    gate = StopTexts(())
    assert [gate.feed(piece) for piece in ("a", "b")] == [("a", False), ("b", False)]
