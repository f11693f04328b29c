"""Suggestions and judgments through whole turns in reduced mode, over a shop known by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from assistant.commerce.errors import BackendUnavailableError
from assistant.commerce.local import CommerceDatabase, LocalBackend
from assistant.commerce.types import Cart
from assistant.types import Claim, DialogueState, Intent, PageContext, Turn
from retrieval.recommenders.types import Way
from tests.assistant.commerce.counter import counter
from tests.assistant.test_conversation import talking
from tests.corner_counter import NOW, local_backend
from tests.retrieval.recommenders.outfitter import PRODUCTS
from tests.small_shop import SmallCatalogs


def ids(turn: Turn) -> list[str]:
    """Product ids of the cards, in order."""
    return [item.product.product_id for item in turn.items]


def outfitter() -> SmallCatalogs:
    """The outfitter's products as the shop 'small'."""
    return SmallCatalogs(PRODUCTS)


async def test_like_the_second_but_cheaper(tmp_path: Path) -> None:
    """The reference is resolved, its price is a hard bound, and the reply names what it is like."""
    async with talking(tmp_path, None, outfitter()) as talk:
        shown = await talk.say("show me dresses, most expensive first")
        second = shown.items[1].product
        turn = await talk.say("something like the second one but cheaper")
    assert turn.understanding.primary is Intent.SIMILAR
    assert (second.product_id, set(ids(turn))) == ("d5", {"d1", "d4"})
    assert turn.reply.startswith("These are like the Black Cotton Dress and cost less.")
    assert turn.receipt.record_ids == (*ids(turn), "d5")
    assert turn.receipt.claims[0] == Claim(text="Black Cotton Dress", product_id="d5", field="title")


@pytest.mark.parametrize("text", ["something like this in blue", "这款有没有类似的，要蓝色"])
async def test_this_is_the_page_s_product(tmp_path: Path, text: str) -> None:
    """A pronoun on a product page, with a color that is never broken."""
    async with talking(tmp_path, None, outfitter()) as talk:
        turn = await talk.say(text, context=PageContext(product_id="d1"))
    assert turn.understanding.plan is not None
    assert turn.understanding.plan.product_ids == ("d1",)
    assert ids(turn) == ["d2"]


async def test_the_color_beside_a_place_is_a_condition(tmp_path: Path) -> None:
    """'In blue' points at no title that ends so, it bounds what is like the second."""
    async with talking(tmp_path, None, outfitter()) as talk:
        shown = await talk.say("show me dresses")
        turn = await talk.say("like the third in blue")
    assert turn.understanding.plan is not None
    assert turn.understanding.plan.product_ids == (ids(shown)[2],)
    assert [(c.facet, c.value) for c in turn.understanding.constraints] == [("color", "blue")]


async def test_similar_to_nothing_asks_which(tmp_path: Path) -> None:
    """Nothing is shown, no page is open: the assistant asks."""
    async with talking(tmp_path, None, outfitter()) as talk:
        turn = await talk.say("show me something similar")
    assert turn.items == ()
    assert "Which product" in turn.reply


async def test_more_of_the_same_suggestions_without_repeats(tmp_path: Path) -> None:
    """'Show more' goes on with the plan; what was shown does not come again."""
    async with talking(tmp_path, None, outfitter()) as talk:
        first = await talk.say("what is popular here?")
        more = await talk.say("show more")
    assert len(first.items) == 5
    assert more.items
    assert not set(ids(first)) & set(ids(more))


async def test_a_condition_said_later_narrows_the_suggestions(tmp_path: Path) -> None:
    """A gift for dad, then a limit: still gifts for him, each within it."""
    async with talking(tmp_path, None, outfitter()) as talk:
        first = await talk.say("what should I get my dad?")
        second = await talk.say("under 38 dollars")
    assert first.understanding.plan is not None
    assert (first.understanding.plan.way, first.understanding.plan.audience) == (Way.GIFT, "men")
    assert "w1" in ids(second)
    assert all((item.product.price_minor or 0) <= 3800 for item in second.items)
    assert "gift ideas for men" in second.reply


async def test_what_goes_with_the_first(tmp_path: Path) -> None:
    """Heels and a bag for a dress, in words; a wanted kind bounds them, the dress's color does not."""
    async with talking(tmp_path, None, outfitter()) as talk:
        await talk.say("show me dresses")
        turn = await talk.say("what goes well with the first one?")
        shoes = await talk.say("which shoes go with a blue dress?")
    assert ids(turn) == ["h1", "b1"]
    assert "These can go with" in turn.reply
    assert ids(shoes) == ["h1"]
    assert shoes.understanding.constraints == ()


async def test_a_rejected_product_never_returns(tmp_path: Path) -> None:
    """Rejected once, it stays away from the next suggestions, from the next search, and from similar ones."""
    async with talking(tmp_path, None, outfitter()) as talk:
        shown = await talk.say("show me dresses")
        gone = shown.items[0].product.product_id
        after = await talk.say("I don't like the first one")
        again = await talk.say("show me dresses under 200")
        like = await talk.say("something similar to the first")
    assert after.understanding.rejected == (gone,)
    assert "I'll leave out" in after.reply
    assert all(gone not in ids(turn) for turn in (after, again, like))
    assert ids(again)


async def test_none_of_these_brings_others(tmp_path: Path) -> None:
    """A bad word about all that is shown rejects all of it; suggestions go on with others."""
    async with talking(tmp_path, None, outfitter()) as talk:
        first = await talk.say("what's popular?")
        turn = await talk.say("这些我都不喜欢")
    assert set(turn.understanding.rejected) == set(ids(first))
    assert ids(turn)
    assert not set(ids(first)) & set(ids(turn))
    assert turn.reply.startswith("好的，这几款不再给您看。")


async def test_liking_is_remembered_for_suggestions(tmp_path: Path) -> None:
    """A liked mug is named, kept, and what is for the shopper rests on it."""
    async with talking(tmp_path, None, outfitter()) as talk:
        await talk.say("show me mugs")
        praise = await talk.say("I love the first one!")
        turn = await talk.say("recommend something for me")
    assert praise.understanding.primary is Intent.FEEDBACK
    assert "Glad you like the White Stoneware Mug" in praise.reply
    assert praise.items == ()
    assert turn.reply.startswith("Going by what you liked")


class _SilentBackend(LocalBackend):
    """A shop whose carts can't be read."""

    def cart(self, cart_id: str) -> Cart:
        """Fail."""
        raise BackendUnavailableError(f"no answer about {cart_id}")


async def test_the_cart_tells_of_taste(tmp_path: Path) -> None:
    """What lies in the cart guides what is for the shopper, and is not offered again."""
    async with counter(tmp_path, local_backend(tmp_path)) as desk:
        _, _, reply = await desk.talk("show me mugs", "add the first one", "recommend something for me")
        turn = (await desk.store.turns(desk.conversation_id))[-1][1]
    assert reply.startswith("Going by your cart")
    assert turn.items
    assert turn.items[0].reasons[0].text.endswith("from your cart")


async def test_a_silent_shop_costs_the_cart_alone(tmp_path: Path) -> None:
    """Suggestions go without a cart that can't be read."""
    database = CommerceDatabase(f"sqlite:///{tmp_path / 'commerce.sqlite'}", now=lambda: NOW)
    async with counter(tmp_path, _SilentBackend(database, shop="small")) as desk:
        (reply,) = await desk.talk("recommend something for me")
    assert "I don't know your taste yet" in reply


async def test_without_any_sign_of_taste_the_popular_ones_are_said_to_be_that(tmp_path: Path) -> None:
    """The reply owns up: no taste is known yet."""
    async with talking(tmp_path, None, outfitter()) as talk:
        turn = await talk.say("anything for me?")
        chinese = await talk.say("新品有哪些")
    assert "I don't know your taste yet" in turn.reply
    assert ids(turn)[0] == "m1"
    assert "最近上架" in chinese.reply
    assert ids(chinese)[0] == "c1"


async def test_a_surprise_is_repeatable_and_new(tmp_path: Path) -> None:
    """It never shows what the conversation has shown."""
    async with talking(tmp_path, None, outfitter()) as talk:
        shown = await talk.say("show me dresses")
        turn = await talk.say("surprise me")
    assert ids(turn)
    assert not set(ids(turn)) & set(ids(shown))


async def test_nothing_that_goes_with_it_is_owned_up_to(tmp_path: Path) -> None:
    """No rule knows a dog bowl's company here, and a kind that the shop lacks is said to be lacking."""
    async with talking(tmp_path, None, outfitter()) as talk:
        turn = await talk.say("what goes with this?", context=PageContext(product_id="k1"))
        lacking = await talk.say("which laptop goes with this?", context=PageContext(product_id="k1"))
    assert turn.items == lacking.items == ()
    assert "nothing here that I know to go with the Wooden Building Blocks" in turn.reply
    assert "laptop" in lacking.reply


async def test_a_limit_that_leaves_nothing_is_named(tmp_path: Path) -> None:
    """No dress like it under 5: what dropping the limit would free is counted."""
    async with talking(tmp_path, None, outfitter()) as talk:
        turn = await talk.say("something similar under $5", context=PageContext(product_id="d1"))
    assert turn.items == ()
    assert "$5" in turn.reply
    assert "4 match" in turn.reply


async def test_thanks_for_praise_of_nothing_in_particular(tmp_path: Path) -> None:
    """'Good picks' is answered, and no product is judged."""
    async with talking(tmp_path, None, outfitter()) as talk:
        await talk.say("show me mugs")
        turn = await talk.say("good picks")
    assert turn.understanding.liked == turn.understanding.rejected == ()
    assert "Glad to hear it" in turn.reply


async def test_a_restart_forgets_judgments(tmp_path: Path) -> None:
    """After starting over a rejected mug may come again."""
    async with talking(tmp_path, None, outfitter()) as talk:
        shown = await talk.say("show me mugs")
        await talk.say("not the first one")
        await talk.say("start over")
        turn = await talk.say("show me mugs")
    assert ids(turn) == ids(shown)


def test_a_state_without_plans_still_loads() -> None:
    """States stored before there were plans read as having none."""
    old = json.dumps({"conversation_id": "c", "shop": "s", "turn": 2})
    state = TypeAdapter(DialogueState).validate_json(old)
    assert (state.plan, state.liked, state.rejected, state.appeared) == (None, (), (), ())
