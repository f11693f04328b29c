"""The database of profiles: consent, retention, erasure down to the bytes, restarts, writers at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.errors import ProfileError
from assistant.profiles import types
from assistant.profiles.store import MAX_ENTRIES, ProfileStore, anonymous_owner, is_anonymous
from assistant.profiles.types import EntryKind, EntrySource, ProfileEntry

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ADA, BEN = "small/shopper:ada", "small/shopper:ben"


class Clock:
    """A clock that a test may set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The time now."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time of the store."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[ProfileStore]:
    """An empty store that keeps things for 30 days."""
    opened = ProfileStore(f"sqlite:///{tmp_path / 'p.sqlite'}", now=clock, retention_days=30)
    yield opened
    opened.close()


def wish(
    value: str, kind: EntryKind = EntryKind.LIKES, *, facet: str = "", said_in: str = "c1"
) -> ProfileEntry:
    """Something that was said now."""
    return ProfileEntry(
        kind=kind, value=value, facet=facet, source=EntrySource.STATED, at=NOW, conversation_id=said_in
    )


def deed(product_id: str, *, days_ago: float = 0.0, kind: EntryKind = EntryKind.BOUGHT) -> ProfileEntry:
    """Something that was done."""
    at = NOW - timedelta(days=days_ago)
    return ProfileEntry(
        kind=kind, value=f"Product {product_id}", source=EntrySource.ORDER, at=at, product_id=product_id
    )


def consenting(store: ProfileStore, owner: str = ADA, conversation_id: str = "c1") -> None:
    """The owner says yes."""
    store.consent(owner, shop="small", given=True, conversation_id=conversation_id)


def values(store: ProfileStore, owner: str = ADA) -> list[str]:
    """What is kept, newest first."""
    profile = store.profile(owner)
    return [entry.value for entry in profile.entries] if profile else []


def test_nothing_is_kept_without_consent(store: ProfileStore) -> None:
    """An owner who was never asked, and one who said no, have nothing kept."""
    assert store.add(ADA, [wish("red")]) == 0
    store.consent(ADA, shop="small", given=False, conversation_id="c1")
    assert store.add(ADA, [wish("red")]) == 0
    profile = store.profile(ADA)
    assert profile is not None
    assert (profile.consent.given, profile.entries) == (False, ())


def test_consent_to_older_words_no_longer_counts(
    store: ProfileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the words of the consent have changed nothing is given out, used or added."""
    consenting(store)
    store.add(ADA, [wish("red")])
    monkeypatch.setattr(types, "CONSENT_VERSION", types.CONSENT_VERSION + 1)
    assert values(store) == []
    assert store.add(ADA, [wish("blue")]) == 0


def test_entries_come_back_newest_first_each_once(store: ProfileStore) -> None:
    """The same wish said twice is one entry, with the later time; every field comes back."""
    consenting(store)
    assert store.add(ADA, [deed("p1", days_ago=3), deed("p2", days_ago=1), deed("p1", days_ago=2)]) == 3
    store.add(ADA, [wish("red", facet="color"), wish("Red", facet="color")])
    assert values(store) == ["Red", "Product p2", "Product p1"]
    profile = store.profile(ADA)
    assert profile is not None
    assert profile.entries[2] == deed("p1", days_ago=2)
    assert (profile.consent.version, profile.consent.at) == (types.CONSENT_VERSION, NOW)


def test_a_size_replaces_the_one_before(store: ProfileStore) -> None:
    """A shopper wears one size, and one size of shoes."""
    consenting(store)
    store.add(ADA, [wish("M", EntryKind.WEARS, facet="size"), wish("38", EntryKind.WEARS, facet="shoe size")])
    store.add(ADA, [wish("L", EntryKind.WEARS, facet="size")])
    assert sorted(values(store)) == ["38", "L"]


def test_what_is_too_old_is_gone(store: ProfileStore, clock: Clock, tmp_path: Path) -> None:
    """Beyond 30 days an entry is not given out, and the next write erases it from the file."""
    consenting(store)
    store.add(ADA, [deed("p1", days_ago=29), deed("p2")])
    clock.now = NOW + timedelta(days=5)
    assert values(store) == ["Product p2"]
    store.add(ADA, [deed("p3")])
    store.forget(ADA, [])
    assert b"Product p1" not in (tmp_path / "p.sqlite").read_bytes()


def test_the_oldest_deeds_give_way_but_no_wish(store: ProfileStore) -> None:
    """At most MAX_ENTRIES are kept."""
    consenting(store)
    store.add(ADA, [wish("red"), *(deed(f"p{n}", days_ago=n / 100) for n in range(MAX_ENTRIES + 5))])
    kept = values(store)
    assert len(kept) == MAX_ENTRIES
    assert "red" in kept
    assert f"Product p{MAX_ENTRIES + 4}" not in kept


def test_forgotten_deeds_are_not_gathered_again(store: ProfileStore) -> None:
    """An order that was forgotten stays out; a wish that is said again comes back."""
    consenting(store)
    entries = [deed("p1"), wish("red")]
    store.add(ADA, entries)
    assert store.forget(ADA, [entry.entry_id for entry in entries]) == 2
    store.add(ADA, [deed("p1")], gathered=True)
    assert values(store) == []
    store.add(ADA, [wish("red")])
    assert values(store) == ["red"]


def test_a_correction_replaces_what_was_said(store: ProfileStore) -> None:
    """The entry says something else, as corrected; a deed can only be erased."""
    consenting(store)
    store.add(ADA, [wish("red"), deed("p1")])
    assert store.correct(ADA, wish("red").entry_id, value="green")
    assert not store.correct(ADA, deed("p1").entry_id, value="green")
    assert not store.correct(BEN, wish("green").entry_id, value="blue")
    profile = store.profile(ADA)
    assert profile is not None
    assert {(e.value, e.source) for e in profile.entries} == {
        ("green", EntrySource.CORRECTED),
        ("Product p1", EntrySource.ORDER),
    }


@pytest.mark.parametrize("way", ["erase", "withdraw", "shop"])
def test_erasure_leaves_nothing_in_the_files(store: ProfileStore, tmp_path: Path, way: str) -> None:
    """After an erasure, a withdrawn consent or a deleted shop no byte of an entry is on the disk."""
    consenting(store)
    store.add(ADA, [wish("purple velvet")])
    if way == "erase":
        assert store.erase(ADA)
        assert not store.erase(ADA)
    elif way == "withdraw":
        store.consent(ADA, shop="small", given=False, conversation_id="c1")
    else:
        store.forget_shop("small")
    assert values(store) == []
    assert all(b"purple velvet" not in file.read_bytes() for file in tmp_path.iterdir())


def test_one_owner_never_touches_another(store: ProfileStore) -> None:
    """Forgetting and erasing reach the owner's own entries alone."""
    consenting(store)
    consenting(store, BEN, "c2")
    store.add(ADA, [wish("red")])
    store.add(BEN, [wish("red", said_in="c2")])
    assert store.forget(BEN, [wish("red").entry_id]) == 1
    assert values(store) == ["red"]
    store.erase(BEN)
    assert values(store) == ["red"]
    assert [profile.owner for profile in store.profiles("small")] == [ADA]


def test_a_key_opens_one_profile_in_one_shop(store: ProfileStore, tmp_path: Path) -> None:
    """A new key makes the one before useless; the key itself is not on the disk."""
    consenting(store)
    first, second = store.new_key(ADA), store.new_key(ADA)
    assert store.owner_by_key(first, shop="small") is None
    assert store.owner_by_key(second, shop="other") is None
    assert store.owner_by_key(second, shop="small") == ADA
    store.forget(ADA, [])
    assert all(second.encode() not in file.read_bytes() for file in tmp_path.iterdir())
    with pytest.raises(ProfileError, match="ask for consent"):
        store.new_key(BEN)


def test_a_deleted_conversation_takes_what_came_of_it(store: ProfileStore) -> None:
    """Entries said there go; an anonymous profile that nothing leads to any more goes as a whole."""
    consenting(store)
    store.add(ADA, [wish("red"), wish("blue", said_in="c9")])
    store.forget_conversation("c1")
    assert values(store) == ["blue"]
    nobody = anonymous_owner("small")
    assert is_anonymous(nobody)
    consenting(store, nobody, "c3")
    store.link(nobody, "c4")
    store.forget_conversation("c3")
    assert store.profile(nobody) is not None
    store.forget_conversation("c4")
    assert store.profile(nobody) is None


def test_links_need_a_profile(store: ProfileStore) -> None:
    """A conversation of a shopper without a profile is not noted."""
    store.link(BEN, "c2")
    assert store.owner_of("c2") is None
    consenting(store)
    store.link(ADA, "c5")
    assert (store.owner_of("c5"), store.conversations(ADA)) == (ADA, ["c1", "c5"])


def test_profiles_outlive_the_process(store: ProfileStore, tmp_path: Path, clock: Clock) -> None:
    """Another program that opens the same file reads the same profile."""
    consenting(store)
    store.add(ADA, [wish("red")])
    store.personalize(ADA, on=False)
    store.close()
    again = ProfileStore(f"sqlite:///{tmp_path / 'p.sqlite'}", now=clock, retention_days=30)
    profile = again.profile(ADA)
    again.close()
    assert profile is not None
    assert ([entry.value for entry in profile.entries], profile.personalizes) == (["red"], False)


def test_two_writers_at_once_lose_nothing(store: ProfileStore) -> None:
    """Forty entries written from eight threads are all kept, and one erasure between them ends it."""
    consenting(store)
    with ThreadPoolExecutor(max_workers=8) as threads:
        list(threads.map(lambda n: store.add(ADA, [deed(f"p{n}")]), range(40)))
    assert len(values(store)) == 40
    with ThreadPoolExecutor(max_workers=8) as threads:
        erased = threads.submit(store.erase, ADA)
        list(threads.map(lambda _: store.add(ADA, [deed("q")]), range(9)))
    assert erased.result()
    assert store.profile(ADA) is None


def test_a_broken_database_says_nothing_personal(tmp_path: Path) -> None:
    """A failed write names the kind of failure, not the entry."""
    store = ProfileStore(f"sqlite:///{tmp_path / 'p.sqlite'}")
    consenting(store)
    with store._engine.begin() as connection:
        connection.execute(text("DROP TABLE profile_entries"))
    with pytest.raises(ProfileError) as failed:
        store.add(ADA, [wish("purple velvet")])
    store.close()
    assert "purple velvet" not in str(failed.value)


def test_a_later_program_s_database_is_refused(tmp_path: Path) -> None:
    """The error names what was expected."""
    url = f"sqlite:///{tmp_path / 'p.sqlite'}"
    store = ProfileStore(url)
    with store._engine.begin() as connection:
        connection.execute(text("INSERT INTO profile_migrations VALUES (99, 'now')"))
    store.close()
    with pytest.raises(ProfileError, match="update shopwright"):
        ProfileStore(url)
