"""What a demo product says of itself never contradicts itself."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from retrieval.catalog.demo.composing import Composed, compose
from retrieval.catalog.demo.families import Department, load_departments
from retrieval.catalog.demo.pictures import load_drawings
from retrieval.catalog.demo.supply import supply
from retrieval.catalog.demo.vocabulary import Vocabulary, load_vocabulary
from retrieval.text import contains_sequence, has_cjk, stems

SEED = 20260101
PLAIN = frozenset({"solid", "纯色"})
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。!?]")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """Colors and materials of the shop."""
    return load_vocabulary()


@pytest.fixture(scope="module")
def departments() -> tuple[Department, ...]:
    """Every family as written."""
    return load_departments()


@pytest.fixture(scope="module")
def items(departments: tuple[Department, ...], vocabulary: Vocabulary) -> tuple[Composed, ...]:
    """Every product of the default seed."""
    return compose(departments, vocabulary, seed=SEED)


def said(item: Composed, *, apart_from: tuple[str, ...]) -> str:
    """Title, description and tags without the given values."""
    text = " . ".join((item.title, item.description, *item.tags))
    for value in sorted(apart_from, key=len, reverse=True):
        text = re.sub(re.escape(value), " . ", text, flags=re.IGNORECASE)
    return text


def strangers(item: Composed, facet: str, values: frozenset[str], vocabulary: Vocabulary) -> set[str]:
    """Values of a facet that a product names although they are not its own; empty when it has none."""
    own = item.facets.get(facet, ())
    if not own:
        return set()
    text = said(item, apart_from=(*own, *(short for v in own if (short := vocabulary.spoken.get(v)))))
    own_stems = {stem for value in own for stem in stems(value)}
    if item.language == "zh":
        return {value for value in values - set(own) if has_cjk(value) and value in text}
    named = stems(text)
    return {
        value
        for value in values - set(own)
        if not set(stems(value)) <= own_stems and contains_sequence(named, stems(value))
    }


@pytest.mark.parametrize("facet", ["color", "material", "pattern", "sleeve"])
def test_no_product_names_another_value(
    facet: str, items: tuple[Composed, ...], vocabulary: Vocabulary
) -> None:
    """A product with a color (material, pattern, sleeve) names no other one of the shop's."""
    values = frozenset(value for item in items for value in item.facets.get(facet, ())) - PLAIN
    found = {
        item.product_id: other for item in items if (other := strangers(item, facet, values, vocabulary))
    }
    assert len(values) > 3
    assert found == {}


def test_a_stranger_would_be_found(items: tuple[Composed, ...], vocabulary: Vocabulary) -> None:
    """The check above reports a color that was written into the description of a navy product."""
    navy = next(item for item in items if item.colors == ("navy",))
    wrong = replace(navy, description=f"{navy.description} The trim is burgundy.")
    colors = frozenset({"navy", "burgundy"})
    assert strangers(navy, "color", colors, vocabulary) == set()
    assert strangers(wrong, "color", colors, vocabulary) == {"burgundy"}


def test_every_price_lies_within_its_design_s_range(items: tuple[Composed, ...]) -> None:
    """The lowest SKU price is inside the range; larger sizes add their stated steps and no more."""
    for item in items:
        facts = supply(item, seed=SEED)
        prices = [sku.price for sku in facts.skus] or [facts.price]
        highest = item.price_range.high + item.size_step * max(0, len(item.sizes) - 1)
        assert item.price_range.low <= min(prices) <= item.price_range.high
        assert max(prices) <= highest + 0.001


def test_descriptions_have_two_to_four_sentences(items: tuple[Composed, ...]) -> None:
    """Every description has two to four sentences and none repeats one."""
    for item in items:
        sentences = [part.strip() for part in _SENTENCE_END.split(item.description) if part.strip()]
        assert 2 <= len(sentences) <= 4, item.description
        assert len(set(sentences)) == len(sentences), item.description


def test_no_placeholder_is_left(items: tuple[Composed, ...]) -> None:
    """No brace, double space or empty value stays in a text."""
    for item in items:
        text = f"{item.title} {item.description} {' '.join(item.attributes.values())}"
        assert not re.search(r"[{}]|  | ,|,,", text), text


def test_chinese_products_are_chinese_throughout(items: tuple[Composed, ...]) -> None:
    """Title, description, category and merchant hold Chinese in Chinese products and in no others."""
    for item in items:
        parts = (item.title, item.description, *item.category, item.merchant)
        assert {has_cjk(part) for part in parts} == {item.language == "zh"}


def test_every_color_has_paint_and_every_kind_a_drawing(
    items: tuple[Composed, ...], vocabulary: Vocabulary
) -> None:
    """Colors and surfaces are in the vocabulary; 30 or more kinds have a silhouette of their own."""
    drawings = load_drawings()
    assert {color for item in items for color in item.colors} <= set(vocabulary.paint)
    assert {item.surface for item in items if item.surface} <= set(vocabulary.surface)
    assert {item.picture for item in items} <= set(drawings.silhouettes)
    assert len({drawings.silhouettes[item.picture] for item in items}) >= 30


def test_there_are_many_families(departments: tuple[Department, ...]) -> None:
    """At least 110 families with different keys."""
    keys = [family.key for department in departments for family in department.families]
    assert len(set(keys)) == len(keys) >= 110


def test_machine_washable_is_never_denied(items: tuple[Composed, ...]) -> None:
    """Machine washable products never say that they may not be machine washed."""
    for item in items:
        if "machine washable" in item.facets.get("feature", ()):
            assert not re.search(r"do not machine wash|dry clean|hand wash", item.description, re.IGNORECASE)
