"""The parser's and the head's word on the intent, and when the language model is asked."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import pytest

from assistant.heads.intents import IntentHead
from assistant.parsing import Parsed
from assistant.types import DialogueState, Intent, PageContext
from assistant.understanding import Reader, Reading, needs_model
from prompts.registry import PromptRegistry
from retrieval.errors import EmbedderError
from tests.assistant.parsing.conftest import Shop, load_shop
from tests.fakes_llm import ScriptedModel


class Opinionated(IntentHead):
    """A head with one opinion on everything; an error instead of it is raised."""

    def __init__(self, opinion: Mapping[Intent, float] | Exception) -> None:
        self.opinion = opinion

    def read(self, text: str, parsed: Parsed, *, on_screen: bool) -> Mapping[Intent, float]:  # noqa: ARG002
        """The opinion, whatever was said."""
        if isinstance(self.opinion, Exception):
            raise self.opinion
        return self.opinion


@pytest.fixture(scope="module")
def shop() -> Shop:
    """The parser's English fixture catalog."""
    return load_shop("en")


async def read(
    shop: Shop, text: str, opinion: Mapping[Intent, float] | Exception, *, model: ScriptedModel | None = None
) -> Reading:
    """The utterance on a screen of sweaters, read with this opinion."""
    shown = ("s1", "s2", "s3", "s4")
    reader = Reader(model=model, prompts=PromptRegistry.from_folder(), head=Opinionated(opinion))
    return await reader.read(
        text,
        vocabulary=shop.vocabulary,
        catalog_language="en",
        state=DialogueState(
            conversation_id="c", shop="s", language="en", search_text="sweaters", shown=shown, seen=shown
        ),
        shown=[product for key in shown if (product := shop.snapshot.get(key)) is not None],
        context=PageContext(),
    )


def leaning(intent: Intent, share: float) -> Mapping[Intent, float]:
    """An opinion that gives one intent this share and the others the rest alike."""
    rest = (1.0 - share) / (len(Intent) - 1)
    return {each: share if each is intent else rest for each in Intent}


async def test_a_wording_without_a_cue_is_read_by_the_head(shop: Shop) -> None:
    """Parts of the reading follow the intent: as a question of a product, 'it' points at one."""
    reading = await read(shop, "would grandma approve of number two", leaning(Intent.ASK_PRODUCT, 0.97))
    assert reading.understanding.intents == (Intent.ASK_PRODUCT,)
    assert [ref.product_ids for ref in reading.understanding.references] == [("s2",)]


async def test_a_hesitant_head_leaves_the_parsers_word_and_the_model_is_asked(shop: Shop) -> None:
    """With 40 % for a cart the cue-less utterance is the model's to decide."""
    model = ScriptedModel(value=lambda _: {"feedback": ""})
    reading = await read(shop, "hmm cargo", leaning(Intent.CART, 0.4), model=model)
    assert len(reading.calls) == 1
    assert reading.understanding.primary is Intent.FEEDBACK


async def test_a_sure_reading_asks_no_model(shop: Shop) -> None:
    """Cue and head agree, every word is known: no call is made."""
    model = ScriptedModel(value=lambda _: {"smalltalk": ""})
    reading = await read(shop, "cheaper ones please", leaning(Intent.REFINE, 0.95), model=model)
    assert (reading.calls, reading.understanding.primary) == ((), Intent.REFINE)


async def test_a_failing_embedder_leaves_the_parser_alone(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    """The turn goes on, and the operator reads why, with the conversation's id."""
    with caplog.at_level(logging.WARNING):
        reading = await read(shop, "cheaper ones please", EmbedderError("out of memory"))
    assert reading.understanding.primary is Intent.REFINE
    record = caplog.records[-1]
    assert (record.__dict__["conversation"], record.__dict__["error"]) == ("c", "out of memory")


@pytest.mark.parametrize(
    ("search_text", "leftover", "languages", "asks"),
    [
        ("ratchet set", "ratchet set", ("en",), False),
        ("棘轮扳手", "棘轮扳手", ("en", "zh"), False),
        ("棘轮扳手", "棘轮扳手", ("en",), True),
        ("kid starts band", "kid starts trumpet", ("en",), True),
        ("", "", ("en",), True),
    ],
)
def test_unknown_kinds_are_the_models_only_where_words_are_not_enough(
    search_text: str, leftover: str, languages: tuple[str, ...], asks: bool
) -> None:
    """A name that stands alone is searched for; another language, or words beside it, are the model's."""
    parsed = Parsed(language="en", intents=((Intent.FIND, 0.95),), search_text=search_text, leftover=leftover)
    assert needs_model(parsed, languages) is asks
