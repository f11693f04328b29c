"""The policy picks the next action from state and understanding alone."""

from __future__ import annotations

import pytest

from assistant.policy import AnswerAbout, AskBack, Compare, Decision, Restart, Search, Service, decide
from assistant.types import DialogueState, Intent, PageContext, Reference, Understanding

SHOWN = DialogueState(conversation_id="c", shop="s", search_text="mugs", shown=("a", "b", "c"))
FOCUSED = DialogueState(
    conversation_id="c", shop="s", search_text="mugs", shown=("a", "b", "c"), focus=("b", "c")
)
EMPTY = DialogueState(conversation_id="c", shop="s")
PAGE = PageContext(product_id="p")
NO_PAGE = PageContext()


def said(*intents: Intent, refs: tuple[tuple[str, ...], ...] = (), **fields: object) -> Understanding:
    """An English understanding with ordinal references to these product ids."""
    references = tuple(Reference(kind="ordinal", text="", product_ids=ids) for ids in refs)
    return Understanding(language="en", intents=intents, references=references, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "understanding", "context", "expected"),
    [
        (SHOWN, said(Intent.FIND, search_text="mugs"), NO_PAGE, Search()),
        (SHOWN, said(Intent.REFINE, paging="more"), NO_PAGE, Search(more=True)),
        (EMPTY, said(Intent.REFINE), NO_PAGE, AskBack(missing="what")),
        (EMPTY, said(Intent.REFINE, paging="restart"), NO_PAGE, Restart()),
        (SHOWN, said(Intent.COMPARE, refs=(("a", "b"),)), NO_PAGE, Compare(product_ids=("a", "b"))),
        (SHOWN, said(Intent.COMPARE, refs=(("a",), ("c",))), NO_PAGE, Compare(product_ids=("a", "c"))),
        (SHOWN, said(Intent.COMPARE), NO_PAGE, Compare(product_ids=("a", "b", "c"))),
        (FOCUSED, said(Intent.COMPARE), NO_PAGE, Compare(product_ids=("b", "c"))),
        (SHOWN, said(Intent.COMPARE, refs=(("b",),)), PAGE, Compare(product_ids=("b", "p"))),
        (SHOWN, said(Intent.COMPARE, refs=((),)), NO_PAGE, AskBack(missing="which")),
        (EMPTY, said(Intent.COMPARE), NO_PAGE, AskBack(missing="which")),
        (
            SHOWN,
            said(Intent.ASK_PRODUCT, refs=(("b",),), asked_facet="material"),
            NO_PAGE,
            AnswerAbout(product_ids=("b",), asked_facet="material"),
        ),
        (FOCUSED, said(Intent.ASK_PRODUCT), NO_PAGE, AnswerAbout(product_ids=("b", "c"))),
        (FOCUSED, said(Intent.ASK_PRODUCT), PAGE, AnswerAbout(product_ids=("p",))),
        (SHOWN, said(Intent.ASK_PRODUCT), NO_PAGE, AnswerAbout(product_ids=("a",))),
        (SHOWN, said(Intent.ASK_PRODUCT, refs=((),)), NO_PAGE, AskBack(missing="which")),
        (EMPTY, said(Intent.ASK_PRODUCT), NO_PAGE, AskBack(missing="which")),
        (SHOWN, said(Intent.UNSUPPORTED, Intent.FIND), NO_PAGE, Service(intent=Intent.UNSUPPORTED)),
    ],
)
def test_the_decision(
    state: DialogueState, understanding: Understanding, context: PageContext, expected: Decision
) -> None:
    """Each case of state, understanding and page gives the one expected action."""
    assert decide(state, understanding, context) == expected
