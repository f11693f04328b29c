"""What goes with what, over the kinds of the lexicon."""

from __future__ import annotations

import pytest

from retrieval.kinds import load_kinds
from retrieval.recommenders.knowledge import Knowledge, load_knowledge

KINDS = load_kinds()


def test_every_name_of_the_bundled_rules_is_a_kind() -> None:
    """Reading them raises for a name that the lexicon lacks; all four sections are filled."""
    rules = load_knowledge()
    assert set(rules.worn_by) == {"men", "women", "kids"}
    assert set(rules.gifts) == {"anyone", "men", "women", "kids", "never"}


def test_an_unknown_name_is_refused() -> None:
    """The message quotes it."""
    content = {"kinds": {"dresses": "gizmos"}, "needs": {}, "worn_by": {}, "gifts": {}}
    with pytest.raises(ValueError, match="gizmos"):
        Knowledge(content, lexicon=KINDS)


def test_earlier_groups_fit_better() -> None:
    """With mugs tea and coffee fit best (1), coasters less (1 - 0.12)."""
    content = {"kinds": {"mugs": "tea, coffee; coasters"}, "needs": {}, "worn_by": {}, "gifts": {}}
    fits = Knowledge(content, lexicon=KINDS).with_kinds(sorted(KINDS.named(("mug",))))
    named = {KINDS.label(fit.kind_id, "en"): fit.fit for fit in fits}
    assert named == {"tea": 1.0, "coffee": 1.0, "coasters": pytest.approx(1.0 - 0.12)}


def test_a_narrow_kind_without_rules_takes_those_of_its_department() -> None:
    """Nothing is said of midi dresses; what goes with dresses does for them."""
    rules = load_knowledge()
    dresses, midi = (sorted(KINDS.named(name)) for name in (("dress",), ("midi", "dress")))
    assert {f.kind_id for f in rules.with_kinds(midi)} == {f.kind_id for f in rules.with_kinds(dresses)}


def test_kinds_are_named_in_both_languages() -> None:
    """牛仔裤 and jeans are the same kind."""
    rules = load_knowledge()
    assert rules.named_in("what goes with jeans") == rules.named_in("牛仔裤配什么")
