"""Heads on public intent sets, each fitted to that set's own training part.

`python -m tests.benchmarks.bench_heads [--embedder ID] [--texts N]` prints one JSON object a set:

- clinc150 ("full"): accuracy over the 4,500 in-scope test utterances, and which share of the 1,000
  out-of-scope ones is refused where the threshold keeps 95 % of the in-scope validation utterances (the
  share kept of the in-scope test ones stands beside it). Fitted to the 15,000 + 100 training utterances.
- bitext: accuracy over the 8k file's utterances that are not in the 20k file, which it is fitted to, and
  the same for TF-IDF and a linear model in the same run. Templated and easy: a floor.

`--texts` takes the first N of every part, for a quick look.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from api.commands.common import messages
from api.progress import ingest_progress
from assistant.heads.features import TextFeatures
from assistant.heads.linear import LinearHead
from assistant.heads.training import fit
from retrieval.embedders import EMBEDDERS
from retrieval.embedding import load_embedder
from retrieval.protocols import Vectors
from tests.conftest import ROOT
from tests.weights_root import weights_root

DATA = Path(os.environ.get("SHOPWRIGHT_DATA", ROOT.parent / "shared" / "data"))
OUT_OF_SCOPE = "oos"
KEPT = 0.95
"""Share of the validation utterances in scope that the threshold keeps."""
_CHUNK = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Texts and their labels."""

    texts: Sequence[str]
    labels: Sequence[str]


class Bench:
    """Features of parts, embedded once each with a progress bar."""

    def __init__(self, embedder_id: str) -> None:
        self._embedder = load_embedder(EMBEDDERS[embedder_id], root=weights_root())
        self.features = TextFeatures(self._embedder)

    def rows(self, name: str, part: Part) -> Any:
        """Features [n, width] of a part."""
        return self.features.of_queries(part.texts, self._vectors(name, part.texts))

    def _vectors(self, name: str, texts: Sequence[str]) -> Vectors:
        pieces = []
        with ingest_progress(messages()) as bars:
            for start in range(0, len(texts), _CHUNK):
                pieces.append(self._embedder.embed_documents(texts[start : start + _CHUNK]))
                bars.ingested(name, min(start + _CHUNK, len(texts)), len(texts))
        return np.concatenate(pieces)


def clinc(bench: Bench, limit: int | None) -> Mapping[str, float | int]:
    """Accuracy in scope, and how much out of scope is refused with 95 % of the rest kept."""
    document = json.loads((DATA / "clinc150" / "data_full.json").read_text(encoding="utf-8"))
    parts = {
        name: Part(texts=[t for t, _ in pairs[:limit]], labels=[label for _, label in pairs[:limit]])
        for name, pairs in document.items()
    }
    train = Part(
        texts=[*parts["train"].texts, *parts["oos_train"].texts],
        labels=[*parts["train"].labels, *parts["oos_train"].labels],
    )
    head = fit(bench.rows("clinc150 training", train), train.labels, features=bench.features)
    floor = np.quantile(likeness(head, bench.rows("clinc150 validation", parts["val"])), 1.0 - KEPT)
    inside = bench.rows("clinc150 test", parts["test"])
    outside = bench.rows("clinc150 out of scope", parts["oos_test"])
    return {
        "in_scope_accuracy": _accuracy(head, inside, parts["test"].labels),
        "out_of_scope_recall": float((likeness(head, outside) < floor).mean()),
        "in_scope_kept": float((likeness(head, inside) >= floor).mean()),
        "in_scope": len(parts["test"].texts),
        "out_of_scope": len(parts["oos_test"].texts),
    }


def likeness(head: LinearHead, rows: Any) -> NDArray[np.float32]:
    """float32 [n]: the largest logit among the labels in scope; low for texts of none.

    Better than the largest probability, which is high as well where one label is merely the least
    unlike (the maximum-logit score of Hendrycks et al., "Scaling out-of-distribution detection").
    """
    inside = [column for column, label in enumerate(head.labels) if label != OUT_OF_SCOPE]
    largest: NDArray[np.float32] = head.logits(rows)[:, inside].max(axis=1)
    return largest


def bitext(bench: Bench, limit: int | None) -> Mapping[str, float | int]:
    """Accuracy on utterances of the second file that the first has not, beside TF-IDF in the same run."""
    folder = DATA / "bitext_customer_support"
    train = _read(folder / "20k_TrainingdatasetBitextsample.csv", limit)
    known = {text.casefold() for text in train.texts}
    pairs = _read(folder / "8k_Bitext_Sample_Customer_Service_Training_Dataset.csv", limit)
    fresh = [
        (t, label)
        for t, label in zip(pairs.texts, pairs.labels, strict=True)
        if t.casefold() not in known and label in set(train.labels)
    ]
    test = Part(texts=[t for t, _ in fresh], labels=[label for _, label in fresh])
    head = fit(bench.rows("bitext training", train), train.labels, features=bench.features)
    tfidf = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    linear = LogisticRegression(C=10.0, max_iter=1000).fit(tfidf.fit_transform(train.texts), train.labels)
    return {
        "accuracy": _accuracy(head, bench.rows("bitext test", test), test.labels),
        "tfidf_linear_accuracy": float(linear.score(tfidf.transform(test.texts), test.labels)),
        "utterances": len(test.texts),
        "intents": len(set(train.labels)),
    }


def _accuracy(head: LinearHead, rows: Any, labels: Sequence[str]) -> float:
    return float(np.mean([got == label for got, label in zip(head.likeliest(rows), labels, strict=True)]))


def _read(file: Path, limit: int | None) -> Part:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    if limit is not None:  # the file is sorted by intent
        rows = rows[:: max(1, len(rows) // limit)]
    return Part(texts=[row["utterance"] for row in rows], labels=[row["intent"] for row in rows])


def main() -> None:
    """Print a JSON object a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--embedder", default="all-minilm-l6-v2", choices=sorted(EMBEDDERS))
    parser.add_argument("--texts", type=int, default=None, help="of each part, for a quick look")
    options = parser.parse_args()
    bench = Bench(options.embedder)
    for name, measure in (("clinc150", clinc), ("bitext_customer_support", bitext)):
        measured = {"set": name, "embedder": options.embedder, **measure(bench, options.texts)}
        sys.stdout.write(json.dumps(measured) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
