"""One snapshot as every recommender reads it: which products may be offered, of what kind, for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.kind_words import KindWords, load_kind_words
from retrieval.kinds import KindIds, KindLexicon, load_kinds
from retrieval.nouns import nouns
from retrieval.protocols import ItemIndices, Vectors
from retrieval.ranker_parts import RankerParts
from retrieval.recommenders.behavior import Behavior
from retrieval.recommenders.knowledge import Knowledge
from retrieval.recommenders.types import Suggestions, Way, Wish
from retrieval.text import has_cjk, normalize
from retrieval.types import Interaction, Product

Column = NDArray[np.float64]

_PERSONAL = ("clothing", "shoes", "bags", "accessories", "jewelry")
_PETS = "pet supplies"
_SPEAKING_SHARE = 0.1
"""From this share of labeled products on, a shop is taken to say for whom its personal things are."""


class Shelf:
    """Products of one snapshot for recommenders. Thread-safe; what is computed late never changes."""

    def __init__(
        self,
        parts: RankerParts,
        *,
        knowledge: Knowledge,
        interactions: Callable[[], Sequence[Interaction]],
        review_counts: Callable[[], Mapping[str, int]],
    ) -> None:
        self.parts = parts
        self.knowledge = knowledge
        self.lexicon: KindLexicon = load_kinds()
        self._interactions = interactions
        self._review_counts = review_counts
        self._words: KindWords = load_kind_words()

    @property
    def products(self) -> Sequence[Product]:
        """Products by row."""
        return self.parts.snapshot.products

    @property
    def vectors(self) -> Vectors | None:
        """Product vectors by row, None where there are none."""
        return self.parts.vectors()

    @cached_property
    def behavior(self) -> Behavior:
        """What shoppers did here; read when first asked for."""
        index = self.parts.snapshot.item_idx
        return Behavior(self._interactions(), item_idx=index, size=len(self.products))

    @cached_property
    def reviews(self) -> Column:
        """Stored reviews of each product, float64 [n]; read when first asked for."""
        counts = self._review_counts()
        return np.array([counts.get(product.product_id, 0) for product in self.products], dtype=np.float64)

    @cached_property
    def facets(self) -> Sequence[frozenset[tuple[str, str]]]:
        """Facet and normalized value of each product, its brand among them."""
        return tuple(
            frozenset((f.facet, normalize(f.value)) for f in product.facets)
            | ({("brand", normalize(product.brand))} if product.brand else frozenset())
            for product in self.products
        )

    def rows_of(self, product_ids: Iterable[str]) -> ItemIndices:
        """Rows of the products that this snapshot has, in order."""
        index = self.parts.snapshot.item_idx
        return np.array([index[each] for each in product_ids if each in index], dtype=np.int64)

    def wanted(self, wish: Wish) -> ItemIndices | None:
        """Rows of the kind that the wish names, any row where it names none; None when it is not carried."""
        match = self.parts.kinds.match(wish.query.text)
        if not match.carried:
            return None
        return np.arange(len(self.products), dtype=np.int64) if match.rows is None else match.rows

    def offered(
        self, wish: Wish, way: Way, narrow: Callable[[ItemIndices], ItemIndices] | None = None
    ) -> ItemIndices | Suggestions:
        """Rows of the kind wanted that may be offered, at least one; else suggestions that say why none is.

        `narrow` leaves out rows of the kind that this way of choosing never offers; what constraints would
        free is counted without it.
        """
        among = self.wanted(wish)
        if among is None:
            return Suggestions(way=way, items=(), matching=0, carried=False)
        rows = self.open_rows(wish, among if narrow is None else narrow(among))
        if len(rows):
            return rows
        relaxations = self.parts.filters.relaxations(wish.query.constraints, among=among)
        return Suggestions(way=way, items=(), matching=0, relaxations=relaxations)

    def open_rows(self, wish: Wish, among: ItemIndices) -> ItemIndices:
        """Those of `among` that meet every hard constraint, suit the audience and are not excluded.

        Products that are out of stock are left out where there are others.
        """
        allowed = self.parts.filters.allowed((*wish.query.constraints, *wish.bounds))
        rows = np.intersect1d(allowed, among)
        barred = set(wish.query.exclude_ids) | set(wish.anchors)
        kept = [int(row) for row in rows if self.products[row].product_id not in barred]
        suited = self.for_audience(kept, wish.audience)
        stocked = [row for row in suited if self.products[row].in_stock]
        return np.array(stocked or suited, dtype=np.int64)

    def for_audience(self, rows: Sequence[int], audience: str) -> Sequence[int]:
        """Rows that suit men, women or kids, as far as the shop labels its products.

        Things worn or carried must be labeled where the shop labels such things at all; a shop that labels
        men's things leaves women's plain. Other things only must not be labeled for others.
        """
        if not audience:
            return rows
        meant, others = self._people[audience]
        plain_is_fine = audience == "women" or not self._speaks_of_people
        return [
            row
            for row in rows
            if row in meant or (row not in others and (plain_is_fine or not self.is_personal(row)))
        ]

    def audience_of(self, rows: ItemIndices) -> str:
        """The people whom all these products are labeled for, "" where that is not said."""
        for audience, (meant, others) in self._people.items():
            if len(rows) and all(int(row) in meant and int(row) not in others for row in rows):
                return audience
        return ""

    def is_labeled_for(self, row: int, audience: str) -> bool:
        """Whether a product's labels or kind say that it is for these people."""
        return bool(audience) and row in self._people[audience][0]

    def states_audience(self, row: int, audience: str) -> bool:
        """Whether a product's own labels name these people."""
        return row in self._stated[audience]

    def is_personal(self, row: int) -> bool:
        """Whether a product is worn or carried."""
        return any(self.root_name(kind) in _PERSONAL for kind in self.parts.kinds.kinds_of(row))

    def is_for_pets(self, row: int) -> bool:
        """Whether a product's kind or category is of the pet department."""
        named = (word for level in self.products[row].category for word in (*nouns(level), level))
        kinds = self.parts.kinds.kinds_of(row)
        return any(self.root_name(kind) == _PETS for kind in kinds) or any(
            word == "pet" or "宠物" in word for word in named
        )

    def root_name(self, kind: int) -> str:
        """First English name of the widest kind that a kind belongs to."""
        return self.lexicon.kinds[self.lexicon.kinds[kind].root].names[0]

    def narrow_kinds(self, row: int) -> KindIds:
        """A product's kinds without whole departments, unless it has nothing narrower."""
        kinds = self.parts.kinds.kinds_of(row)
        return frozenset(kind for kind in kinds if self.lexicon.kinds[kind].group != kind) or kinds

    def kind_name(self, kind: int, row: int, language: str) -> str:
        """The name of a kind that a product's own title has, in the reply's language; "" where it has none.

        The lexicon's first name will not do: the kind of safety glasses is that of ear plugs too.
        """
        found = self.lexicon.kinds[kind]
        title = self.products[row].title
        if has_cjk(title):
            compact = normalize(title).replace(" ", "")
            own = next((name for name in found.names_zh if normalize(name) in compact), "")
            first = found.names_zh[:1] == (own,)
        else:
            words = set(nouns(title))
            own = next((name for name in found.names if words.issuperset(nouns(name))), "")
            first = found.names[0] == own
        if not own or has_cjk(own) is (language == "zh"):
            return own
        return self.lexicon.label(kind, language) if first else ""

    def section(self, row: int) -> str:
        """What a product counts as when variety is sought: its category's leaf, else its kind."""
        product = self.products[row]
        if product.category:
            return normalize(product.category[-1])
        kinds = self.narrow_kinds(row)
        return self.lexicon.label(min(kinds), "en") if kinds else ""

    def name_key(self, row: int) -> str:
        """A title without the words that tell versions of one product apart: colors, sizes, numbers."""
        title = self.products[row].title
        if has_cjk(title):
            own = [f.value for f in self.products[row].facets if f.facet in ("color", "size")]
            compact = normalize(title).replace(" ", "")
            for value in own:
                compact = compact.replace(normalize(value), "")
            return compact
        own_words = {
            w for f in self.products[row].facets if f.facet in ("color", "size") for w in nouns(f.value)
        }
        kept = [word for word in nouns(title) if word not in own_words and not word.isdigit()]
        return " ".join(kept) or normalize(title)

    @cached_property
    def _stated(self) -> dict[str, frozenset[int]]:
        """For each audience, the rows whose labels name it; a lone "m" is a size, not a man."""
        words = {"men": self._words.men, "women": self._words.women, "kids": self._words.kids}
        return {
            people: self.parts.kinds.labeled(
                frozenset(word for word in own if len(word) > 1 or has_cjk(word))
            )
            for people, own in words.items()
        }

    @cached_property
    def _people(self) -> dict[str, tuple[frozenset[int], frozenset[int]]]:
        """For each audience, the rows labeled for it and those labeled for others alone."""
        stated = self._stated
        anyone = self.parts.kinds.labeled(self._words.unisex)
        said = frozenset[int]().union(*stated.values()) | anyone
        by_kind = {
            people: self.parts.kinds.of_kinds(kinds) for people, kinds in self.knowledge.worn_by.items()
        }
        meant = {people: rows | (by_kind[people] - said) | anyone for people, rows in stated.items()}
        return {
            people: (
                rows,
                frozenset[int]().union(*(meant[other] for other in meant if other != people)) - rows,
            )
            for people, rows in meant.items()
        }

    @cached_property
    def _speaks_of_people(self) -> bool:
        personal = [row for row in range(len(self.products)) if self.is_personal(row)]
        labeled = sum(any(row in meant for meant, _ in self._people.values()) for row in personal)
        return bool(personal) and labeled / len(personal) >= _SPEAKING_SHARE
