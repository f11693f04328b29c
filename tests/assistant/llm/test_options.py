"""Scores of options from the places where their tokens part."""

from __future__ import annotations

import math

import pytest

from assistant.llm.options import Branching, branchings, option_log_probs

FIND, FINE, CART = (1, 9), (1, 2, 9), (3, 4, 9)


def test_only_partings_need_the_model() -> None:
    """Three options that part at the start and after token 1 have two branchings."""
    assert branchings([FIND, FINE, CART]) == (
        Branching(path=(), choices=(1, 3)),
        Branching(path=(1,), choices=(2, 9)),
    )


def test_score_is_the_product_along_the_path() -> None:
    """Forced tokens cost nothing; the exponentials of all scores sum to one."""
    chosen = {
        (): {1: math.log(0.6), 3: math.log(0.4)},
        (1,): {2: math.log(0.25), 9: math.log(0.75)},
    }
    scores = option_log_probs([FIND, FINE, CART], chosen)
    assert [math.exp(score) for score in scores] == pytest.approx([0.6 * 0.75, 0.6 * 0.25, 0.4])


def test_single_option_is_certain() -> None:
    """One option has no branching and probability one."""
    assert branchings([CART]) == ()
    assert option_log_probs([CART], {}) == (0.0,)


@pytest.mark.parametrize("options", [[FIND, FIND], [FIND, (1, 9, 4)]])
def test_options_that_cannot_be_told_apart_are_refused(options: list[tuple[int, ...]]) -> None:
    """Equal options, and one that begins another, raise ValueError."""
    with pytest.raises(ValueError, match="distinct"):
        branchings(options)
