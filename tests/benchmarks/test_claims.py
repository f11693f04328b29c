"""Small seeded runs of the checker's proof, with exact thresholds, and its own instruments."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from assistant.claims.attributes import AttributeLexicon
from assistant.claims.types import Grounds
from assistant.errors import ModelUnavailableError
from assistant.protocols import ChatMessage, Decoding
from retrieval.policies import Policies, PolicyLine
from retrieval.types import Product
from tests.assistant.answer_products import CARDIGAN, KETTLE, LAMP, SWEATER, at_most
from tests.assistant.test_claims_mutations import CHINESE, COAT, ENGLISH, RUG
from tests.benchmarks.claims.counterfactuals import confirm
from tests.benchmarks.claims.filling import fill
from tests.benchmarks.claims.liars import Liar
from tests.benchmarks.claims.mutating import Supply
from tests.benchmarks.claims.mutations import MUTATIONS
from tests.benchmarks.claims.replies import Scene
from tests.benchmarks.claims.report import Counts, check, wilson
from tests.benchmarks.claims.scenes import Shelf
from tests.benchmarks.claims.surfaces import han, money, spelled
from tests.benchmarks.claims.transcripts import accepted
from tests.retrieval.corner_shop import SHOP
from tests.retrieval.test_ranker import ranker
from tests.small_shop import SmallCatalogs

POLICIES = Policies(
    [
        PolicyLine(file="r.md", line=1, heading="Returns", text="Return within 30 days.", language="en"),
        PolicyLine(file="r.md", line=2, heading="Returns", text="Returns cost $4 a parcel.", language="en"),
        PolicyLine(file="r.zh.md", line=1, heading="退货", text="签收后30天内可以退货。", language="zh"),
    ]
)


def shelf(language: str, products: tuple[Product, ...]) -> Shelf:
    """All products of one language on one aisle."""
    return Shelf(shop="small", language=language, products=products * 2, aisles=[products], live_values={})


SHELVES = (shelf("en", (*ENGLISH, LAMP)), shelf("zh", CHINESE))


def test_true_replies_pass_and_every_false_one_is_caught() -> None:
    """100 true and 100 false replies of one seed: at most 2 % refused, none let pass."""
    counts = Counts()
    for reply in islice(Supply(SHELVES, POLICIES, seed=7).true(), 100):
        counts.true(reply)
    false = Supply(SHELVES, POLICIES, seed=8).false(lambda one: check(one).supported)
    for reply in islice(false, 100):
        counts.false(reply)
    assert len(counts.passed.missed) <= 2, counts.passed.missed
    assert counts.caught.missed == []
    assert counts.as_data()["false_caught"]["all"]["total"] == 100


def scene(*products: Product, mode: str = "find") -> Scene:
    """These products, 14 of which match, none over $150."""
    grounds = Grounds(
        products=products,
        fits=mode == "find",
        comparable=mode == "compare",
        counts=frozenset({14, len(products)}),
        limits=(at_most(150.0),),
        lexicon=AttributeLexicon(),
    )
    return Scene(
        mode=mode, shop="s", language="en", products=products, grounds=grounds, matching=14, limit=150.0,
        strangers=(COAT, RUG),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "pattern", "mode"),
    [
        ("price_digit", "The {title} costs {price}.", "find"),
        ("price_of_other", "The {title} costs {price}.", "find"),
        ("currency", "The {title} costs {price}.", "find"),
        ("rating", "The {title} is rated {rating}.", "find"),
        ("reviews", "The {title} has {reviews} reviews.", "find"),
        ("attribute_invented", "The {title} is {material}.", "find"),
        ("name_swapped", "The {title} costs {price}.", "find"),
        ("name_stranger", "The {title} costs {price}.", "find"),
        ("negation", "The {title} {v|is|isn't} {material}.", "find"),
        ("stock", "The {title} is {stock|in stock|sold out}.", "find"),
        ("comparison", "The {title} is {c:price|cheaper|more expensive} than the {title2}.", "compare"),
        ("superlative_added", "The {title} costs {price}.", "find"),
        ("count", "There are {matching} matches.", "find"),
        ("amount", "The {title} is under {limit}.", "find"),
        ("quote", 'The record of the {title} says: "{quote}"', "ask"),
        ("invented", "The {title} costs {price}.", "find"),
        ("hedged", "The {title} costs {price}.", "find"),
        ("promise", "The {title} costs {price}.", "find"),
        ("exchanged", "The {title} is {price} and the {title2} is {price2}.", "find"),
    ],
)
def test_each_change_alone_is_caught(change: str, pattern: str, mode: str) -> None:
    """The pattern filled truly passes; changed in one fact, twelve times over, it doesn't."""
    products = (SWEATER,) if mode == "ask" else (SWEATER, CARDIGAN)
    random = Random(3)
    reply = fill(pattern, scene(*products, mode=mode), random, "test")
    assert reply is not None
    assert check(reply).supported
    changed = [c for _ in range(12) if (c := MUTATIONS[change](reply, random)) is not None]
    assert changed
    assert [c.text for c in changed if check(c).supported] == []


def test_a_change_that_is_true_is_no_false_reply() -> None:
    """A sweater that is cheaper stays cheaper: what holds of both names is not exchanged."""
    reply = fill("The {title} is in stock.", scene(SWEATER, CARDIGAN), Random(1), "test")
    assert reply is not None
    assert MUTATIONS["name_swapped"](reply, Random(1)) is None


def test_every_counterfactual_of_the_corner_shop_is_confirmed() -> None:
    """Pairs, prices to lead and dropped conditions of 120 queries, by rankers built anew."""
    found = confirm(SHOP, queries=120, seed=2, on_query=lambda: None, build=lambda s: ranker(*s.products))
    assert found.wrong == []
    assert set(found.told) >= {"pair", "price to lead"}
    assert found.held == found.told


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (0, "zero", "零"),
        (14, "fourteen", "十四"),
        (105, "one hundred and five", "一百零五"),
        (1999, "one thousand nine hundred and ninety-nine", "一千九百九十九"),
    ],
)
def test_numbers_in_words(number: int, english: str, chinese: str) -> None:
    """As a person writes them."""
    assert (spelled(number), han(number)) == (english, chinese)


def test_an_amount_is_written_in_each_style() -> None:
    """Sign, code, words and full-width digits of $45.50."""
    assert [money(4550, "USD", s) for s in ("sign", "code", "words_en", "wide")] == [
        "$45.50", "45.50 USD", "45.50 dollars", "４５．５０美元",
    ]  # fmt: skip


def test_an_interval_holds_its_share() -> None:
    """Wilson's: 0 of 10 is 0–27.8 %, and nothing is anything."""
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)


async def test_the_liar_writes_in_many_manners() -> None:
    """Of 200 streams of one seed some are true, some lies, some raise."""
    liar = Liar(random=Random(4))
    decoding = Decoding(max_tokens=80, temperature=0.0)
    prompt = [ChatMessage(role="user", content="Mug | $14 | in white")]
    for _ in range(200):
        with suppress(TimeoutError, ModelUnavailableError):
            async for _event in liar.stream(prompt, decoding=decoding):
                pass
    assert set(liar.wrote) >= {
        "true", "half", "lie", "mixed", "odd", "endless", "empty", "raises", "stalls",
    }  # fmt: skip


def test_accepted_replies_are_read_from_lines(tmp_path: Path) -> None:
    """A line becomes a true reply; a line without a shop that is known says which one it is."""
    snapshot = SmallCatalogs().load("small")
    first = snapshot.products[0]
    path = tmp_path / "replies.jsonl"
    path.write_text(
        f'{{"shop": "small", "language": "en", "mode": "find", "product_ids": ["{first.product_id}"], '
        f'"text": "Look at the {first.title}."}}\n{{"shop": "none"}}\n',
        encoding="utf-8",
    )
    replies = accepted(path, [snapshot])
    assert next(replies).text == f"Look at the {first.title}."
    with pytest.raises(ValueError, match=r":2: expected shop"):
        next(replies)


def test_the_report_names_what_was_missed() -> None:
    """A false reply that passes stands in the report with its kind."""
    counts = Counts()
    reply = fill("The {title} costs {price}.", scene(KETTLE), Random(1), "test")
    assert reply is not None
    counts.false(reply.with_segments(reply.segments, "nothing"))
    assert "not caught (1):\n[nothing en] The Copperline Gooseneck Kettle costs" in counts.report()
