"""Mapping files: which column of a source fills which field. Bundled ones are recognized by their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import cast

import yaml

from retrieval.errors import SourceError

PRODUCT_FIELDS = (
    "product_id",
    "title",
    "description",
    "category",
    "brand",
    "merchant",
    "tags",
    "price",
    "currency",
    "compare_at_price",
    "stock",
    "in_stock",
    "rating",
    "rating_count",
    "units_sold",
    "url",
    "image",
    "created_at",
    "updated_at",
    "language",
    "sku_id",
    "options",
    "attributes",
    "subcategory",
)
REVIEW_FIELDS = ("product_id", "text", "rating", "created_at")
INTERACTION_FIELDS = ("user_id", "product_id", "timestamp", "click", "purchase", "event", "rating")
UNITS_SOLD_FIELDS = ("product_id", "units_sold")


class Kind(StrEnum):
    """What the rows of a table are."""

    PRODUCTS = "products"
    REVIEWS = "reviews"
    INTERACTIONS = "interactions"
    UNITS_SOLD = "units_sold"


FIELDS_BY_KIND = {
    Kind.PRODUCTS: PRODUCT_FIELDS,
    Kind.REVIEWS: REVIEW_FIELDS,
    Kind.INTERACTIONS: INTERACTION_FIELDS,
    Kind.UNITS_SOLD: UNITS_SOLD_FIELDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """Where a field's value comes from: the first of `columns` that isn't empty, or all when `join` is set.

    `split` divides a text into a list. `template` such as "images/{handle}.jpg" is filled from columns and,
    with `if_file`, used only when that file exists beside the source; else `columns` are. `constant` stands
    for every row. `currency` and `scale` (the best possible rating) are facts about the column. With
    `optional`, an empty price is no fault.
    """

    columns: tuple[str, ...] = ()
    split: str | None = None
    join: bool = False
    template: str | None = None
    if_file: bool = False
    constant: str | None = None
    currency: str | None = None
    scale: float | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuSpec:
    """SKUs as a list (or object) of objects in one column; names are keys within such an object.

    `options` is a key with an object of options; `option_columns` are keys with one value each, named by
    the product's column `option_names` (a list of names or of objects with `name`).
    """

    column: str
    sku_id: str
    price: str | None = None
    stock: str | None = None
    in_stock: str | None = None
    options: str | None = None
    option_columns: tuple[str, ...] = ()
    option_names: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """One kind of table. `recognize` lists columns that a table must have; `table` its key in nested JSON.

    `facets` maps canonical facets to columns; `attributes` are columns quoted as they stand ("*": every
    column that nothing else uses). With `group`, rows of one product_id are SKUs of one product, their
    options named by `option_pairs` (name column, value column).
    """

    kind: Kind = Kind.PRODUCTS
    table: str | None = None
    recognize: tuple[str, ...] = ()
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    facets: Mapping[str, FieldSpec] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    skus: SkuSpec | None = None
    group: bool = False
    option_pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMapping:
    """A mapping file: its name and the tables it knows."""

    name: str
    tables: tuple[TableMapping, ...]


@lru_cache(maxsize=1)
def bundled_mappings() -> tuple[SourceMapping, ...]:
    """Read the mappings that the package brings, by name; `generic` is not among them."""
    folder = resources.files("retrieval.catalog") / "mappings"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda e: e.name
    )
    return tuple(
        parse_mapping(entry.read_text("utf-8"), name=entry.name.removesuffix(".yaml"))
        for entry in files
        if entry.name != "generic.yaml"
    )


def read_mapping(path: Path) -> SourceMapping:
    """Read a mapping file. Raises SourceError when it is missing or says something unknown."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"mapping: expected a YAML file in UTF-8, got {str(path)!r}: {error}") from error
    return parse_mapping(text, name=path.name)


def parse_mapping(text: str, *, name: str) -> SourceMapping:
    """Parse a mapping: `tables:` with a list, or the keys of a single table at the top.

    Raises SourceError naming the unknown key or wrong value.
    """
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SourceError(f"mapping {name}: expected YAML, got {error}") from error
    if not isinstance(content, dict):
        raise SourceError(f"mapping {name}: expected keys such as 'fields', got {content!r}")
    tables = content["tables"] if set(content) == {"tables"} else [content]
    if not isinstance(tables, list) or not tables:
        raise SourceError(f"mapping {name}: expected a list under 'tables', got {tables!r}")
    return SourceMapping(name=name, tables=tuple(_table(table, name=name) for table in tables))


def _table(content: object, *, name: str) -> TableMapping:
    values = _keys(content, TableMapping, where=f"mapping {name}")
    kind = values.pop("kind", Kind.PRODUCTS.value)
    if kind not in set(Kind):
        raise SourceError(f"mapping {name}: kind: expected one of {[k.value for k in Kind]}, got {kind!r}")
    known = FIELDS_BY_KIND[Kind(str(kind))]
    specs = _specs(values.pop("fields", {}), where=f"mapping {name}: fields")
    unknown = sorted(set(specs) - set(known))
    if unknown:
        raise SourceError(f"mapping {name}: fields: expected some of {known}, got {unknown}")
    skus = values.pop("skus", None)
    table = values.pop("table", None)
    return TableMapping(
        kind=Kind(str(kind)),
        table=None if table is None else str(table),
        recognize=_strings(values.pop("recognize", ())),
        fields=specs,
        facets=_specs(values.pop("facets", {}), where=f"mapping {name}: facets"),
        attributes=_strings(values.pop("attributes", ())),
        skus=None if skus is None else _sku_spec(skus, where=f"mapping {name}: skus"),
        group=bool(values.pop("group", False)),
        option_pairs=_pairs(values.pop("option_pairs", ()), where=f"mapping {name}: option_pairs"),
    )


def _specs(content: object, *, where: str) -> dict[str, FieldSpec]:
    if not isinstance(content, dict):
        raise SourceError(f"{where}: expected field: column, got {content!r}")
    return {str(key): field_spec(value, where=f"{where}.{key}") for key, value in content.items()}


def field_spec(content: object, *, where: str) -> FieldSpec:
    """Build a field's spec: a column name, a list of them, or keys of `FieldSpec`."""
    if not isinstance(content, dict):
        return FieldSpec(columns=_strings(content))
    values = _keys(content, FieldSpec, where=where, also=("column",))
    columns = _strings(values.pop("columns", ())) + _strings(values.pop("column", ()))
    scale = values.pop("scale", None)
    if scale is not None and not isinstance(scale, (int, float)):
        raise SourceError(f"{where}.scale: expected a number, got {scale!r}")
    return FieldSpec(
        columns=columns,
        split=_text(values.get("split")),
        join=bool(values.get("join", False)),
        template=_text(values.get("template")),
        if_file=bool(values.get("if_file", False)),
        constant=_text(values.get("constant")),
        currency=_text(values.get("currency")),
        scale=scale,
        optional=bool(values.get("optional", False)),
    )


def _sku_spec(content: object, *, where: str) -> SkuSpec:
    values = _keys(content, SkuSpec, where=where)
    missing = {"column", "sku_id"} - set(values)
    if missing:
        raise SourceError(f"{where}: expected {sorted(missing)}, got {sorted(values)}")
    option_columns = _strings(values.pop("option_columns", ()))
    return SkuSpec(
        column=str(values["column"]),
        sku_id=str(values["sku_id"]),
        price=_text(values.get("price")),
        stock=_text(values.get("stock")),
        in_stock=_text(values.get("in_stock")),
        options=_text(values.get("options")),
        option_names=_text(values.get("option_names")),
        option_columns=option_columns,
    )


def _keys(content: object, shape: type, *, where: str, also: Sequence[str] = ()) -> dict[str, object]:
    if not isinstance(content, dict):
        raise SourceError(f"{where}: expected keys, got {content!r}")
    known = [entry.name for entry in fields(shape)] + list(also)
    unknown = [key for key in content if key not in known]
    if unknown:
        raise SourceError(f"{where}: expected some of {known}, got {unknown}")
    return cast(dict[str, object], dict(content))


def _text(content: object) -> str | None:
    return None if content is None else str(content)


def _strings(content: object) -> tuple[str, ...]:
    if isinstance(content, (list, tuple)):
        return tuple(str(value) for value in content)
    return (str(content),)


def _pairs(content: object, *, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(content, Iterable):
        raise SourceError(f"{where}: expected pairs of columns, got {content!r}")
    pairs = [_strings(pair) for pair in content]
    if any(len(pair) != 2 for pair in pairs):
        raise SourceError(f"{where}: expected pairs of columns, got {content!r}")
    return tuple((pair[0], pair[1]) for pair in pairs)
