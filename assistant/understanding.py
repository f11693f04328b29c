"""Utterance + state → Understanding: the deterministic parser and the language model read together.

The parser owns numbers, live facet values, negation, references, orders and paging; it and a small
trained head settle the intent. The model is asked where they are not sure of it, or where a kind of
product is wished for in words that the parser doesn't know.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.errors import ModelError, ModelTimeoutError
from assistant.heads.intents import IntentHead
from assistant.parsing import CatalogVocabulary, Parsed, parse
from assistant.parsing.desk import at_desk
from assistant.parsing.source import Source
from assistant.protocols import ChatMessage, Decoding, LanguageModel
from assistant.suggesting import SUGGESTING, plan_of, suggests
from assistant.types import DialogueState, Intent, ModelCall, PageContext, Understanding
from assistant.weighing import weigh
from prompts.registry import PromptRegistry
from prompts.types import RenderedPrompt
from retrieval.errors import EmbedderError
from retrieval.text import has_cjk, stems
from retrieval.types import Product

_LOG = logging.getLogger(__name__)
PROMPT = "understand"
SURE = 0.85
"""Confidence from which an intent stands against the model's."""
OVERRULING = 0.7
"""Confidence that the parser and the head must have together to overrule what the parser reads alone.

Between two that were tried: on two blind batches 0.5 reads up to 2 points more intents right than 0.9, on the
sets that the parser was made with 1 point fewer.
"""

_LANGUAGE_NAMES = {"en": "English", "zh": "Chinese"}
_MAX_SAID = 400
_ABOUT_PRODUCTS = frozenset({Intent.COMPARE, Intent.ASK_PRODUCT, Intent.SIMILAR})
_BESIDE = frozenset(Intent) - SUGGESTING - {Intent.FIND, Intent.REFINE}
_UNTOLD = frozenset({Intent.SMALLTALK, Intent.FIND, Intent.REFINE})
_IDLE = frozenset({Intent.SMALLTALK, Intent.FEEDBACK, Intent.RECOMMEND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the model read: the intent, and the kind of product in the catalog's language."""

    intent: Intent
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An understanding and the model calls that it took; `model_failed` when the model was asked in vain."""

    understanding: Understanding
    calls: tuple[ModelCall, ...]
    model_failed: bool = False


class Reader:
    """Reads utterances: parser, head and language model; `model` or `head` None: without.

    `parser` False: the model reads alone (to measure it).
    """

    def __init__(
        self,
        *,
        model: LanguageModel | None,
        prompts: PromptRegistry,
        head: IntentHead | None = None,
        timeout_s: float = 20.0,
        parser: bool = True,
    ) -> None:
        self._model = model
        self._head = head
        self._parser = parser
        self._prompts = prompts
        self._timeout_s = timeout_s

    async def read(
        self,
        text: str,
        *,
        vocabulary: CatalogVocabulary,
        catalog_language: str,
        state: DialogueState,
        shown: Sequence[Product],
        context: PageContext,
    ) -> Reading:
        """What `text` says, given the state before it; where the model fails, the parser stands alone."""
        if self._parser:
            read = partial(parse, text, vocabulary=vocabulary, state=state, shown=shown, context=context)
            parsed = at_desk(await self._weighed(text, read, state), text, state)
        else:
            parsed = Parsed(language=Source.read(text, fallback_language=state.language).language)
        if self._model is None or not needs_model(parsed, vocabulary.languages):
            return Reading(understanding=merge(parsed, None, state, context, catalog_language), calls=())
        rendered = self._prompts.render(
            PROMPT,
            {
                "catalog": _LANGUAGE_NAMES[catalog_language],
                "search": state.search_text or "none",
                "shown": str(len(shown)),
                "says": one_line(text, _MAX_SAID),
            },
        )
        heard, call = await self._ask(self._model, rendered)
        return Reading(
            understanding=merge(parsed, heard, state, context, catalog_language),
            calls=(call,),
            model_failed=heard is None,
        )

    async def _weighed(self, text: str, read: Callable[..., Parsed], state: DialogueState) -> Parsed:
        """What the parser reads, with the intent that it and the head settle on."""
        parsed = read()
        if self._head is None:
            return parsed
        on_screen = bool(state.shown or state.search_text)
        try:
            opinion = await asyncio.to_thread(self._head.read, text[:_MAX_SAID], parsed, on_screen=on_screen)
        except EmbedderError as error:
            _LOG.warning(
                "intent head failed; the parser reads alone",
                extra={"conversation": state.conversation_id, "turn": state.turn + 1, "error": str(error)},
            )
            return parsed
        meant = weigh(parsed, opinion)
        certain = [intent for intent, confidence in parsed.intents if confidence >= SURE]
        if meant.intent in certain or (parsed.intents and meant.confidence < OVERRULING):
            return parsed
        return read(meant=meant)

    async def _ask(self, model: LanguageModel, rendered: RenderedPrompt) -> tuple[Heard | None, ModelCall]:
        started = time.perf_counter()
        call = ModelCall(
            purpose="understand",
            prompt=rendered.ref,
            prompt_sha256=rendered.sha256,
            model=model.name,
            prompt_tokens=0,
            cached_tokens=0,
            completion_tokens=0,
            ms=0.0,
            accepted=False,
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                completion = await model.complete_json(
                    [ChatMessage(role=m.role, content=m.content) for m in rendered.messages],
                    schema=rendered.schema or {},
                    decoding=Decoding(max_tokens=rendered.decoding.max_tokens),
                )
        except TimeoutError:
            note = str(ModelTimeoutError(f"no answer within {self._timeout_s} s"))
            return None, replace(call, ms=_ms_since(started), note=note)
        except ModelError as error:
            return None, replace(call, ms=_ms_since(started), note=str(error))
        ((intent, kind),) = completion.value.items()
        heard = Heard(intent=Intent(intent), kind=one_line(kind, 60))
        usage = completion.usage
        return heard, replace(
            call,
            prompt_tokens=usage.prompt_tokens,
            cached_tokens=usage.cached_tokens,
            completion_tokens=usage.completion_tokens,
            ms=_ms_since(started),
            accepted=True,
        )


def needs_model(parsed: Parsed, languages: Collection[str]) -> bool:
    """Whether the intent is unsure, or a kind is wished for that the parser could not name.

    A kind that nobody knows needs no model where it is all that is unexplained, in one of the catalog's
    `languages`: "ratchet set" is searched for as it stands.
    """
    if not parsed.intents or parsed.intents[0][1] < SURE:
        return True
    if parsed.intents[0][0] is not Intent.FIND or parsed.kind_known:
        return False
    named = parsed.search_text.casefold()
    foreign = ("zh" if has_cjk(named) else "en") not in languages
    return not named or foreign or any(word not in named for word in parsed.leftover.casefold().split())


def merge(
    parsed: Parsed,
    heard: Heard | None,
    state: DialogueState,
    context: PageContext,
    catalog_language: str,
) -> Understanding:
    """One understanding of what parser and model read. Pure."""
    kind = _kind(parsed, heard, catalog_language)
    intents = _consistent(_intents(parsed, heard), parsed, kind, state, context)
    searching = bool({Intent.FIND, Intent.REFINE} & set(intents))
    kind = kind if searching and intents[0] is not Intent.REFINE else ""
    return Understanding(
        language=parsed.language,
        intents=intents,
        constraints=parsed.constraints,
        dropped_facets=parsed.dropped_facets,
        sort=parsed.sort,
        references=parsed.references,
        search_text=kind,
        asked_facet=parsed.asked_facet,
        paging=parsed.paging,
        new_topic=bool(kind) and _is_new_topic(kind, state.search_text),
        swaps=parsed.swaps and parsed.kind_known,
        count=parsed.count,
        plan=plan_of(intents[0], parsed, state, context),
        liked=parsed.suggested.liked,
        rejected=parsed.suggested.rejected,
    )


def one_line(text: str, limit: int) -> str:
    """Text as one line of at most `limit` characters, without what could pass for a chat-template mark."""
    flat = " ".join(text.replace("<|", " ").replace("|>", " ").split())
    return flat[:limit]


def _kind(parsed: Parsed, heard: Heard | None, catalog_language: str) -> str:
    if heard is None or not heard.kind:
        return parsed.search_text
    foreign = has_cjk(heard.kind) != (catalog_language == "zh")
    if foreign:
        return parsed.search_text
    if parsed.kind_known:
        return parsed.search_text
    return heard.kind


def _intents(parsed: Parsed, heard: Heard | None) -> tuple[Intent, ...]:
    certain = tuple(intent for intent, confidence in parsed.intents if confidence >= SURE)
    if certain:
        return certain
    if heard is not None:
        return (heard.intent,)
    if parsed.intents:
        return (parsed.intents[0][0],)
    return (Intent.FIND,) if parsed.search_text else (Intent.SMALLTALK,)


def _consistent(
    intents: tuple[Intent, ...], parsed: Parsed, kind: str, state: DialogueState, context: PageContext
) -> tuple[Intent, ...]:
    """Intents that fit what was found: a wish is no small talk, nothing to refine is a find."""
    primary = intents[0]
    has_search = bool(state.search_text or state.constraints or state.plan)
    states_wish = bool(parsed.constraints or parsed.sort or parsed.dropped_facets or parsed.paging)
    pointed_at = bool(state.shown or context.product_id or parsed.references)
    seeks = kind and any(intent is Intent.FIND for intent, _ in parsed.intents[:1])
    named = bool(kind and parsed.kind_known)
    if not named and suggests(parsed, primary, state):
        return tuple(dict.fromkeys((Intent.RECOMMEND, *(i for i in intents[1:] if i in _BESIDE))))
    if parsed.suggested.rejected and not (named or states_wish) and primary in _UNTOLD:
        primary = Intent.FEEDBACK
    judges = primary is Intent.FEEDBACK and any(r.product_ids for r in parsed.references)
    if primary in _IDLE and (states_wish or (named and not judges)):
        primary = Intent.REFINE if has_search and not kind else Intent.FIND
    if primary is Intent.UNSUPPORTED and seeks:
        primary = Intent.FIND
    if primary in _ABOUT_PRODUCTS and not pointed_at and kind:
        primary = Intent.FIND
    surely_refines = parsed.intents[:1] and parsed.intents[0][0] is primary and parsed.intents[0][1] >= SURE
    if primary is Intent.REFINE and (not has_search or (kind and not states_wish and not surely_refines)):
        primary = Intent.FIND
    if primary is Intent.FIND and not kind and has_search and states_wish:
        primary = Intent.REFINE
    return tuple(dict.fromkeys((primary, *(i for i in intents[1:] if i is not intents[0]))))


def _is_new_topic(kind: str, current: str) -> bool:
    """Another head word than the current search's: 'red boots' after 'boots' is the same topic."""
    if not current:
        return True
    if has_cjk(kind) or has_cjk(current):
        return not (set(stems(kind)) & set(stems(current)))
    return stems(kind)[-1:] != stems(current)[-1:]


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000.0
