"""The answerer: what is streamed, what is refused, and what code says instead."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.titles import restored
from assistant.answering.types import AnswerAccount, AnswerText
from assistant.claims.sentences import split_sentences, take_sentences
from assistant.errors import ModelUnavailableError
from assistant.facts.compare import compare_brief
from assistant.facts.search import search_brief
from assistant.facts.service import service_brief
from assistant.facts.types import AnswerBrief
from assistant.protocols import ChatMessage, Decoding, StreamEvent
from assistant.types import Intent
from prompts.registry import PromptRegistry
from retrieval.types import Query
from tests.assistant.answer_products import BEDDING, CARDIGAN, QUILT, SWEATER, at_most, ranking
from tests.fakes_llm import ScriptedModel

PROMPTS = PromptRegistry.from_folder()
QUERY = Query(text="sweaters", constraints=(at_most(60.0),))
BRIEF = search_brief(
    ranking=ranking(SWEATER, CARDIGAN, matching=14), query=QUERY, language="en", currency="USD"
)
TRUE = "The Harbor Striped Knit Sweater is a great match at $45, within your $60 limit."


async def written(
    brief: AnswerBrief, model: ScriptedModel | None, *, time_limit_s: float = 5.0
) -> tuple[list[str], AnswerAccount]:
    """The pieces of text and the account of one reply."""
    answerer = Answerer(model=model, render=PROMPTS.render, time_limit_s=time_limit_s)
    pieces = [piece async for piece in answerer.write(brief)]
    assert isinstance(pieces[-1], AnswerAccount)
    texts = [piece.text for piece in pieces[:-1] if isinstance(piece, AnswerText)]
    assert len(texts) == len(pieces) - 1
    assert "".join(texts) == pieces[-1].reply
    return texts, pieces[-1]


def says(text: str) -> ScriptedModel:
    """A model that always says this."""
    return ScriptedModel(text=lambda _messages: text)


async def test_true_prose_is_sent_untouched() -> None:
    """All of it is the model's, with its claims and one accepted call."""
    said = f"{TRUE} It's rated 4.8 from 12 reviews."
    texts, account = await written(BRIEF, says(said))
    assert account.reply == said
    assert len(texts) == 2
    assert account.reply_source == "model"
    assert [call.accepted for call in account.model_calls] == [True]
    assert account.model_calls[0].prompt == "answer_find@1"
    assert ("$45", "e1", "price") in [(c.text, c.product_id, c.field) for c in account.claims]


async def test_a_refused_first_sentence_makes_the_reply_deterministic() -> None:
    """Nothing of the model's is sent, and the receipt says that it was replaced."""
    _, account = await written(BRIEF, says("The Harbor Striped Knit Sweater is only $12!"))
    assert account.reply == BRIEF.reply
    assert account.reply_source == "template"
    assert account.model_calls[0].accepted is False
    assert "$12" in account.refusals[0]


async def test_a_refused_later_sentence_ends_the_models_part() -> None:
    """The first sentence stands; what follows the false one is never sent."""
    model = says(f"{TRUE} It is waterproof. It's rated 4.8.")
    _, account = await written(BRIEF, model)
    assert account.reply == TRUE
    assert account.model_calls[0].accepted is False
    assert model.running == 0


async def test_prose_that_never_names_the_first_product_is_not_sent() -> None:
    """A polite sentence alone does not do; code says the whole reply."""
    _, account = await written(BRIEF, says("I found 14 matches."))
    assert SWEATER.title in account.reply
    assert account.reply_source == "template"
    assert "does not name the first product" in account.refusals[0]


async def test_prose_without_a_reason_gets_one() -> None:
    """Code adds the reasons alone; the name is not said twice."""
    _, account = await written(BRIEF, says("The Harbor Striped Knit Sweater is a great match."))
    assert account.reply == (
        "The Harbor Striped Knit Sweater is a great match. "
        "It's within your $60 limit, rated 4.8 from 12 reviews and in navy."
    )
    assert account.reply_source == "mixed"


async def test_a_sentence_is_sent_before_the_next_is_decoded() -> None:
    """The first piece arrives while the model is still writing."""
    model = ScriptedModel(text=lambda _messages: f"{TRUE} It's rated 4.8.", word_delay_s=0.001)
    answerer = Answerer(model=model, render=PROMPTS.render)
    stream = answerer.write(BRIEF)
    first = await anext(stream)
    assert isinstance(first, AnswerText)
    assert first.text == TRUE
    assert model.running == 1
    await stream.aclose()
    assert model.running == 0


async def test_without_a_model_the_reply_is_deterministic() -> None:
    """No call is listed."""
    _, account = await written(BRIEF, None)
    assert account.reply == " ".join((BRIEF.reply, *BRIEF.notes))
    assert account.model_calls == ()
    assert account.reply_source == "template"


async def test_a_dead_model_is_replaced_and_listed() -> None:
    """The call is in the account with its error, and the reply is whole."""
    _, account = await written(BRIEF, ScriptedModel(failure=ModelUnavailableError("gone; pull it")))
    assert account.reply == BRIEF.reply
    assert account.model_calls[0].note == "ModelUnavailableError: gone; pull it"
    assert account.model_calls[0].accepted is False


async def test_a_hanging_model_is_stopped_at_the_time_limit() -> None:
    """Code says everything, and the generation no longer runs."""
    model = ScriptedModel(hangs=True)
    _, account = await written(BRIEF, model, time_limit_s=0.05)
    assert account.reply == BRIEF.reply
    assert account.model_calls[0].note == "stopped after 0.05 s"
    assert model.running == 0


class SilentStream(ScriptedModel):
    """A model whose stream ends without a word."""

    async def stream(
        self, messages: Sequence[ChatMessage], *, decoding: Decoding
    ) -> AsyncIterator[StreamEvent]:
        """Not one event."""
        del messages, decoding
        nothing: tuple[StreamEvent, ...] = ()
        for event in nothing:
            yield event


async def test_a_silent_model_is_replaced() -> None:
    """An empty stream leaves the deterministic reply."""
    _, account = await written(BRIEF, SilentStream())
    assert account.reply == BRIEF.reply
    assert account.reply_source == "template"


async def test_a_text_cut_by_its_length_loses_only_its_torn_sentence() -> None:
    """The complete sentence is sent, the torn one is not."""
    torn = f"{TRUE} " + "and then " * 200
    _, account = await written(BRIEF, says(torn))
    assert account.reply == TRUE


async def test_a_reply_in_the_wrong_language_is_refused() -> None:
    """Chinese prose for an English shopper is replaced, and the other way round."""
    _, account = await written(BRIEF, says("Harbor Striped Knit Sweater售价$45。"))
    assert account.reply == BRIEF.reply
    chinese = compare_brief(products=[BEDDING, QUILT], language="zh")
    _, account = await written(chinese, says(f"{BEDDING.title} is ¥399."))
    assert account.reply == chinese.reply


async def test_repetition_is_cut() -> None:
    """A model that repeats itself is stopped."""
    _, account = await written(BRIEF, says(f"{TRUE} {TRUE}"))
    assert account.reply == TRUE


async def test_notes_follow_the_prose_and_do_not_count_as_code() -> None:
    """The reply is the model's even where code adds an honest note."""
    brief = search_brief(
        ranking=ranking(SWEATER, matching=1),
        query=Query(text="sweaters", constraints=(at_most(300.0, "CNY"),)),
        language="en",
        currency="USD",
    )
    _, account = await written(brief, says("The Harbor Striped Knit Sweater is $45, rated 4.8."))
    assert account.reply == f"The Harbor Striped Knit Sweater is $45, rated 4.8. {brief.notes[0]}"
    assert account.reply_source == "model"


async def test_service_replies_never_reach_the_model() -> None:
    """A brief without a prompt makes no call."""
    model = says("Sure, I cancelled it.")
    _, account = await written(service_brief(intent=Intent.ORDER, language="en"), model)
    assert model.calls == []
    assert "I cancelled it" not in account.reply


async def test_a_true_comparison_is_sent() -> None:
    """Names the first product and measures both."""
    brief = compare_brief(products=[BEDDING, QUILT], language="zh")
    said = "云岚纯棉四件套便宜¥60，售价¥399；北坡秋冬羊毛被评分更高，为4.9分。"
    _, account = await written(brief, says(said))
    assert account.reply == said
    assert account.reply_source == "model"


@pytest.mark.parametrize(
    ("text", "sentences", "rest"),
    [
        ("It is $45.50 now. And", ["It is $45.50 now."], "And"),
        ("Rated 4.", [], "Rated 4."),
        ("Rated 4.8 by all. ", ["Rated 4.8 by all."], ""),
        ("售价¥45.5元。评分", ["售价¥45.5元。"], "评分"),
        ("Nice! Is it? Yes", ["Nice!", "Is it?"], "Yes"),
        ("A vs. B is close. C", ["A vs. B is close."], "C"),
        ("", [], ""),
    ],
)
def test_sentences_end_where_they_end(text: str, sentences: list[str], rest: str) -> None:
    """Not inside a price or a rating, and not at a period that may still become one."""
    assert take_sentences(text) == (tuple(sentences), rest)


def test_a_finished_text_ends_its_last_sentence() -> None:
    """With or without an end mark."""
    assert split_sentences("One. Two") == ("One.", "Two")
    assert split_sentences("一。二") == ("一。", "二")


def test_a_chinese_name_without_its_breaks_is_restored() -> None:
    """Models drop spaces or put commas inside a Chinese title; the reply has the catalog's own."""
    box = replace(SWEATER, title="云栖 茶点礼盒 520克")
    assert restored("推荐云栖茶点礼盒，520克，售价¥45。", [box]) == "推荐云栖 茶点礼盒 520克，售价¥45。"
    assert restored("推荐云栖点礼盒 520克。", [box]) == "推荐云栖点礼盒 520克。"
