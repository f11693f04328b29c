"""Product cards and prose as a terminal shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from retrieval.money import format_money
from retrieval.shop_rules.types import is_sponsored
from retrieval.types import Product, RankedItem


def plain(text: str) -> Text:
    """Catalog or shopper text without control characters, so that it can't drive the terminal."""
    return Text("".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"}))


def show_cards(console: Console, items: Sequence[RankedItem], *, language: str) -> None:
    """A numbered table, best first; nothing for no items."""
    if not items:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", justify="right", style="dim")
    table.add_column("product", ratio=4, overflow="fold")
    table.add_column("price", justify="right", no_wrap=True)
    table.add_column("rating", no_wrap=True)
    table.add_column("why", ratio=5, style="dim", overflow="fold")
    for number, item in enumerate(items, start=1):
        product = item.product
        title = plain(product.title)
        if item.alternative:
            title.append(" (alternative)", style="yellow")
        if is_sponsored(item):
            title.append(" (广告)" if language == "zh" else " (sponsored)", style="yellow")
        reasons = "; ".join(reason.text for reason in item.reasons[:2])
        table.add_row(
            str(number), title, _price(product, language), _rating(product), plain(_stock(product, reasons))
        )
    console.print(table)


def _price(product: Product, language: str) -> str:
    if product.price_minor is None:
        return "–"
    return format_money(product.price_minor, product.currency, language)


def _rating(product: Product) -> str:
    if product.rating is None:
        return "–"
    return f"★ {product.rating:.1f} ({product.rating_count})"


def _stock(product: Product, reasons: str) -> str:
    return reasons if product.in_stock else f"out of stock; {reasons}".removesuffix("; ")
