"""SKUs of a product, from a nested column or from several rows, and what they say about the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.catalog.fields import Problem, first_value, look_up
from retrieval.catalog.mapping import FieldSpec, SkuSpec, TableMapping
from retrieval.catalog.prices import parse_price
from retrieval.catalog.values import is_empty, plain_text, text_of, texts_of, whole_number, yes_or_no
from retrieval.types import Attribute, Sku

_MAX_SKUS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuSummary:
    """What a product's SKUs say about it: lowest price in stock (of any when none is), summed stock."""

    price_minor: int | None
    stock: int | None
    in_stock: bool


def summarize(skus: Sequence[Sku]) -> SkuSummary:
    """Sum up SKUs. `stock` is None as soon as one in-stock SKU gives no quantity."""
    live = [sku for sku in skus if sku.in_stock]
    priced = [sku.price_minor for sku in live if sku.price_minor is not None] or [
        sku.price_minor for sku in skus if sku.price_minor is not None
    ]
    counts = [sku.stock for sku in live]
    known = [count for count in counts if count is not None]
    return SkuSummary(
        price_minor=min(priced, default=None),
        stock=sum(known) if len(known) == len(counts) else None,
        in_stock=bool(live),
    )


def nested_skus(
    values: Mapping[str, object], spec: SkuSpec, *, currency: str
) -> tuple[tuple[Sku, ...], list[Problem]]:
    """Read SKUs of one column; one with a broken price is left out and reported."""
    names = texts_of(look_up(values, spec.option_names)) if spec.option_names else ()
    skus: list[Sku] = []
    problems: list[Problem] = []
    for key, entry in _entries(look_up(values, spec.column)):
        sku_id = text_of(entry.get(spec.sku_id)) or key
        if spec.options:
            options = options_of(entry.get(spec.options))
        else:
            options = _named_options(entry, spec.option_columns, names)
        price = None if spec.price is None else entry.get(spec.price)
        outcome = _sku(
            sku_id,
            price=price,
            stock=None if spec.stock is None else entry.get(spec.stock),
            flag=None if spec.in_stock is None else entry.get(spec.in_stock),
            options=options,
            currency=currency,
        )
        if isinstance(outcome, Problem):
            problems.append(outcome)
        else:
            skus.append(outcome)
    return tuple(skus[:_MAX_SKUS]), problems


def row_sku(
    values: Mapping[str, object], mapping: TableMapping, *, names: Mapping[str, str], currency: str
) -> Sku | Problem | None:
    """Read the SKU that one row of a grouped table states; None for a row without price and options.

    `names` gives the option name for each value column (the first row of a product states them).
    """
    price, _ = first_value(values, mapping.fields.get("price", FieldSpec()))
    options = tuple(
        Attribute(name=names.get(column) or column, value=text)
        for _, column in mapping.option_pairs
        if (text := text_of(look_up(values, column))) and text != "Default Title"
    ) + tuple(
        Attribute(name=facet, value=text)
        for facet, spec in mapping.facets.items()
        if (text := text_of(first_value(values, spec)[0]))
    )
    if is_empty(price) and not options:
        return None
    sku_id = text_of(first_value(values, mapping.fields.get("sku_id", FieldSpec()))[0])
    return _sku(
        sku_id or " / ".join(option.value for option in options),
        price=price,
        stock=first_value(values, mapping.fields.get("stock", FieldSpec()))[0],
        flag=first_value(values, mapping.fields.get("in_stock", FieldSpec()))[0],
        options=options,
        currency=currency,
    )


def options_of(value: object) -> tuple[Attribute, ...]:
    """Named values from an object, a list of {name, value} or of "name:value" texts."""
    if isinstance(value, Mapping):
        pairs = [(str(name), ", ".join(texts_of(child))) for name, child in value.items()]
    else:
        pairs = [pair for child in _children(value) for pair in _pair(child)]
    return tuple(
        Attribute(name=plain_text(name).strip()[:80], value=plain_text(text)[:500])
        for name, text in pairs
        if name.strip() and not is_empty(text)
    )


def _children(value: object) -> Sequence[object]:
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, str):
        return [part for line in value.replace("；", ";").split("\n") for part in line.split(";")]
    return ()


def _pair(child: object) -> Iterator[tuple[str, str]]:
    if isinstance(child, Mapping):
        name = text_of(child.get("name", child.get("key", child.get("attribute"))))
        value = child.get("value", child.get("values", child.get("option")))
        yield name, ", ".join(texts_of(value))
    elif isinstance(child, str):
        name, colon, value = child.replace("：", ":").partition(":")
        if colon:
            yield name.strip(), value.strip()


def _entries(value: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    if isinstance(value, Mapping):
        yield from ((str(key), entry) for key, entry in value.items() if isinstance(entry, Mapping))
    elif isinstance(value, (list, tuple)):
        yield from ((str(number), entry) for number, entry in enumerate(value) if isinstance(entry, Mapping))


def _named_options(
    entry: Mapping[str, object], columns: Sequence[str], names: Sequence[str]
) -> tuple[Attribute, ...]:
    return tuple(
        Attribute(name=names[position] if position < len(names) else column, value=text)
        for position, column in enumerate(columns)
        if (text := text_of(entry.get(column))) and text != "Default Title"
    )


def _sku(
    sku_id: str,
    *,
    price: object,
    stock: object,
    flag: object,
    options: tuple[Attribute, ...],
    currency: str,
) -> Sku | Problem:
    try:
        minor = None if is_empty(price) else parse_price(price, currency=currency).minor
    except ValueError as error:
        return Problem(field=f"sku {sku_id}.price", expected=str(error), got=price)
    try:
        count = None if is_empty(stock) else max(0, whole_number(stock))
        offered = True if is_empty(flag) else yes_or_no(flag)
    except ValueError as error:
        return Problem(field=f"sku {sku_id}.stock", expected=str(error), got=(stock, flag))
    return Sku(
        sku_id=sku_id,
        options=options,
        price_minor=minor,
        stock=count,
        in_stock=offered and (count is None or count > 0),
    )
