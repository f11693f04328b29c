"""The demo shop as a source folder that the ordinary ingest reads without flags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from retrieval.catalog.demo.composing import Composed, compose
from retrieval.catalog.demo.families import load_departments
from retrieval.catalog.demo.files import folder as packaged_folder
from retrieval.catalog.demo.opinions import Opinion, load_phrases, opinions
from retrieval.catalog.demo.pictures import draw, load_drawings
from retrieval.catalog.demo.supply import DemoSku, Supply, supply
from retrieval.catalog.demo.vocabulary import Vocabulary, load_vocabulary

CURRENCY = "USD"
_SITE = "https://lanternandlark.example/products"


def write_demo_source(folder: Path, *, seed: int = 20260101) -> None:
    """Writes products.jsonl, reviews.jsonl, images/*.svg and policies/*.md, replacing files of those names.

    The same seed gives the same bytes.
    """
    vocabulary, drawings, phrases = load_vocabulary(), load_drawings(), load_phrases()
    items = compose(load_departments(), vocabulary, seed=seed)
    market = {item.product_id: supply(item, seed=seed) for item in items}
    (folder / "images").mkdir(parents=True, exist_ok=True)
    (folder / "policies").mkdir(exist_ok=True)
    _write_lines(folder / "products.jsonl", (_product(item, market[item.product_id]) for item in items))
    said = (o for item in items for o in opinions(item, market[item.product_id], phrases, seed=seed))
    _write_lines(folder / "reviews.jsonl", map(_review, said))
    for item in items:
        svg = draw(
            drawings,
            kind=item.picture,
            paint=_paint(item, vocabulary),
            patterns=item.facets.get("pattern", ()),
        )
        (folder / "images" / f"{item.product_id}.svg").write_text(svg, "utf-8")
    for file in packaged_folder("policies"):
        (folder / "policies" / file.name).write_text(file.read_text("utf-8"), "utf-8")


def _paint(item: Composed, vocabulary: Vocabulary) -> str | None:
    if item.colors:
        return vocabulary.paint[item.colors[0]]
    return vocabulary.surface[item.surface] if item.surface else None


def _product(item: Composed, facts: Supply) -> dict[str, object]:
    return {
        "product_id": item.product_id,
        "title": item.title,
        "description": item.description,
        "language": item.language,
        "category": list(item.category),
        "brand": item.brand,
        "merchant": item.merchant,
        "price": facts.price,
        "currency": CURRENCY,
        "compare_at_price": facts.compare_at_price,
        "stock": facts.stock,
        "skus": [_sku(sku) for sku in facts.skus],
        "facets": {name: list(values) for name, values in item.facets.items()},
        "tags": list(item.tags),
        "attributes": dict(item.attributes),
        "rating": facts.rating,
        "rating_count": facts.rating_count,
        "units_sold": facts.units_sold,
        "url": f"{_SITE}/{item.product_id.lower()}",
        "image": f"images/{item.product_id}.svg",
        "created_at": _midnight(facts.created),
        "updated_at": _midnight(facts.updated),
    }


def _sku(sku: DemoSku) -> dict[str, object]:
    return {"sku_id": sku.sku_id, "options": sku.options, "price": sku.price, "stock": sku.stock}


def _review(opinion: Opinion) -> dict[str, object]:
    return {
        "product_id": opinion.product_id,
        "rating": opinion.rating,
        "text": opinion.text,
        "created_at": _midnight(opinion.created),
    }


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _write_lines(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
