"""`shopwright faq` and `conversations answer` over a small shop of ours."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from assistant.faq.grouping import grouped
from assistant.faq.store import PairStore
from assistant.faq.types import Occurrence
from assistant.store import SqlConversationStore
from assistant.types import AgentUtterance
from tests.api.test_cli import Shopwright, shopwright  # noqa: F401 - a fixture
from tests.api.test_evaluate import home  # noqa: F401 - a fixture
from tests.weights_root import link_embedders


def candidate(home: Path) -> str:  # noqa: F811 - the fixture
    """Id of a candidate that two shoppers asked for."""
    store = PairStore(f"sqlite:///{home / 'faq.sqlite'}")
    asked = [
        Occurrence(
            digest="1", question="Do you engrave rings?", answer="Yes, with 20 letters.", language="en"
        ),
        Occurrence(digest="2", question="Do you engrave the rings?", answer="Yes.", language="en"),
    ]
    store.add("small", grouped(asked, [], shop="small", paraphrases=None))
    [pair] = store.pairs("small")
    store.close()
    return pair.pair_id


def test_a_candidate_is_approved_edited_shown_and_exported(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,  # noqa: F811
) -> None:
    """Each decision names its agent; the export holds what was approved, with who and when."""
    pair_id = candidate(home)
    options = ("--shop", "small")
    assert (
        f"{pair_id}  candidate     2  en  Do you engrave rings?"
        in shopwright("faq", "list", *options, home=home).stdout
    )
    assert shopwright("faq", "approve", pair_id, *options, home=home).returncode == 2
    assert shopwright("faq", "approve", pair_id, *options, "--agent", "Mia", home=home).returncode == 0
    wording = ("--answer", "Yes, with up to 20 letters.", "--agent", "Bo")
    assert shopwright("faq", "edit", pair_id, *options, *wording, home=home).returncode == 0
    shown = shopwright("faq", "show", pair_id, *options, home=home).stdout
    assert "also:     Do you engrave the rings? – Yes." in shown
    assert "approved by Mia" in shown
    assert "edited by Bo" in shown
    [line] = shopwright("faq", "export", *options, home=home).stdout.splitlines()
    exported = json.loads(line)
    assert (exported["answer"], exported["agent"], exported["count"]) == (
        "Yes, with up to 20 letters.",
        "Bo",
        2,
    )
    assert exported["decided_at"].startswith("20")


def test_rejecting_deleting_and_what_can_not_be(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,  # noqa: F811
) -> None:
    """Both can be repeated; an unknown pair, status or shop, and unfit words, are said in one line."""
    pair_id = candidate(home)
    agent = ("--shop", "small", "--agent", "Mia")
    for _ in range(2):
        assert shopwright("faq", "reject", pair_id, *agent, home=home).returncode == 0
    refused = shopwright("faq", "approve", pair_id, *agent, "--answer", "Mail a@example.org", home=home)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "belongs into its Markdown policies" in refused.stderr
    assert "erased" in shopwright("faq", "delete", pair_id, *agent, home=home).stderr
    assert "is not there" in shopwright("faq", "delete", pair_id, *agent, home=home).stderr
    assert shopwright("faq", "show", pair_id, "--shop", "small", home=home).returncode == 1
    assert "--status" in shopwright("faq", "list", "--shop", "small", "--status", "x", home=home).stderr
    assert shopwright("faq", "list", "--shop", "nope", home=home).returncode == 1


def test_an_agent_answers_from_the_command_line(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,  # noqa: F811
) -> None:
    """The log holds it; an empty text and an unknown conversation are refused."""

    async def with_log(told: bool) -> list[object]:
        store = SqlConversationStore(f"sqlite:///{home / 'conversations.sqlite'}")
        await store.create(shop="small", conversation_id="small/a")
        values = [event.value for event in await store.events("small/a")] if told else []
        await store.aclose()
        return list(values)

    asyncio.run(with_log(told=False))
    said = ("conversations", "answer", "small/a", "Within 30 days.", "--agent", "Mia")
    assert shopwright(*said, home=home).returncode == 0
    assert asyncio.run(with_log(told=True)) == [AgentUtterance(agent="Mia", text="Within 30 days.")]
    assert shopwright("conversations", "answer", "small/a", " ", "--agent", "Mia", home=home).returncode == 1
    assert shopwright("conversations", "answer", "b", "x", "--agent", "Mia", home=home).returncode == 1


@pytest.mark.embedder
def test_a_file_is_mined_and_its_bad_lines_are_told(
    shopwright: Shopwright,  # noqa: F811
    home: Path,  # noqa: F811
) -> None:
    """Line, expected and got on standard error; what fits becomes a candidate, once."""
    link_embedders(home)
    talk = [
        {"role": "shopper", "text": "Do you engrave rings?"},
        {"role": "agent", "text": "Yes, with 20 letters."},
    ]
    file = home / "past.jsonl"
    file.write_text(json.dumps({"messages": talk}) + "\nnonsense\n", encoding="utf-8")
    first, second = (shopwright("faq", "mine", str(file), "--shop", "small", home=home) for _ in range(2))
    assert "past.jsonl line 2: expected one JSON object in UTF-8, got 'nonsense'" in first.stderr
    assert "1 new candidates, 0 joined to pairs on file, 0 known" in first.stdout
    assert "0 new candidates, 0 joined to pairs on file, 1 known" in second.stdout
