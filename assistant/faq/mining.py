"""From past conversations to candidates: read, leave out what may not be kept, group, store."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.faq.grouping import grouped
from assistant.faq.occurrences import Reading, occurrences
from assistant.faq.store import PairStore
from assistant.faq.types import (
    Line,
    MiningReport,
    Occurrence,
    PastConversation,
    Speaker,
    Unfit,
)
from assistant.protocols import ConversationStore
from assistant.types import AgentUtterance, Utterance
from retrieval.answered_questions import Paraphrases
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.policies import Policies
from retrieval.text import normalize

_LOWER = re.compile(r"(?<![A-Za-z'’])[a-z][a-z'’-]*")
_MOST_CONVERSATIONS = 1_000_000


async def stored_conversations(store: ConversationStore, shop: str) -> Sequence[PastConversation]:
    """A shop's logged conversations in which an agent spoke; what the assistant said is left out."""
    found = []
    for summary in await store.conversations(shop=shop, limit=_MOST_CONVERSATIONS):
        values = [event.value for event in await store.events(summary.conversation_id)]
        agents = tuple(dict.fromkeys(v.agent for v in values if isinstance(v, AgentUtterance)))
        if agents:
            lines = [
                Line(
                    speaker=Speaker.SHOPPER if isinstance(value, Utterance) else Speaker.AGENT,
                    text=value.text,
                )
                for value in values
                if isinstance(value, Utterance | AgentUtterance)
            ]
            found.append(
                PastConversation(
                    key=f"log:{summary.conversation_id}",
                    lines=tuple(lines),
                    stored_id=summary.conversation_id,
                    agents=agents,
                )
            )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopWords:
    """A shop's own words, which are nobody's name.

    `rules` and `titles` are normalized texts; `lower` are words that rules and descriptions write in lower
    case.
    """

    rules: str
    titles: str
    lower: frozenset[str]

    @classmethod
    def of(cls, snapshot: CatalogSnapshot, policies: Policies) -> ShopWords:
        """Read a catalog and the shop's rules."""
        rules = [f"{line.heading}\n{line.text}" for line in policies.lines]
        described = (product.description for product in snapshot.products)
        return cls(
            rules=normalize(" ".join(rules)),
            titles="\n".join(normalize(product.title) for product in snapshot.products),
            lower=_lower_words((*rules, *described)),
        )

    def known(self, phrase: str) -> bool:
        """Whether a phrase stands in the rules, or, of two words or more, in a title."""
        flat = normalize(phrase)
        if not flat.isascii():
            return flat in self.rules
        pattern = re.compile(rf"(?<![a-z0-9]){re.escape(flat)}(?![a-z0-9])")
        return bool(pattern.search(self.rules)) or (" " in flat and bool(pattern.search(self.titles)))


def mine(
    conversations: Sequence[PastConversation],
    *,
    shop: str,
    store: PairStore,
    paraphrases: Paraphrases | None,
    words: ShopWords,
    on_progress: Callable[[int, int], None],
) -> MiningReport:
    """Store the answered questions of these conversations as candidates; mining again counts nothing twice.

    What joins a pair on file, approved or rejected, only raises its count. `on_progress` gets conversations
    done and in all. Blocking. Raises FaqError.
    """
    found, dropped = _read(conversations, words, on_progress)
    known = store.known(shop)
    fresh = [occurrence for occurrence in found if occurrence.digest not in known]
    result = grouped(fresh, store.wordings(shop), shop=shop, paraphrases=paraphrases)
    store.add(shop, result)
    return MiningReport(
        conversations=len(conversations),
        answered=len(found) + dropped.total(),
        dropped=dict(dropped.most_common()),
        new=len(result.new),
        joined=sum(len(same) for same in result.joined.values()),
        known=len(found) - len(fresh),
    )


def _read(
    conversations: Sequence[PastConversation], words: ShopWords, on_progress: Callable[[int, int], None]
) -> tuple[Sequence[Occurrence], Counter[str]]:
    """The occurrences, each once, and how many answered questions make none, by why."""
    said = (line.text for conversation in conversations for line in conversation.lines)
    reading = Reading(known=words.known, ordinary=(words.lower | _lower_words(said)).__contains__)
    dropped: Counter[str] = Counter()
    found: dict[str, Occurrence] = {}
    for done, conversation in enumerate(conversations, start=1):
        for each in occurrences(conversation, reading):
            if isinstance(each, Unfit):
                dropped[each.value] += 1
            else:
                found.setdefault(each.digest, each)
        on_progress(done, len(conversations))
    return tuple(found.values()), dropped


def _lower_words(texts: Iterable[str]) -> frozenset[str]:
    """Words written in lower case anywhere in the texts."""
    return frozenset(word for text in texts for word in _LOWER.findall(text))
