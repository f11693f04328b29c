"""Grounded, streamed answers: the model phrases, the checker lets pass, code says the rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from assistant.answering.coverage import names_first, states_reason
from assistant.answering.titles import restored
from assistant.answering.types import AnswerAccount, AnswerPiece, AnswerText
from assistant.claims.checker import Checker
from assistant.claims.sentences import split_sentences, take_sentences
from assistant.claims.types import Grounds, Verdict
from assistant.errors import ModelError
from assistant.facts.types import AnswerBrief, AnswerKind
from assistant.phrasing.service import unproven
from assistant.protocols import (
    ChatMessage,
    Decoding,
    Delta,
    Finished,
    LanguageModel,
    StreamEvent,
    Usage,
)
from assistant.types import Claim, ModelCall
from prompts.types import RenderedPrompt

Render = Callable[[str, Mapping[str, str]], RenderedPrompt]
_SPEAKING_OF_FIRST = frozenset({AnswerKind.FIND, AnswerKind.MORE, AnswerKind.COMPARE})
_STATED_WHOLE = frozenset({AnswerKind.COMPARE, AnswerKind.DEAL})
_MAX_SENTENCES = 2


@dataclass(slots=True)
class _Draft:
    """The reply while it is written."""

    said: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    subjects: tuple[str, ...] = ()
    usage: Usage = field(default_factory=lambda: Usage(prompt_tokens=0, cached_tokens=0, completion_tokens=0))
    note: str = ""
    from_model: int = 0
    from_code: int = 0


class Answerer:
    """Writes the reply to a brief.

    `model` None: every reply is deterministic. `time_limit_s` bounds the model's whole part; what it has
    not said by then, code says. `live_values` (facet → values of the catalog) sharpen the checker.
    """

    def __init__(
        self,
        *,
        model: LanguageModel | None,
        render: Render,
        live_values: Mapping[str, Iterable[str]] | None = None,
        time_limit_s: float = 15.0,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._model = model
        self._render = render
        self._live_values = live_values
        self._time_limit_s = time_limit_s
        self._clock = clock

    async def write(self, brief: AnswerBrief) -> AsyncGenerator[AnswerPiece, None]:
        """Checked pieces of text as soon as they may be said, then exactly one AnswerAccount.

        A sentence that the checker refuses is never sent: the model is stopped and the deterministic
        reply says what is left. When the first sentence is refused, the whole reply is deterministic.
        """
        draft = _Draft()
        checker = Checker(Grounds.of(brief, live_values=self._live_values))
        calls: list[ModelCall] = []
        if brief.opening and (not _worked_out(brief) or self._may_say(brief.opening, brief, checker, draft)):
            yield self._say(draft, brief.opening, brief.language)
        if self._model is not None and brief.prompt is not None:
            prompt = self._render(brief.prompt, brief.variables)
            started = self._clock()
            async with aclosing(self._phrased(self._model, prompt, brief, checker, draft)) as sentences:
                async for sentence in sentences:
                    yield self._say(draft, sentence, brief.language)
            calls.append(self._call(self._model, prompt, draft, started))
        for sentence in self._remainder(brief, draft):
            if self._may_say(sentence, brief, checker, draft):
                draft.from_code += 1
                yield self._say(draft, sentence, brief.language)
        for note in brief.notes:
            if not _worked_out(brief) or self._may_say(note, brief, checker, draft):
                yield self._say(draft, note, brief.language)
        if not draft.said and draft.refusals:
            yield self._say(draft, unproven(brief.language), brief.language)
        yield AnswerAccount(
            reply="".join(draft.said),
            claims=tuple(draft.claims),
            model_calls=tuple(calls),
            reply_source=_source(draft),
            refusals=tuple(draft.refusals),
        )

    async def _phrased(
        self,
        model: LanguageModel,
        prompt: RenderedPrompt,
        brief: AnswerBrief,
        checker: Checker,
        draft: _Draft,
    ) -> AsyncGenerator[str, None]:
        """The model's sentences that may be said, in order, up to the first that may not."""
        try:
            async with aclosing(self._sentences(model, prompt, draft)) as sentences:
                async for written in sentences:
                    sentence = restored(written, brief.products)
                    if not self._admit(sentence, brief, checker, draft):
                        return
                    yield sentence
                    if draft.from_model >= _MAX_SENTENCES:
                        return
        except TimeoutError:
            draft.note = f"stopped after {self._time_limit_s:g} s"
        except ModelError as error:
            draft.note = f"{type(error).__name__}: {error}"

    async def _sentences(
        self, model: LanguageModel, prompt: RenderedPrompt, draft: _Draft
    ) -> AsyncGenerator[str, None]:
        """Complete sentences of the stream, each as soon as it is complete."""
        messages = [ChatMessage(role=m.role, content=m.content) for m in prompt.messages]
        decoding = Decoding(
            max_tokens=prompt.decoding.max_tokens,
            temperature=prompt.decoding.temperature,
            stop=prompt.decoding.stop,
        )
        deadline = asyncio.get_running_loop().time() + self._time_limit_s
        text, cut = "", False
        async with aclosing(_until(model.stream(messages, decoding=decoding), deadline)) as events:
            async for event in events:
                if isinstance(event, Delta):
                    draft.usage = replace(draft.usage, completion_tokens=draft.usage.completion_tokens + 1)
                    complete, text = take_sentences(text + event.text)
                    for sentence in complete:
                        yield sentence
                elif isinstance(event, Finished):
                    draft.usage, cut = event.usage, event.reason == "length"
        if not cut:
            for sentence in split_sentences(text):
                yield sentence

    def _admit(self, sentence: str, brief: AnswerBrief, checker: Checker, draft: _Draft) -> bool:
        verdict = checker.check(sentence, subjects=draft.subjects)
        refusal = _refusal(sentence, verdict, brief, draft)
        if refusal:
            draft.refusals.append(f"{sentence} [{refusal}]")
            draft.note = f"refused: {refusal}"
            return False
        draft.claims.extend(verdict.claims)
        draft.subjects = verdict.subjects
        draft.from_model += 1
        return True

    def _may_say(self, text: str, brief: AnswerBrief, checker: Checker, draft: _Draft) -> bool:
        """Check a text of code's own; refused only where the brief holds all that it may rest on."""
        verdict = checker.check(text, subjects=draft.subjects)
        if not verdict.supported and _worked_out(brief):
            draft.refusals.append(f"{text} [{verdict.violations[0].kind} {verdict.violations[0].text!r}]")
            return False
        draft.claims.extend(verdict.claims)
        draft.subjects = verdict.subjects
        return True

    def _remainder(self, brief: AnswerBrief, draft: _Draft) -> Sequence[str]:
        """Deterministic sentences that the reply still needs."""
        whole = split_sentences(brief.reply)
        if not draft.from_model:
            return whole
        if brief.kind not in _SPEAKING_OF_FIRST:
            return ()
        if states_reason(draft.claims, brief):
            return ()
        return (brief.reason_sentence,) if brief.reason_sentence else whole

    def _say(self, draft: _Draft, text: str, language: str) -> AnswerText:
        gap = " " if draft.said and language != "zh" else ""
        draft.said.append(gap + text)
        return AnswerText(text=gap + text)

    def _call(self, model: LanguageModel, prompt: RenderedPrompt, draft: _Draft, started: float) -> ModelCall:
        return ModelCall(
            purpose="answer",
            prompt=prompt.ref,
            prompt_sha256=prompt.sha256,
            model=model.name,
            prompt_tokens=draft.usage.prompt_tokens,
            cached_tokens=draft.usage.cached_tokens,
            completion_tokens=draft.usage.completion_tokens,
            ms=(self._clock() - started) * 1000,
            accepted=draft.from_model > 0 and not draft.note,
            note=draft.note,
        )


def _worked_out(brief: AnswerBrief) -> bool:
    """Whether the brief states everything that its sentences and notes say beside the records."""
    return bool(brief.statements) and brief.kind in _STATED_WHOLE


def _refusal(sentence: str, verdict: Verdict, brief: AnswerBrief, draft: _Draft) -> str:
    """Why a sentence may not be said; "" when it may."""
    if not verdict.supported:
        first = verdict.violations[0]
        return f"{first.kind} {first.text!r}: {first.detail}"
    if brief.kind in _SPEAKING_OF_FIRST and not draft.from_model and not names_first(sentence, brief):
        return f"does not name the first product, {brief.products[0].title!r}"
    if any(sentence.casefold() == earlier.strip().casefold() for earlier in draft.said):
        return "said before"
    han = any("\u4e00" <= c <= "\u9fff" for c in _without_titles(sentence, brief))
    if (brief.language == "zh") is not han:
        return f"not in the reply's language, {brief.language}"
    return ""


def _without_titles(sentence: str, brief: AnswerBrief) -> str:
    for product in brief.products:
        sentence = sentence.replace(product.title, "")
    return sentence


def _source(draft: _Draft) -> str:
    if not draft.from_model:
        return "template"
    return "mixed" if draft.from_code else "model"


async def _until(events: AsyncIterator[StreamEvent], deadline: float) -> AsyncGenerator[StreamEvent, None]:
    """The same events; raises TimeoutError when the next is not there at the deadline (event loop's clock).

    The limit holds while the model is waited for, never while the text is being sent. Closing it closes
    the model's stream.
    """
    try:
        while True:
            async with asyncio.timeout_at(deadline):
                event = await anext(events, None)
            if event is None:
                return
            yield event
    finally:
        close = getattr(events, "aclose", None)
        if close is not None:
            await close()
