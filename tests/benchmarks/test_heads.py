"""How the benchmark of heads tells texts of no label."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.heads.features import TextFeatures
from assistant.heads.linear import LinearHead
from assistant.heads.training import fit
from tests.benchmarks.bench_heads import OUT_OF_SCOPE, likeness
from tests.fakes import HashingEmbedder

COATS = ["red wool coat", "blue wool coat", "coat for winter", "long coat", "coat of wool", "winter coat"]
PARCELS = ["where is my parcel", "parcel is late", "lost my parcel", "track parcel", "parcel?", "no parcel"]


@pytest.fixture
def features() -> TextFeatures:
    """Features over a bag of words."""
    return TextFeatures(HashingEmbedder(dim=64), buckets=256)


def fitted(features: TextFeatures, label: str) -> LinearHead:
    """A head that knows coats as `find` and parcels by a label."""
    texts = [*COATS, *PARCELS]
    rows = features.of_queries(texts, HashingEmbedder(dim=64).embed_documents(texts))
    return fit(rows, ["find"] * 6 + [label] * 6, features=features)


def test_texts_of_no_label_are_unlike_all(features: TextFeatures) -> None:
    """A text that shares no word with any label lies below what known texts reach."""
    head = fitted(features, "order")
    known = likeness(head, features.of_queries(COATS, HashingEmbedder(dim=64).embed_documents(COATS)))
    strange = likeness(head, features.of_query("zyx qqv 90210"))[0]
    assert strange < np.quantile(known, 0.05) < likeness(head, features.of_query("a wool coat"))[0]


def test_likeness_to_the_label_out_of_scope_does_not_count(features: TextFeatures) -> None:
    """Where parcels are out of scope, a text about one is like nothing known."""
    row = features.of_query("where is the parcel")
    assert likeness(fitted(features, OUT_OF_SCOPE), row)[0] < likeness(fitted(features, "order"), row)[0]
