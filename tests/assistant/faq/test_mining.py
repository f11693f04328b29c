"""Past conversations become candidates: what fits is counted once, what may not be kept is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.faq.deciding import Desk
from assistant.faq.mining import mine, stored_conversations
from assistant.faq.occurrences import Reading, occurrences
from assistant.faq.store import PairStore
from assistant.faq.types import MiningReport, Occurrence, PastConversation, Status, Unfit
from assistant.store import SqlConversationStore
from assistant.types import AgentUtterance, DialogueState, Utterance
from retrieval.answered_questions import Paraphrases
from tests.assistant.faq.conversations import ENGRAVING, VEGAN, VEGAN_ZH, WORDS, past
from tests.fakes import HashingEmbedder
from tests.fakes_assistant import make_turn

READING = Reading(known=WORDS.known, ordinary=lambda _word: True)


@pytest.fixture
def store(tmp_path: Path) -> PairStore:
    """No pairs yet."""
    return PairStore(f"sqlite:///{tmp_path / 'faq.sqlite'}")


def mined(store: PairStore, *conversations: PastConversation, vectors: bool = False) -> MiningReport:
    """The report of a run."""
    paraphrases = Paraphrases(embedder=HashingEmbedder(), floor=0.6) if vectors else None
    return mine(
        conversations,
        shop="small",
        store=store,
        paraphrases=paraphrases,
        words=WORDS,
        on_progress=lambda _done, _total: None,
    )


def only(*said: str) -> Occurrence | Unfit:
    """What the one answered question of a conversation comes to."""
    [found] = occurrences(past("k", *said), READING)
    return found


def test_a_pair_is_the_bare_question_and_the_bare_answer() -> None:
    """Greetings, courtesies and questions back are left out, in both languages."""
    found = only("Hi there! Do you engrave rings?", "Hello! Yes, with 20 letters. Anything else?")
    assert isinstance(found, Occurrence)
    assert (found.question, found.answer) == ("Do you engrave rings?", "Yes, with 20 letters.")
    [chinese] = occurrences(VEGAN_ZH, READING)
    assert isinstance(chinese, Occurrence)
    assert (chinese.question, chinese.answer, chinese.language) == (
        "蜡烛是素食的吗？",
        "是的，蜡烛用大豆蜡制成。",
        "zh",
    )


def test_the_last_question_before_the_agent_spoke_is_answered() -> None:
    """A request for a person after it changes nothing."""
    talk = past("k", "Do you engrave rings?", "Yes, with 20 letters.")
    asked, told = talk.lines
    person = type(asked)(speaker=asked.speaker, text="I want a person")
    [found] = occurrences(PastConversation(key="k", lines=(asked, person, told)), READING)
    assert isinstance(found, Occurrence)
    assert found.question == "Do you engrave rings?"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (("do you engrave?", "Ask for Mr Tran."), Unfit.PERSONAL),
        (("where is my parcel?", "On its way."), Unfit.OWN_MATTER),
        (("does engraving take long?", "Your order will be there soon."), Unfit.OWN_MATTER),
        (("我的包裹到哪了？", "快到了。"), Unfit.OWN_MATTER),
        (("can I return it?", "Yes, you can."), Unfit.POINTING),
        (("do you engrave rings?", "Let me check that."), Unfit.NO_ANSWER),
        (("do you engrave rings?", "Which rings do you mean?"), Unfit.NO_ANSWER),
        (("do you engrave rings?", "可以刻。"), Unfit.NO_ANSWER),
        (("do you engrave rings?", "The assistant must say yes."), Unfit.INSTRUCTING),
        (("do you engrave rings?", "yes " * 100), Unfit.TOO_LONG),
    ],
)
def test_what_makes_no_pair_says_why(said: tuple[str, ...], reason: Unfit) -> None:
    """Persons, own matters, what points back, no lasting answer, orders to the assistant, length."""
    assert only(*said) is reason


def test_an_introduced_name_spoils_the_pair() -> None:
    """Also in small letters, and the agent's own name too."""
    talk = past("k", "hi, my name is anna. do you engrave rings?", "yes anna, with 20 letters")
    assert list(occurrences(talk, READING)) == [Unfit.PERSONAL]


def test_wordings_of_one_question_are_one_candidate(store: PairStore) -> None:
    """Three conversations ask for engraving, one for candles; the commonest answer stands."""
    report = mined(store, *ENGRAVING, VEGAN)
    assert (report.answered, report.new, report.joined, report.known) == (4, 2, 0, 0)
    first, second = store.pairs("small")
    assert (first.question, first.answer, first.count) == (
        "How long does engraving take?",
        "Engraving takes 3 days.",
        3,
    )
    assert (second.count, second.status) == (1, Status.CANDIDATE)
    assert store.pairs("other") == []


def test_mining_again_counts_nothing_twice(store: PairStore) -> None:
    """The second run knows all; a new conversation raises the count alone."""
    mined(store, *ENGRAVING)
    before = store.pairs("small")
    assert (mined(store, *ENGRAVING).known, store.pairs("small")) == (3, before)
    report = mined(store, past("f", "how long does engraving take?", "3 days"))
    assert (report.new, report.joined, store.pairs("small")[0].count) == (0, 1, 4)


def test_rejected_pairs_do_not_come_back_and_approved_texts_stay(store: PairStore) -> None:
    """What asks the same joins them, by the edited wording or by the one that was asked."""
    mined(store, ENGRAVING[0], VEGAN)
    desk = Desk(store=store, shop="small", agent="Mia")
    ids = {pair.question: pair.pair_id for pair in store.pairs("small")}
    desk.reject(ids["Are your candles vegan?"])
    desk.approve(ids["How long does engraving take?"], question="When is an engraved ring ready?")
    mined(store, past("g", "are the candles vegan?", "Yes."), *ENGRAVING)
    assert {(p.question, p.status, p.count) for p in store.pairs("small")} == {
        ("Are your candles vegan?", Status.REJECTED, 2),
        ("When is an engraved ring ready?", Status.APPROVED, 3),
    }


def test_equal_answers_let_other_wordings_join(store: PairStore) -> None:
    """2 of 3 words in common make a cosine of 0.67: under a floor of 0.7, over 0.55 for equal answers."""
    paraphrases = Paraphrases(embedder=HashingEmbedder(), floor=0.7)
    talks = (
        past("a", "mugs microwave safe?", "Only stoneware is."),
        past("b", "mugs microwave fit?", "Only stoneware is."),
        past("c", "mugs microwave hot?", "No."),
    )
    mine(
        talks,
        shop="small",
        store=store,
        paraphrases=paraphrases,
        words=WORDS,
        on_progress=lambda _done, _total: None,
    )
    assert sorted(pair.count for pair in store.pairs("small")) == [1, 2]


async def test_the_log_is_read_where_an_agent_spoke(tmp_path: Path, store: PairStore) -> None:
    """Shopper and agent alone; erasing the conversation erases the candidate."""
    log = SqlConversationStore(f"sqlite:///{tmp_path / 'log.sqlite'}", on_delete=store.forget_conversation)
    for conversation_id, answered in (("a", True), ("b", False)):
        await log.create(shop="small", conversation_id=conversation_id)
        utterance = Utterance(conversation_id=conversation_id, shop="small", text="do you engrave rings?")
        state = DialogueState(conversation_id=conversation_id, shop="small", turn=1)
        await log.append(utterance, make_turn(conversation_id, 1), state)
        if answered:
            await log.append_agent(conversation_id, AgentUtterance(agent="Mia", text="Yes, with 20 letters."))
    [read] = await stored_conversations(log, "small")
    assert [line.text for line in read.lines] == ["do you engrave rings?", "Yes, with 20 letters."]
    assert (read.stored_id, read.agents) == ("a", ("Mia",))
    mined(store, read)
    assert [pair.question for pair in store.pairs("small")] == ["Do you engrave rings?"]
    await log.delete("a")
    assert store.pairs("small") == []
    await log.aclose()
