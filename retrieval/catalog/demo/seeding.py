"""Named streams of random numbers: each part of the demo shop draws from its own."""

from __future__ import annotations

from random import Random


def stream(seed: int, *names: str) -> Random:
    """A generator that depends on the seed and the names alone, so that one part never moves another."""
    return Random(":".join((str(seed), *names)))  # noqa: S311 - reproducible samples, no secrets
