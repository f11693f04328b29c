"""What an agent decides about pairs: approve, reject, edit; checked, then stored with the agent's name."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import FaqError
from assistant.faq.personal import has_personal_marks
from assistant.faq.store import PairStore
from assistant.faq.types import MAX_ANSWER_CHARS, MAX_QUESTION_CHARS, Pair, Status
from assistant.phrasing.display import plain
from retrieval.asked import is_question, read_question
from retrieval.instructing import addresses_assistant

MAX_AGENT_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One agent deciding about one shop's pairs. Raises FaqError for a name that can't be audited."""

    store: PairStore
    shop: str
    agent: str

    def __post_init__(self) -> None:
        if not self.agent or plain(self.agent, MAX_AGENT_CHARS) != self.agent:
            raise FaqError(
                f"agent: expected a plain name of at most {MAX_AGENT_CHARS} characters, got {self.agent!r}"
            )

    def approve(self, pair_id: str, *, question: str | None = None, answer: str | None = None) -> Pair:
        """Let a pair be quoted, with these texts where given. Raises FaqError where it may not be."""
        pair = self.store.pair(self.shop, pair_id)
        texts = checked(question or pair.question, answer or pair.answer)
        return self._decide(pair, "approved", Status.APPROVED, texts)

    def reject(self, pair_id: str) -> Pair:
        """Never quote a pair; whatever asks the same is counted with it from now on. Raises FaqError."""
        pair = self.store.pair(self.shop, pair_id)
        return self._decide(pair, "rejected", Status.REJECTED, (pair.question, pair.answer))

    def edit(self, pair_id: str, *, question: str | None = None, answer: str | None = None) -> Pair:
        """Change texts; an approved pair stays approved, now by this agent. Raises FaqError."""
        pair = self.store.pair(self.shop, pair_id)
        texts = checked(question or pair.question, answer or pair.answer)
        return self._decide(pair, "edited", pair.status, texts)

    def delete(self, pair_id: str) -> bool:
        """Erase a pair and its texts; False where it was gone already. Mining may find it anew."""
        return self.store.delete(self.shop, pair_id, agent=self.agent)

    def _decide(self, pair: Pair, action: str, status: Status, texts: tuple[str, str]) -> Pair:
        return self.store.decide(
            self.shop,
            pair.pair_id,
            action=action,
            status=status,
            agent=self.agent,
            question=texts[0],
            answer=texts[1],
        )


def checked(question: str, answer: str) -> tuple[str, str]:
    """Texts that may be quoted, on one line each.

    Raises FaqError where one is empty, too long, holds markup, links, personal data or orders to the
    assistant, or where the question asks nothing.
    """
    texts = (
        _plain("question", question, MAX_QUESTION_CHARS),
        _plain("answer", answer, MAX_ANSWER_CHARS),
    )
    if not is_question(texts[0]) or not read_question(texts[0]).words:
        raise FaqError(f"question: expected one that can be understood by itself, got {texts[0]!r}")
    for name, text in zip(("question", "answer"), texts, strict=True):
        if addresses_assistant(text):
            raise FaqError(f"{name}: expected words for shoppers, got orders to the assistant: {text!r}")
        if has_personal_marks(text):
            raise FaqError(
                f"{name}: expected no names, addresses, numbers or links, got {text!r}; "
                "contact data of the shop belongs into its Markdown policies"
            )
    return texts


def _plain(name: str, text: str, limit: int) -> str:
    line = " ".join(text.split())
    if not line or len(line) > limit:
        raise FaqError(f"{name}: expected 1 to {limit} characters, got {len(line)}; edit it with --{name}")
    shown = plain(line, limit)
    if shown != line:
        raise FaqError(f"{name}: expected plain text as shoppers will read it ({shown!r}), got {line!r}")
    return line
