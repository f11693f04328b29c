"""BM25 over product texts."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.config import LexicalConfig
from retrieval.lexical import LexicalRetriever
from retrieval.types import Product
from tests.retrieval.corner_shop import SHOP, product

ALL = None


def retriever(*products: Product, config: LexicalConfig | None = None) -> LexicalRetriever:
    """A retriever over these products."""
    return LexicalRetriever(products, config=config or LexicalConfig())


def found(index: LexicalRetriever, text: str, limit: int = 10) -> list[int]:
    """Item indices, best first."""
    return [candidate.item_idx for candidate in index.retrieve(text, allowed=ALL, limit=limit)]


def test_words_meet_in_any_inflection() -> None:
    """Stripes find striped, sweaters find sweater."""
    index = retriever(product("a", "Striped Sweater"), product("b", "Plain Shirt"))
    assert found(index, "sweaters with stripes") == [0]


def test_the_title_weighs_more_than_the_description() -> None:
    """A word in the title beats the same word in a text of equal length."""
    index = retriever(
        product("a", "Plain Shirt", description="red scarf"),
        product("b", "Red Scarf", description="plain shirt"),
    )
    assert found(index, "scarf") == [1, 0]


def test_ties_stand_by_item_idx() -> None:
    """Equal products keep their order."""
    index = retriever(*(product(name, "Blue Mug") for name in "abc"))
    assert found(index, "mug") == [0, 1, 2]


def test_a_lone_product_scores_its_formula() -> None:
    """One product, one word: idf ln(1 + (1 - 1 + 0.5) / (1 + 0.5)) times 1 / (1 + k1)."""
    config = LexicalConfig(title=1.0, labels=0.0, description=0.0, k1=1.2, b=0.6)
    index = retriever(product("a", "mug"), config=config)
    expected = np.log(1 + (1 - 1 + 0.5) / (1 + 0.5)) * 1 / (1 + 1.2)
    assert index.scores("mug", np.array([0])) == pytest.approx([expected], rel=1e-5)


def test_only_allowed_products_are_found() -> None:
    """The filter is exact, whatever the order it comes in."""
    index = retriever(*(product(name, "Blue Mug") for name in "abcd"))
    candidates = index.retrieve("mug", allowed=np.array([3, 1]), limit=10)
    assert [candidate.item_idx for candidate in candidates] == [1, 3]
    assert list(index.retrieve("mug", allowed=np.array([], dtype=np.int64), limit=10)) == []


def test_the_limit_holds() -> None:
    """At most as many as asked; none for zero."""
    index = retriever(*(product(name, "Blue Mug") for name in "abcd"))
    assert len(found(index, "mug", limit=2)) == 2
    assert found(index, "mug", limit=0) == []


def test_a_slip_is_read_as_the_nearest_word() -> None:
    """An unknown word with one wrong letter still finds its product."""
    index = retriever(product("a", "Wool Sweater"), product("b", "Shirt"))
    assert index.query_terms("sweeter") == ("sweater",)
    assert found(index, "sweeter") == [0]


def test_chinese_is_segmented() -> None:
    """A word inside a title is found, the rest is not."""
    index = retriever(product("a", "纯棉条纹四件套", language="zh"), product("b", "羊毛地毯", language="zh"))
    assert found(index, "条纹四件套") == [0]
    assert found(index, "地毯") == [1]


@pytest.mark.parametrize("text", ["", "the of and", "的", "!!", "zzzz"])
def test_nothing_to_look_for_finds_nothing(text: str) -> None:
    """Stop words, signs and unknown words find no product."""
    assert found(retriever(product("a", "Wool Sweater")), text) == []


def test_an_empty_shop_has_no_candidates() -> None:
    """No products, no index, no error."""
    assert found(retriever(), "sweater") == []


def test_scores_equal_retrieved_scores() -> None:
    """Scoring given products and finding them agree."""
    index = LexicalRetriever(SHOP.products, config=LexicalConfig())
    candidates = index.retrieve("striped sweater", allowed=None, limit=20)
    rows = np.array([candidate.item_idx for candidate in candidates])
    assert index.scores("striped sweater", rows) == pytest.approx(
        [candidate.score for candidate in candidates]
    )
    assert SHOP.products[rows[0]].product_id in {"s1", "s2"}
