"""Training utterances, read by the parser where they might have been said: on made-up screens of a shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from assistant.errors import HeadError
from assistant.heads.intents import Rehearsed, Said
from assistant.parsing import CatalogVocabulary, parse
from assistant.types import DialogueState, PageContext
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.text import detect_language
from retrieval.types import Product

SEED = 20_260_101
_ON_SCREEN = 5
"""Products shown at once."""


def rehearsed(
    said: Sequence[Said],
    snapshot: CatalogSnapshot,
    vocabulary: CatalogVocabulary,
    *,
    on_progress: Callable[[int, int], None],
) -> list[Rehearsed]:
    """Each utterance as the parser reads it, at the beginning or before some products of one category.

    The same utterances and catalog give the same screens. Raises HeadError for a catalog without a
    category of at least 5 products.
    """
    random = Random(SEED)  # noqa: S311 - draws screens, guards nothing
    shelves = _shelves(snapshot)
    if not shelves:
        raise HeadError(
            f"expected a shop with a category of at least {_ON_SCREEN} products to make screens from, got "
            f"{snapshot.shop.name} without one; name another with --shop, such as demo"
        )
    read = []
    for done, each in enumerate(said, start=1):
        language = detect_language(each.text)
        name, shown = random.choice(shelves) if each.on_screen else ("", ())
        state = DialogueState(
            conversation_id="rehearsal",
            shop=snapshot.shop.name,
            turn=1 if each.on_screen else 0,
            language=language,
            search_text=name,
            shown=tuple(product.product_id for product in shown),
        )
        parsed = parse(each.text, vocabulary=vocabulary, state=state, shown=shown, context=PageContext())
        read.append(Rehearsed(said=each, parsed=parsed))
        on_progress(done, len(said))
    return read


def _shelves(snapshot: CatalogSnapshot) -> list[tuple[str, tuple[Product, ...]]]:
    """Category names with their first products; of categories that fill a screen."""
    by_category: dict[str, list[Product]] = {}
    for product in snapshot.products:
        if product.category:
            by_category.setdefault(product.category[-1], []).append(product)
    return [
        (name, tuple(products[:_ON_SCREEN]))
        for name, products in sorted(by_category.items())
        if len(products) >= _ON_SCREEN
    ]
