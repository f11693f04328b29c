"""What a cart costs by the catalog of this moment, and what changed since its lines were added. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.commerce.coupons import BasketLine
from assistant.commerce.types import Cart, CartLine
from retrieval.types import Product, Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A cart line now. `was_minor`: the price it was added or shown at, where that differs.

    `available`: it can be bought now. `left`: how many are in stock, where that is fewer than wanted.
    """

    line: CartLine
    unit_price_minor: int
    was_minor: int | None = None
    available: bool = True
    left: int | None = None
    categories: tuple[str, ...] = ()

    @property
    def amount_minor(self) -> int:
        """All its pieces."""
        return self.unit_price_minor * self.line.quantity


def priced(
    cart: Cart,
    products: Mapping[str, Product],
    shown_prices: Mapping[str, int],
    *,
    withheld: Collection[str] = frozenset(),
) -> tuple[PricedLine, ...]:
    """The lines at today's prices: the shop's own where the cart is live, else the catalog's.

    `shown_prices` are those that the shopper last saw, in minor units by product id; `withheld` are ids of
    products that must not be sold.
    """
    lines = (
        _priced(line, products.get(line.product_id), shown_prices, live=cart.live) for line in cart.lines
    )
    return tuple(
        replace(each, available=False) if each.line.product_id in withheld else each for each in lines
    )


def totals(lines: Sequence[PricedLine]) -> Mapping[str, int]:
    """What the lines that can be bought cost together, in minor units by currency."""
    sums: dict[str, int] = {}
    for each in lines:
        if each.available:
            sums[each.line.currency] = sums.get(each.line.currency, 0) + each.amount_minor
    return sums


def basket(lines: Sequence[PricedLine]) -> tuple[BasketLine, ...]:
    """The lines that can be bought, as coupons look at them."""
    return tuple(
        BasketLine(amount_minor=each.amount_minor, currency=each.line.currency, categories=each.categories)
        for each in lines
        if each.available
    )


def sku_of(product: Product, sku_id: str | None) -> Sku | None:
    """The product's SKU of that id."""
    return next((sku for sku in product.skus if sku.sku_id == sku_id), None)


def price_now(product: Product, sku: Sku | None) -> int | None:
    """The price of a product version in minor units; the product's own where the SKU states none."""
    return sku.price_minor if sku is not None and sku.price_minor is not None else product.price_minor


def stock_now(product: Product, sku: Sku | None) -> tuple[bool, int | None]:
    """Whether it can be bought, and how many are left where the catalog counts them."""
    if sku is not None:
        return sku.in_stock, sku.stock
    return product.in_stock, product.stock


def _priced(
    line: CartLine, product: Product | None, shown_prices: Mapping[str, int], *, live: bool
) -> PricedLine:
    sku = sku_of(product, line.sku_id) if product else None
    if product is None or (line.sku_id is not None and sku is None):
        return PricedLine(line=line, unit_price_minor=line.unit_price_minor, available=live)
    catalog = price_now(product, sku)
    price = line.unit_price_minor if live or catalog is None else catalog
    before = shown_prices.get(line.line_id, catalog) if live else line.unit_price_minor
    available, left = stock_now(product, sku)
    short = left is not None and left < line.quantity
    return PricedLine(
        line=line,
        unit_price_minor=price,
        was_minor=before if before != price else None,
        available=available,
        left=left if short and available else None,
        categories=product.category,
    )
