"""A source into the store: read, map, normalize, embed what is new, then one transaction, then prune."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from retrieval.catalog.changes import CatalogChange, ProductRow
from retrieval.catalog.documents import document_text
from retrieval.catalog.encoding import decode_product
from retrieval.catalog.facets import facet_coverage
from retrieval.catalog.mapping import FieldSpec, Kind, read_mapping
from retrieval.catalog.reading import CatalogReader, CatalogReading
from retrieval.catalog.recognition import MappedTable, Recognized, recognize
from retrieval.catalog.rejects import Faults
from retrieval.catalog.rows import BadRow
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.sources import open_source
from retrieval.catalog.store import CatalogStore
from retrieval.errors import ShopNotFoundError, SourceError

_PLAIN_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "parquet"})


class VectorSink(Protocol):
    """Where document vectors are kept, by the key of their text."""

    def missing(self, keys: Sequence[str]) -> Sequence[str]:
        """Those of `keys` without a vector, in order."""
        ...

    def add(
        self, keys: Sequence[str], texts: Sequence[str], *, on_progress: Callable[[int, int], None]
    ) -> None:
        """Embed and keep texts under their keys; `on_progress` gets (done, total)."""
        ...

    def prune(self, keep: Collection[str]) -> int:
        """Drop vectors whose key is not in `keep`; returns how many."""
        ...


class IngestProgress(Protocol):
    """Called as work goes on. Stages in order: reading, embedding, writing; `total` None: not known yet."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take note of a stage's progress."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """One table that was read: what it holds, by which mapping, and which columns fill which field."""

    label: str
    kind: str
    mapping: str
    encoding: str
    fields: Mapping[str, str]
    rows: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What a source holds. `coverage` is the share of products, 0–1, that state each facet."""

    files: tuple[FileReport, ...]
    ignored: tuple[tuple[str, str], ...]
    rows: int
    products: int
    reviews: int
    interactions: int
    units_sold: int
    rejected: int
    first_rejects: tuple[BadRow, ...]
    warnings: tuple[str, ...]
    coverage: Mapping[str, float]
    languages: Mapping[str, int]
    currencies: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What an ingest did. Counts are products; `embedded` counts new vectors; `seconds` is wall time."""

    shop: str
    catalog_version: int
    source: SourceReport
    added: int
    changed: int
    unchanged: int
    deleted: int
    embedded: int
    pruned: int
    rejects_path: Path | None
    seconds: float


def no_progress(stage: str, done: int, total: int | None) -> None:
    """Ignore progress."""


def ingest(
    source: Path,
    *,
    settings: ShopSettings,
    store: CatalogStore,
    vectors: VectorSink | None,
    rejects_path: Path | None = None,
    mapping: Path | None = None,
    upsert: bool = False,
    on_progress: IngestProgress = no_progress,
) -> IngestReport:
    """Bring a file or folder into a shop, creating the shop where there is none.

    The source is the whole catalog: products that it lacks are deleted, unless `upsert`. Reviews, behavior
    and units sold are replaced only by files that hold some. Vectors of new texts are added first; then one
    transaction makes the new catalog version visible; then vectors that nothing refers to are dropped. Killed
    at any point, the old version stays whole. Rejected rows go to `rejects_path` as JSON Lines.

    Raises SourceError when nothing is recognized or no product can be read; the old version stays.
    """
    started = time.perf_counter()
    opened = open_source(source)
    recognized = recognize(opened, None if mapping is None else read_mapping(mapping))
    with Faults(path=rejects_path) as faults:
        reading = _read(recognized, opened.root, settings.currency, faults, on_progress)
        _check_products(recognized, reading, faults, settings, store)
    embedded = _embed(reading.products, vectors, on_progress) if vectors is not None else 0
    change = _change(recognized, reading, settings=_located(settings, opened.root), upsert=upsert)
    differences = store.apply(change, on_progress=lambda done, total: on_progress("writing", done, total))
    pruned = vectors.prune(store.embedding_keys(settings.name)) if vectors is not None else 0
    return IngestReport(
        shop=settings.name,
        catalog_version=differences.version,
        source=_source_report(recognized, reading, faults),
        added=differences.added,
        changed=differences.changed,
        unchanged=differences.unchanged,
        deleted=differences.deleted,
        embedded=embedded,
        pruned=pruned,
        rejects_path=rejects_path if faults.rejected else None,
        seconds=time.perf_counter() - started,
    )


def dry_run(
    source: Path,
    *,
    settings: ShopSettings,
    mapping: Path | None = None,
    on_progress: IngestProgress = no_progress,
) -> SourceReport:
    """Read a source as `ingest` would and write nothing. Raises SourceError when nothing is recognized."""
    opened = open_source(source)
    recognized = recognize(opened, None if mapping is None else read_mapping(mapping))
    with Faults(path=None) as faults:
        reading = _read(recognized, opened.root, settings.currency, faults, on_progress)
    return _source_report(recognized, reading, faults)


def delete_products(
    product_ids: Collection[str], *, settings: ShopSettings, store: CatalogStore, vectors: VectorSink | None
) -> int:
    """Delete products by id, in one transaction; returns how many there were. Raises ShopNotFoundError."""
    store.version(settings.name)
    deleted = store.apply(CatalogChange(settings=settings, deleted_ids=product_ids, upsert=True)).deleted
    if vectors is not None:
        vectors.prune(store.embedding_keys(settings.name))
    return deleted


def _read(
    recognized: Recognized, root: Path, currency: str, faults: Faults, on_progress: IngestProgress
) -> CatalogReading:
    reader = CatalogReader(
        root=root,
        currency=currency,
        faults=faults,
        on_rows=lambda rows: on_progress("reading", rows, None),
    )
    return reader.read(recognized)


def _check_products(
    recognized: Recognized,
    reading: CatalogReading,
    faults: Faults,
    settings: ShopSettings,
    store: CatalogStore,
) -> None:
    if recognized.of(Kind.PRODUCTS):
        if not reading.products:
            first = faults.first[0] if faults.first else None
            reason = f"{first.file} line {first.line}: expected {first.expected}" if first else "no rows"
            raise SourceError(
                f"source: expected at least one readable product, got none ({reason}); nothing was changed"
            )
        return
    try:
        store.version(settings.name)
    except ShopNotFoundError as error:
        raise SourceError(
            "source: expected a file of products for a new shop, got "
            f"{', '.join(entry.table.label for entry in recognized.tables)}"
        ) from error


def _embed(rows: Sequence[ProductRow], vectors: VectorSink, on_progress: IngestProgress) -> int:
    """Embed texts that have no vector yet; returns how many."""
    by_key = {row.embedding_key: row for row in rows}
    keys = list(vectors.missing(list(by_key)))
    if keys:
        texts = [document_text(decode_product(by_key[key].record)) for key in keys]
        vectors.add(keys, texts, on_progress=lambda done, total: on_progress("embedding", done, total))
    return len(keys)


def _change(
    recognized: Recognized, reading: CatalogReading, *, settings: ShopSettings, upsert: bool
) -> CatalogChange:
    return CatalogChange(
        settings=settings,
        products=reading.products if recognized.of(Kind.PRODUCTS) else None,
        reviews=reading.reviews if recognized.of(Kind.REVIEWS) else None,
        interactions=reading.interactions if recognized.of(Kind.INTERACTIONS) else None,
        units_sold=reading.units_sold if recognized.of(Kind.UNITS_SOLD) else None,
        upsert=upsert,
    )


def _located(settings: ShopSettings, root: Path) -> ShopSettings:
    return settings if settings.source_dir else replace(settings, source_dir=str(root.resolve()))


def _source_report(recognized: Recognized, reading: CatalogReading, faults: Faults) -> SourceReport:
    products = len(reading.products)
    return SourceReport(
        files=tuple(_file_report(entry, reading.rows_by_file, faults) for entry in recognized.tables),
        ignored=recognized.ignored,
        rows=reading.rows_by_file.total(),
        products=products,
        reviews=len(reading.reviews),
        interactions=len(reading.interactions),
        units_sold=len(reading.units_sold),
        rejected=faults.rejected.total(),
        first_rejects=tuple(faults.first),
        warnings=(*_encoding_notes(recognized), *faults.warnings()),
        coverage=facet_coverage(reading.facet_counts, products),
        languages=dict(reading.languages.most_common()),
        currencies=dict(reading.currencies.most_common()),
    )


def _file_report(entry: MappedTable, rows: Counter[str], faults: Faults) -> FileReport:
    specs = {**entry.mapping.fields, **entry.mapping.facets}
    return FileReport(
        label=entry.table.label,
        kind=entry.mapping.kind.value,
        mapping=entry.mapping_name,
        encoding=entry.table.encoding,
        fields={
            name: spec.template or " + ".join(spec.columns) or "constant" for name, spec in specs.items()
        },
        rows=rows[entry.table.file],
        rejected=faults.rejected[entry.table.file],
    )


def _origin(spec: FieldSpec) -> str:
    return spec.template or " + ".join(spec.columns) or f"always {spec.constant!r}"


def _encoding_notes(recognized: Recognized) -> tuple[str, ...]:
    return tuple(
        f"{entry.table.label}: not UTF-8, read as {entry.table.encoding}"
        for entry in recognized.tables
        if entry.table.encoding not in _PLAIN_ENCODINGS
    )
