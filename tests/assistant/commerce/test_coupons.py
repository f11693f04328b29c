"""The best coupon or stack, and why others are not used."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from assistant.commerce.coupons import BasketLine, best_deal, is_current
from assistant.commerce.types import Coupon, CouponKind

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def percent(code: str, hundredths: int) -> Coupon:
    """So many hundredths of a percent off everything."""
    return Coupon(code=code, kind=CouponKind.PERCENT, value=hundredths, currency="USD")


def amount(code: str, minor: int) -> Coupon:
    """So many cents off everything."""
    return Coupon(code=code, kind=CouponKind.AMOUNT, value=minor, currency="USD")


def lines(*amounts: int, category: str = "Mugs") -> list[BasketLine]:
    """Lines of these prices in one category."""
    return [BasketLine(amount_minor=a, currency="USD", categories=("Kitchen", category)) for a in amounts]


def codes(coupons: list[Coupon], basket: list[BasketLine]) -> list[tuple[str, int]]:
    """What is applied, with its saving."""
    return [(a.coupon.code, a.saving_minor) for a in best_deal(coupons, basket, now=NOW).applied]


def test_the_larger_saving_wins() -> None:
    """10 % of $28 is $2.80, less than $5 off; of $70 it is $7."""
    both = [percent("TENTH", 1000), amount("FIVE", 500)]
    assert codes(both, lines(2800)) == [("FIVE", 500)]
    assert codes(both, lines(7000)) == [("TENTH", 700)]


def test_of_equal_savings_the_earlier_is_used() -> None:
    """10 % of $50 is $5: a tie goes to the first listed."""
    both = [percent("TENTH", 1000), amount("FIVE", 500)]
    assert codes(both, lines(5000)) == [("TENTH", 500)]


def test_half_a_cent_rounds_up() -> None:
    """15 % of 30 cents is 4.5 cents, so 5."""
    assert codes([percent("P", 1500)], lines(30)) == [("P", 5)]


def test_stackable_coupons_stack() -> None:
    """10 % of $100 and $20 of the rest save $30; a lone 25 % saves less."""
    ten = replace(percent("TEN", 1000), stackable=True)
    twenty = replace(amount("TWENTY", 2000), stackable=True)
    alone = percent("QUARTER", 2500)
    deal = best_deal([twenty, ten, alone], lines(10000), now=NOW)
    assert [(a.coupon.code, a.saving_minor) for a in deal.applied] == [("TEN", 1000), ("TWENTY", 2000)]
    assert [(r.coupon.code, r.code) for r in deal.rejected] == [("QUARTER", "worse")]


def test_no_more_than_the_price_is_saved() -> None:
    """$20 off a $14 mug saves $14; a cap of $3 holds 50 % down."""
    assert codes([amount("TWENTY", 2000)], lines(1400)) == [("TWENTY", 1400)]
    assert codes([replace(percent("HALF", 5000), max_saving_minor=300)], lines(1400)) == [("HALF", 300)]


def test_why_not() -> None:
    """Each reason, with what lacks to the minimum."""
    base = percent("C", 1000)
    cases = {
        "min_spend": replace(base, min_spend_minor=2000),
        "category": replace(base, categories=("Tea",)),
        "ended": replace(base, ends=NOW),
        "not_started": replace(base, starts=NOW + DAY),
        "used_up": replace(base, uses_left=0),
        "currency": replace(base, currency="EUR"),
    }
    for code, coupon in cases.items():
        (rejected,) = best_deal([coupon], lines(1400), now=NOW).rejected
        assert rejected.code == code
        assert rejected.missing_minor == (2000 - 1400 if code == "min_spend" else 0)


def test_a_category_counts_its_lines_alone() -> None:
    """The minimum of a category coupon is met by its own lines, and only they get cheaper."""
    tea = replace(percent("TEA", 1000), categories=("tea",), min_spend_minor=2000)
    assert codes([tea], [*lines(1900, category="Tea"), *lines(9000)]) == []
    assert codes([tea], [*lines(2000, category="Tea"), *lines(9000)]) == [("TEA", 200)]


def test_dates_include_the_start_and_not_the_end() -> None:
    """Valid from the start's instant, over at the end's."""
    assert is_current(replace(percent("C", 1), starts=NOW, ends=NOW + DAY), NOW)
    assert not is_current(replace(percent("C", 1), ends=NOW), NOW)


def test_empty() -> None:
    """Nothing in the cart, or no coupons: nothing is saved."""
    assert best_deal([percent("C", 1000)], [], now=NOW).saving_minor == 0
    assert best_deal([], lines(1000), now=NOW).applied == ()


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 9000), st.booleans()), max_size=5),
    st.lists(st.integers(1, 20000), min_size=1, max_size=3),
)
def test_as_good_as_trying_everything(raw: list[tuple[bool, int, bool]], amounts: list[int]) -> None:
    """The saving equals the best over all allowed choices, and never exceeds the whole."""
    coupons = [
        replace(percent(f"C{i}", v) if p else amount(f"C{i}", v), stackable=s)
        for i, (p, v, s) in enumerate(raw)
    ]
    total = sum(amounts)
    stacks = [c for c in coupons if c.stackable]
    choices = [[c] for c in coupons] + [list(k) for n in range(2, 6) for k in combinations(stacks, n)]
    best = max((_saved(choice, total) for choice in choices), default=0)
    assert best_deal(coupons, lines(*amounts), now=NOW).saving_minor == best <= total


def _saved(choice: list[Coupon], total: int) -> int:
    left = total
    for coupon in [c for c in choice if c.kind is CouponKind.PERCENT]:
        left -= int(left * coupon.value / 10000 + 0.5)
    for coupon in [c for c in choice if c.kind is CouponKind.AMOUNT]:
        left -= min(left, coupon.value)
    return total - left
