"""Log-probabilities of options under decoding that can only give one of them. Pure.

The options' token sequences form a trie. Where a path branches, the model's probabilities are
renormalized over the branches; where it does not, the next token is certain. So the scores are exactly
the log-probabilities with which constrained sampling would give each option: their exponentials sum to
one, and a long name costs nothing for its forced tail, which is what length normalization is for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branching:
    """After `path`, the options go on with `choices` (at least two tokens, ascending)."""

    path: Path
    choices: tuple[int, ...]


def branchings(options: Sequence[Path]) -> tuple[Branching, ...]:
    """Every place where options part, shortest paths first.

    Raises ValueError where two options are equal or one begins another: they could not be told apart.
    """
    following: dict[Path, set[int]] = {}
    for option in options:
        for i, token in enumerate(option):
            following.setdefault(option[:i], set()).add(token)
    clashes = [option for option in options if option in following]
    if clashes or len(set(options)) < len(options):
        raise ValueError("options: expected distinct texts, none the beginning of another")
    return tuple(
        Branching(path=path, choices=tuple(sorted(tokens)))
        for path, tokens in sorted(following.items(), key=lambda entry: (len(entry[0]), entry[0]))
        if len(tokens) > 1
    )


def option_log_probs(
    options: Sequence[Path], chosen: Mapping[Path, Mapping[int, float]]
) -> tuple[float, ...]:
    """Score of each option, in option order, from the log-probability of every choice of each branching."""
    return tuple(
        math.fsum(chosen[option[:i]][option[i]] for i in range(len(option)) if option[:i] in chosen)
        for option in options
    )
