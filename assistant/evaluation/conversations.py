"""How held conversations compare with their scripts, turn by turn: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation import sampling
from assistant.evaluation.sampling import Estimate
from assistant.evaluation.types import Line
from assistant.evaluation.understanding import Judged, Shelf, judge
from assistant.evaluation.violations import claim_violations, item_violations
from assistant.state import SEARCH_INTENTS
from assistant.types import DialogueState, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTurn:
    """One turn as it ran. `cards_right` is None where the script says nothing of cards."""

    conversation: str
    judged: Judged
    cards_right: bool | None
    item_violations: tuple[str, ...]
    claim_violations: tuple[str, ...]
    reply: str

    @property
    def right(self) -> bool:
        """Whether the reading and the cards are as the script says, and nothing was violated."""
        fine = self.judged.right and self.cards_right is not False
        return fine and not self.item_violations and not self.claim_violations


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The measures over held turns; a conversation is right when all of its turns are."""

    turns: Estimate
    conversations: Estimate
    cards: Estimate
    item_violations: int
    claim_violations: int


def judge_turn(
    conversation: str, line: Line, turn: Turn, *, before: DialogueState, after: DialogueState, currency: str
) -> HeldTurn:
    """One finished turn compared with its line; conditions bind the items of a search alone."""
    shelf = Shelf(shown=before.shown, page=None, currency=currency)
    ms = turn.timings_ms.get("understanding", 0.0)
    judged = judge(line.name, line.say, line.wanted, turn.understanding, shelf, ms=ms)
    searched = bool(SEARCH_INTENTS & set(turn.understanding.intents))
    shows = any(not item.alternative for item in turn.items)
    expected = line.wanted.items
    return HeldTurn(
        conversation=conversation,
        judged=judged,
        cards_right=None if expected is None else shows is (expected == "some"),
        item_violations=item_violations(turn.items, after.constraints) if searched else (),
        claim_violations=claim_violations(turn),
        reply=turn.reply,
    )


def tally(held: Sequence[HeldTurn], *, seed: int = sampling.SEED) -> Tally:
    """The measures over these turns."""
    names = dict.fromkeys(turn.conversation for turn in held)
    wrong = {turn.conversation for turn in held if not turn.right}
    cards = [turn.cards_right for turn in held if turn.cards_right is not None]
    return Tally(
        turns=sampling.share([turn.right for turn in held], seed=seed),
        conversations=sampling.share([name not in wrong for name in names], seed=seed),
        cards=sampling.share(cards, seed=seed),
        item_violations=sum(len(turn.item_violations) for turn in held),
        claim_violations=sum(len(turn.claim_violations) for turn in held),
    )
