"""One utterance, read by rules: numbers, money, live facet values, negation, references, orders, intents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parsing import asides, clauses, describing, intents, money, noticing, recommending
from assistant.parsing.counting import asked_count
from assistant.parsing.intents import Hit
from assistant.parsing.reading import ClauseReading, Setting, cues, read_clause
from assistant.parsing.shelf import Shelf
from assistant.parsing.source import READ_CHARS, Source
from assistant.parsing.swapping import swaps_kind
from assistant.parsing.types import Meant, Parsed
from assistant.parsing.vocabulary import CatalogVocabulary
from assistant.parsing.wishes import Wish
from assistant.types import DialogueState, Intent, PageContext, Reference
from retrieval.text import stems
from retrieval.types import Constraint, Op, Product, Strength


def parse(
    text: str,
    *,
    vocabulary: CatalogVocabulary,
    state: DialogueState,
    shown: Sequence[Product],
    context: PageContext,
    meant: Meant | None = None,
) -> Parsed:
    """Read one utterance against the catalog's words, the conversation's state and the products shown.

    `shown` are the products of `state.shown`, in order. `meant` takes the place of the first intent that
    would be read otherwise, and all else is read accordingly. Pure; a few milliseconds; never raises for
    any text, and gives `intents == ()` where it can't tell.
    """
    source = Source.read(text, fallback_language=state.language)
    setting = Setting(
        vocabulary=vocabulary,
        state=state,
        shelf=Shelf.of(state, shown, context),
        choosing=describing.is_choosing(source.text),
    )
    spoken = [(clause, cues(clause, vocabulary)) for clause in clauses.split(source)]
    setting = replace(setting, continued=len(spoken) > 1)
    readings = _read(spoken, setting)
    found = _combined(readings)
    if meant is not None:
        overruled = found[0][0] if found else None
        spoken = [
            (clause, intents.as_meant(hits, meant.intent))
            if next(iter(reading.intents), None) is overruled
            else (clause, hits)
            for (clause, hits), reading in zip(spoken, readings, strict=True)
        ]
        readings = _read(spoken, setting)
        others = [pair for pair in _combined(readings) if pair[0] is not meant.intent]
        found = ((meant.intent, meant.confidence), *others)
    wish = _first_wish(readings)
    search_text = wish.text if wish else ""
    complement = recommending.complement_of(readings, vocabulary)
    leftover = " ".join(
        (*(word for reading in readings for word in reading.leftover), text[READ_CHARS:])
    ).strip()
    merged = _merged([c for reading in readings for c in reading.constraints])
    constraints = recommending.wished(merged, complement)
    limited = any(_limits_price(c) and c.op is Op.LTE for c in constraints)
    return Parsed(
        language=source.language,
        intents=found,
        constraints=constraints,
        dropped_facets=tuple(dict.fromkeys(f for reading in readings for f in reading.dropped)),
        sort=next(
            (r.sort for r in readings if r.sort and not (limited and money.complains(r.source.text))), None
        ),
        references=_settled(_pointed(readings)) or _of_page(found, context),
        search_text=search_text,
        kind_known=wish is not None and wish.certain and not wish.placed,
        asked_facet=next((reading.asked_facet for reading in readings if reading.asked_facet), ""),
        paging=next((reading.paging for reading in readings if reading.paging), None),
        new_topic=bool(wish and state.search_text and _means(found, Intent.FIND))
        and wish is not None
        and not same_kind(wish.head, state.search_text),
        swaps=swaps_kind(text[:READ_CHARS]),
        count=asked_count(text[:READ_CHARS]),
        leftover=leftover,
        suggested=recommending.read(source, readings, complement=complement, shown=state.shown),
    )


def _read(spoken: Sequence[tuple[Source, Sequence[Hit]]], setting: Setting) -> list[ClauseReading]:
    asked = [noticing.asks_english(clause) and not intents.is_wishing(clause) for clause, _ in spoken]
    referring = any(asked) or any(intents.is_referring(hits) for _, hits in spoken)
    setting = replace(setting, referring=referring)
    readings: list[ClauseReading] = []
    for clause, hits in spoken:
        reading = read_clause(clause, hits, setting)
        meant = [r for r in reading.references if r not in reading.denied] or reading.references
        pointed = [product_id for each in meant for product_id in each.product_ids]
        setting = replace(setting, shelf=setting.shelf.after(() if clause.revoked else pointed))
        readings.append(reading)
    return asides.settled(readings)


def _combined(readings: Sequence[ClauseReading]) -> tuple[tuple[Intent, float], ...]:
    wishes = [reading.wish for reading in readings]
    named = any(wish.certain or (wish.text and wish.sought and not wish.told) for wish in wishes)
    found = [(reading.source, reading.intents) for reading in readings if reading.intents]
    return intents.combine(found, named=named)


def _first_wish(readings: Sequence[ClauseReading]) -> Wish | None:
    """The first wish for a kind that the catalog knows, else one asked for, else any; stories come last."""
    found = [reading.wish for reading in readings if reading.searches and reading.wish.text]
    return max(found, key=_worth, default=None)


def _worth(wish: Wish) -> tuple[bool, ...]:
    sought = wish.sought and not wish.told
    return (sought and wish.certain, sought, wish.certain and not wish.told, not wish.told)


def same_kind(head: str, search_text: str) -> bool:
    """Whether a kind's head noun is one of the current search's words."""
    return bool(head) and (head in stems(search_text) or head in search_text)


def _means(found: Sequence[tuple[Intent, float]], intent: Intent) -> bool:
    return any(candidate is intent and confidence >= 0.5 for candidate, confidence in found)


def _merged(constraints: Sequence[Constraint]) -> tuple[Constraint, ...]:
    """Without repetitions; a value excluded is not wished for as well, and the last price limit holds."""
    excluded = {(c.facet, c.value) for c in constraints if c.op is Op.NE}
    limits = {c.op: c for c in constraints if _limits_price(c)}
    kept = [
        c
        for c in constraints
        if (c.op is not Op.EQ or (c.facet, c.value) not in excluded)
        and (not _limits_price(c) or limits[c.op] is c)
    ]
    return tuple(dict.fromkeys(kept))


def _limits_price(constraint: Constraint) -> bool:
    return constraint.facet == "price" and constraint.strength is Strength.HARD


def _pointed(readings: Sequence[ClauseReading]) -> list[Reference]:
    """References of every clause; none denied, taken back or only judged where another one is made."""
    asked = [
        r for r in readings if Intent.FEEDBACK not in r.intents and any(e.product_ids for e in r.references)
    ]
    meant = [
        (r.source.revoked, each) for r in asked or readings for each in r.references if each not in r.denied
    ]
    if not any(each.product_ids for _, each in meant):
        return [each for reading in readings for each in reading.references]
    last = min(revoked for revoked, each in meant if each.product_ids)
    return [each for revoked, each in meant if revoked <= last]


def _settled(references: Sequence[Reference]) -> tuple[Reference, ...]:
    """Each reference once; an 'it' or 'they' that stands beside a clearer one means that one."""
    clear = any(r.product_ids and not _is_pronoun(r) for r in references)
    kept = [r for r in references if not (clear and _is_pronoun(r))]
    narrower = [frozenset(r.product_ids) for r in kept if r.product_ids]
    kept = [r for r in kept if not any(ids < set(r.product_ids) for ids in narrower)]
    return tuple(dict.fromkeys(kept))


def _of_page(found: Sequence[tuple[Intent, float]], context: PageContext) -> tuple[Reference, ...]:
    """The page's product, where a question or a wish for the like points at nothing else."""
    page = context.product_id
    about = found and found[0][0] in (Intent.ASK_PRODUCT, Intent.SIMILAR)
    return (Reference(kind="page", text="", product_ids=(page,)),) if page and about else ()


def _is_pronoun(reference: Reference) -> bool:
    return reference.kind == "page" or reference.text in ("they", "them")
