"""Hard constraints to the products that meet them: exact, over columns prebuilt once per snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.facet_match import SIZE_FACET, same_size, size_stock, value_matches
from retrieval.money import to_minor
from retrieval.product_terms import ProductTerms, Stems
from retrieval.protocols import ItemIndices
from retrieval.text import contains_sequence, has_cjk, names, normalize, stems
from retrieval.types import NUMERIC_FACETS, Constraint, Op, Product, Relaxation, Strength

Mask = NDArray[np.bool_]

_OUT_OF_STOCK = frozenset({"out of stock", "sold out", "unavailable", "no", "false", "缺货", "无货", "售罄"})

_TITLED = frozenset({"color", "material", "pattern", "style", "sleeve"})
"""Facets mined from titles by a lexicon: where it does not know a word, the title itself is read."""


class ConstraintFilter:
    """Which products of one snapshot meet constraints. Thread-safe, read-only once built.

    Price: numbers compare in minor units of the product's own currency; a constraint in another currency
    doesn't apply to it. Unknown prices and ratings never pass a hard bound. Text: `eq` needs a facet value
    that names the wanted one, `ne` excludes a product any of whose texts names it. Alternatives (several
    `eq` on one facet) are or-ed, everything else and-ed. SOFT constraints only bound prices, with
    `soft_price_tolerance` to spare.
    """

    def __init__(
        self, snapshot: CatalogSnapshot, terms: Sequence[ProductTerms], *, soft_price_tolerance: float
    ) -> None:
        """Build columns and inverted indexes of the products; `terms` are theirs, by item_idx."""
        products = snapshot.products
        self._terms = terms
        self._tolerance = soft_price_tolerance
        self._currencies = np.array([product.currency for product in products], dtype=np.str_)
        self._values = _facet_index(products)
        self._postings = _postings(terms)
        self._offered: Mask = np.ones(len(products), dtype=np.bool_)
        self._read(products)

    def _read(self, products: Sequence[Product]) -> None:
        """Columns of what changes from day to day."""
        self._products = products
        self._prices = _column(product.price_minor for product in products)
        self._ratings = _column(product.rating for product in products)
        self._quantities = _column(product.stock for product in products)
        self._in_stock = np.array([product.in_stock for product in products], dtype=np.bool_)

    def renewed(self, snapshot: CatalogSnapshot) -> ConstraintFilter:
        """The same filter over a version that tells the same of the same products."""
        other = copy(self)
        other._read(snapshot.products)
        return other

    def repriced(self, row: int, price_minor: int) -> ConstraintFilter:
        """The same filter, as if the product of one row cost so much (minor units)."""
        other = copy(self)
        other._prices = self._prices.copy()
        other._prices[row] = price_minor
        return other

    def withholding(self, rows: ItemIndices) -> ConstraintFilter:
        """The same filter, that never allows the products of these rows."""
        other = copy(self)
        other._offered = self._offered.copy()
        other._offered[rows] = False
        return other

    def allowed(self, constraints: Sequence[Constraint]) -> ItemIndices:
        """Sorted item indices, int64, of the products that meet every constraint that excludes.

        What is withheld is never among them.
        """
        mask = self._offered.copy()
        for group in _groups(constraints):
            mask &= np.logical_or.reduce([self.mask(constraint) for constraint in group])
        return np.flatnonzero(mask).astype(np.int64)

    def mask(self, constraint: Constraint) -> Mask:
        """Bool [n]: whether each product meets one constraint (with tolerance, for a soft price)."""
        if constraint.facet == "price":
            return self._price(constraint)
        if constraint.facet == "rating":
            return _compare(self._ratings, constraint.op, _number(constraint))
        if constraint.facet == "stock":
            return self._stock(constraint)
        if constraint.op is Op.NE:
            return ~self._naming(str(constraint.value))
        if constraint.op is not Op.EQ:
            raise ValueError(f"{constraint.facet}: expected op eq or ne, got {constraint.op.value!r}")
        return self._equal(constraint.facet, str(constraint.value))

    def applies(self, constraint: Constraint) -> bool:
        """Whether a constraint speaks of this catalog at all: a price in a foreign currency doesn't."""
        return constraint.currency is None or bool(np.any(self._currencies == constraint.currency))

    def relaxations(self, constraints: Sequence[Constraint], *, among: ItemIndices) -> tuple[Relaxation, ...]:
        """For each hard constraint, how many products of `among` meet all the others; most first."""
        found = []
        for constraint in dict.fromkeys(constraints):
            if constraint.strength is Strength.HARD:
                others = [other for other in constraints if other != constraint]
                matching = np.intersect1d(self.allowed(others), among, assume_unique=True)
                found.append(Relaxation(constraint=constraint, matching=len(matching)))
        return tuple(sorted(found, key=lambda relaxation: -relaxation.matching))

    def _price(self, constraint: Constraint) -> Mask:
        spare = self._tolerance if constraint.strength is Strength.SOFT else 0.0
        mask = np.ones(len(self._products), dtype=np.bool_)
        for currency in np.unique(self._currencies):
            if constraint.currency not in (None, str(currency)):
                continue
            rows = self._currencies == currency
            limit = to_minor(_number(constraint), str(currency))
            mask[rows] = _compare_price(self._prices[rows], constraint.op, limit, spare)
        return mask

    def _stock(self, constraint: Constraint) -> Mask:
        if constraint.op in (Op.LTE, Op.GTE):
            return _compare(self._quantities, constraint.op, _number(constraint))
        wants_stock = normalize(str(constraint.value)) not in _OUT_OF_STOCK
        wants_stock ^= constraint.op is Op.NE
        return self._in_stock if wants_stock else ~self._in_stock

    def _equal(self, facet: str, wanted: str) -> Mask:
        mask = np.zeros(len(self._products), dtype=np.bool_)
        for value, (value_stems, rows) in self._values.get(facet, {}).items():
            matches = (
                same_size(value, wanted) if facet == SIZE_FACET else value_matches(value, value_stems, wanted)
            )
            if matches:
                mask[rows] = True
        if facet == SIZE_FACET:
            self._check_sizes(mask, wanted)
        if facet == "feature":
            mask |= self._featuring(wanted)
        if facet in _TITLED and not mask.any():
            mask |= self._titled(wanted)
        return mask

    def _titled(self, wanted: str) -> Mask:
        """Products whose title names a value that no product's facets have."""
        mask = np.zeros(len(self._products), dtype=np.bool_)
        mask[[row for row in self._candidates(wanted) if names(self._products[row].title, wanted)]] = True
        return mask

    def _check_sizes(self, mask: Mask, wanted: str) -> None:
        for row, product in enumerate(self._products):
            stocked = size_stock(product, wanted)
            if stocked is not None:
                mask[row] = stocked

    def _featuring(self, wanted: str) -> Mask:
        rows = self._candidates(wanted)
        mask = np.zeros(len(self._products), dtype=np.bool_)
        needle = stems(wanted)
        for row in rows:
            term = self._terms[row]
            named = (term.title, *term.tags, *term.attributes)
            product = self._products[row]
            mask[row] = (
                any(_compact(wanted) in _compact(text) for text in _feature_texts(product))
                if has_cjk(wanted)
                else any(contains_sequence(field, needle) for field in named)
            )
        return mask

    def _naming(self, value: str) -> Mask:
        mask = np.zeros(len(self._products), dtype=np.bool_)
        needle, compact = stems(value), _compact(value)
        if len(needle) == 1 and not has_cjk(value):
            mask[list(self._postings.get(needle[0], ()))] = True
            return mask
        for row in self._candidates(value):
            term = self._terms[row]
            mask[row] = (
                any(compact in text for text in term.texts)
                if has_cjk(value)
                else any(contains_sequence(field, needle) for field in term.fields())
            )
        return mask

    def _candidates(self, value: str) -> Iterable[int]:
        if has_cjk(value):
            return range(len(self._products))
        postings = [self._postings.get(stem, frozenset()) for stem in stems(value)]
        return sorted(frozenset.intersection(*postings)) if postings else ()


def _groups(constraints: Sequence[Constraint]) -> Iterable[Sequence[Constraint]]:
    alternatives: dict[str, list[Constraint]] = defaultdict(list)
    single: list[list[Constraint]] = []
    for constraint in constraints:
        if constraint.strength is Strength.SOFT:
            if constraint.facet == "price" and constraint.op is not Op.NE:
                single.append([constraint])
        elif constraint.op is Op.EQ:
            alternatives[constraint.facet].append(constraint)
        else:
            single.append([constraint])
    return [*alternatives.values(), *single]


def _facet_index(products: Sequence[Product]) -> Mapping[str, Mapping[str, tuple[Stems, NDArray[np.int64]]]]:
    rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, product in enumerate(products):
        names = {facet.facet for facet in product.facets} | {"category", "brand", "merchant"}
        for name in names - NUMERIC_FACETS:
            for value in dict.fromkeys(product.facet_values(name)):
                rows[name][value].append(row)
    return {
        name: {value: (stems(value), np.array(found, dtype=np.int64)) for value, found in values.items()}
        for name, values in rows.items()
    }


def _postings(terms: Sequence[ProductTerms]) -> Mapping[str, frozenset[int]]:
    rows: dict[str, set[int]] = defaultdict(set)
    for row, term in enumerate(terms):
        for field in term.fields():
            for stem in field:
                rows[stem].add(row)
    return {stem: frozenset(found) for stem, found in rows.items()}


def _feature_texts(product: Product) -> Iterable[str]:
    yield product.title
    yield from product.tags
    for attribute in product.attributes:
        yield f"{attribute.name} {attribute.value}"


def _column(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def _number(constraint: Constraint) -> float:
    try:
        return float(constraint.value)
    except ValueError as error:
        raise ValueError(f"{constraint.facet}: expected a number, got {constraint.value!r}") from error


def _compare(column: NDArray[np.float64], op: Op, limit: float) -> Mask:
    if op is Op.LTE:
        return np.less_equal(column, limit)
    if op is Op.GTE:
        return np.greater_equal(column, limit)
    return np.equal(column, limit) if op is Op.EQ else np.not_equal(column, limit)


def _compare_price(column: NDArray[np.float64], op: Op, limit: int, spare: float) -> Mask:
    # Bounds are compared as integers of minor units, so 15 % of 60.00 is 69.00 and 69.01 is out.
    if op is Op.EQ and spare:
        return _compare_price(column, Op.LTE, limit, spare) & _compare_price(column, Op.GTE, limit, spare)
    if op is Op.LTE:
        return np.less_equal(column, _scaled(limit, 1.0 + spare))
    if op is Op.GTE:
        return np.greater_equal(column, -_scaled(-limit, 1.0 - spare))
    return _compare(column, op, float(limit))


def _scaled(limit: int, factor: float) -> int:
    return int(np.floor(limit * factor + 1e-6))


def _compact(text: str) -> str:
    return normalize(text).replace(" ", "")
