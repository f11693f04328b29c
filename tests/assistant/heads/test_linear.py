"""Heads fitted, saved and loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from assistant.errors import HeadError
from assistant.heads.features import TextFeatures
from assistant.heads.linear import LinearHead
from assistant.heads.training import cross_validated, fit
from tests.fakes import HashingEmbedder

COATS = [
    "red wool coat",
    "blue wool coat",
    "wool coat for winter",
    "long coat",
    "coat of wool",
    "winter coat",
]
PARCELS = [
    "where is my parcel",
    "parcel is late",
    "my parcel is lost",
    "track parcel",
    "parcel?",
    "no parcel",
]
TEXTS = [*COATS, *PARCELS]
LABELS = ["find"] * 6 + ["order"] * 6


@pytest.fixture
def features() -> TextFeatures:
    """Features over a bag of words."""
    return TextFeatures(HashingEmbedder(dim=64), buckets=256)


def fitted(features: TextFeatures) -> LinearHead:
    """A head over the twelve texts."""
    rows = features.of_queries(TEXTS, HashingEmbedder(dim=64).embed_documents(TEXTS))
    return fit(rows, LABELS, features=features)


def test_a_head_reads_what_it_was_fitted_to(features: TextFeatures) -> None:
    """A new text goes to the label whose words it has, with probabilities that sum to 1."""
    head = fitted(features)
    row = features.of_query("has the parcel been sent")
    assert head.likeliest(row) == ["order"]
    assert float(head.probabilities(row).sum()) == pytest.approx(1.0, abs=1e-6)


def test_a_saved_head_is_the_same(features: TextFeatures, tmp_path: Path) -> None:
    """Labels, embedder and probabilities survive a file, up to float16."""
    head = fitted(features)
    head.save(tmp_path / "head.safetensors")
    loaded = LinearHead.load(tmp_path / "head.safetensors")
    row = features.of_query("a coat")
    assert (loaded.labels, loaded.embedder) == (head.labels, head.embedder)
    assert np.allclose(loaded.probabilities(row), head.probabilities(row), atol=2e-3)


def test_the_same_texts_give_the_same_head(features: TextFeatures) -> None:
    """Fitting twice gives equal weights."""
    assert np.array_equal(fitted(features).weights, fitted(features).weights)


@pytest.mark.parametrize("content", [b"", b"not a head"])
def test_a_damaged_file_is_named(content: bytes, tmp_path: Path) -> None:
    """The error names the file and what to do."""
    file = tmp_path / "head.safetensors"
    file.write_bytes(content)
    with pytest.raises(HeadError, match=r"head\.safetensors: expected a head .* train it again"):
        LinearHead.load(file)


def test_a_missing_file_and_foreign_tensors_are_no_head(tmp_path: Path) -> None:
    """A file that is not there, and one without labels, are refused alike."""
    with pytest.raises(HeadError, match="train it again"):
        LinearHead.load(tmp_path / "nothing.safetensors")
    save_file({"weights": np.zeros((2, 2), dtype=np.float16)}, str(tmp_path / "other.safetensors"))
    with pytest.raises(HeadError, match="train it again"):
        LinearHead.load(tmp_path / "other.safetensors")


def test_one_label_can_not_be_told_apart(features: TextFeatures) -> None:
    """Fitting one label alone, or labels that don't match the texts, is an error with both numbers."""
    rows = features.of_queries(TEXTS, HashingEmbedder(dim=64).embed_documents(TEXTS))
    with pytest.raises(HeadError, match="at least two different ones"):
        fit(rows, ["find"] * len(TEXTS), features=features)
    with pytest.raises(HeadError, match="got 2 labels"):
        fit(rows, ["find", "order"], features=features)


def test_features_of_another_width_are_refused(features: TextFeatures) -> None:
    """A head over other features raises instead of answering nonsense."""
    other = TextFeatures(HashingEmbedder(dim=32), buckets=256)
    with pytest.raises(ValueError, match=f"expected {features.width} features a text, got {other.width}"):
        fitted(features).logits(other.of_query("coat"))


def test_cross_validation_judges_texts_not_seen(features: TextFeatures) -> None:
    """Every text gets a label from a head without it; here all are right, and a rare label is an error."""
    rows = features.of_queries(TEXTS, HashingEmbedder(dim=64).embed_documents(TEXTS))
    steps: list[tuple[int, int]] = []
    found = cross_validated(rows, LABELS, features=features, on_fold=lambda *step: steps.append(step))
    assert sum(got == label for got, label in zip(found, LABELS, strict=True)) >= 11
    assert steps[-1] == (5, 5)
    with pytest.raises(HeadError, match="fewer of \\['rare'\\]"):
        cross_validated(rows, ["rare", *LABELS[1:]], features=features, on_fold=lambda *_: None)
