"""Whether the records (or the shopper's own words) support a number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from assistant.claims.numbers import AMBIGUOUS_CURRENCIES, CURRENCIES, Number
from assistant.claims.types import Grounds
from retrieval.money import to_major
from retrieval.types import Constraint, Op, Product

_BELOW = frozenset({Op.LTE})
_ABOVE = frozenset({Op.GTE})


def supports_money(number: Number, product: Product, grounds: Grounds) -> bool:
    """Whether an amount is this product's price, or a stated limit that its price keeps."""
    if number.bound and _supports_limit(number, product, grounds):
        return True
    if number.bound or product.price_minor is None or not _same_currency(number, product.currency):
        return False
    return number.value == Decimal(str(to_major(product.price_minor, product.currency)))


def is_kept_limit(number: Number, product: Product, grounds: Grounds) -> bool:
    """Whether an amount is the shopper's stated upper price, which this product keeps."""
    limits = [c for c in _upper_limits(product, grounds) if Decimal(str(c.value)) == number.value]
    return bool(limits) and _same_currency(number, product.currency) and _keeps(product, limits[0])


def supports_rating(number: Number, product: Product, grounds: Grounds) -> bool:
    """Whether a rating is this product's, rounded as it is written, or a stated limit that it keeps."""
    if product.rating is None:
        return False
    rating = Decimal(str(product.rating))
    if number.bound:
        wanted = _ABOVE if number.bound == "above" else _BELOW
        stated = any(
            c.facet == "rating" and c.op in wanted and Decimal(str(c.value)) == number.value
            for c in grounds.limits
        )
        return stated and (rating >= number.value if number.bound == "above" else rating <= number.value)
    if number.decimals == 0:
        return rating == number.value
    return rating.quantize(Decimal(1).scaleb(-number.decimals), rounding=ROUND_HALF_UP) == number.value


def supports_reviews(number: Number, product: Product) -> bool:
    """Whether a number of reviews is this product's."""
    return product.rating_count > 0 and number.value == product.rating_count


def supports_difference(number: Number, subject: Product, others: Sequence[Product]) -> bool:
    """Whether an amount is the exact gap between two prices in one currency."""
    if len(others) != 1 or not _same_currency(number, subject.currency):
        return False
    mine, theirs = subject.price_minor, others[0].price_minor
    if mine is None or theirs is None or others[0].currency != subject.currency:
        return False
    return number.value == abs(Decimal(str(to_major(mine - theirs, subject.currency))))


def within_budget(product: Product, grounds: Grounds) -> bool:
    """Whether the shopper stated an upper price and this product keeps it."""
    limits = _upper_limits(product, grounds)
    return bool(limits) and all(_keeps(product, c) for c in limits)


def _upper_limits(product: Product, grounds: Grounds) -> Sequence[Constraint]:
    return [
        c
        for c in grounds.limits
        if c.facet == "price" and c.op is Op.LTE and c.currency in (None, product.currency)
    ]


def _supports_limit(number: Number, product: Product, grounds: Grounds) -> bool:
    wanted = _ABOVE if number.bound == "above" else _BELOW
    stated = [
        c
        for c in grounds.limits
        if c.facet == "price"
        and c.op in wanted
        and Decimal(str(c.value)) == number.value
        and c.currency in (None, product.currency)
    ]
    return (
        bool(stated) and _same_currency(number, product.currency) and all(_keeps(product, c) for c in stated)
    )


def _keeps(product: Product, limit: Constraint) -> bool:
    if product.price_minor is None:
        return False
    price = Decimal(str(to_major(product.price_minor, product.currency)))
    bound = Decimal(str(limit.value))
    return price <= bound if limit.op is Op.LTE else price >= bound


def _same_currency(number: Number, currency: str) -> bool:
    code = number.currency.removesuffix("s") if number.currency not in CURRENCIES else number.currency
    if code in CURRENCIES:
        return CURRENCIES[code] == currency
    return currency in AMBIGUOUS_CURRENCIES.get(code, frozenset())
