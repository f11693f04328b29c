"""A recognized source read whole: product rows ready to store, reviews, behavior and units sold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from retrieval.catalog.changes import ProductRow, product_row
from retrieval.catalog.documents import document_text, embedding_key
from retrieval.catalog.facets import stated_facets, with_facets
from retrieval.catalog.fields import Problem, first_value
from retrieval.catalog.mapping import FieldSpec, Kind, TableMapping
from retrieval.catalog.normalize import (
    normalize_interaction,
    normalize_product,
    normalize_review,
    normalize_units_sold,
    product_id_of,
)
from retrieval.catalog.recognition import MappedTable, Recognized
from retrieval.catalog.rejects import Faults
from retrieval.catalog.rows import BadRow, Row, damaged_field, shown
from retrieval.catalog.values import text_of
from retrieval.types import Interaction, Product, Review

_REPORT_EVERY = 200
_SCALE_SAMPLE = 2_000


@dataclass(slots=True, kw_only=True)
class CatalogReading:
    """What was read. `rows_by_file` counts rows of every kind, rejected ones included."""

    products: list[ProductRow] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)
    units_sold: dict[str, int] = field(default_factory=dict)
    rows_by_file: Counter[str] = field(default_factory=Counter)
    facet_counts: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class CatalogReader:
    """Reads recognized tables; faults are reported and stop nothing.

    `currency` is the shop's default; `on_rows` gets the number of rows read so far.
    """

    root: Path
    currency: str
    faults: Faults
    on_rows: Callable[[int], None]
    _reading: CatalogReading = field(default_factory=CatalogReading)
    _places: dict[str, str] = field(default_factory=dict)

    def read(self, recognized: Recognized) -> CatalogReading:
        """Read reviews, behavior and units sold, then products; of rows with one id the first counts."""
        for entry in recognized.tables:
            if entry.mapping.kind is not Kind.PRODUCTS:
                self._read_side_table(with_rating_scale(entry))
        for entry in recognized.of(Kind.PRODUCTS):
            self._read_products(with_rating_scale(entry))
        self.on_rows(self._reading.rows_by_file.total())
        return self._reading

    def _rows(self, entry: MappedTable) -> Iterator[Row]:
        """Readable rows of a table; the others are rejected."""
        counts = self._reading.rows_by_file
        for row in entry.table.rows():
            counts[row.file] += 1
            if counts[row.file] % _REPORT_EVERY == 0:
                self.on_rows(counts.total())
            if isinstance(row, BadRow):
                self.faults.reject(row)
                continue
            damaged = damaged_field(row.values)
            if damaged is None:
                yield row
            else:
                expected = "readable text (no NUL and no bytes that its encoding lacks)"
                got = shown(row.values.get(damaged))
                bad = BadRow(file=row.file, line=row.line, field=damaged, expected=expected, got=got)
                self.faults.reject(bad, row.values)

    def _read_side_table(self, entry: MappedTable) -> None:
        mapping, reading = entry.mapping, self._reading
        for row in self._rows(entry):
            if mapping.kind is Kind.REVIEWS:
                found: Review | Interaction | tuple[str, int] | Problem = normalize_review(
                    row.values, mapping
                )
            elif mapping.kind is Kind.INTERACTIONS:
                found = normalize_interaction(row.values, mapping)
            else:
                found = normalize_units_sold(row.values, mapping)
            if isinstance(found, Problem):
                self.faults.report(row, replace(found, fatal=True))
            elif isinstance(found, Review):
                reading.reviews.append(found)
            elif isinstance(found, Interaction):
                reading.interactions.append(found)
            else:
                reading.units_sold[found[0]] = reading.units_sold.get(found[0], 0) + found[1]

    def _read_products(self, entry: MappedTable) -> None:
        for rows in self._groups(entry):
            place = f"{rows[0].file} line {rows[0].line}"
            product_id = product_id_of(rows[0].values, entry.mapping)
            known = self._places.get(product_id) if product_id else None
            if known is not None:
                expected = f"an id of its own (also at {known})"
                problem = Problem(field="product_id", expected=expected, got=product_id, fatal=True)
                self.faults.report(rows[0], problem)
                continue
            outcome = normalize_product(
                [row.values for row in rows], entry.mapping, currency=self.currency, root=self.root
            )
            self._report(rows[0], outcome.problems)
            if outcome.product is not None and outcome.product.product_id not in self._places:
                self._places[outcome.product.product_id] = place
                self._keep(with_facets(outcome.product))

    def _groups(self, entry: MappedTable) -> Iterator[Sequence[Row]]:
        if not entry.mapping.group:
            yield from ([row] for row in self._rows(entry))
            return
        groups: dict[str, list[Row]] = {}
        for number, row in enumerate(self._rows(entry)):
            product_id = product_id_of(row.values, entry.mapping)
            groups.setdefault(product_id or f"\x00{number}", []).append(row)
        yield from groups.values()

    def _report(self, row: Row, problems: Sequence[Problem]) -> None:
        """Reject the row once, for its first fatal problem; the lesser ones are counted."""
        fatal = next((problem for problem in problems if problem.fatal), None)
        if fatal is not None:
            self.faults.report(row, fatal)
            return
        for problem in problems:
            self.faults.report(row, problem)

    def _keep(self, product: Product) -> None:
        reading = self._reading
        key = embedding_key(document_text(product))
        reading.products.append(product_row(product, embedding_key=key))
        reading.facet_counts.update(stated_facets(product))
        reading.languages[product.language] += 1
        reading.currencies[product.currency] += 1


def _side_value(row: Row, mapping: TableMapping) -> Review | Interaction | tuple[str, int] | Problem:
    if mapping.kind is Kind.REVIEWS:
        return normalize_review(row.values, mapping)
    if mapping.kind is Kind.INTERACTIONS:
        return normalize_interaction(row.values, mapping)
    return normalize_units_sold(row.values, mapping)


def with_rating_scale(entry: MappedTable) -> MappedTable:
    """Set a table's rating scale to 10 or 100 where its first rows exceed 5; else it stays 5."""
    spec = entry.mapping.fields.get("rating")
    if spec is None or spec.scale is not None:
        return entry
    highest = max(_plain_ratings(entry, spec), default=0.0)
    if not 5 < highest <= 100:
        return entry
    scaled = replace(spec, scale=10.0 if highest <= 10 else 100.0)
    fields = {**entry.mapping.fields, "rating": scaled}
    return replace(entry, mapping=replace(entry.mapping, fields=fields))


def _plain_ratings(entry: MappedTable, spec: FieldSpec) -> Iterator[float]:
    for row in islice(entry.table.rows(), _SCALE_SAMPLE):
        if isinstance(row, Row):
            text = text_of(first_value(row.values, spec)[0])
            try:
                yield float(text)
            except ValueError:
                continue
