"""How many products are asked for."""

from __future__ import annotations

import pytest

from assistant.parsing.counting import asked_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("ok show me the cheapest 3", 3),
        ("give me two options under 30", 2),
        ("the 3 cheapest", 3),
        ("top 5", 5),
        ("推荐两款毛衣", 2),
        ("show me the first two", None),
        ("compare the first two", None),
        ("find a 2 person tent", None),
        ("show me 30 dollar ones", None),
        ("show me 3 inch heels", None),
        ("要四件套", None),
        ("来一个行李箱", None),
    ],
)
def test_a_number_of_products_is_no_other_number(text: str, count: int | None) -> None:
    """Ordinals, units, sets and prices are numbers too."""
    assert asked_count(text) == count
