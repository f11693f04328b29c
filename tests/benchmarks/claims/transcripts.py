"""Accepted replies of a real model, read from a file: they were sent, so they are to pass again.

One JSON object a line: `shop`, `language`, `mode` (find, compare or ask), `product_ids` in the order shown,
`text`, and where they were stated `matching` and `limit`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.claims.types import Grounds
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.types import Constraint, Op
from tests.benchmarks.claims.replies import Reply, Scene


def accepted(path: Path, snapshots: Sequence[CatalogSnapshot]) -> Iterator[Reply]:
    """A reply for each line whose products the shops still have. Raises ValueError, naming the line."""
    shops = {s.shop.name: {p.product_id: p for p in s.products} for s in snapshots}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            products = tuple(shops[row["shop"]][i] for i in row["product_ids"])
            matching, limit, mode = row.get("matching", 0), row.get("limit"), row["mode"]
            grounds = Grounds(
                products=products,
                language=row["language"],
                comparable=mode == "compare",
                fits=mode == "find",
                counts=frozenset({matching, len(products)}),
                limits=() if limit is None else (Constraint(facet="price", op=Op.LTE, value=float(limit)),),
            )
            scene = Scene(
                mode=mode,
                shop=row["shop"],
                language=row["language"],
                products=products,
                grounds=grounds,
                matching=matching,
                limit=limit,
            )
            yield Reply(scene=scene, segments=(row["text"],), writer="model")
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(
                f"{path}:{number}: expected shop, language, mode, product_ids and text, got {error!r}"
            ) from error
