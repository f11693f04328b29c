"""Which embedder for which catalog: relevance, speed and start of each, on the real data.

`python -m tests.benchmarks.bench_embedders [--products N]` prints one JSON object an embedder. English
relevance is nDCG@10 on every second Crowdflower query over N products, the judged ones first; Chinese is
the share of the queries below whose first product is a right one, in a Chinese catalog. Kin is how many
wishes for what a shop has, and for what it has not, have a product of at least the embedder's `kin_cosine`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import yaml
from pyarrow import parquet

from retrieval.catalog.documents import document_text
from retrieval.embedding import EMBEDDERS, load_embedder
from retrieval.metrics import ndcg_at_k
from retrieval.protocols import Embedder, Vectors
from retrieval.types import Product
from tests.benchmarks.bench_retrieval import fashion_shop
from tests.conftest import ROOT
from tests.weights_root import weights_root

REQUESTS = ROOT / "tests" / "retrieval" / "requests"
CHINESE_QUERIES: Mapping[str, frozenset[int]] = {
    query: frozenset(right)
    for query, right in {
        "冬天盖的羽绒被": (1009009, 1075024),
        "猫抓的板子": (1092038, 1092039),
        "给猫用的厕所": (1071004, 1135050),
        "遛狗绳": (1086023, 1086024, 1086025, 1086026, 1110013, 1110014, 1110015),
        "上飞机带的小行李箱": (1085019, 1086052, 1113019, 1156006, 1152101),
        "床头放的小柜子": (1097012,),
        "煎牛排的锅": (1073008, 1051001),
        "端午节送礼的粽子": (1143018, 1143019, 1143020),
        "不凋谢的玫瑰花": (1083009, 1083010, 1116030, 1116031),
        "擦脸用的毛巾": (1006051, 1009027, 1021000, 1110010, 1128010, 1129016),
        "洗完澡擦身体的大毛巾": (1021001, 1128011, 1129015),
        "写字用的钢笔": (1039056, 1075022),
        "挂在墙上的钟": (1109004, 1109005),
        "全身镜": (1065004, 1065005),
        "夏天睡的凉席": (1115053, 1130056, 1131017, 1143015),
        "看电视时放电视的柜子": (1097016,),
        "狗狗剪指甲的工具": (1110019, 1110018),
        "小朋友的水手服": (1135072, 1135073, 1116004, 1116005),
        "遮光窗户的帘子": tuple(range(1135051, 1135058)),
        "dog leash": (1086023, 1086024, 1086025, 1086026, 1110013, 1110014, 1110015),
        "cat litter box": (1071004, 1135050),
        "office swivel chair": (1116033,),
        "memory foam pillow": (1019000, 1019001, 1019002, 1064006, 1064007),
        "wool rug": (1030001, 1030002, 1030003),
        "silk underwear for women": (1127024, 1127025),
        "solid wood dining table": (1097004, 1097006, 1097007),
        "umbrella": (1152097,),
        "cookies": (1111007, 1116011),
        "desk lamp": (1064021, 1086015),
        "backpack": (1152004,),
    }.items()
}


def english(embedder: Embedder, data: Path, limit: int) -> float:
    """Mean nDCG@10 over every second judged query, among `limit` products, the judged ones first."""
    judged: dict[str, dict[str, float]] = {}
    for row in parquet.read_table(data / "crowdflower" / "judgments.parquet").to_pylist():
        judged.setdefault(row["query"], {})[row["product_id"]] = row["relevance"]
    queries = sorted(judged)[::2]
    wanted = {product_id for query in queries for product_id in judged[query]}
    rows = parquet.read_table(data / "crowdflower" / "products.parquet").to_pylist()
    rows = sorted(rows, key=lambda row: row["product_id"] not in wanted)[:limit]
    products = [
        Product(
            product_id=row["product_id"],
            title=row["title"],
            description=row["description"] or "",
            currency="USD",
            price_minor=None,
        )
        for row in rows
    ]
    vectors = embedder.embed_documents([document_text(product) for product in products])
    found = [ndcg_at_k(first(embedder, query, products, vectors, 10), judged[query], 10) for query in queries]
    return float(np.mean([value for value in found if value is not None]))


def chinese_products(data: Path) -> Sequence[Product]:
    """A Chinese shop."""
    lines = (data / "litemall_zh" / "litemall_goods.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Product(
            product_id=row["id"],
            title=row["title"],
            description=row["brief"] or "",
            category=tuple(row["category"]),
            currency="CNY",
            price_minor=None,
            language="zh",
        )
        for row in map(json.loads, lines)
    ]


def chinese(embedder: Embedder, data: Path) -> float:
    """Share of the queries whose first product is a right one."""
    products = chinese_products(data)
    vectors = embedder.embed_documents([document_text(product) for product in products])
    right = [
        int(first(embedder, query, products, vectors, 1)[0].removeprefix("litemall-")) in accepted
        for query, accepted in CHINESE_QUERIES.items()
    ]
    return float(np.mean(right))


def kin(embedder: Embedder, data: Path) -> Mapping[str, float]:
    """Shares of the wishes put to a shop of the embedder's language, by whether it carries the kind."""
    chinese_shop = embedder.name.startswith("multilingual")
    with tempfile.TemporaryDirectory() as folder:
        products = chinese_products(data) if chinese_shop else fashion_shop(data, Path(folder)).products
    vectors = embedder.embed_documents([document_text(product) for product in products])
    wishes = yaml.safe_load(
        (REQUESTS / ("litemall.yaml" if chinese_shop else "livostyle.yaml")).read_text(encoding="utf-8")
    )
    return {
        name: float(
            np.mean([(vectors @ embedder.embed_query(str(t))).max() >= embedder.kin_cosine for t in texts])
        )
        for name, texts in wishes.items()
    }


def first(
    embedder: Embedder, query: str, products: Sequence[Product], vectors: Vectors, limit: int
) -> list[str]:
    """Ids of the products nearest to a query, best first."""
    order = np.argsort(-(vectors @ embedder.embed_query(query)), kind="stable")[:limit]
    return [products[item].product_id for item in order]


def speed(embedder: Embedder) -> dict[str, float]:
    """Latency of new queries in ms and titles a second in bulk."""
    spent = []
    for number in range(60):
        started = time.perf_counter()
        embedder.embed_query(f"waterproof hiking boots for women, number {number}")
        spent.append((time.perf_counter() - started) * 1_000)
    titles = [f"striped cotton sweater with long sleeves, color {number}" for number in range(256)]
    started = time.perf_counter()
    embedder.embed_documents(titles)
    seconds = time.perf_counter() - started
    p50, p95 = np.percentile(spent[5:], [50, 95])
    return {"query_p50_ms": float(p50), "query_p95_ms": float(p95), "titles_per_s": len(titles) / seconds}


def main() -> None:
    """Print the figures of each embedder whose weights are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--products", type=int, default=3_000)
    parser.add_argument("--embedder", choices=sorted(EMBEDDERS), action="append")
    arguments = parser.parse_args()
    for name in arguments.embedder or sorted(EMBEDDERS):
        started = time.perf_counter()
        embedder = load_embedder(EMBEDDERS[name], root=weights_root())
        figures: dict[str, object] = {"embedder": embedder.name, "load_s": time.perf_counter() - started}
        figures |= {"device": embedder.warm(), **speed(embedder)}
        figures["chinese_right_first"] = chinese(embedder, arguments.data)
        figures["kin"] = kin(embedder, arguments.data)
        figures["english_ndcg_at_10"] = english(embedder, arguments.data, arguments.products)
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
