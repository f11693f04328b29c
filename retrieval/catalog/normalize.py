"""Rows of a mapped table as products, reviews, interactions and units sold, with every fault named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from retrieval.catalog.fields import Problem, all_values, first_value, image_of, look_up
from retrieval.catalog.mapping import FieldSpec, TableMapping
from retrieval.catalog.prices import Price, currency_code, parse_price
from retrieval.catalog.skus import nested_skus, options_of, row_sku, summarize
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
from retrieval.text import detect_language
from retrieval.types import LANGUAGES, Attribute, FacetValue, Interaction, Product, Review, Sku

MAX_ID_CHARS = 200
MAX_TITLE_CHARS = 1_000
MAX_DESCRIPTION_CHARS = 20_000
MAX_TAGS = 200
MAX_ATTRIBUTES = 80
MAX_ATTRIBUTE_CHARS = 500

_MAX_HTML_CHARS = 1_000_000
_Value = TypeVar("_Value")
_CLICKS = frozenset({"click", "view", "pv", "detail", "browse", "点击", "浏览"})
_PURCHASES = frozenset({"purchase", "buy", "order", "transaction", "购买", "下单", "成交"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """A product, or None when a problem is fatal. Facets are still as the source words them."""

    product: Product | None
    problems: tuple[Problem, ...]


@dataclass(slots=True, kw_only=True)
class _Reading:
    """Typed reads of one row's fields; faults gather in `problems`."""

    values: Mapping[str, object]
    mapping: TableMapping
    problems: list[Problem] = field(default_factory=list)

    def spec(self, name: str) -> FieldSpec:
        return self.mapping.fields.get(name, FieldSpec())

    def raw(self, name: str) -> object:
        return first_value(self.values, self.spec(name))[0]

    def text(self, name: str) -> str:
        value = self.raw(name)
        return text_of(value) or next(iter(texts_of(value)), "")

    def typed(self, name: str, read: Callable[[object], _Value]) -> _Value | None:
        value, column = first_value(self.values, self.spec(name))
        if is_empty(value):
            return None
        try:
            return read(value)
        except (ValueError, OverflowError) as error:
            self.problems.append(Problem(field=column, expected=str(error), got=value))
            return None

    def fault(self, name: str, expected: str, got: object) -> None:
        column = first_value(self.values, self.spec(name))[1] or name
        self.problems.append(Problem(field=column, expected=expected, got=got, fatal=True))

    def bounded(self, name: str, text: str, limit: int) -> str:
        if len(text) > limit:
            column = first_value(self.values, self.spec(name))[1]
            expected = f"at most {limit} characters (the rest was cut)"
            self.problems.append(Problem(field=column, expected=expected, got=f"{len(text)} characters"))
        return text[:limit].rstrip()


def normalize_product(
    rows: Sequence[Mapping[str, object]], mapping: TableMapping, *, currency: str, root: Path
) -> Normalized:
    """Build one product of one row, or of the rows of a group, each a SKU.

    `currency` is the shop's default; relative images are looked for below `root`. A missing id or title and a
    price that is missing (where there is a price column), unreadable or negative are fatal. Overlong text is
    cut at the bounds of this module; other faults leave their field empty.
    """
    reading = _Reading(values=rows[0] if len(rows) == 1 else _merged(rows), mapping=mapping)
    title = reading.bounded("title", reading.text("title"), MAX_TITLE_CHARS)
    product_id = _product_id(reading, title)
    stated = _stated_currency(reading)
    skus = _skus(reading, rows, currency=stated or currency)
    price = _price(reading, skus, stated=stated, currency=currency)
    if not title:
        reading.fault("title", "a title", reading.raw("title"))
    if any(problem.fatal for problem in reading.problems):
        return Normalized(product=None, problems=tuple(reading.problems))
    product = _product(reading, skus, product_id=product_id, title=title, price=price, root=root)
    return Normalized(product=product, problems=tuple(reading.problems))


def normalize_review(values: Mapping[str, object], mapping: TableMapping) -> Review | Problem:
    """Build a review; without product id or text it is a problem."""
    reading = _Reading(values=values, mapping=mapping)
    product_id, text = reading.text("product_id"), plain_text(reading.text("text"))
    for name, found in (("product_id", product_id), ("text", text)):
        if not found:
            return Problem(field=reading.spec(name).columns[0], expected="a text", got=reading.raw(name))
    scale = reading.spec("rating").scale or 5.0
    return Review(
        product_id=product_id,
        text=text[:MAX_DESCRIPTION_CHARS],
        rating=reading.typed("rating", lambda value: rating_of(value, scale=scale)),
        created_at=reading.typed("created_at", moment),
    )


def normalize_interaction(values: Mapping[str, object], mapping: TableMapping) -> Interaction | Problem:
    """Build an interaction; without user or product it is a problem, a bad number leaves its field empty."""
    reading = _Reading(values=values, mapping=mapping)
    user_id, product_id = reading.text("user_id"), reading.text("product_id")
    for name, found in (("user_id", user_id), ("product_id", product_id)):
        if not found:
            return Problem(field=reading.spec(name).columns[0], expected="an id", got=reading.raw(name))
    event = reading.text("event").casefold()
    return Interaction(
        user_id=user_id,
        product_id=product_id,
        timestamp=reading.typed("timestamp", moment),
        click=bool(reading.typed("click", yes_or_no)) or event in _CLICKS,
        purchase=bool(reading.typed("purchase", yes_or_no)) or event in _PURCHASES,
        rating=reading.typed(
            "rating", lambda value: rating_of(value, scale=reading.spec("rating").scale or 5.0)
        ),
    )


def normalize_units_sold(values: Mapping[str, object], mapping: TableMapping) -> tuple[str, int] | Problem:
    """Read a product id with its units sold, 0 or more."""
    reading = _Reading(values=values, mapping=mapping)
    product_id, units = reading.text("product_id"), reading.typed("units_sold", whole_number)
    if not product_id:
        return Problem(
            field=reading.spec("product_id").columns[0], expected="an id", got=reading.raw("product_id")
        )
    if units is None or units < 0:
        column = reading.spec("units_sold").columns[0]
        return Problem(field=column, expected="a whole number of 0 or more", got=reading.raw("units_sold"))
    return product_id, units


def product_id_of(values: Mapping[str, object], mapping: TableMapping) -> str:
    """Id that a row states, "" when it states none."""
    reading = _Reading(values=values, mapping=mapping)
    return reading.text("product_id")


def _product(
    reading: _Reading,
    skus: tuple[Sku, ...],
    *,
    product_id: str,
    title: str,
    price: Price,
    root: Path,
) -> Product:
    description = reading.bounded("description", _description(reading), MAX_DESCRIPTION_CHARS)
    summary = summarize(skus) if skus else None
    stock, in_stock = _stock(reading) if summary is None else (summary.stock, summary.in_stock)
    rating, rating_count = _rating(reading)
    return Product(
        product_id=product_id,
        title=title,
        currency=price.currency,
        price_minor=None if price.minor < 0 else price.minor,
        description=description,
        language=_language(reading, f"{title} {description[:500]}"),
        category=_category(reading),
        brand=plain_text(reading.text("brand"))[:200] or None,
        merchant=plain_text(reading.text("merchant"))[:200] or None,
        tags=_tags(reading),
        facets=_stated_facets(reading, skus),
        attributes=_attributes(reading),
        skus=skus,
        compare_at_price_minor=_compare_at(reading, price),
        stock=stock,
        in_stock=in_stock,
        rating=rating,
        rating_count=rating_count,
        units_sold=reading.typed("units_sold", whole_number),
        url=_url(reading),
        image=image_of(reading.values, reading.spec("image"), root),
        created_at=reading.typed("created_at", moment),
        updated_at=reading.typed("updated_at", moment),
    )


def _merged(rows: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    merged: dict[str, object] = dict(rows[0])
    for row in rows[1:]:
        merged.update((key, value) for key, value in row.items() if is_empty(merged.get(key)))
    return merged


def _product_id(reading: _Reading, title: str) -> str:
    """The id as stated; without such a column one derived from title, brand, merchant and address."""
    product_id = reading.text("product_id")
    if not product_id and not reading.spec("product_id").columns:
        parts = (title, reading.text("brand"), reading.text("merchant"), reading.text("url"))
        return "t-" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:12]
    if not product_id or len(product_id) > MAX_ID_CHARS:
        reading.fault("product_id", f"an id of 1 to {MAX_ID_CHARS} characters", product_id)
    return product_id


def _stated_currency(reading: _Reading) -> str | None:
    fixed = reading.spec("price").currency
    if fixed is not None:
        return fixed
    text = reading.text("currency")
    code = currency_code(text) if text else None
    if text and code is None:
        reading.fault("currency", "an ISO 4217 currency such as 'USD'", text)
    return code


def _price(reading: _Reading, skus: Sequence[Sku], *, stated: str | None, currency: str) -> Price:
    """The price, -1 where the source states none."""
    code = stated or currency
    if skus and any(sku.price_minor is not None for sku in skus):
        lowest = summarize(skus).price_minor
        return Price(-1 if lowest is None else lowest, stated or _currency_in_text(reading, currency))
    spec = reading.spec("price")
    value, _ = first_value(reading.values, spec)
    if is_empty(value):
        has_column = spec.columns or (reading.mapping.skus is not None and reading.mapping.skus.price)
        if has_column and not spec.optional:
            reading.fault("price", "a price", value)
        return Price(-1, code)
    try:
        return parse_price(value, currency=currency, stated=stated)
    except ValueError as error:
        reading.fault("price", str(error), value)
        return Price(-1, code)


def _currency_in_text(reading: _Reading, currency: str) -> str:
    """The currency that the first price of a group names ("25.00 EUR"), else the shop's."""
    try:
        return parse_price(reading.raw("price"), currency=currency).currency
    except ValueError:
        return currency


def _compare_at(reading: _Reading, price: Price) -> int | None:
    """The price before a reduction, in the product's currency; None unless it is above the price."""
    before = reading.typed("compare_at_price", lambda v: parse_price(v, currency=price.currency))
    if before is None or before.currency != price.currency or before.minor <= price.minor:
        return None
    return before.minor


def _skus(reading: _Reading, rows: Sequence[Mapping[str, object]], *, currency: str) -> tuple[Sku, ...]:
    mapping = reading.mapping
    if mapping.skus is not None:
        skus, problems = nested_skus(reading.values, mapping.skus, currency=currency)
        reading.problems.extend(problems)
        return skus
    if not mapping.group:
        return ()
    names = {value: text_of(look_up(reading.values, name)) for name, value in mapping.option_pairs}
    found: dict[str, Sku] = {}
    for row in rows:
        outcome = row_sku(row, mapping, names=names, currency=currency)
        if isinstance(outcome, Problem):
            reading.problems.append(outcome)
        elif outcome is not None and outcome.sku_id in found:
            expected = "another sku id than the rows before it"
            reading.problems.append(Problem(field="sku_id", expected=expected, got=outcome.sku_id))
        elif outcome is not None:
            found[outcome.sku_id] = outcome
    return tuple(found.values()) if len(found) > 1 or any(sku.options for sku in found.values()) else ()


def _stock(reading: _Reading) -> tuple[int | None, bool]:
    count = reading.typed("stock", whole_number)
    if count is not None and count < 0:
        reading.problems.append(Problem(field="stock", expected="0 or more (read as 0)", got=count))
        count = 0
    flag = reading.typed("in_stock", yes_or_no)
    return count, (flag is not False) and (count is None or count > 0)


def _rating(reading: _Reading) -> tuple[float | None, int]:
    scale = reading.spec("rating").scale or 5.0
    rating = reading.typed("rating", lambda value: rating_of(value, scale=scale))
    count = max(0, reading.typed("rating_count", whole_number) or 0)
    if rating == 0 and count == 0:
        return None, 0
    return rating, count


def _description(reading: _Reading) -> str:
    value = reading.raw("description")
    text = text_of(value) or "\n".join(texts_of(value))
    return plain_text(text) if len(text) <= _MAX_HTML_CHARS else text


def _language(reading: _Reading, text: str) -> str:
    stated = reading.text("language").casefold()[:2]
    return stated if stated in LANGUAGES else detect_language(text)


def _category(reading: _Reading) -> tuple[str, ...]:
    spec = reading.spec("category")
    stated = all_values(reading.values, spec) if spec.join else [first_value(reading.values, spec)[0]]
    levels = [level for value in stated if not is_empty(value) for level in category_path(value)]
    return tuple(dict.fromkeys(level[:120] for level in levels))[:10]


def _tags(reading: _Reading) -> tuple[str, ...]:
    value, _ = first_value(reading.values, reading.spec("tags"))
    parts = texts_of(value, split=reading.spec("tags").split)
    return tuple(plain_text(part)[:200] for part in parts)[:MAX_TAGS]


def _url(reading: _Reading) -> str | None:
    text = reading.text("url")
    return text if text.startswith(("http://", "https://", "/")) and len(text) < 2_000 else None


def _stated_facets(reading: _Reading, skus: Sequence[Sku]) -> tuple[FacetValue, ...]:
    if reading.mapping.group and skus:
        return ()
    return tuple(
        FacetValue(facet=facet, value=text, provenance=f"column:{column}")
        for facet, spec in reading.mapping.facets.items()
        for value, column in (first_value(reading.values, spec),)
        for text in texts_of(value, split=spec.split)
        if text and len(text) <= MAX_ATTRIBUTE_CHARS
    )


def _attributes(reading: _Reading) -> tuple[Attribute, ...]:
    named = list(options_of(reading.raw("attributes"))) + list(options_of(reading.raw("options")))
    columns = reading.mapping.attributes
    if "*" in columns:
        columns = _left_over(reading)
    for column in columns:
        text = ", ".join(texts_of(look_up(reading.values, column)))
        if text and len(text) <= MAX_ATTRIBUTE_CHARS:
            named.append(Attribute(name=column, value=plain_text(text)))
    return tuple(dict.fromkeys(named))[:MAX_ATTRIBUTES]


def _left_over(reading: _Reading) -> tuple[str, ...]:
    """Columns that nothing else reads and that hold a fact: no ids, addresses, objects or lists of them."""
    specs = (*reading.mapping.fields.values(), *reading.mapping.facets.values())
    used = {column.partition(".")[0] for spec in specs for column in spec.columns}
    return tuple(
        str(name)
        for name, value in reading.values.items()
        if str(name) not in used
        and not str(name).casefold().endswith(("id", "url", "link", "image", "_key"))
        and not isinstance(value, (dict, list))
        and "://" not in text_of(value)[:12]
    )
