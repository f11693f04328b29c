"""The program's own sentences as true replies, and what is changed in them to make them false.

Searches, comparisons, places in an order with points and the price to lead, coupons, carts, orders and quoted
policies: each built by the brief that the program builds, from real products of the shops.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from assistant.claims.types import Grounds
from assistant.commerce.coupons import BasketLine, best_deal
from assistant.commerce.pricing import PricedLine
from assistant.commerce.types import Address, CartLine, Coupon, CouponKind, Order, OrderLine, OrderStatus
from assistant.facts.cart import cart_brief
from assistant.facts.compare import compare_brief
from assistant.facts.deals import coupons_brief, deal_brief
from assistant.facts.orders import status_brief
from assistant.facts.places import place_brief
from assistant.facts.search import search_brief
from assistant.facts.service import policy_brief
from assistant.facts.types import AnswerBrief
from retrieval.contrasts import Contrast
from retrieval.counterfactuals import PriceToLead
from retrieval.policies import Policies
from retrieval.types import Contribution, Product, Query, RankedItem, Ranking, Sort
from tests.benchmarks.claims.replies import Reply, Scene, Slot
from tests.benchmarks.claims.values import name_of

_NOW = datetime(2026, 6, 1, tzinfo=UTC)
_FEATURES = (
    "relevance",
    "constraint_match",
    "rating",
    "price_fit",
    "freshness",
    "stock",
    "popularity",
    "diversity",
)
_PIECE = re.compile(r"\d+(?:[.,]\d+)*")
_TERMS = {
    "en": (
        (
            "how well it fits your words",
            "its rating",
            "how new it is",
            "how often it sells",
            "being in stock",
        ),
        ("not sent yet", "being sent", "on its way", "delivered", "cancelled", "in return"),
        (" more for ", " fewer for "),
        ("saves", "becomes"),
        ("January", "March", "June", "August", "November"),
    ),
    "zh": (
        ("与您所说的吻合度", "满足的条件", "上架时间", "销量"),
        ("尚未发货", "正在发货", "已签收", "已取消", "已申请退货"),
        ("前面", "后面"),
        ("可省", "变为"),
    ),
}
"""Words of the program's sentences that say something else when one of a row stands for another."""


def coded(scene: Scene, policies: Policies, random: Random) -> Reply | None:
    """A reply of the program itself about a scene; None where the scene gives none."""
    make = random.choice(
        (_found, _found, _compared, _compared, _placed, _placed, _dealt, _cart, _ordered, _policy)
    )
    brief = make(scene, policies, random)
    if brief is None:
        return None
    text = ("" if scene.language == "zh" else " ").join(
        part for part in (brief.opening, brief.reply, *brief.notes) if part
    )
    grounds = replace(Grounds.of(brief), lexicon=scene.grounds.lexicon)
    shown = replace(scene, grounds=grounds, products=tuple(brief.products) or scene.products)
    return Reply(scene=shown, segments=_pieces(text, shown), writer=f"program:{make.__name__.strip('_')}")


def _pieces(text: str, scene: Scene) -> tuple[str | Slot, ...]:
    names = sorted({name_of(p) for p in scene.products}, key=len, reverse=True)
    terms = [term for row in _TERMS[scene.language] for term in row]
    pattern = re.compile(
        "|".join([*(re.escape(n) for n in names), *(re.escape(t) for t in terms), _PIECE.pattern])
    )
    segments: list[str | Slot] = []
    end = 0
    for match in pattern.finditer(text):
        said = match.group()
        kind = "name" if said in names else "term" if said in terms else "figure"
        segments += [text[end : match.start()], Slot(kind=kind, position=None, value=said, surface=said)]
        end = match.end()
    segments.append(text[end:])
    return tuple(s for s in segments if s != "")


def figure(reply: Reply, random: Random) -> Reply | None:
    """A digit of a figure; a leading zero is none."""
    found = [(at, s) for at, s in reply.slots if s.kind == "figure" and s.surface != "1000"]
    if not found:
        return None
    at, slot = random.choice(found)
    places = [i for i, c in enumerate(slot.surface) if c.isdigit()]
    place = random.choice(places)
    digits = [d for d in "0123456789" if d != slot.surface[place] and not (place == 0 and d == "0")]
    wrong = slot.surface[:place] + random.choice(digits) + slot.surface[place + 1 :]
    if any(s.surface == wrong for _, s in reply.slots if s.kind == "figure"):
        return None
    return reply.with_slot(at, replace(slot, surface=wrong), "program_figure")


def term(reply: Reply, random: Random) -> Reply | None:
    """A state, feature, direction or month put in the place of another of its row."""
    rows = _TERMS[reply.scene.language]
    found = [(at, s) for at, s in reply.slots if s.kind == "term"]
    if not found:
        return None
    at, slot = random.choice(found)
    row = next(row for row in rows if slot.surface in row)
    wrong = random.choice([t for t in row if t != slot.surface])
    if any(s.surface == wrong for _, s in reply.slots):
        return None
    return reply.with_slot(at, replace(slot, surface=wrong), "program_term")


def names_exchanged(reply: Reply, _random: Random) -> Reply | None:
    """Two names in each other's place, in a sentence that sets one against the other."""
    found = [(at, s) for at, s in reply.slots if s.kind == "name"]
    if len({s.surface for _, s in found}) != 2 or "program:placed" not in reply.writer:
        return None
    names = sorted({s.surface for _, s in found})
    segments = list(reply.segments)
    for at, slot in found:
        other = names[1] if slot.surface == names[0] else names[0]
        segments[at] = replace(slot, surface=other)
    text = "".join(s if isinstance(s, str) else s.surface for s in segments)
    level = any(mark in text for mark in ("level in that", "这一点上相同", "score the same", "得分相同"))
    return None if level else reply.with_segments(segments, "program_names")


def _found(scene: Scene, _policies: Policies, random: Random) -> AnswerBrief | None:
    products = list(scene.products)
    sort = random.choice((None, Sort(field="price", direction="asc"), Sort(field="rating", direction="desc")))
    if sort is not None and sort.field == "price" and all(p.price_minor is not None for p in products):
        products.sort(key=lambda p: p.price_minor or 0)
    elif sort is not None and all(p.rating is not None for p in products):
        products.sort(key=lambda p: -(p.rating or 0))
        sort = Sort(field="rating", direction="desc")
    else:
        sort = None
    items = tuple(_item(p) for p in products)
    return search_brief(
        ranking=Ranking(
            items=items, matching=max(scene.matching, len(items)), carried=True, catalog_version=1
        ),
        query=Query(text="", language=scene.language, constraints=scene.grounds.limits, sort=sort),
        language=scene.language,
        currency=products[0].currency,
        turn=random.randrange(6),
        refined=random.random() < 0.3,
    )


def _item(product: Product) -> RankedItem:
    return RankedItem(product=product, final_score=1.0, contributions=())


def _compared(scene: Scene, _policies: Policies, random: Random) -> AnswerBrief | None:
    if len(scene.products) < 2:
        return None
    asked = random.choice(("", "", "price", "rating", "reviews", "material", "color"))
    return compare_brief(products=scene.products[:3], language=scene.language, asked_facet=asked)


def _placed(scene: Scene, _policies: Policies, random: Random) -> AnswerBrief | None:
    if len(scene.products) < 2:
        return None
    over, under = scene.products[:2]
    parts = tuple(
        Contribution(feature=name, value=random.randint(-60, 160) / 1000)
        for name in random.sample(_FEATURES, random.randint(1, 3))
    )
    parts = tuple(p for p in parts if p.value)
    gap = sum(p.value for p in parts)
    lead = None
    if under.price_minor is not None and under.price_minor > 400:
        lead = PriceToLead(
            product=under,
            price_minor=random.randint(100, under.price_minor - 1),
            or_less=random.random() < 0.7,
        )
    by_price = all(p.price_minor is not None for p in (over, under)) and (over.price_minor or 0) < (
        under.price_minor or 0
    )
    sort = Sort(field="price", direction="asc") if by_price and random.random() < 0.4 else None
    if sort is None and gap <= 0:
        return None
    return place_brief(
        found=Contrast(over_id=over.product_id, under_id=under.product_id, gap=gap, differences=parts),
        products=(over, under),
        sort=sort,
        lead=lead,
        language=scene.language,
    )


def _dealt(scene: Scene, _policies: Policies, random: Random) -> AnswerBrief | None:
    product = scene.products[0]
    if product.price_minor is None:
        return None
    coupons = [
        _coupon(code, product, random) for code in random.sample(("SPRING", "TENOFF", "VIP26", "HELLO5"), 3)
    ]
    if random.random() < 0.3:
        return coupons_brief(coupons, language=scene.language)
    line = BasketLine(
        amount_minor=product.price_minor, currency=product.currency, categories=product.category
    )
    return deal_brief(
        best_deal(coupons, [line], now=_NOW),
        total_minor=product.price_minor,
        currency=product.currency,
        language=scene.language,
        title=name_of(product) if random.random() < 0.7 else "",
    )


def _coupon(code: str, product: Product, random: Random) -> Coupon:
    kind = random.choice((CouponKind.PERCENT, CouponKind.AMOUNT))
    return Coupon(
        code=code,
        kind=kind,
        value=random.randint(2, 25) * 100,
        currency=product.currency,
        min_spend_minor=random.choice((0, 0, 2000, 15000)),
        starts=_NOW + timedelta(days=5) if random.random() < 0.2 else None,
        ends=random.choice((None, _NOW - timedelta(days=40), _NOW + timedelta(days=61))),
    )


def _lines(scene: Scene, random: Random) -> list[OrderLine]:
    return [
        OrderLine(
            item_id=f"i{at}",
            product_id=product.product_id,
            title=product.title,
            options=(),
            quantity=random.randint(1, 4),
            unit_price_minor=product.price_minor,
        )
        for at, product in enumerate(scene.products[:3])
        if product.price_minor is not None
    ]


def _ordered(scene: Scene, _policies: Policies, random: Random) -> AnswerBrief | None:
    lines = _lines(scene, random)
    if not lines:
        return None
    order = Order(
        order_id=f"#W{random.randint(1_000_000, 9_999_999)}",
        customer_id="c1",
        status=random.choice(list(OrderStatus)[:6]),
        currency=scene.products[0].currency,
        lines=tuple(lines),
        address=Address(line1="12 Mill Lane", city="Salem", region="OR", postal_code="97301", country="USA"),
        tracking=(f"TR{random.randint(10**8, 10**9)}",) if random.random() < 0.4 else (),
    )
    return status_brief(order, language=scene.language)


def _cart(scene: Scene, _policies: Policies, random: Random) -> AnswerBrief | None:
    lines = [
        PricedLine(
            line=CartLine(
                product_id=line.product_id,
                sku_id=None,
                title=line.title,
                options=(),
                quantity=line.quantity,
                unit_price_minor=line.unit_price_minor,
                currency=scene.products[0].currency,
            ),
            unit_price_minor=line.unit_price_minor,
            was_minor=line.unit_price_minor + 500 if random.random() < 0.2 else None,
        )
        for line in _lines(scene, random)
    ]
    return cart_brief(lines, language=scene.language) if lines else None


def _policy(scene: Scene, policies: Policies, random: Random) -> AnswerBrief | None:
    lines = [line for line in policies.lines if line.language == scene.language]
    if not lines:
        return None
    first = random.choice(lines)
    same: Sequence[object] = [line for line in lines if line.file == first.file and line is not first]
    chosen = [first, *random.sample(list(same), min(1, len(same)))]
    return policy_brief(lines=chosen, language=scene.language)  # type: ignore[arg-type]
