"""Shopper profiles in a relational database: SQLite (WAL) by default, any SQLAlchemy URL otherwise."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import ProfileError
from assistant.profiles.schema import ENTRIES, FORGOTTEN, KEYS, LINKS, PROFILES, SCHEMA
from assistant.profiles.types import (
    CONSENT_VERSION,
    WISHES,
    Consent,
    EntryKind,
    EntrySource,
    ProfileEntry,
    ShopperProfile,
)
from retrieval.database import Transactions, empty_log, migrate, open_engine
from retrieval.errors import DatabaseError

RETENTION_DAYS = 365
MAX_ENTRIES = 300
"""Entries of one profile; the oldest give way."""


class ProfileStore:
    """Profiles by owner. Blocking; thread-safe, also between processes.

    Nothing is kept without consent: the same transaction that writes an entry reads the consent. Entries
    older than `retention_days` are never given out, and erased with the next write.
    """

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        retention_days: int = RETENTION_DAYS,
    ) -> None:
        """Open or make it. Raises ProfileError where that fails."""
        self._now = now
        self.retention = timedelta(days=retention_days)
        self._engine = open_engine(url)
        self._transactions = Transactions(self._engine, _failed)
        try:
            with self._transactions.writing() as connection:
                migrate(connection, SCHEMA, now=now())
        except DatabaseError as error:
            raise ProfileError(str(error)) from error

    def close(self) -> None:
        """Let go of the database. Idempotent."""
        self._engine.dispose()

    def profile(self, owner: str) -> ShopperProfile | None:
        """What is kept of an owner; None where they never said whether anything may be kept."""
        with self._transactions.reading() as connection:
            return self._profile(connection, owner)

    def profiles(self, shop: str) -> Sequence[ShopperProfile]:
        """Every profile of a shop, by owner."""
        owners = select(PROFILES.c.owner).where(PROFILES.c.shop == shop).order_by(PROFILES.c.owner)
        with self._transactions.reading() as connection:
            found = [self._profile(connection, owner) for owner in connection.scalars(owners)]
        return [profile for profile in found if profile is not None]

    def consent(self, owner: str, *, shop: str, given: bool, conversation_id: str) -> str:
        """Note what a shopper said to being remembered; a no erases all that was kept.

        Returns the owner: of a nobody whose conversation is an anonymous owner's already, that one.
        """
        said = {
            "consent": int(given),
            "consent_version": CONSENT_VERSION,
            "consent_at": self._now().isoformat(),
        }
        link = LINKS.c.conversation_id == conversation_id
        with self._transactions.writing() as connection:
            known = connection.scalar(select(LINKS.c.owner).where(link))
            if known is not None and is_anonymous(owner) and is_anonymous(known):
                owner = known
            if not given:
                self._erase(connection, owner)
            if self._profile(connection, owner) is None:
                fresh = {"owner": owner, "shop": shop, "personalizes": 1, "gathered_at": None}
                connection.execute(insert(PROFILES).values(fresh | said))
            else:
                connection.execute(update(PROFILES).where(PROFILES.c.owner == owner).values(said))
            connection.execute(delete(LINKS).where(link))
            connection.execute(insert(LINKS).values(conversation_id=conversation_id, owner=owner))
        if not given:
            empty_log(self._engine)
        return owner

    def personalize(self, owner: str, *, on: bool) -> None:
        """Use a profile or leave it unused."""
        with self._transactions.writing() as connection:
            changed = update(PROFILES).where(PROFILES.c.owner == owner).values(personalizes=int(on))
            connection.execute(changed)

    def add(self, owner: str, entries: Sequence[ProfileEntry], *, gathered: bool = False) -> int:
        """Keep entries of a consenting owner; returns how many.

        What was forgotten stays forgotten, unless the shopper says it again. `gathered` notes that orders
        and interactions were read.
        """
        with self._transactions.writing() as connection:
            profile = self._profile(connection, owner)
            if profile is None or not profile.consent.holds:
                return 0
            barred = set(connection.scalars(select(FORGOTTEN.c.entry_id).where(FORGOTTEN.c.owner == owner)))
            stated = {e.entry_id for e in entries if e.source in (EntrySource.STATED, EntrySource.CORRECTED)}
            known = {entry.entry_id: entry for entry in profile.entries}
            kept = [e for e in entries if e.entry_id in stated or e.entry_id not in barred]
            for entry in kept:
                self._put(connection, owner, _newer(entry, known.get(entry.entry_id)))
            again = FORGOTTEN.c.owner == owner, FORGOTTEN.c.entry_id.in_(stated)
            connection.execute(delete(FORGOTTEN).where(*again))
            if gathered:
                at = self._now().isoformat()
                connection.execute(update(PROFILES).where(PROFILES.c.owner == owner).values(gathered_at=at))
            self._trim(connection, owner)
            return len(kept)

    def correct(self, owner: str, entry_id: str, *, value: str) -> bool:
        """Let a stated entry say something else, as of now; returns whether there was such a one."""
        with self._transactions.writing() as connection:
            profile = self._profile(connection, owner)
            entries = profile.entries if profile else ()
            old = next((each for each in entries if each.entry_id == entry_id and each.wish), None)
            if old is None:
                return False
            gone = ENTRIES.c.owner == owner, ENTRIES.c.entry_id == entry_id
            connection.execute(delete(ENTRIES).where(*gone))
            said = replace(old, value=value, source=EntrySource.CORRECTED, at=self._now())
            self._put(connection, owner, said)
        empty_log(self._engine)
        return True

    def forget(self, owner: str, entry_ids: Sequence[str]) -> int:
        """Erase these entries, and never gather them again; returns how many there were."""
        with self._transactions.writing() as connection:
            gone = ENTRIES.c.owner == owner, ENTRIES.c.entry_id.in_(entry_ids)
            found = list(connection.scalars(select(ENTRIES.c.entry_id).where(*gone)))
            connection.execute(delete(ENTRIES).where(*gone))
            for entry_id in found:
                same = FORGOTTEN.c.owner == owner, FORGOTTEN.c.entry_id == entry_id
                connection.execute(delete(FORGOTTEN).where(*same))
                connection.execute(insert(FORGOTTEN).values(owner=owner, entry_id=entry_id))
        empty_log(self._engine)
        return len(found)

    def erase(self, owner: str) -> bool:
        """Erase all that is kept of an owner, consent included; returns whether anything was."""
        with self._transactions.writing() as connection:
            found = self._erase(connection, owner)
        empty_log(self._engine)
        return found

    def owner_of(self, conversation_id: str) -> str | None:
        """The owner whose conversation it is, where they were asked and answered."""
        with self._transactions.reading() as connection:
            return connection.scalar(select(LINKS.c.owner).where(LINKS.c.conversation_id == conversation_id))

    def link(self, owner: str, conversation_id: str) -> None:
        """Note that a conversation is a known owner's; of an owner without a profile nothing is noted."""
        with self._transactions.writing() as connection:
            known = connection.scalar(select(PROFILES.c.owner).where(PROFILES.c.owner == owner))
            of = LINKS.c.conversation_id == conversation_id
            if known is None or connection.scalar(select(LINKS.c.owner).where(of)) == owner:
                return
            connection.execute(delete(LINKS).where(of))
            connection.execute(insert(LINKS).values(conversation_id=conversation_id, owner=owner))

    def conversations(self, owner: str) -> Sequence[str]:
        """Conversations that are known to be the owner's."""
        mine = select(LINKS.c.conversation_id).where(LINKS.c.owner == owner)
        with self._transactions.reading() as connection:
            return list(connection.scalars(mine.order_by(LINKS.c.conversation_id)))

    def new_key(self, owner: str) -> str:
        """A fresh secret that opens this profile; the one before no longer does. Only its digest is kept.

        Raises ProfileError where there is no profile.
        """
        key = secrets.token_urlsafe(32)
        with self._transactions.writing() as connection:
            if connection.scalar(select(PROFILES.c.owner).where(PROFILES.c.owner == owner)) is None:
                raise ProfileError("expected a shopper who has a profile, got one without; ask for consent")
            connection.execute(delete(KEYS).where(KEYS.c.owner == owner))
            connection.execute(insert(KEYS).values(digest=_digest(key), owner=owner))
        return key

    def owner_by_key(self, key: str, *, shop: str) -> str | None:
        """Whose key it is, in this shop."""
        wanted = (
            select(KEYS.c.owner)
            .join(PROFILES, PROFILES.c.owner == KEYS.c.owner)
            .where(KEYS.c.digest == _digest(key), PROFILES.c.shop == shop)
        )
        with self._transactions.reading() as connection:
            return connection.scalar(wanted)

    def forget_conversation(self, conversation_id: str) -> None:
        """Erase what came of a conversation, and a profile that nobody could open any more."""
        with self._transactions.writing() as connection:
            owner = connection.scalar(select(LINKS.c.owner).where(LINKS.c.conversation_id == conversation_id))
            connection.execute(delete(ENTRIES).where(ENTRIES.c.conversation_id == conversation_id))
            connection.execute(delete(LINKS).where(LINKS.c.conversation_id == conversation_id))
            if owner is not None and is_anonymous(owner) and not _reachable(connection, owner):
                self._erase(connection, owner)
        empty_log(self._engine)

    def forget_shop(self, shop: str) -> None:
        """Erase every profile of a deleted shop."""
        with self._transactions.writing() as connection:
            for owner in list(connection.scalars(select(PROFILES.c.owner).where(PROFILES.c.shop == shop))):
                self._erase(connection, owner)
        empty_log(self._engine)

    def _profile(self, connection: Connection, owner: str) -> ShopperProfile | None:
        row = connection.execute(select(PROFILES).where(PROFILES.c.owner == owner)).one_or_none()
        if row is None:
            return None
        dated = func.coalesce(ENTRIES.c.at, ENTRIES.c.kept_at)
        wanted = select(ENTRIES).where(ENTRIES.c.owner == owner, dated >= self._oldest())
        entries = connection.execute(wanted.order_by(dated.desc(), ENTRIES.c.entry_id)).all()
        given = Consent(
            given=bool(row.consent), version=row.consent_version, at=datetime.fromisoformat(row.consent_at)
        )
        return ShopperProfile(
            owner=owner,
            shop=row.shop,
            consent=given,
            personalizes=bool(row.personalizes),
            entries=tuple(map(_entry, entries)) if given.holds else (),
            gathered_at=_moment(row.gathered_at),
        )

    def _put(self, connection: Connection, owner: str, entry: ProfileEntry) -> None:
        same = ENTRIES.c.owner == owner, ENTRIES.c.entry_id == entry.entry_id
        connection.execute(delete(ENTRIES).where(*same))
        if entry.kind is EntryKind.WEARS:  # a shopper has one size of a kind at a time
            connection.execute(
                delete(ENTRIES).where(
                    ENTRIES.c.owner == owner, ENTRIES.c.kind == entry.kind, ENTRIES.c.facet == entry.facet
                )
            )
        row = {
            "owner": owner,
            "entry_id": entry.entry_id,
            "kind": entry.kind.value,
            "facet": entry.facet,
            "value": entry.value,
            "product_id": entry.product_id,
            "source": entry.source.value,
            "at": None if entry.at is None else _utc(entry.at),
            "kept_at": self._now().isoformat(),
            "conversation_id": entry.conversation_id,
        }
        connection.execute(insert(ENTRIES).values(row))

    def _trim(self, connection: Connection, owner: str) -> None:
        """Erase what is too old, and of deeds the oldest beyond MAX_ENTRIES; wishes stay."""
        dated = func.coalesce(ENTRIES.c.at, ENTRIES.c.kept_at)
        mine = ENTRIES.c.owner == owner
        connection.execute(delete(ENTRIES).where(dated < self._oldest()))
        order = ENTRIES.c.kind.in_([kind.value for kind in WISHES]).desc(), dated.desc(), ENTRIES.c.entry_id
        spare = list(
            connection.scalars(select(ENTRIES.c.entry_id).where(mine).order_by(*order).offset(MAX_ENTRIES))
        )
        connection.execute(delete(ENTRIES).where(mine, ENTRIES.c.entry_id.in_(spare)))

    def _erase(self, connection: Connection, owner: str) -> bool:
        for table in (ENTRIES, FORGOTTEN, LINKS, KEYS):
            connection.execute(delete(table).where(table.c.owner == owner))
        return bool(connection.execute(delete(PROFILES).where(PROFILES.c.owner == owner)).rowcount)

    def _oldest(self) -> str:
        return (self._now() - self.retention).astimezone(UTC).isoformat()


def anonymous_owner(shop: str) -> str:
    """A fresh owner for a shopper whom nobody vouches for."""
    return f"{shop}/anonymous:{secrets.token_urlsafe(16)}"


def is_anonymous(owner: str) -> bool:
    """Whether only conversations and a key lead to this owner."""
    return owner.partition("/")[2].startswith("anonymous:")


def _reachable(connection: Connection, owner: str) -> bool:
    ways = [select(func.count()).select_from(table).where(table.c.owner == owner) for table in (LINKS, KEYS)]
    return any(connection.scalar(way) for way in ways)


def _newer(entry: ProfileEntry, known: ProfileEntry | None) -> ProfileEntry:
    """The entry with the later of both times; what is said now is said by now's conversation."""
    if known is None or known.at is None or (entry.at is not None and entry.at >= known.at):
        return entry
    return replace(entry, at=known.at, conversation_id=known.conversation_id)


def _entry(row: Row[tuple[object, ...]]) -> ProfileEntry:
    return ProfileEntry(
        kind=EntryKind(row.kind),
        value=row.value,
        source=EntrySource(row.source),
        at=_moment(row.at),
        facet=row.facet,
        product_id=row.product_id,
        conversation_id=row.conversation_id,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _utc(moment: datetime) -> str:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _failed(error: SQLAlchemyError) -> ProfileError:
    """Names the kind of the failure alone: a statement's values are personal."""
    cause = getattr(error, "orig", None) or error
    return ProfileError(
        f"shopper profiles could not be read or written ({type(cause).__name__}); check the disk"
    )
