"""The shopper vector and its contribution, over vectors whose cosines are known by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.config import FeatureWeights, RankingConfig
from retrieval.errors import EmbedderError
from retrieval.exact import ExactRetriever
from retrieval.personal import Personal
from retrieval.protocols import Vectors
from retrieval.ranker import Ranker
from retrieval.taste import Deed, ShopperTaste, StatedTaste, TasteEvent
from retrieval.types import Query
from tests.fakes import HashingEmbedder
from tests.retrieval.corner_shop import facet, product, snapshot
from tests.retrieval.test_ranker import meaning

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ROWS = np.arange(4, dtype=np.int64)
SHOP = snapshot(
    product("a", "Red Scarf", facets=(facet("color", "red"),)),
    product("b", "Crimson Shawl", facets=(facet("color", "crimson red"),)),
    product("c", "Steel Kettle"),
    product("d", "Iron Pan"),
)


class Plane:
    """Products at right angles, but for b, which lies between a and c; any text is the vector of c."""

    def vectors(self) -> Vectors:
        """Four unit vectors of the plane and beyond."""
        return np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32)

    def mean(self) -> Vectors:
        """A quarter of the sum of the four."""
        return np.asarray(self.vectors().sum(axis=0) / 4, dtype=np.float32)

    def embed(self, _text: str) -> Vectors:
        """The vector of c."""
        return np.array([0, 1, 0], dtype=np.float32)


class NoQueries(HashingEmbedder):
    """An embedder that may be asked for documents alone."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """As ever."""
        return HashingEmbedder().embed_documents(texts)

    def embed_query(self, text: str) -> Vectors:
        """Fail."""
        raise AssertionError(f"expected no query, got {text!r}")


class Broken(Plane):
    """A space whose embedder has died."""

    def embed(self, text: str) -> Vectors:
        """Fail."""
        raise EmbedderError(f"expected a vector, got none for {len(text)} characters")


def personal(space: Plane | None = None) -> Personal:
    """Over the plane, at a fixed time."""
    return Personal(SHOP, space=space or Plane(), config=RankingConfig(), now=lambda: NOW)


def did(product_id: str, deed: Deed = Deed.BOUGHT, *, days_ago: float = 0.0) -> TasteEvent:
    """A deed with a product."""
    return TasteEvent(product_id=product_id, deed=deed, at=NOW - timedelta(days=days_ago))


def column(taste: ShopperTaste | None, of: Personal | None = None) -> list[float] | None:
    """The contribution of every product."""
    found = (of or personal()).contributions(taste, ROWS)
    return [float(value) for value in found["personal"]] if found else None


def test_one_purchase_is_the_vector_itself() -> None:
    """The mean of one unit vector is that vector."""
    vector = personal().vector(ShopperTaste(events=(did("a"),)))
    assert vector is not None
    assert vector.tolist() == [1.0, 0.0, 0.0]


def test_orders_count_more_than_carts_and_views() -> None:
    """Bought 1, viewed a quarter: (1, 0, .25) made a unit vector."""
    vector = personal().vector(ShopperTaste(events=(did("a"), did("d", Deed.VIEWED))))
    assert vector is not None
    assert vector == pytest.approx(np.array([1, 0, 0.25]) / math.hypot(1, 0.25), abs=1e-6)


def test_a_deed_halves_with_its_half_life() -> None:
    """What was bought 90 days ago counts half of what was bought today."""
    taste = ShopperTaste(events=(did("a", days_ago=90), did("d")))
    assert personal().weighted(taste)[0][0] == pytest.approx(0.5)
    assert personal().weighted(taste)[3][0] == 1.0


def test_without_history_the_words_are_the_vector() -> None:
    """Only what the shopper said is known: the vector is that of the text."""
    vector = personal().vector(ShopperTaste(stated=(StatedTaste(value="kettles"),)))
    assert vector is not None
    assert vector.tolist() == [0.0, 1.0, 0.0]


def test_words_are_drawn_to_a_history() -> None:
    """An order of today counts 1, the text one half: (1, .5, 0) made a unit vector."""
    taste = ShopperTaste(events=(did("a"),), stated=(StatedTaste(value="kettles"),))
    vector = personal().vector(taste)
    assert vector == pytest.approx(np.array([1, 0.5, 0]) / math.hypot(1, 0.5), abs=1e-6)


def test_the_contribution_is_the_cosine_over_the_shops_mean() -> None:
    """The mean cosine with the catalog is (1 + .8 + 0 + 0) / 4 = .45; b stands at (.8 - .45) / .55 of it."""
    values = column(ShopperTaste(events=(did("a"),)))
    assert values == pytest.approx([0.15, 0.15 * (0.8 - 0.45) / 0.55, 0.0, 0.0], abs=1e-6)


def test_nothing_known_adds_nothing() -> None:
    """Without a taste, with unknown products alone, or without a weight there is no such contribution."""
    assert column(None) is None
    assert column(ShopperTaste(events=(did("gone"),))) is None
    weightless = personal().configured(RankingConfig(feature_weights=FeatureWeights(personal=0.0)))
    assert column(ShopperTaste(events=(did("a"),)), weightless) is None


def test_a_dead_embedder_leaves_the_ranking_as_it_is() -> None:
    """The text can't be embedded: no contribution, no error."""
    assert column(ShopperTaste(stated=(StatedTaste(value="red"),)), personal(Broken())) is None


def test_a_taste_holds_something() -> None:
    """An empty taste is a mistake of the caller's."""
    with pytest.raises(ValueError, match="pass None instead"):
        ShopperTaste()


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            [
                "you said you like red (color: crimson red)",
                'near to "Red Scarf", which you bought on 2026-06-01',
            ],
        ),
        ("zh", ["您说过喜欢red（颜色：crimson red）", "与您买过的“Red Scarf”相近（2026-06-01）"]),
    ],
)
def test_reasons_name_what_is_known_and_whence(language: str, texts: list[str]) -> None:
    """A shawl is red as its record says, and near to the scarf that was bought."""
    taste = ShopperTaste(events=(did("a"),), stated=(StatedTaste(value="red"),))
    reasons = personal().reasons(Query(text="", language=language, taste=taste), 1)
    assert [reason.text for reason in reasons] == texts
    assert [dict(reason.fields) for reason in reasons] == [
        {"color": "crimson red"},
        {"title": "Crimson Shawl"},
    ]


def test_no_reason_is_given_that_does_not_hold() -> None:
    """A pan is not red, and far from the scarf."""
    taste = ShopperTaste(events=(did("a"),), stated=(StatedTaste(value="red"),))
    assert personal().reasons(Query(text="", taste=taste), 3) == ()


def test_the_very_product_is_told_as_such() -> None:
    """A product that was bought is not near to itself."""
    reasons = personal().reasons(Query(text="", taste=ShopperTaste(events=(did("a"),))), 0)
    assert [reason.text for reason in reasons] == ["you bought this on 2026-06-01"]


DEEDS = st.lists(
    st.builds(did, st.sampled_from("abcdx"), st.sampled_from(list(Deed)), days_ago=st.floats(0, 900)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(DEEDS)
def test_the_contribution_is_bounded_and_on_the_grid(events: list[TasteEvent]) -> None:
    """Never below 0 or above its weight, and a multiple of 2^-40; the order of events does not matter."""
    values = column(ShopperTaste(events=tuple(events)))
    again = column(ShopperTaste(events=tuple(reversed(events))))
    assert values == pytest.approx(again, abs=1e-6)
    for value in values or ():
        assert 0.0 <= value <= 0.15 + 1e-9
        assert (value * 2**40).is_integer()


def test_a_ranking_sums_and_only_taste_changes_it() -> None:
    """A search with a taste has a `personal` part in an exact sum; without one it is as it always was."""
    ranker = Ranker(
        snapshot=SHOP,
        dense=meaning(SHOP, HashingEmbedder()),
        config=RankingConfig(),
        now=lambda: NOW,
    )
    plain = ranker.rank(Query(text="red"))
    tasted = ranker.rank(Query(text="red", taste=ShopperTaste(events=(did("a"),))))
    assert all(part.feature != "personal" for item in plain.items for part in item.contributions)
    for item in tasted.items:
        parts = {part.feature: part.value for part in item.contributions}
        assert "personal" in parts
        assert item.final_score == math.fsum(parts.values())
    assert tasted.items[0].product.product_id == "a"


def test_what_a_shopper_said_is_embedded_as_no_query() -> None:
    """Queries are cached in memory; words of a profile never pass there, so that erasing them is enough."""
    space = ExactRetriever(NoQueries(), HashingEmbedder().embed_documents(["red scarf"]))
    assert space.embed("red scarf") == pytest.approx(space.vectors()[0])
