"""Heads fitted to labeled texts: multinomial logistic regression by scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.errors import HeadError
from assistant.heads.features import TextFeatures
from assistant.heads.linear import LinearHead

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

VECTOR_WEIGHT = 6.0
"""Unit vectors have small components; weighed so that the penalty doesn't silence them (of 4, 6, 8)."""
INVERSE_PENALTY = 4.0
"""scikit-learn's C (of 1, 2, 4); both chosen on clinc150, of three settings."""
FOLDS = 5


def fit(
    rows: csr_matrix,
    labels: Sequence[str],
    *,
    features: TextFeatures,
) -> LinearHead:
    """A head fitted to rows [n, features] that begin with those of `features`; others may follow.

    The same rows give the same head.

    Raises: HeadError for fewer than two labels or rows and labels of different number.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - takes half a second

    if len(labels) != rows.shape[0] or len(set(labels)) < 2:
        raise HeadError(
            f"expected as many labels as texts and at least two different ones, got {len(labels)} labels "
            f"({len(set(labels))} different) for {rows.shape[0]} texts"
        )
    fitted = LogisticRegression(C=INVERSE_PENALTY, max_iter=400, tol=1e-3)
    fitted.fit(_weighed(rows, features.dense), np.asarray(labels))
    weights, bias = _columns(fitted.coef_, fitted.intercept_)
    weights[: features.dense] *= VECTOR_WEIGHT
    return LinearHead(
        labels=tuple(str(label) for label in fitted.classes_),
        embedder=features.embedder,
        weights=weights,
        bias=bias,
    )


def cross_validated(
    rows: csr_matrix,
    labels: Sequence[str],
    *,
    features: TextFeatures,
    on_fold: Callable[[int, int], None],
) -> list[str]:
    """The label that each text gets from a head fitted to the other folds, of FOLDS seeded ones.

    Raises: HeadError where a label has fewer texts than there are folds.
    """
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - as above

    rare = [label for label, count in Counter(labels).items() if count < FOLDS]
    if rare:
        raise HeadError(f"expected at least {FOLDS} texts of each label, got fewer of {sorted(rare)}")
    known = np.asarray(labels)
    found = np.empty(len(labels), dtype=object)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(np.zeros(len(labels)), known)
    for done, (fitted, held_back) in enumerate(folds, start=1):
        head = fit(rows[fitted], list(known[fitted]), features=features)
        found[held_back] = head.likeliest(rows[held_back])
        on_fold(done, FOLDS)
    return [str(label) for label in found]


def _weighed(rows: csr_matrix, dense: int) -> csr_matrix:
    """The rows with their vectors multiplied by VECTOR_WEIGHT."""
    from scipy.sparse import csr_matrix, diags  # noqa: PLC0415 - as above

    factors = np.ones(rows.shape[1])
    factors[:dense] = VECTOR_WEIGHT
    return csr_matrix(rows @ diags(factors))


def _columns(
    coefficients: NDArray[np.float64], intercept: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights [features, labels] and bias [labels]; of two labels scikit-learn fits only the second."""
    if len(intercept) == 1:
        coefficients = np.vstack([-coefficients / 2, coefficients / 2])
        intercept = np.array([-intercept[0] / 2, intercept[0] / 2])
    return coefficients.T.astype(np.float32), intercept.astype(np.float32)
