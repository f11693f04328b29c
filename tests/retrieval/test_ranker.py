"""The whole ranking path over a small shop."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.catalog.documents import document_text
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import FeatureWeights, RankingConfig
from retrieval.errors import EmbedderError
from retrieval.exact import ExactRetriever
from retrieval.protocols import Vectors
from retrieval.ranker import Ranker
from retrieval.types import Constraint, Product, Query, Ranking, Sort
from tests.fakes import HashingEmbedder
from tests.retrieval.corner_shop import SHOP, constraint, product, snapshot

NOW = datetime(2026, 6, 1, tzinfo=UTC)


class DeadEmbedder(HashingEmbedder):
    """An embedder that died after the products' vectors were made."""

    def embed_query(self, text: str) -> Vectors:
        """Fail."""
        raise EmbedderError(f"expected a vector of {text!r}, got none; restart")


def meaning(shop: CatalogSnapshot, embedder: HashingEmbedder) -> ExactRetriever:
    """Meaning as shared words: exact cosines of hashed bags of words."""
    texts = [document_text(item) for item in shop.products]
    return ExactRetriever(embedder, HashingEmbedder().embed_documents(texts))


def ranker(*products: Product, dense: bool = True, config: RankingConfig | None = None) -> Ranker:
    """A ranker over these products, or over the corner shop."""
    shop = snapshot(*products) if products else SHOP
    return Ranker(
        snapshot=shop,
        dense=meaning(shop, HashingEmbedder()) if dense else None,
        config=config or RankingConfig(),
        now=lambda: NOW,
    )


CORNER = ranker()


def ids(ranking: Ranking) -> list[str]:
    """Product ids in display order."""
    return [item.product.product_id for item in ranking.items]


def test_only_the_kind_is_shown_and_its_modifier_counts() -> None:
    """Striped sweaters exist, so nothing else fills up the places."""
    ranking = CORNER.rank(Query(text="striped sweaters"))
    assert set(ids(ranking)) == {"s1", "s2"}
    assert (ranking.matching, ranking.carried, ranking.catalog_version) == (2, True, 3)


def test_without_a_match_for_a_modifier_the_kind_is_shown() -> None:
    """No sweater is purple: sweaters are shown and purple is named as missing."""
    ranking = CORNER.rank(Query(text="purple sweaters"))
    assert set(ids(ranking)) == {"s1", "s2", "s3"}
    assert ranking.missing_terms == ("purple",)


def test_hard_constraints_hold() -> None:
    """At most $45."""
    assert ids(CORNER.rank(Query(text="sweater", constraints=(constraint("price", "lte", 45),)))) == ["s1"]


def test_contributions_sum_to_the_score() -> None:
    """The score is nothing but its parts, and items stand in its order."""
    items = CORNER.rank(
        Query(text="sweater", constraints=(constraint("price", "lte", 100, soft=True),))
    ).items
    for item in items:
        assert item.final_score == math.fsum(each.value for each in item.contributions)
    assert [item.final_score for item in items] == sorted((item.final_score for item in items), reverse=True)


def test_what_the_shop_lacks_is_said() -> None:
    """A laptop is not replaced by anything."""
    ranking = CORNER.rank(Query(text="gaming laptop"))
    assert (ranking.carried, ids(ranking), ranking.matching) == (False, [], 0)
    assert ranking.missing_terms == ("gaming laptop",)


def test_alternatives_are_marked_and_few() -> None:
    """Bags beside a laptop bag, at most three, each marked."""
    shop = ranker(*(product(name, f"Canvas Tote Bag {name}") for name in "abcde"))
    ranking = shop.rank(Query(text="laptop bag"))
    assert not ranking.carried
    assert len(ranking.items) == 3
    assert all(item.alternative for item in ranking.items)


def test_conditions_that_leave_nothing_are_counted() -> None:
    """No sweater under 10; without the price there are three."""
    ranking = CORNER.rank(Query(text="sweaters", constraints=(constraint("price", "lte", 10),)))
    assert (ranking.items, ranking.matching, ranking.carried) == ((), 0, True)
    assert [(each.constraint.facet, each.matching) for each in ranking.relaxations] == [("price", 3)]


@pytest.mark.parametrize(
    ("field", "direction", "expected"),
    [
        ("price", "asc", ["s1", "s2", "s3"]),
        ("price", "desc", ["s3", "s2", "s1"]),
        ("rating", "desc", ["s3", "s2", "s1"]),
        ("created_at", "desc", ["s2", "s1", "s3"]),
        ("popularity", "desc", ["s1", "s2", "s3"]),
    ],
)
def test_an_order_is_exact(field: str, direction: str, expected: list[str]) -> None:
    """Equal ratings stand by their count; unknown dates and sales last."""
    ranking = CORNER.rank(Query(text="sweaters", sort=Sort(field=field, direction=direction)))
    assert ids(ranking) == expected
    scores = [item.final_score for item in ranking.items]
    assert scores == sorted(scores, reverse=True)


def test_the_cheapest_is_proven() -> None:
    """Its reason says of how many; the second says nothing of the kind."""
    first, second, _ = CORNER.rank(Query(text="sweaters", sort=Sort(field="price", direction="asc"))).items
    assert first.reasons[0].text == "$42, lowest price of 3"
    assert all("lowest" not in reason.text for reason in second.reasons)


def test_two_cheapest_are_neither_the_cheapest() -> None:
    """A tie proves nothing."""
    shop = ranker(product("a", "Wool Sweater", 20.0), product("b", "Red Sweater", 20.0))
    items = shop.rank(Query(text="sweaters", sort=Sort(field="price", direction="asc"))).items
    assert all("lowest" not in reason.text for item in items for reason in item.reasons)


def test_an_unknown_order_is_refused() -> None:
    """The message lists those that exist."""
    with pytest.raises(ValueError, match="popularity"):
        CORNER.rank(Query(text="sweaters", sort=Sort(field="weight", direction="asc")))


def test_more_leaves_out_what_was_shown() -> None:
    """Seen items don't return, and still count as matching."""
    ranking = CORNER.rank(Query(text="sweaters", exclude_ids=frozenset({"s1", "s3"})))
    assert (ids(ranking), ranking.matching) == (["s2"], 3)


def test_no_text_ranks_by_the_rest() -> None:
    """Conditions alone are a search too."""
    ranking = CORNER.rank(Query(text="", constraints=(constraint("category", "eq", "Sweaters"),)))
    assert set(ids(ranking)) == {"s1", "s2", "s3"}


def test_the_limit_holds() -> None:
    """No more items than asked."""
    assert len(CORNER.rank(Query(text="clothing", limit=2)).items) == 2


def test_likeness_costs() -> None:
    """Of twins the second pays for it, by at most the weight."""
    shop = ranker(
        product("a", "Blue Mug"),
        product("b", "Blue Mug"),
        config=RankingConfig(feature_weights=FeatureWeights(diversity=0.1)),
    )
    _, second = shop.rank(Query(text="mug")).items
    assert {each.feature: each.value for each in second.contributions}["diversity"] == pytest.approx(-0.1)


def test_words_alone_are_enough() -> None:
    """Without vectors, or with a dead embedder, the shop still finds."""
    assert set(ids(ranker(dense=False).rank(Query(text="striped sweaters")))) == {"s1", "s2"}
    dead = meaning(SHOP, DeadEmbedder())
    broken = Ranker(snapshot=SHOP, dense=dead, config=RankingConfig(), now=lambda: NOW)
    assert set(ids(broken.rank(Query(text="striped sweaters")))) == {"s1", "s2"}


def test_what_is_known_by_another_name_is_shown_as_alike() -> None:
    """Nobody calls it a toilet here; half of the words of "cat toilet corner" are the litter corner's."""
    litter = product("l1", "Cat Corner for Litter", 30.0)
    shop = ranker(litter, product("m1", "Red Mug", 8.0))
    found = shop.rank(Query(text="cat corner toilet"))
    assert (found.carried, found.alike, ids(found)) == (False, True, ["l1"])
    assert found.items[0].alternative
    capped = Query(text="cat corner toilet", constraints=(constraint("price", "lte", 20.0),))
    assert (shop.rank(capped).items, shop.rank(capped).alike) == ((), False)


def test_nothing_is_alike_where_meaning_can_not_be_told() -> None:
    """Without vectors, or with a dead embedder, a kind by another name is just not carried."""
    litter = snapshot(product("l1", "Cat Corner for Litter", 30.0))
    for dense in (None, meaning(litter, DeadEmbedder())):
        shop = Ranker(snapshot=litter, dense=dense, config=RankingConfig(), now=lambda: NOW)
        found = shop.rank(Query(text="cat corner toilet"))
        assert (found.carried, found.alike, found.items) == (False, False, ())


def test_resolved_products_keep_their_order() -> None:
    """Compared products come back as given, explained; unknown ids are left out."""
    items = CORNER.resolve(["b1", "gone", "s1"], Query(text="sweater"))
    assert [item.product.product_id for item in items] == ["b1", "s1"]
    assert items[1].final_score == math.fsum(each.value for each in items[1].contributions)
    assert CORNER.resolve(["gone"], Query(text="")) == ()


def test_stages_are_timed() -> None:
    """Every stage that ran is listed, in milliseconds."""
    stages = CORNER.rank(Query(text="sweaters")).stage_ms
    assert {"filter", "kind", "retrieve", "features", "diversify", "reasons"} <= set(stages)
    assert all(value >= 0.0 for value in stages.values())


def test_an_empty_shop_answers() -> None:
    """No products: nothing is carried."""
    shop = snapshot()
    empty = Ranker(snapshot=shop, dense=None, config=RankingConfig(), now=lambda: NOW)
    assert not empty.rank(Query(text="sweaters")).carried
    assert empty.rank(Query(text="")).items == ()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["", "sweater", "striped sweater", "clothing", "blue", "毛衣", "jackets"]),
    st.lists(
        st.sampled_from(
            [
                constraint("price", "lte", 60),
                constraint("price", "lte", 40, soft=True),
                constraint("color", "eq", "blue", soft=True),
                constraint("material", "ne", "wool"),
                constraint("rating", "gte", 4),
            ]
        ),
        max_size=3,
        unique=True,
    ),
    st.none()
    | st.sampled_from([Sort(field="price", direction="asc"), Sort(field="rating", direction="desc")]),
)
def test_scores_are_always_sums_in_order(text: str, conditions: list[Constraint], sort: Sort | None) -> None:
    """Whatever is asked, contributions sum to scores and scores fall."""
    items = CORNER.rank(Query(text=text, constraints=tuple(conditions), sort=sort)).items
    scores = [item.final_score for item in items]
    assert scores == [
        pytest.approx(sum(each.value for each in item.contributions), abs=1e-9) for item in items
    ]
    assert all(left >= right - 1e-9 for left, right in pairwise(scores))
