"""False replies: one fact of a true one changed, and only kept where the record says otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from tests.benchmarks.claims import figures, wording
from tests.benchmarks.claims.changing import Mutate

MUTATIONS: Mapping[str, Mutate] = {
    "price_digit": figures.price_digit,
    "price_of_other": figures.price_of_other,
    "currency": figures.currency,
    "rating": figures.rating,
    "reviews": figures.reviews,
    "attribute_of_other": wording.attribute_of_other,
    "attribute_invented": wording.attribute_invented,
    "figure_of_attribute": figures.figure_of_attribute,
    "unit": figures.unit,
    "name_swapped": wording.name_swapped,
    "name_stranger": wording.name_stranger,
    "negation": wording.negation,
    "stock": wording.stock,
    "comparison": wording.comparison,
    "superlative_added": wording.superlative_added,
    "superlative_moved": wording.superlative_moved,
    "count": figures.count,
    "amount": figures.amount,
    "quote": wording.quote,
    "invented": wording.added("invented", wording.TAILS),
    "hedged": wording.added("hedged", wording.HEDGED),
    "promise": wording.promise,
    "exchanged": figures.exchanged_prices,
}
