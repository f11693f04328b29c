"""Which slot serves a prompt."""

from __future__ import annotations

import threading

from assistant.llm.slots import SlotPool, longest_prefix, shared_length

UNDERSTAND, ANSWER = (1, 2, 3), (7, 8, 9)


def serve(pool: SlotPool, tokens: tuple[int, ...], prefix: tuple[int, ...]) -> int:
    """Serve one prompt and return its slot's number."""
    with pool.take(tokens, prefix=prefix) as slot:
        slot.tokens = tokens
        return slot.number


def test_shared_length_counts_equal_beginnings() -> None:
    """(1, 2, 3) and (1, 2, 4) share two tokens; anything shares nothing with ()."""
    assert shared_length((1, 2, 3), (1, 2, 4)) == 2
    assert shared_length((1, 2), (1, 2, 4)) == 2
    assert shared_length((), (1,)) == 0


def test_longest_prefix_wins() -> None:
    """Of two prefixes that fit the longer is taken; none fits where nothing does."""
    assert longest_prefix([(1,), (1, 2), (3,)], (1, 2, 3)) == (1, 2)
    assert longest_prefix([(3,)], (1, 2, 3)) == ()


def test_two_prefixes_keep_a_slot_each() -> None:
    """Prompts that alternate between two prefixes alternate between two slots."""
    pool = SlotPool(2)
    first = [serve(pool, (*UNDERSTAND, 4), UNDERSTAND), serve(pool, (*ANSWER, 4), ANSWER)]
    assert sorted(first) == [0, 1]
    assert [serve(pool, (*UNDERSTAND, 5), UNDERSTAND), serve(pool, (*ANSWER, 5), ANSWER)] == first


def test_third_prefix_takes_the_longest_unused_slot() -> None:
    """With both slots filled, a new prefix displaces the one not used for longest."""
    pool = SlotPool(2)
    oldest = serve(pool, UNDERSTAND, UNDERSTAND)
    serve(pool, ANSWER, ANSWER)
    assert serve(pool, (5, 6), (5, 6)) == oldest


def test_taken_slot_is_waited_for() -> None:
    """With every slot taken, a caller waits until one is given back."""
    pool, got = SlotPool(1), threading.Event()

    def second() -> None:
        with pool.take(ANSWER, prefix=()):
            got.set()

    with pool.take(UNDERSTAND, prefix=()):
        waiting = threading.Thread(target=second)
        waiting.start()
        assert not got.wait(0.05)
    assert got.wait(5)
    waiting.join()
