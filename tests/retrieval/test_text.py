"""Words, stems and naming, English and Chinese."""

from __future__ import annotations

import pytest

from retrieval.text import contains_sequence, detect_language, names, stems, words


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Textured Stripe Top", "striped", True),
        ("layered skirt", "red", False),
        ("Navy Blue Sweaters", "navy blue sweater", True),
        ("blue navy", "navy blue", False),
        ("100%棉 四件套", "棉", True),
        ("羊 毛被", "羊毛", True),
        ("anything", "", False),
        ("", "red", False),
    ],
)
def test_naming(text: str, value: str, expected: bool) -> None:
    """A text names a value by whole stemmed words in sequence, or by a Chinese substring."""
    assert names(text, value) is expected


def test_chinese_runs_are_segmented_beside_latin_words() -> None:
    """A mixed text gives Latin words whole and Chinese words segmented, in order."""
    assert words("iPhone手机 保护壳") == ("iphone", "手机", "保护", "壳")


def test_possessives_and_plurals_share_a_stem() -> None:
    """Women's, womens' plural and case do not separate words."""
    assert stems("Women's Sweaters") == ("women", "sweater")


@pytest.mark.parametrize(
    ("text", "language"),
    [("红色连衣裙 dress", "zh"), ("red dress", "en"), ("Nike 鞋", "zh"), ("45", "en"), ("", "en")],
)
def test_language(text: str, language: str) -> None:
    """Chinese characters decide, unless Latin words outnumber them."""
    assert detect_language(text) == language


def test_an_empty_needle_is_nowhere() -> None:
    """Nothing contains the empty sequence."""
    assert contains_sequence(("a",), ()) is False
