"""One assistant run as frames, kept so that a socket which arrives in the middle sees it whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from api import agui
from api.protocol import Frame
from api.schemas import ItemForm
from assistant.types import ItemsRanked, TextDelta, TurnEvent, TurnFinished


@dataclass(slots=True, kw_only=True)
class Run:
    """Frames of one run, in order. Only its own channel changes it.

    `message_id` is the utterance's, `reply_id` that of the text which answers it.
    """

    conversation_id: str
    run_id: str
    message_id: str
    said: str
    item_form: ItemForm
    _cards: Frame | None = None
    _text: list[str] = field(default_factory=list)

    @property
    def reply_id(self) -> str:
        """Id of the assistant's message."""
        return f"{self.message_id}-reply"

    def start(self) -> Frame:
        """The frame that opens the run."""
        return _agui(
            agui.run_started(
                thread_id=self.conversation_id,
                run_id=self.run_id,
                message_id=self.message_id,
                said=self.said,
            )
        )

    def frames(self, event: TurnEvent) -> list[Frame]:
        """What an event of the turn sends; nothing for those that shoppers don't see."""
        match event:
            case ItemsRanked():
                items = [self.item_form(item) for item in event.items]
                self._cards = Frame(
                    t="cards", d={"runId": self.run_id, "msgId": self.reply_id, "items": items}
                )
                return [self._cards]
            case TextDelta():
                opening = [] if self._text else [_agui(agui.text_start(message_id=self.reply_id))]
                self._text.append(event.text)
                return [*opening, self._content(event.text)]
            case TurnFinished():
                finished = agui.run_finished(thread_id=self.conversation_id, run_id=self.run_id)
                return [*self._end_text(), _agui(finished)]
            case _:
                return []

    def cancelled(self) -> list[Frame]:
        """What a stopped run sends last."""
        finished = agui.run_cancelled(thread_id=self.conversation_id, run_id=self.run_id)
        return [*self._end_text(), _agui(finished)]

    def failed(self, *, code: str, message: str) -> list[Frame]:
        """What a failed run sends last."""
        return [*self._end_text(), _agui(agui.run_error(message=message, code=code))]

    def so_far(self) -> list[Frame]:
        """The run up to now, its text in one piece."""
        frames = [self.start()]
        if self._cards is not None:
            frames.append(self._cards)
        if self._text:
            frames.append(_agui(agui.text_start(message_id=self.reply_id)))
            frames.append(self._content("".join(self._text)))
        return frames

    def _content(self, delta: str) -> Frame:
        return _agui(agui.text_content(message_id=self.reply_id, delta=delta))

    def _end_text(self) -> list[Frame]:
        return [_agui(agui.text_end(message_id=self.reply_id))] if self._text else []


def _agui(event: agui.Event) -> Frame:
    return Frame(t="agui", d=event)
