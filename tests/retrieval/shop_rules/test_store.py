"""Keeping shops' rules."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retrieval.errors import DatabaseError, RulesError
from retrieval.shop_rules.store import RulesStore
from retrieval.shop_rules.types import NO_RULES

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def opened(folder: Path) -> RulesStore:
    """The store of a home."""
    return RulesStore(f"sqlite:///{folder / 'rules.sqlite'}", now=lambda: NOW)


def test_the_last_revision_holds_and_all_are_kept(tmp_path: Path) -> None:
    """Also after a restart, and in another process that read the earlier one."""
    store, other = opened(tmp_path), opened(tmp_path)
    assert store.rules("small") == NO_RULES
    store.set("small", "pin: [{product: a}]")
    assert other.rules("small").pins[0].product_id == "a"
    assert store.set("small", "pin: [{product: b}]").revision == 2
    assert other.rules("small").pins[0].product_id == "b"
    assert [each.revision for each in opened(tmp_path).revisions("small")] == [2, 1]
    assert store.rules("other") == NO_RULES


def test_a_bad_file_leaves_the_rules_that_hold(tmp_path: Path) -> None:
    """Half a file would take back a recall unseen."""
    store = opened(tmp_path)
    store.set("small", "recalled: [{product: a}]")
    with pytest.raises(RulesError):
        store.set("small", "recalled: [{product: b}]\npin: [{place: 1}]")
    assert store.rules("small").withheld[0].target.product_ids == ("a",)


def test_a_deleted_shop_has_no_rules(tmp_path: Path) -> None:
    """Nor a log of them."""
    store = opened(tmp_path)
    store.set("small", "pin: [{product: a}]")
    store.forget_shop("small")
    assert (store.rules("small"), store.revisions("small")) == (NO_RULES, ())


def test_a_shop_made_anew_has_its_new_rules_everywhere(tmp_path: Path) -> None:
    """A process that read revision 1 of the deleted shop reads revision 1 of the new one."""
    store, other = opened(tmp_path), RulesStore(f"sqlite:///{tmp_path / 'rules.sqlite'}")
    store.set("small", "pin: [{product: a}]")
    assert other.rules("small").pins[0].product_id == "a"
    store.forget_shop("small")
    later = RulesStore(f"sqlite:///{tmp_path / 'rules.sqlite'}", now=lambda: NOW + timedelta(days=1))
    later.set("small", "pin: [{product: b}]")
    assert (other.rules("small").revision, other.rules("small").pins[0].product_id) == (1, "b")


def test_rules_that_cannot_be_read_are_no_empty_rules(tmp_path: Path) -> None:
    """A shop whose recalls are unknown isn't served."""
    store = opened(tmp_path)
    store.set("small", "recalled: [{product: a}]")
    store.rules("small")
    store.close()
    (tmp_path / "rules.sqlite").write_bytes(b"no database at all, but long enough to be read as one" * 40)
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"rules.sqlite{suffix}").unlink(missing_ok=True)
    with pytest.raises(DatabaseError, match=r"rules\.sqlite"):
        store.rules("small")
    with pytest.raises(DatabaseError):
        store.revisions("small")


def test_revisions_are_counted_one_by_one(tmp_path: Path) -> None:
    """Eight writers at once make eight revisions."""
    store = opened(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        revisions = list(
            pool.map(lambda n: store.set("small", f"pin: [{{product: {n}}}]").revision, range(8))
        )
    assert sorted(revisions) == list(range(1, 9))
