"""State follows from understanding: constraints merge, topics switch, paging remembers."""

from __future__ import annotations

from assistant.state import after_items, merge_constraints, update
from assistant.types import DialogueState, Intent, Understanding
from retrieval.types import Constraint, Op, Sort, Strength

EMPTY = DialogueState(conversation_id="c", shop="s")


def price(op: Op, value: float) -> Constraint:
    """A hard price bound."""
    return Constraint(facet="price", op=op, value=value)


def color(value: str, op: Op = Op.EQ) -> Constraint:
    """A hard color wish."""
    return Constraint(facet="color", op=op, value=value)


def said(*intents: Intent, **fields: object) -> Understanding:
    """An English understanding."""
    return Understanding(language="en", intents=intents, **fields)  # type: ignore[arg-type]


def test_a_new_bound_replaces_the_old_bound_of_its_side() -> None:
    """'under 45' after 'between 20 and 60' leaves 20–45."""
    merged = merge_constraints((price(Op.GTE, 20), price(Op.LTE, 60)), (price(Op.LTE, 45),))
    assert merged == (price(Op.GTE, 20), price(Op.LTE, 45))


def test_a_bound_that_contradicts_the_other_side_drops_it() -> None:
    """'under 15' after 'over 20' leaves only the new wish; 'over 50' after 'under 45' likewise."""
    assert merge_constraints((price(Op.GTE, 20),), (price(Op.LTE, 15),)) == (price(Op.LTE, 15),)
    assert merge_constraints((price(Op.LTE, 45),), (price(Op.GTE, 50),)) == (price(Op.GTE, 50),)


def test_stated_alternatives_replace_earlier_ones() -> None:
    """'red or blue' after 'green' asks for red or blue."""
    merged = merge_constraints((color("green"),), (color("red"), color("blue")))
    assert merged == (color("red"), color("blue"))


def test_negations_add_up_and_cancel_their_own_wish() -> None:
    """'not wool' keeps earlier negations; wanting a value again lifts its exclusion."""
    merged = merge_constraints((color("red"), color("black", Op.NE)), (color("red", Op.NE),))
    assert merged == (color("black", Op.NE), color("red", Op.NE))
    assert merge_constraints(merged, (color("black"),)) == (color("red", Op.NE), color("black"))


def test_a_constraint_said_twice_stands_once() -> None:
    """Repeating a wish changes nothing."""
    assert merge_constraints((color("red"),), (color("red"),)) == (color("red"),)


def test_refining_keeps_topic_and_other_constraints() -> None:
    """A refinement adds its constraint and keeps the search text."""
    state = update(EMPTY, said(Intent.FIND, search_text="sweaters", constraints=(price(Op.LTE, 60),)))
    state = update(state, said(Intent.REFINE, constraints=(color("red"),)))
    assert state.search_text == "sweaters"
    assert state.constraints == (price(Op.LTE, 60), color("red"))
    assert state.turn == 2


def test_a_new_topic_starts_without_the_old_constraints() -> None:
    """Another kind of product begins a search of its own."""
    state = update(EMPTY, said(Intent.FIND, search_text="sweaters", constraints=(price(Op.LTE, 60),)))
    state = after_items(state, ("a",), searched=True)
    state = update(state, said(Intent.FIND, search_text="boots", new_topic=True))
    assert (state.search_text, state.constraints, state.shown) == ("boots", (), ())


def test_dropping_a_facet_removes_its_constraints() -> None:
    """'any color' removes every color constraint and nothing else."""
    state = update(EMPTY, said(Intent.FIND, search_text="x", constraints=(price(Op.LTE, 60), color("red"))))
    state = update(state, said(Intent.REFINE, dropped_facets=("color",)))
    assert state.constraints == (price(Op.LTE, 60),)


def test_more_remembers_what_was_seen_until_the_search_changes() -> None:
    """Paging keeps the seen products; a changed condition forgets them."""
    state = update(EMPTY, said(Intent.FIND, search_text="x"))
    state = after_items(state, ("a", "b"), searched=True)
    more = update(state, said(Intent.REFINE, paging="more"))
    assert more.seen == ("a", "b")
    assert after_items(more, ("c",), searched=True).seen == ("a", "b", "c")
    assert update(state, said(Intent.REFINE, constraints=(color("red"),))).seen == ()


def test_comparing_moves_the_focus_and_keeps_the_cards() -> None:
    """Compared products become the focus; the shown list stays for later references."""
    state = after_items(update(EMPTY, said(Intent.FIND, search_text="x")), ("a", "b", "c"), searched=True)
    state = after_items(update(state, said(Intent.COMPARE)), ("a", "b"), searched=False)
    assert (state.shown, state.focus) == (("a", "b", "c"), ("a", "b"))


def test_starting_over_forgets_the_search() -> None:
    """'start over' clears topic, constraints, order and what was shown, and counts as a turn."""
    state = update(
        EMPTY,
        said(
            Intent.FIND,
            search_text="x",
            constraints=(Constraint(facet="price", op=Op.LTE, value=5.0, strength=Strength.SOFT),),
            sort=Sort(field="price", direction="asc"),
        ),
    )
    state = update(after_items(state, ("a",), searched=True), said(Intent.REFINE, paging="restart"))
    assert state == DialogueState(conversation_id="c", shop="s", turn=2)


def test_a_kind_that_takes_anothers_place_keeps_what_means_the_same_for_it() -> None:
    """Cardigans instead of jumpers stay within the budget and free of wool, but forgets the size."""
    limit = Constraint(facet="price", op=Op.LTE, value=55.0)
    no_wool = Constraint(facet="material", op=Op.NE, value="wool")
    size = Constraint(facet="size", op=Op.EQ, value="L")
    state = update(EMPTY, said(Intent.FIND, search_text="jumpers", constraints=(limit, no_wool, size)))
    state = update(state, said(Intent.FIND, search_text="cardigans", new_topic=True, swaps=True))
    assert state.constraints == (limit, no_wool)
