"""Every way to recommend over one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from retrieval.protocols import Recommender
from retrieval.ranker import Ranker
from retrieval.recommenders.complement import Complement
from retrieval.recommenders.for_you import ForYou
from retrieval.recommenders.fresh import Fresh
from retrieval.recommenders.gift import Gift
from retrieval.recommenders.knowledge import load_knowledge
from retrieval.recommenders.popular import Popular
from retrieval.recommenders.shelf import Shelf
from retrieval.recommenders.similar import Similar
from retrieval.recommenders.surprise import Surprise
from retrieval.recommenders.types import Suggestions, Way, Wish
from retrieval.types import Interaction


class Recommenders:
    """Answers a wish in the way asked for. Thread-safe; interactions and reviews are read late."""

    def __init__(
        self,
        ranker: Ranker,
        *,
        interactions: Callable[[], Sequence[Interaction]],
        review_counts: Callable[[], Mapping[str, int]],
    ) -> None:
        shelf = Shelf(
            ranker.parts, knowledge=load_knowledge(), interactions=interactions, review_counts=review_counts
        )
        popular = Popular(shelf)
        self._ways: Mapping[Way, Recommender] = {
            Way.SIMILAR: Similar(shelf),
            Way.COMPLEMENT: Complement(shelf),
            Way.POPULAR: popular,
            Way.NEW: Fresh(shelf, popular=popular),
            Way.FOR_YOU: ForYou(shelf, popular=popular),
            Way.SURPRISE: Surprise(shelf),
            Way.GIFT: Gift(shelf),
        }

    def recommend(self, way: Way, wish: Wish) -> Suggestions:
        """At most `wish.query.limit` products, best first."""
        return self._ways[way].recommend(wish)
