"""Mined pairs of every shop in a relational database, and the audit of what agents decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import FaqError
from assistant.faq.grouping import Grouped
from assistant.faq.schema import DECISIONS, OCCURRENCES, PAIRS, SCHEMA
from assistant.faq.types import Decision, Occurrence, Pair, Status
from retrieval.database import Transactions, migrate, open_engine


class PairStore:
    """Pairs, the occurrences that they were counted from, and decisions. Blocking; thread-safe."""

    def __init__(self, url: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Open or make it. Raises FaqError where that fails."""
        self._now = now
        self._engine = open_engine(url)
        self._transactions = Transactions(self._engine, _failed)
        with self._transactions.writing() as connection:
            migrate(connection, SCHEMA, now=now())

    def close(self) -> None:
        """Let go of the database. Idempotent."""
        self._engine.dispose()

    def version(self, shop: str) -> int:
        """A number that rises with every decision of the shop; 0 before the first."""
        last = select(func.coalesce(func.max(DECISIONS.c.number), 0)).where(DECISIONS.c.shop == shop)
        with self._transactions.reading() as connection:
            return int(connection.execute(last).scalar_one())

    def pairs(self, shop: str, *, status: Status | None = None) -> Sequence[Pair]:
        """A shop's pairs, the most frequent first."""
        where = [PAIRS.c.shop == shop]
        if status is not None:
            where.append(PAIRS.c.status == status.value)
        with self._transactions.reading() as connection:
            return _pairs(connection, *where)

    def pair(self, shop: str, pair_id: str) -> Pair:
        """One pair. Raises FaqError where there is none."""
        with self._transactions.reading() as connection:
            return _pair(connection, shop, pair_id)

    def occurrences(self, shop: str, pair_id: str) -> Sequence[Occurrence]:
        """What the pair was counted from, by digest."""
        wanted = select(OCCURRENCES).where(OCCURRENCES.c.shop == shop, OCCURRENCES.c.pair_id == pair_id)
        with self._transactions.reading() as connection:
            rows = connection.execute(wanted.order_by(OCCURRENCES.c.digest)).all()
            language = _pair(connection, shop, pair_id).language
        return [
            Occurrence(
                digest=row.digest,
                question=row.question,
                answer=row.answer,
                language=language,
                stored_id=row.stored_id,
            )
            for row in rows
        ]

    def decisions(self, shop: str, pair_id: str) -> Sequence[Decision]:
        """The pair's audit, oldest first; it outlives the pair."""
        wanted = select(DECISIONS).where(DECISIONS.c.shop == shop, DECISIONS.c.pair_id == pair_id)
        with self._transactions.reading() as connection:
            rows = connection.execute(wanted.order_by(DECISIONS.c.number)).all()
        return [
            Decision(
                pair_id=row.pair_id,
                action=row.action,
                agent=row.agent,
                at=datetime.fromisoformat(row.at),
                question=row.question,
                answer=row.answer,
            )
            for row in rows
        ]

    def wordings(self, shop: str) -> Sequence[tuple[str, str, str]]:
        """Id, question and answer of every pair, as it stands now and as it was asked."""
        said, now = OCCURRENCES.c, PAIRS.c
        asked = select(said.pair_id, said.question, said.answer).where(said.shop == shop)
        stands = select(now.id, now.question, now.answer).where(now.shop == shop)
        with self._transactions.reading() as connection:
            rows = {
                (row[0], row[1], row[2]) for wanted in (stands, asked) for row in connection.execute(wanted)
            }
        return sorted(rows)

    def known(self, shop: str) -> frozenset[str]:
        """Digests of the occurrences that are counted already."""
        with self._transactions.reading() as connection:
            found = connection.scalars(select(OCCURRENCES.c.digest).where(OCCURRENCES.c.shop == shop))
            return frozenset(found)

    def add(self, shop: str, found: Grouped) -> None:
        """Store new pairs and occurrences, in one transaction; those on file stay as they are."""
        with self._transactions.writing() as connection:
            counted = set(connection.scalars(select(OCCURRENCES.c.digest).where(OCCURRENCES.c.shop == shop)))
            ids = set(connection.scalars(select(PAIRS.c.id).where(PAIRS.c.shop == shop)))
            for pair, same in found.new:
                if pair.pair_id not in ids:
                    connection.execute(insert(PAIRS).values(_pair_row(pair)))
                    ids.add(pair.pair_id)
                _count(connection, shop, pair.pair_id, same, counted)
            for pair_id, same in found.joined.items():
                if pair_id in ids:
                    _count(connection, shop, pair_id, same, counted)

    def decide(
        self, shop: str, pair_id: str, *, action: str, status: Status, agent: str, question: str, answer: str
    ) -> Pair:
        """Store a pair's status and texts with who decided it; the same decision again changes nothing.

        Raises FaqError where there is no such pair.
        """
        with self._transactions.writing() as connection:
            before = _pair(connection, shop, pair_id)
            if (before.status, before.question, before.answer) == (status, question, answer):
                return before
            at = self._now().isoformat()
            values = {
                "status": status.value,
                "question": question,
                "answer": answer,
                "agent": agent,
                "decided_at": at,
            }
            connection.execute(update(PAIRS).where(_is(shop, pair_id)).values(values))
            _audit(connection, shop, pair_id, action, agent, at, question, answer)
            return _pair(connection, shop, pair_id)

    def delete(self, shop: str, pair_id: str, *, agent: str) -> bool:
        """Erase a pair, its occurrences and its texts in the audit; False where there is none any more."""
        with self._transactions.writing() as connection:
            gone = connection.execute(delete(PAIRS).where(_is(shop, pair_id))).rowcount == 0
            if gone:
                return False
            of_pair = (OCCURRENCES.c.shop == shop) & (OCCURRENCES.c.pair_id == pair_id)
            connection.execute(delete(OCCURRENCES).where(of_pair))
            audited = (DECISIONS.c.shop == shop) & (DECISIONS.c.pair_id == pair_id)
            connection.execute(update(DECISIONS).where(audited).values(question="", answer=""))
            _audit(connection, shop, pair_id, "deleted", agent, self._now().isoformat(), "", "")
            return True

    def forget_conversation(self, stored_id: str) -> None:
        """Erase what was counted from a conversation, and candidates that rest on nothing else."""
        with self._transactions.writing() as connection:
            connection.execute(delete(OCCURRENCES).where(OCCURRENCES.c.stored_id == stored_id))
            rests = select(OCCURRENCES.c.digest).where(
                OCCURRENCES.c.shop == PAIRS.c.shop, OCCURRENCES.c.pair_id == PAIRS.c.id
            )
            candidates = PAIRS.c.status == Status.CANDIDATE.value
            connection.execute(delete(PAIRS).where(candidates, ~rests.exists()))

    def forget_shop(self, shop: str) -> None:
        """Erase everything of a deleted shop."""
        with self._transactions.writing() as connection:
            for table in (PAIRS, OCCURRENCES, DECISIONS):
                connection.execute(delete(table).where(table.c.shop == shop))


def _pairs(connection: Connection, *where: ColumnElement[bool]) -> list[Pair]:
    count = (
        select(func.count())
        .select_from(OCCURRENCES)
        .where(OCCURRENCES.c.shop == PAIRS.c.shop, OCCURRENCES.c.pair_id == PAIRS.c.id)
        .scalar_subquery()
        .label("count")
    )
    wanted = select(PAIRS, count).where(*where).order_by(count.desc(), PAIRS.c.id)
    return [
        Pair(
            pair_id=row.id,
            shop=row.shop,
            language=row.language,
            question=row.question,
            answer=row.answer,
            status=Status(row.status),
            count=row._mapping["count"],
            agent=row.agent,
            decided_at=None if row.decided_at is None else datetime.fromisoformat(row.decided_at),
        )
        for row in connection.execute(wanted)
    ]


def _pair(connection: Connection, shop: str, pair_id: str) -> Pair:
    found = _pairs(connection, _is(shop, pair_id))
    if not found:
        raise FaqError(
            f"expected a pair of shop {shop!r}, got {pair_id!r}; "
            f"`shopwright faq list --shop {shop}` shows them"
        )
    return found[0]


def _is(shop: str, pair_id: str) -> ColumnElement[bool]:
    return (PAIRS.c.shop == shop) & (PAIRS.c.id == pair_id)


def _pair_row(pair: Pair) -> dict[str, str]:
    return {
        "shop": pair.shop,
        "id": pair.pair_id,
        "language": pair.language,
        "question": pair.question,
        "answer": pair.answer,
        "status": pair.status.value,
    }


def _count(
    connection: Connection, shop: str, pair_id: str, same: Sequence[Occurrence], counted: set[str]
) -> None:
    rows = []
    for each in same:
        if each.digest not in counted:
            counted.add(each.digest)
            rows.append(
                {
                    "shop": shop,
                    "digest": each.digest,
                    "pair_id": pair_id,
                    "question": each.question,
                    "answer": each.answer,
                    "stored_id": each.stored_id,
                }
            )
    if rows:
        connection.execute(insert(OCCURRENCES), rows)


def _audit(
    connection: Connection,
    shop: str,
    pair_id: str,
    action: str,
    agent: str,
    at: str,
    question: str,
    answer: str,
) -> None:
    number = connection.execute(select(func.coalesce(func.max(DECISIONS.c.number), 0))).scalar_one()
    row = {
        "number": number + 1,
        "shop": shop,
        "pair_id": pair_id,
        "action": action,
        "agent": agent,
        "at": at,
        "question": question,
        "answer": answer,
    }
    connection.execute(insert(DECISIONS).values(row))


def _failed(error: SQLAlchemyError) -> FaqError:
    cause = getattr(error, "orig", None) or error
    return FaqError(f"the question–answer pairs could not be read or written: {cause}; check its disk")
