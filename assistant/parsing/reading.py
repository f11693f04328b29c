# ruff: noqa: E501 - a pattern reads better whole
"""One clause, read: every span found, then what it adds up to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.parsing import (
    arranging,
    asking,
    background,
    conditions,
    dropping,
    grounding,
    kinds,
    money,
    negation,
    noticing,
    paging,
    picks,
    pointing,
    ratings,
    sizes,
    sorts,
    wishes,
)
from assistant.parsing.dropping import DropSpan
from assistant.parsing.grounding import Mention
from assistant.parsing.intents import (
    SEARCHING,
    Evidence,
    Hit,
    choose,
    hits,
    own_words,
)
from assistant.parsing.kinds import KindSpan
from assistant.parsing.money import Found
from assistant.parsing.negation import Negated
from assistant.parsing.picks import Pick
from assistant.parsing.pointing import Pointing
from assistant.parsing.shelf import ReferenceSpan, Shelf
from assistant.parsing.sorts import SortSpan
from assistant.parsing.source import Source, Span, overlaps
from assistant.parsing.vocabulary import CatalogVocabulary
from assistant.parsing.wishes import Wish
from assistant.types import DialogueState, Intent, Reference
from retrieval.text import stems
from retrieval.types import Constraint, Op, Sort

_IN_STOCK = re.compile(
    r"\b(?:only |currently |actually |that (?:is|are) |which (?:is|are) )*(?:in[- ]stock|available (?:now|right now|immediately|today))(?: only| items?| ones?)?\b|(?:要|只看|只要)?(?:现货|有货|有库存)(?:的)?"
)
_AGE = re.compile(
    r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[- ](?:years?|months?)[- ]olds?(?: (?:boy|girl|kid|child|son|daughter|nephew|niece))?\b|[\d一二两三四五六七八九十]{1,3}岁半?的?"
)
"""Whom it is for, not what."""
_CATEGORY = re.compile(
    r"\b(?:in|from|under) (?:the |your )?(?P<a>[a-z&' ]{3,40}?) (?:category|department|section|aisle|range)\b|\bcategory[: ]+(?P<b>[a-z&' ]{3,30})$|(?P<c>[\u4e00-\u9fff]{2,6}?)(?:类别|分类|品类|类目)(?:下|里|中)?"
)
_SORT_ZH = re.compile(r"的?(?:这|那)(?:种|类|样)(?:感觉|风格|调调|类型|款式|样子|范儿|设计)?的?")
_MOVED_ZH = re.compile(r"[排放搁挪摆往朝提调靠].{0,3}(?:面|头|边)")
"""An order that says where products go (新款放最上面), not which one is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a clause is read against: the catalog's words, the state, and the products in view.

    `referring`: some clause of the utterance speaks of shown products; `choosing`: it weighs things;
    `continued`: it has more clauses than one.
    """

    vocabulary: CatalogVocabulary
    state: DialogueState
    shelf: Shelf
    referring: bool = False
    choosing: bool = False
    continued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseReading:
    """What one clause says. `searches`: its conditions and kind are wishes, not parts of a question.

    `denied` are those of the references that are not meant ('not the red one, the blue').
    `aside`: it only tells how things are ('I just bought a grill'); `lets_go`: of something ('forget earbuds').
    """

    source: Source
    intents: Mapping[Intent, float]
    searches: bool
    wish: Wish
    constraints: tuple[Constraint, ...] = ()
    dropped: tuple[str, ...] = ()
    sort: Sort | None = None
    references: tuple[Reference, ...] = ()
    denied: tuple[Reference, ...] = ()
    asked_facet: str = ""
    paging: str | None = None
    leftover: tuple[str, ...] = ()
    aside: bool = False
    lets_go: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spans:
    """Everything found in a clause, before it is decided what it means."""

    amounts: tuple[Found, ...]
    sorts: tuple[SortSpan, ...]
    drops: tuple[DropSpan, ...]
    references: tuple[ReferenceSpan, ...]
    kinds: tuple[KindSpan, ...]
    mentions: tuple[Mention, ...]
    picks: tuple[Pick, ...] = ()
    negated: tuple[Negated, ...] = ()
    stock: tuple[Span, ...] = ()
    category: tuple[Found, ...] = ()
    value_drops: tuple[tuple[Span, str], ...] = ()
    paging: str | None = None
    extra: tuple[Span, ...] = field(default=())

    def taken(self) -> list[Span]:
        """Every span that is no part of the wished kind."""
        return [
            *(f.span for f in self.amounts),
            *(s.span for s in self.sorts),
            *(d.span for d in self.drops),
            *(r.span for r in self.references),
            *(n.span for n in self.negated),
            *self.stock,
            *(f.span for f in self.category),
            *(span for span, _ in self.value_drops),
            *self.extra,
        ]


def cues(clause: Source, vocabulary: CatalogVocabulary) -> tuple[Hit, ...]:
    """The cues of a clause; a value that names the sort itself seeks no likeness: 北欧那种风格的."""
    found = hits(clause, vocabulary.lexicon)
    named = [
        match.span()
        for match in _SORT_ZH.finditer(clause.text)
        if any(
            clause.text[max(0, match.start() - size) : match.start()] in vocabulary.chinese_values
            for size in range(1, 6)
        )
    ]
    return tuple(hit for hit in found if hit.intent is not Intent.SIMILAR or not overlaps(hit.span, named))


def read_clause(clause: Source, found: Sequence[Hit], setting: Setting) -> ClauseReading:
    """Read one clause by the cues `found` in it; every part is found before any is interpreted."""
    vocabulary = setting.vocabulary
    source = grounding.spelled(clause, vocabulary)
    spans = _spans(source, setting, found)
    wish = wishes.read(
        source,
        vocabulary,
        kinds=spans.kinds,
        mentions=spans.mentions,
        taken=spans.taken(),
        idle=own_words(found),
    )
    if "," not in source.text and noticing.says_of(source, spans.references):
        wish = Wish(leftover=wish.leftover)
    evidence = _evidence(source, spans, wish, setting)
    scores = choose(source, found, evidence)
    return _assembled(source, setting, spans, wish, scores)


def _spans(source: Source, setting: Setting, found: Sequence[Hit]) -> _Spans:
    vocabulary = setting.vocabulary
    page = paging.find(source)
    put_first = [span for span, _ in arranging.find(source)]
    drops = tuple(d for d in dropping.find(source) if not overlaps(d.span, put_first))
    tastes = background.beside(source)
    early: list[Span] = [*(d.span for d in drops), *([page.span] if page else []), *tastes]
    amounts = _amounts(source, vocabulary, early)
    early += [f.span for f in amounts]
    ordered = sorts.find(source, taken=tuple(early))
    moved = [s.span for s in ordered if s.arranged or _MOVED_ZH.search(source.text[slice(*s.span)])]
    picked = picks.find(source, [s for s in ordered if s.span not in moved], taken=[*early, *moved])
    places = pointing.places(source, setting.shelf, picked, taken=[*early, *moved])
    early += [r.span for r in places]
    named = kinds.find(source, vocabulary, taken=early)
    mentions = grounding.find(source, vocabulary, kinds=named, taken=early)
    mentions = mentions or _lone(source, setting, named, early)
    pointed = Pointing(
        source=source,
        shelf=setting.shelf,
        hits=found,
        mentions=mentions,
        kinds=named,
        picks=picked,
        amounts=amounts,
        taken=[*early, *moved],
        referring=setting.referring,
        choosing=setting.choosing,
        in_cart=bool(setting.state.service.in_cart),
        topic=frozenset(stems(setting.state.search_text)),
    ).find(places)
    inside = [r.span for r in pointed]
    alike = any(hit.intent is Intent.SIMILAR for hit in found)
    judged = [hit.span for hit in found if hit.intent is Intent.FEEDBACK and not alike]
    mentions = tuple(m for m in mentions if not overlaps(m.span, judged))
    amounts = tuple(f for f in amounts if not overlaps(f.span, inside))
    mentions = tuple(m for m in mentions if not overlaps(m.span, inside))
    named = tuple(k for k in named if not overlaps(k.span, [*inside, *judged]))
    ordered = tuple(s for s in ordered if not (overlaps(s.span, inside) or _is_reason(s, amounts)))
    value_drops = _value_drops(source, mentions, setting.state)
    mentions = tuple(m for m in mentions if not overlaps(m.span, [span for span, _ in value_drops]))
    taken = [*early, *inside, *(s.span for s in ordered), *(span for span, _ in value_drops)]
    return _Spans(
        amounts=amounts,
        sorts=ordered,
        drops=drops,
        references=pointed,
        kinds=named,
        mentions=mentions,
        picks=picked,
        negated=negation.find(source, vocabulary, mentions=mentions, kinds=named, taken=taken),
        stock=_stock(source, taken),
        category=_category(source, vocabulary, taken),
        value_drops=value_drops,
        paging=page.paging if page else None,
        extra=(
            *((page.span,) if page else ()),
            *(m.span() for m in (*_AGE.finditer(source.text), *_SORT_ZH.finditer(source.text))),
            *tastes,
        ),
    )


def _is_reason(order: SortSpan, amounts: Sequence[Found]) -> bool:
    """Whether a comparative only gives the reason of a price limit: 一百起, 太便宜拿不出手."""
    limits = [c for found in amounts for c in found.constraints if c.facet == "price"]
    dearer = order.relative and order.sort == Sort(field="price", direction="desc")
    return dearer and any(c.op is Op.GTE for c in limits)


def _lone(
    source: Source, setting: Setting, named: Sequence[KindSpan], taken: Sequence[Span]
) -> tuple[Mention, ...]:
    """A color said alone of what is shown or wished for: 'olive' is the color then, not the fruit."""
    if not (setting.shelf.shown or setting.continued) or named or taken:
        return ()
    return grounding.lone_color(source, setting.vocabulary)


def _amounts(source: Source, vocabulary: CatalogVocabulary, taken: Sequence[Span]) -> tuple[Found, ...]:
    rated = ratings.find(source, taken=taken)
    blocked = [*taken, *(f.span for f in rated)]
    sized = sizes.find(source, vocabulary, taken=blocked)
    blocked += [f.span for f in sized]
    priced = money.find(source, currency=vocabulary.currency, taken=blocked)
    return (*rated, *sized, *priced)


def _value_drops(
    source: Source, mentions: Sequence[Mention], state: DialogueState
) -> tuple[tuple[Span, str], ...]:
    current = {constraint.facet for constraint in state.constraints}
    found: list[tuple[Span, str]] = []
    for mention in mentions:
        span = dropping.drops_value(source, mention.span, wished=mention.value.facet in current)
        if span is not None:
            found.append((span, mention.value.facet))
    return tuple(found)


def _stock(source: Source, taken: Sequence[Span]) -> tuple[Span, ...]:
    matches = (match.span() for match in _IN_STOCK.finditer(source.text))
    return tuple(span for span in matches if not overlaps(span, taken))


def _category(source: Source, vocabulary: CatalogVocabulary, taken: Sequence[Span]) -> tuple[Found, ...]:
    found: list[Found] = []
    for match in _CATEGORY.finditer(source.text):
        named = next(text for text in match.groups() if text)
        value = vocabulary.category(named)
        if value is not None and not overlaps(match.span(), taken):
            constraint = Constraint(facet="category", op=Op.EQ, value=value)
            found.append(Found(span=match.span(), constraints=(constraint,)))
    return tuple(found)


def _evidence(source: Source, spans: _Spans, wish: Wish, setting: Setting) -> Evidence:
    state = setting.state
    meant = [r for r in spans.references if not r.denied] or spans.references
    conditioned = bool(
        spans.amounts
        or spans.sorts
        or spans.drops
        or spans.negated
        or spans.mentions
        or spans.stock
        or spans.category
        or spans.value_drops
        or spans.paging
    )
    return Evidence(
        kind=bool(wish.text) and not wish.placed,
        certain_kind=wish.certain and not wish.placed,
        same_kind=_names_again(wish, state.search_text),
        conditions=conditioned,
        references=bool(spans.references),
        several=len({i for r in meant for i in r.reference.product_ids}) > 1,
        shelf=setting.shelf.anything,
        topic=bool(state.search_text or state.shown or state.constraints),
        leftover=bool(wish.leftover),
        asked=noticing.asks(source),
        viewed=bool(setting.shelf.one()),
        paged=spans.paging is not None,
        weighed=noticing.weighs(source, meant, choosing=setting.choosing)
        or (len(setting.shelf.said) > 1 and noticing.asks_which(source)),
        goes_on=bool(setting.shelf.said) and noticing.asks_on(source),
        takes=noticing.takes(source),
        accompanies=noticing.accompanies(source, spans.kinds, spans.references),
        definite=noticing.is_definite(source),
        picked=pointing.places_of_pick(meant, spans.picks),
        arranged=any(s.arranged for s in spans.sorts),
        excluded=tuple(n.span for n in spans.negated),
        values=tuple(m.span for m in spans.mentions),
        person=background.names_person(source) and not wish.certain,
        sought=wish.sought,
    )


def _names_again(wish: Wish, search_text: str) -> bool:
    """Whether a wish names the kind of the current search, in its language or the catalog's."""
    current = stems(search_text)
    translated = stems(wish.text)[-1:]
    return bool(wish.head) and (
        wish.head in current or wish.head in search_text or any(word in current for word in translated)
    )


def _assembled(
    source: Source, setting: Setting, spans: _Spans, wish: Wish, scores: Mapping[Intent, float]
) -> ClauseReading:
    first = next(iter(scores), None)
    searches = first is None or first in SEARCHING or first in (Intent.FEEDBACK, Intent.DEAL)
    asks = first in (Intent.COMPARE, Intent.ASK_PRODUCT)
    aside = background.declares(source) or (
        first in (Intent.FIND, Intent.REFINE)
        and setting.referring
        and noticing.says_of(source, spans.references)
    )
    meant = [r for r in spans.references if not r.denied] or spans.references
    held = wish if (searches or aside) and not _repeats_topic(first, wish) else Wish(leftover=wish.leftover)
    return ClauseReading(
        source=source,
        intents=scores,
        searches=searches,
        wish=held,
        constraints=_conditions(source, setting, spans) if searches else (),
        dropped=_dropped(spans) if searches else (),
        sort=spans.sorts[0].sort if spans.sorts and searches and first is not Intent.DEAL else None,
        references=tuple(r.reference for r in spans.references if r in meant),
        denied=tuple(r.reference for r in spans.references if r.denied and r in meant),
        asked_facet=_asked(source, setting, spans) if asks else "",
        paging=spans.paging,
        leftover=wish.leftover if searches else (),
        aside=aside,
        lets_go=background.gives_up(source),
    )


def _conditions(source: Source, setting: Setting, spans: _Spans) -> tuple[Constraint, ...]:
    return conditions.stated(
        source,
        setting.vocabulary,
        amounts=(*spans.amounts, *spans.category),
        mentions=spans.mentions,
        negated=spans.negated,
        stock=spans.stock,
    )


def _repeats_topic(first: Intent | None, wish: Wish) -> bool:
    return first is Intent.FEEDBACK and not wish.certain


def _asked(source: Source, setting: Setting, spans: _Spans) -> str:
    return asking.facet_of(
        source,
        setting.vocabulary,
        mentions=spans.mentions,
        references=[r.span for r in spans.references],
    )


def _dropped(spans: _Spans) -> tuple[str, ...]:
    named = [facet for drop in spans.drops for facet in drop.facets]
    return tuple(dict.fromkeys([*named, *(facet for _, facet in spans.value_drops)]))
