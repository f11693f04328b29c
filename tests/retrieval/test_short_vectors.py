"""Vectors on their principal axes."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.short_vectors import ShortVectors, principal_axes

VECTORS = np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 1, 0], [-1, 0, 0], [0.8, 0.6, 0]], dtype=np.float32)


def test_axes_keep_what_differs() -> None:
    """Vectors in a plane lose nothing on two axes, which are orthonormal and the same each time."""
    axes = principal_axes(VECTORS, 2)
    assert axes.shape == (3, 2)
    np.testing.assert_allclose(axes.T @ axes, np.eye(2), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(VECTORS @ axes, axis=1), 1.0, atol=1e-6)
    assert axes.tolist() == principal_axes(VECTORS, 2).tolist()


@pytest.mark.parametrize(
    ("allowed", "count", "expected"),
    [
        (None, 2, [0, 4]),
        (None, 9, [0, 1, 2, 3, 4]),
        ([1, 2, 3], 1, [1]),
        ([3], 5, [3]),
        ([], 1, []),
    ],
)
def test_the_nearest_of_the_allowed_are_chosen(
    allowed: list[int] | None, count: int, expected: list[int]
) -> None:
    """Rows come in ascending order, only allowed ones, at most all."""
    short = ShortVectors(VECTORS, dim=2)
    rows = None if allowed is None else np.array(allowed, dtype=np.int64)
    assert short.nearest(VECTORS[0], rows, count).tolist() == expected
