"""The lexicon of kinds and how products and requests are read with it."""

from __future__ import annotations

import pytest

from retrieval.kind_words import load_kind_words
from retrieval.kinds import load_kinds
from retrieval.nouns import nouns, singular
from retrieval.product_kinds import category_parts, product_kind
from retrieval.title_kinds import title_segments
from tests.retrieval.corner_shop import product

LEXICON = load_kinds()


def labels(text: str) -> list[str]:
    """First names of the kinds that an English text mentions, in order."""
    return [LEXICON.label(min(m.kinds), "en") for m in LEXICON.mentions(nouns(text))]


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("dresses", "dress"),
        ("knives", "knife"),
        ("men's", "man"),
        ("boxes", "box"),
        ("glass", "glass"),
        ("毛衣", "毛衣"),
    ],
)
def test_nouns_become_singular(plural: str, one: str) -> None:
    """Plural and possessive go; belted stays apart from belt."""
    assert singular(plural) == one
    assert singular("belted") == "belted"


def test_the_longest_name_wins() -> None:
    """A laptop bag is one kind, not two."""
    assert labels("leather laptop bag") == ["laptop bags"]
    assert labels("coffee table") == ["coffee tables"]


def test_languages_share_kinds() -> None:
    """被子 and quilt are one kind."""
    (mention,) = LEXICON.mentions_zh("羊毛被")
    assert mention.kinds == LEXICON.named(("quilt",))


def test_a_wider_kind_holds_its_kinds() -> None:
    """Sweaters are tops and clothing, not shoes."""
    (sweater,) = LEXICON.named(("sweater",))
    assert LEXICON.within(sweater, LEXICON.named(("clothing",)))
    assert LEXICON.within(sweater, LEXICON.named(("top",)))
    assert not LEXICON.within(sweater, LEXICON.named(("shoe",)))


def test_every_kind_has_names_in_both_languages() -> None:
    """No line of the lexicon lost a side to a misplaced mark."""
    assert not [kind for kind in LEXICON.kinds if not kind.names or not kind.names_zh]


def test_the_words_are_read() -> None:
    """Lists hold singular English words and Chinese ones."""
    words = load_kind_words()
    assert {"pair", "双"} <= words.containers
    assert words.audience("man") == words.men
    assert not words.audience("sweater")


def test_titles_are_cut_at_punctuation_and_prepositions() -> None:
    """What follows with or for is not what the product is."""
    assert title_segments("Wild Salmon - Caught for You") == ("Wild Salmon", "Caught")
    assert category_parts("Coats & Jackets") == ("Coats", "Jackets")


@pytest.mark.parametrize(
    ("title", "category", "kind"),
    [
        ("Striped Sweater Dress", (), "sweater dresses"),
        ("Elegant Scarf for Stylish Women", ("apparel",), "scarves"),
        ("Capturing Life in Full HD", ("electronics", "camera"), "cameras"),
        ("Flower PU Leather Stiletto Heel Sandals", ("Shoes",), "sandals"),
    ],
)
def test_a_product_is_what_its_title_ends_with(title: str, category: tuple[str, ...], kind: str) -> None:
    """Else what its category says."""
    kinds = product_kind(product("a", title, category=category), LEXICON).kinds
    assert kind in {LEXICON.label(each, "en") for each in kinds}
