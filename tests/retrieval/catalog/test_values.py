"""Single values of a source as typed ones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.catalog.values import (
    category_path,
    is_empty,
    moment,
    plain_text,
    rating_of,
    text_of,
    texts_of,
    whole_number,
    yes_or_no,
)


@pytest.mark.parametrize("value", [None, "", "  ", "NaN", "n/a", float("nan"), [], {}, "暂无"])
def test_empty_values(value: object) -> None:
    """Every way of saying nothing is empty."""
    assert is_empty(value)


def test_ids_keep_their_form() -> None:
    """A whole float loses its point, a text only its outer blanks."""
    assert (text_of(100001.0), text_of(7), text_of(" 007 ")) == ("100001", "7", "007")


def test_html_becomes_text() -> None:
    """Tags, scripts and entities go; blocks become lines; a lone < stays."""
    assert (
        plain_text("<p>Soft &amp; warm</p><script>alert(1)</script><ul><li>Red</li></ul>")
        == "Soft & warm\nRed"
    )
    assert plain_text("5 < 6 and 7 > 6") == "5 < 6 and 7 > 6"


@pytest.mark.parametrize(
    "value",
    [
        "A > B > C",
        "A/B/C",
        ["A", "B", "C"],
        '["A > B > C"]',
        "['A', 'B', 'C']",
        "A >> B >> C",
        "A|B|C",
        "A > B > C, A > D > E",
    ],
)
def test_category_paths(value: object) -> None:
    """Separated texts and lists give the levels, general first."""
    assert category_path(value) == ("A", "B", "C")


def test_a_category_keeps_commas_and_ampersands() -> None:
    """Only path marks divide a category."""
    assert category_path("Handbags, Wallets & Cases > Bags") == ("Handbags, Wallets & Cases", "Bags")


def test_lists_as_text() -> None:
    """Tags come from a separator, JSON, or objects with a name, without repeats."""
    assert texts_of("a | b | a", split=" | ") == ("a", "b")
    assert texts_of("a, b;c", split=",;") == ("a", "b", "c")
    assert texts_of('["a", "b"]') == texts_of([{"name": "a"}, {"name": "b"}]) == ("a", "b")


@pytest.mark.parametrize(
    ("value", "count"),
    [("1,234", 1234), ("(56)", 56), ("2.3k", 2300), ("1.2万", 12000), (7.0, 7), ("3 件", 3)],
)
def test_counts(value: object, count: int) -> None:
    """Counts are read with separators and units."""
    assert whole_number(value) == count


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (True, True),
        (0, False),
        ("in stock", True),
        ("Out of Stock", False),
        ("https://schema.org/InStock", True),
        ("有货", True),
        ("缺货", False),
        ("12", True),
        ("preorder", False),
    ],
)
def test_availability(value: object, answer: bool) -> None:
    """Flags, counts and words say whether a product can be bought."""
    assert yes_or_no(value) is answer


@pytest.mark.parametrize(
    ("value", "scale", "rating"),
    [
        (4.5, 5.0, 4.5),
        ("9", 10.0, 9 * 5 / 10),
        ("4.5/5", 5.0, 4.5),
        ("8 out of 10", 5.0, 8 * 5 / 10),
        ("90%", 5.0, 90 * 5 / 100),
        ("4,5", 5.0, 4.5),
    ],
)
def test_ratings_are_scaled(value: object, scale: float, rating: float) -> None:
    """Ratings end on 0–5; one that states its scale is believed."""
    assert rating_of(value, scale=scale) == rating


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31",
        "2026-01-31T00:00:00Z",
        "2026/01/31",
        "31.01.2026",
        "01/31/2026",
        "Jan 31, 2026",
        "2026年01月31日",
        1769817600,
        "1769817600000",
    ],
)
def test_dates(value: object) -> None:
    """ISO, common written forms and epoch seconds or milliseconds are one moment."""
    assert moment(value) == datetime(2026, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize("read", [whole_number, yes_or_no, rating_of, moment])
def test_nonsense_raises(read: object) -> None:
    """A text that is no such value raises ValueError."""
    assert callable(read)
    with pytest.raises(ValueError, match=r".+"):
        read("soon maybe")
