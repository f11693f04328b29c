"""Products as compact JSON text and back; equal products have equal text, whose hash finds changed rows."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from retrieval.types import Attribute, FacetValue, Product, Sku

_LISTS = ("category", "tags")
_PLAIN = (
    "product_id",
    "title",
    "currency",
    "price_minor",
    "description",
    "language",
    "brand",
    "merchant",
    "compare_at_price_minor",
    "stock",
    "in_stock",
    "rating",
    "rating_count",
    "units_sold",
    "url",
    "image",
)


def encode_product(product: Product) -> str:
    """Compact JSON, keys in a fixed order; fields that are empty or None are left out."""
    record: dict[str, object] = {name: getattr(product, name) for name in _PLAIN}
    record.update({name: list(getattr(product, name)) for name in _LISTS})
    record["facets"] = [[f.facet, f.value, f.provenance] for f in product.facets]
    record["attributes"] = [[a.name, a.value] for a in product.attributes]
    record["skus"] = [
        [s.sku_id, [[o.name, o.value] for o in s.options], s.price_minor, s.stock, s.in_stock]
        for s in product.skus
    ]
    record["created_at"] = _seconds(product.created_at)
    record["updated_at"] = _seconds(product.updated_at)
    kept = {key: value for key, value in record.items() if value not in (None, [], "")}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def decode_product(text: str) -> Product:
    """Rebuild the product that `encode_product` wrote."""
    record: dict[str, Any] = json.loads(text)
    for name in _LISTS:
        if name in record:
            record[name] = tuple(record[name])
    if "facets" in record:
        record["facets"] = tuple(FacetValue(facet=f, value=v, provenance=p) for f, v, p in record["facets"])
    if "attributes" in record:
        record["attributes"] = _attributes(record["attributes"])
    if "skus" in record:
        record["skus"] = tuple(
            Sku(sku_id=i, options=_attributes(o), price_minor=p, stock=s, in_stock=live)
            for i, o, p, s, live in record["skus"]
        )
    for name in ("created_at", "updated_at"):
        if name in record:
            record[name] = datetime.fromtimestamp(record[name], tz=UTC)
    record.setdefault("price_minor", None)
    return Product(**record)


def content_hash(*parts: str) -> str:
    """Hex SHA-256 prefix (32 digits) of texts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:32]


def _attributes(pairs: list[list[str]]) -> tuple[Attribute, ...]:
    return tuple(Attribute(name=name, value=value) for name, value in pairs)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
