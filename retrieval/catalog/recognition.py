"""Which mapping fits a table, by its columns: bundled mappings first, then usual column names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

import yaml

from retrieval.catalog.mapping import (
    FieldSpec,
    Kind,
    SourceMapping,
    TableMapping,
    bundled_mappings,
)
from retrieval.catalog.rows import Table
from retrieval.catalog.sources import Source
from retrieval.errors import SourceError

_SPLIT_TAGS = ",;|，；、"
_SEPARATORS = re.compile(r"[\s_.\-]+")
_REVIEW_TEXT_ONLY = frozenset(
    {"review_text", "reviewtext", "review", "review_body", "comment", "评论", "评论内容"}
)
_NO_PRODUCTS = frozenset({"products_count", "product_count", "order_id", "orderid", "订单编号", "订单号"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedTable:
    """A table with what its columns mean. `mapping_name` is a bundled name, a file's, or `generic`."""

    table: Table
    mapping: TableMapping
    mapping_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """The tables of a source that hold something for the catalog, and those left aside with the reason."""

    tables: tuple[MappedTable, ...]
    ignored: tuple[tuple[str, str], ...]

    def of(self, kind: Kind) -> tuple[MappedTable, ...]:
        """Tables of one kind, in source order."""
        return tuple(entry for entry in self.tables if entry.mapping.kind is kind)


def recognize(source: Source, mapping: SourceMapping | None) -> Recognized:
    """Match every table of a source.

    Where one table states prices, tables of products without a price column are left aside: they are lists
    of something else (collections, authors). Raises SourceError when nothing fits, naming the columns.
    """
    found: list[MappedTable] = []
    ignored = list(source.ignored)
    for table in source.tables:
        match = _by_file(table, mapping) or _bundled(table) or _generic(table)
        if match is None:
            ignored.append((table.label, f"its columns are no catalog data: {_listed(table.columns)}"))
        else:
            found.append(match)
    kept, aside = _without_lists(found)
    if not kept:
        raise SourceError(_nothing_fits(source))
    return Recognized(tables=tuple(kept), ignored=(*ignored, *aside))


def normal_name(column: str) -> str:
    """Column names compare case-folded, with spaces, dots, hyphens and underscores alike."""
    return _SEPARATORS.sub("_", column.strip().casefold()).strip("_")


def _by_file(table: Table, mapping: SourceMapping | None) -> MappedTable | None:
    """Match a table with the shopkeeper's mapping file; the rest comes from usual column names."""
    if mapping is None:
        return None
    columns = set(table.columns)
    for entry in mapping.tables:
        named = {
            column for spec in (*entry.fields.values(), *entry.facets.values()) for column in spec.columns
        }
        named |= set(entry.recognize)
        wrong_table = entry.table is not None and entry.table != table.name
        if wrong_table or not (named and named & columns) or not set(entry.recognize) <= columns:
            continue
        rest = _generic_fields(entry.kind, table.columns, taken=named)
        fields = {**{name: spec for name, spec in rest.items() if name not in entry.fields}, **entry.fields}
        lacking = [name for name in _needed(entry.kind) if name not in fields]
        unknown = sorted(named - columns) if len(named & columns) * 2 < len(named) else []
        if lacking or unknown:
            raise SourceError(
                f"mapping {mapping.name}: expected columns for {lacking or 'its fields'} and "
                f"{_listed(sorted(named))} in {table.label}, got {_listed(table.columns)}"
            )
        return MappedTable(table=table, mapping=replace(entry, fields=fields), mapping_name=mapping.name)
    return None


def _bundled(table: Table) -> MappedTable | None:
    columns = set(table.columns)
    fitting = [
        MappedTable(table=table, mapping=entry, mapping_name=mapping.name)
        for mapping in bundled_mappings()
        for entry in mapping.tables
        if entry.recognize and set(entry.recognize) <= columns and entry.table in (None, table.name)
    ]
    return max(fitting, key=lambda match: len(match.mapping.recognize), default=None)


def _generic(table: Table) -> MappedTable | None:
    names = {normal_name(column) for column in table.columns}
    for kind in (Kind.REVIEWS, Kind.INTERACTIONS, Kind.PRODUCTS, Kind.UNITS_SOLD):
        fields = _generic_fields(kind, table.columns, taken=())
        if _is_kind(kind, fields, names):
            mapping = TableMapping(kind=kind, fields=fields)
            if kind is Kind.PRODUCTS:
                mapping = _generic_products(mapping, table.columns)
            return MappedTable(table=table, mapping=mapping, mapping_name="generic")
    return None


def _is_kind(kind: Kind, fields: Mapping[str, FieldSpec], names: Collection[str]) -> bool:
    if not all(name in fields for name in _needed(kind)):
        return False
    product_columns = _generic_fields(Kind.PRODUCTS, tuple(names), taken=())
    if kind is Kind.REVIEWS:
        says_review = bool(_REVIEW_TEXT_ONLY & set(names)) or "rating" in fields or "user_id" in names
        return says_review and not {"price", "stock", "category"} & set(product_columns)
    if kind is Kind.INTERACTIONS:
        return "title" not in product_columns or "user_id" in names
    if kind is Kind.UNITS_SOLD:
        return "title" not in product_columns
    stated = {"product_id", "price", "description", "brand", "category"} & set(fields)
    only_id = stated == {"product_id"} and normal_name(fields["product_id"].columns[0]) in {"id", "key"}
    return bool(stated) and not only_id and not _NO_PRODUCTS & set(names)


def _needed(kind: Kind) -> tuple[str, ...]:
    return {
        Kind.PRODUCTS: ("title",),
        Kind.REVIEWS: ("product_id", "text"),
        Kind.INTERACTIONS: ("user_id", "product_id"),
        Kind.UNITS_SOLD: ("product_id", "units_sold"),
    }[kind]


def _generic_products(mapping: TableMapping, columns: Sequence[str]) -> TableMapping:
    fields = dict(mapping.fields)
    used = {column for spec in fields.values() for column in spec.columns}
    facets = {
        facet: FieldSpec(columns=(column,))
        for facet, column in _first_columns(_synonyms()["facets"], columns, taken=used).items()
    }
    return replace(
        mapping,
        facets=facets,
        attributes=("*",),
        group="sku_id" in fields
        and fields["sku_id"].columns != fields.get("product_id", FieldSpec()).columns,
    )


def _generic_fields(kind: Kind, columns: Sequence[str], *, taken: Collection[str]) -> dict[str, FieldSpec]:
    chosen = _first_columns(_synonyms()[kind.value], columns, taken=taken)
    if kind is Kind.PRODUCTS:
        if "product_id" not in chosen and "sku_id" in chosen:
            chosen["product_id"] = chosen.pop("sku_id")
        subcategory = chosen.pop("subcategory", None)
        specs = {name: FieldSpec(columns=(column,)) for name, column in chosen.items()}
        if "tags" in specs:
            specs["tags"] = replace(specs["tags"], split=_SPLIT_TAGS)
        if subcategory is not None:
            first = specs["category"].columns if "category" in specs else ()
            specs["category"] = FieldSpec(columns=(*first, subcategory), join=True)
        return specs
    return {name: FieldSpec(columns=(column,)) for name, column in chosen.items()}


def _first_columns(
    synonyms: Mapping[str, Sequence[str]], columns: Sequence[str], *, taken: Collection[str]
) -> dict[str, str]:
    """For each field the column with its most telling name; a column fills one field only."""
    free = {normal_name(column): column for column in reversed(columns) if column not in taken}
    chosen: dict[str, str] = {}
    for field, names in synonyms.items():
        match = next((name for name in names if name in free), None)
        if match is not None:
            chosen[field] = free.pop(match)
    return chosen


@lru_cache(maxsize=1)
def _synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    text = (resources.files("retrieval.catalog") / "mappings" / "generic.yaml").read_text("utf-8")
    groups: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return {
        group: {field: tuple(normal_name(name) for name in names) for field, names in entries.items()}
        for group, entries in groups.items()
    }


def _without_lists(found: Sequence[MappedTable]) -> tuple[list[MappedTable], list[tuple[str, str]]]:
    def states_price(entry: MappedTable) -> bool:
        return "price" in entry.mapping.fields or entry.mapping.skus is not None

    products = [entry for entry in found if entry.mapping.kind is Kind.PRODUCTS]
    if not any(states_price(entry) for entry in products):
        return list(found), []
    aside = [e for e in products if e.mapping_name == "generic" and not states_price(e)]
    reason = "it states no prices, other files of the source do; name it directly to ingest it"
    return [e for e in found if e not in aside], [(e.table.label, reason) for e in aside]


def _nothing_fits(source: Source) -> str:
    found = (
        "; ".join(f"{table.label}: {_listed(table.columns)}" for table in source.tables[:6]) or "no tables"
    )
    return (
        "source: expected columns for a product's title and its id or price (such as id, title, price, "
        "or 商品名称, 价格), reviews (product_id, text), behavior (user_id, product_id) or units sold; "
        f"got {found}. Write a mapping file and pass it with --mapping."
    )


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(columns[:24])
    return f"{shown}, … ({len(columns)} columns)" if len(columns) > 24 else shown
