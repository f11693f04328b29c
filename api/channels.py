"""A live conversation: one run at a time, watched by any number of sockets."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from time import perf_counter

from api.errors import INTERNAL, RunInProgressError, RunStoppedError, describe
from api.metrics import Metrics
from api.outbox import Outbox
from api.protocol import CloseCode, Frame, MessageSend
from api.runs import Run
from api.schemas import ItemForm, turn_json
from api.turns import Clock, Replier, timed
from assistant.errors import ConversationNotFoundError
from assistant.protocols import ConversationStore, LoggedEvent
from assistant.types import AgentUtterance, Turn, TurnFinished, Utterance

_LOG = logging.getLogger(__name__)
MAX_WAITING = 3
MAX_REPLAY_EVENTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """An accepted utterance. `duplicate`: its cid was accepted before, and `turn` is the first one's."""

    message_id: str
    turn: asyncio.Future[Turn]
    duplicate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    message: MessageSend
    submission: Submission
    started: float


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """One conversation in memory: what waits, what runs and who watches.

    A disconnect never stops a run; only `stop`, an erasure or the end of the server does. `head` is the
    `seq` of the last stored event that was sent out; `users` counts who holds the channel (see Hub).
    """

    conversation_id: str
    shop: str
    store: ConversationStore
    assistant: Replier
    item_form: ItemForm
    metrics: Metrics
    clock: Clock = perf_counter
    head: int = 0
    users: int = 0
    _stored: bool = False
    _watchers: set[Outbox] = field(default_factory=set)
    _jobs: deque[_Job] = field(default_factory=deque)
    _submissions: dict[str, Submission] = field(default_factory=dict)
    _message_ids: dict[int, str] = field(default_factory=dict)
    _run: Run | None = None
    _reply: asyncio.Task[Turn] | None = None
    _worker: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Read the log. Raises ConversationNotFoundError, also when the id belongs to another shop."""
        state = await self.store.load(self.conversation_id)
        if state.shop != self.shop:
            raise ConversationNotFoundError(f"expected a conversation of {self.shop!r}, got another shop's")
        self._stored = True
        events = await self.store.events(self.conversation_id)
        self._note(events)
        cids = {event.turn: event.value.message_id for event in events if isinstance(event.value, Utterance)}
        for event in events:
            cid = cids.get(event.turn)
            if isinstance(event.value, Turn) and cid is not None:
                self._submissions[cid] = _past(self._message_ids[event.turn], event.value)

    @property
    def idle(self) -> bool:
        """Whether nobody holds it and nothing runs, so that it may leave memory."""
        return not (self.users or self._worker)

    def submit(self, message: MessageSend, *, started: float) -> Submission:
        """Accept an utterance, once per cid. Raises RunInProgressError when too many wait."""
        known = self._submissions.get(message.cid)
        if known is not None:
            return replace(known, duplicate=True)
        if len(self._jobs) >= MAX_WAITING:
            raise RunInProgressError(f"expected at most {MAX_WAITING} messages that wait for their answers")
        turn: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        turn.add_done_callback(lambda done: None if done.cancelled() else done.exception())
        submission = Submission(message_id=self._message_id(message.cid), turn=turn)
        self._submissions[message.cid] = submission
        self._jobs.append(_Job(message=message, submission=submission, started=started))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work(), name="conversation")
        return submission

    def stop(self) -> None:
        """Stop the running answer; its utterance is not stored. Without one, nothing happens."""
        if self._reply is not None:
            self._reply.cancel()

    async def watch(self, outbox: Outbox, *, welcome: Frame, after: int) -> None:
        """Send history after the `after`-th event and the run so far, then everything that happens."""
        start = seen = max(min(after, self.head), self.head - MAX_REPLAY_EVENTS)
        history: list[Frame] = []
        while seen < self.head:
            events = await self.store.events(self.conversation_id, after=seen)
            self._note(events)
            history += [self._stored_frame(event) for event in events]
            seen = max(seen + 1, events[-1].seq if events else self.head)
        first = replace(welcome, d={**welcome.d, "head": self.head})
        end = Frame(t="replay.end", d={"from": start, "head": self.head})
        outbox.replay([first, *history, end, *(self._run.so_far() if self._run else [])])
        self._watchers.add(outbox)

    def unwatch(self, outbox: Outbox) -> None:
        """Send nothing more to this socket."""
        self._watchers.discard(outbox)

    async def aclose(self, code: CloseCode) -> None:
        """Stop the run, forget what waits, and close every socket that watches."""
        for job in self._jobs:
            job.submission.turn.cancel()
        self._jobs.clear()
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.wait([self._worker])
        for outbox in tuple(self._watchers):
            outbox.close(code)

    async def _work(self) -> None:
        try:
            while self._jobs:
                await self._answer(self._jobs.popleft())
        finally:
            self._worker = None

    async def _answer(self, job: _Job) -> None:
        run = Run(
            conversation_id=self.conversation_id,
            run_id=f"r{job.submission.message_id[1:]}",
            message_id=job.submission.message_id,
            said=job.message.text,
            item_form=self.item_form,
        )
        self._run = run
        self._publish([run.start()])
        reply = self._reply = asyncio.create_task(self._turn(job, run), name="reply")
        try:
            await asyncio.wait([reply])
        except asyncio.CancelledError:
            reply.cancel()
            await asyncio.wait([reply])
            raise
        finally:
            self._run = self._reply = None
            self._settle(job, run, reply)

    async def _turn(self, job: _Job, run: Run) -> Turn:
        if not self._stored:
            await self.store.create(shop=self.shop, conversation_id=self.conversation_id)
            self._stored = True
        utterance = Utterance(
            conversation_id=self.conversation_id,
            shop=self.shop,
            text=job.message.text,
            message_id=job.message.cid,
            context=job.message.context,
        )
        finished: TurnFinished | None = None
        async for event in timed(self.assistant.reply(utterance), started=job.started, clock=self.clock):
            if isinstance(event, TurnFinished):
                finished = event
            else:
                self._publish(run.frames(event))
        if finished is None:
            raise RuntimeError("expected a turn that finishes, got events without TurnFinished")
        events = await self.store.events(self.conversation_id, after=self.head)
        self._note(events)
        self._run = None
        self._publish([*run.frames(finished), *map(self._stored_frame, events)])
        return finished.turn

    def _settle(self, job: _Job, run: Run, reply: asyncio.Task[Turn]) -> None:
        turn = job.submission.turn
        error = None if reply.cancelled() else reply.exception()
        if not reply.cancelled() and error is None:
            finished = reply.result()
            turn.set_result(finished)
            self.metrics.count("shopwright_turns_total", label=f'mode="{finished.mode.value}"')
            _LOG.info("turn", extra=self._facts(finished))
            return
        self._submissions.pop(job.message.cid, None)
        if error is None:
            turn.set_exception(RunStoppedError("the run was stopped; nothing of it was stored"))
            self.metrics.count("shopwright_runs_stopped_total")
            self._publish(run.cancelled())
            return
        failure = describe(error)
        turn.set_exception(error)
        self.metrics.count("shopwright_failures_total", label=f'code="{failure.code}"')
        unexpected = error if failure is INTERNAL else None
        _LOG.error("turn failed", extra={**self._facts(None), "code": failure.code}, exc_info=unexpected)
        self._publish(run.failed(code=failure.code, message=failure.public))

    def _publish(self, frames: Iterable[Frame]) -> None:
        for frame in frames:
            for outbox in self._watchers:
                outbox.offer(frame)

    def _note(self, events: Sequence[LoggedEvent]) -> None:
        for event in events:
            if isinstance(event.value, Utterance):
                key = event.value.message_id or f"turn {event.turn}"
                self._message_ids[event.turn] = self._message_id(key)
        if events:
            self.head = max(self.head, events[-1].seq)

    def _stored_frame(self, event: LoggedEvent) -> Frame:
        at = event.at.isoformat()
        if isinstance(event.value, AgentUtterance):
            told = {"msgId": f"agent-{event.seq}", "cid": None, "role": "agent", "at": at}
            return Frame(
                t="msg", seq=event.seq, d={**told, "text": event.value.text, "by": event.value.agent}
            )
        message_id = self._message_ids[event.turn]
        if isinstance(event.value, Utterance):
            said = {"msgId": message_id, "cid": event.value.message_id, "role": "shopper", "at": at}
            return Frame(t="msg", seq=event.seq, d={**said, "text": event.value.text})
        turn = turn_json(event.value, item=self.item_form)
        return Frame(t="receipt", seq=event.seq, d={"msgId": f"{message_id}-reply", "at": at, "turn": turn})

    def _message_id(self, key: str) -> str:
        """Public id of an utterance: the same for the same cid, also after a restart."""
        return "m-" + sha256(f"{self.conversation_id}\0{key}".encode()).hexdigest()[:24]

    def _facts(self, turn: Turn | None) -> dict[str, object]:
        facts: dict[str, object] = {"shop": self.shop, "conversation": log_name(self.conversation_id)}
        if turn is not None:
            facts |= {
                "turn": turn.turn,
                "mode": turn.mode.value,
                "total_ms": round(turn.timings_ms["total"], 1),
            }
        return facts


def log_name(conversation_id: str) -> str:
    """How logs name a conversation: a digest, because the id itself opens the conversation."""
    return sha256(conversation_id.encode()).hexdigest()[:12]


def _past(message_id: str, turn: Turn) -> Submission:
    future: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
    future.set_result(turn)
    return Submission(message_id=message_id, turn=future)
