"""A second check of finished turns, written without a look at `assistant/claims`.

It works on plain words and numbers, with its own lists and its own rules, so that a mistake shared by the
assistant and its checker does not stay unseen. It is stricter than a reader would be in one respect: a
number, color or material that no record in play has is a fault, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.types import Turn
from retrieval.money import to_major
from retrieval.types import Constraint, Op, Product, Strength

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_MONEY = re.compile(
    r"(?:US\$|CN¥|[$¥￥€£])\s?(\d+(?:,\d{3})*(?:\.\d+)?)|(\d+(?:,\d{3})*(?:\.\d+)?)\s?(?:dollars|USD|CNY|元|块)"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_CITED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_COUPONS = re.compile(r"\bcoupons?\b|\bWhy not others\b|\bsaves [$¥]|优惠券|其他券|可省", re.IGNORECASE)
_CART = re.compile(r"\b(?:to|of|in) your cart\b|\bYour cart\b|购物车")
_LEAD = re.compile(r"would stand first at [$¥]([\d,.]*\d)|价格是[$¥]([\d,.]*\d)(?:或更低)?时会排第一")
_GAP = re.compile(r"by (\d+) points? of 1000|高(\d+)分（按1000分计）")
_PART_EN = re.compile(r"(\d+) (more|fewer) for ")
_PART_ZH = re.compile(r"(多|少)(\d+)分")
_BESIDE = re.compile(
    r"\b(?:cart|go with|goes with|similar to|like the|instead of|of order)\b|购物车|相似|搭配|类似|一起",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(\d+) (?:more )?(?:match|fit|option|left|remain)|(\d+)\s?(?:款|件|个)")

_COLORS_EN = (
    "black white red blue green yellow pink purple brown gray grey beige orange navy ivory cream teal "
    "turquoise burgundy maroon lavender khaki olive tan charcoal coral mint mustard fuchsia magenta "
    "gold silver rose"
).split()
_MATERIALS_EN = (
    "cotton wool linen silk leather denim polyester nylon cashmere velvet satin suede acrylic rayon spandex "
    "wood wooden glass ceramic porcelain steel bamboo plastic rattan marble brass copper titanium moissanite"
).split()
_COLORS_ZH = "黑色 白色 红色 蓝色 绿色 黄色 粉色 紫色 棕色 灰色 米色 橙色 咖啡色 金色 银色".split()
_MATERIALS_ZH = (
    "纯棉 羊毛 蚕丝 亚麻 真丝 真皮 牛皮 实木 陶瓷 玻璃 不锈钢 珐琅 竹 羽绒 涤纶 聚酯纤维 莫代尔".split()
)
_SAME = dict(
    zip(
        _COLORS_ZH,
        "black white red blue green yellow pink purple brown gray beige orange coffee gold silver".split(),
        strict=True,
    )
) | {
    "纯棉": "cotton",
    "羊毛": "wool",
    "蚕丝": "silk",
    "亚麻": "linen",
    "真皮": "leather",
    "涤纶": "polyester",
}
"""What a Chinese reply may call an English record's word."""
_TRAITS_EN = (
    "waterproof breathable machine-washable handmade organic vegan wireless reversible stretchy insulated"
).split()
_PROMISES = re.compile(
    r"\b(free shipping|free returns|guarantee[ds]?|discount|on sale|% off|ships? (?:in|within)|warranty"
    r"|limited time|i(?:'ve| have) (?:added|ordered|reserved|booked))\b"
    r"|包邮|打折|优惠|保修|质保|已(?:为您)?(?:加入|下单|预留)",
    re.IGNORECASE,
)


def constraint_faults(turn: Turn, constraints: Sequence[Constraint], currency: str) -> list[str]:
    """Items (alternatives aside) that break a hard constraint, or a soft price by more than 15 %."""
    faults = []
    for item in turn.items:
        if item.alternative:
            continue
        faults += [
            f"{item.product.product_id} {item.product.title!r} breaks {group}"
            for group in _groups(constraints)
            if not _meets(item.product, group, currency)
        ]
    return faults


def reply_faults(
    turn: Turn,
    allowed: Sequence[Constraint],
    *,
    policy_text: str = "",
    coupon_text: str = "",
    cart_text: str = "",
    said: str = "",
    beside: Sequence[Product] = (),
) -> list[str]:
    """Spans of the reply that no record in play, stated constraint or quoted policy line supports.

    `coupon_text` is what the coupons hold, `cart_text` what the cart holds after the turn (pieces, titles,
    prices and total), `said` the shopper's words, which may be quoted back; `beside` are products that a
    reply may name beside its cards: those shown before, and those of the cart.
    """
    products = [item.product for item in turn.items]
    known = [*products, *(p for p in beside if p.product_id not in {q.product_id for q in products})]
    faults: list[str] = []
    for sentence in _SENTENCE.split(_without_quotations(turn.reply, policy_text + said)):
        if not sentence or sentence in policy_text or _is_of_coupons(sentence, coupon_text):
            continue
        if _CART.search(sentence) and _numbers(sentence) <= _numbers(cart_text):
            continue
        if (points := _points_faults(sentence, known)) is not None:
            faults.extend(points)
            continue
        full = any(p.title.casefold() in sentence.casefold() for p in beside)
        speaks_beside = full or _BESIDE.search(sentence)
        faults.extend(_sentence_faults(sentence, known if speaks_beside else products, allowed))
    return faults


def _without_quotations(reply: str, quotable: str) -> str:
    """The reply without what it cites word for word from the shop's rules or from the shopper."""
    known = quotable.casefold()
    return _CITED.sub(lambda m: "" if m.group(1).casefold() in known else m.group(), reply)


def _is_of_coupons(sentence: str, coupon_text: str) -> bool:
    """Whether a sentence about coupons has no number that the coupons lack."""
    if not coupon_text or not _COUPONS.search(sentence):
        return False
    return _numbers(sentence) <= _numbers(coupon_text)


def _numbers(text: str) -> set[str]:
    return {m.group() for m in _NUMBER.finditer(text)}


def _points_faults(sentence: str, known: Sequence[Product]) -> list[str] | None:
    """Faults of a sentence about points or the price to lead; None for other sentences."""
    if lead := _LEAD.search(sentence):
        amount = float((lead.group(1) or lead.group(2)).replace(",", ""))
        prices = [price for p in named(sentence, known) if (price := _price(p)) is not None]
        return [] if any(amount < price for price in prices) else [f"price to lead {amount} in {sentence!r}"]
    gap = _GAP.search(sentence)
    if gap is None:
        return None
    parts = [(m.group(1), m.group(2)) for m in _PART_EN.finditer(sentence)]
    parts += [(m.group(2), m.group(1)) for m in _PART_ZH.finditer(sentence[gap.end() :])]
    total = sum(int(points) * (1 if way in ("more", "多") else -1) for points, way in parts)
    return [] if total == int(gap.group(1) or gap.group(2)) else [f"points sum to {total} in {sentence!r}"]


def named(sentence: str, products: Sequence[Product]) -> list[Product]:
    """Products whose title stands in the sentence, in full or by its first words."""
    folded = sentence.casefold()
    full = [p for p in products if " ".join(p.title.casefold().split()) in folded]
    if full:
        return full
    return [p for p in products if _head(p.title) and _head(p.title) in folded]


def _head(title: str) -> str:
    parts = title.casefold().split()
    if len(parts) == 1:
        return parts[0][:8]
    return " ".join(parts[:3])


def _sentence_faults(sentence: str, products: Sequence[Product], allowed: Sequence[Constraint]) -> list[str]:
    about = named(sentence, products) or list(products)
    records = " ".join(_record(product) for product in about).casefold()
    wished = " ".join(str(c.value) for c in allowed).casefold()
    faults = [
        f"money {amount} in {sentence!r}"
        for amount in _amounts(sentence)
        if not _is_price(amount, about, products, allowed)
    ]
    faults += [
        f"number {number} in {sentence!r}"
        for number in _bare_numbers(sentence)
        if number > 10 and not _is_known_number(number, records, about, allowed)
    ]
    faults += [
        f"count {count} below the {len(products)} shown in {sentence!r}"
        for count in _counts(sentence)
        if count < len(products)
    ]
    for word in (*_COLORS_EN, *_MATERIALS_EN, *_TRAITS_EN):
        if re.search(rf"\b{word}\b", sentence, re.IGNORECASE) and not _has_word(records + " " + wished, word):
            faults.append(f"word {word!r} in {sentence!r}")
    for word in (*_COLORS_ZH, *_MATERIALS_ZH):
        known = records + wished
        if word in sentence and not any(w in known for w in (word, word.rstrip("色"), _SAME.get(word, word))):
            faults.append(f"word {word!r} in {sentence!r}")
    faults += [f"promise {m.group()!r} in {sentence!r}" for m in _PROMISES.finditer(sentence) if products]
    return faults


def _record(product: Product) -> str:
    parts: list[str] = [product.title, product.description, product.brand or "", product.merchant or ""]
    parts += [*product.category, *product.tags]
    parts += [facet.value for facet in product.facets]
    parts += [f"{attribute.name} {attribute.value}" for attribute in product.attributes]
    parts += [f"{option.name} {option.value}" for sku in product.skus for option in sku.options]
    parts += [str(product.rating or ""), str(product.rating_count), str(product.stock or "")]
    parts += [product.created_at.strftime("%Y %m %d %Y-%m-%d")] if product.created_at else []
    return " ".join(parts)


def _has_word(text: str, word: str) -> bool:
    roots = {word, word.removesuffix("en"), word.replace("grey", "gray"), word.replace("gray", "grey")}
    return any(re.search(rf"\b{re.escape(root)}", text) for root in roots)


def _amounts(sentence: str) -> list[float]:
    return [float((m.group(1) or m.group(2)).replace(",", "")) for m in _MONEY.finditer(sentence)]


def _bare_numbers(sentence: str) -> list[float]:
    plain = _COUNT.sub(" ", _MONEY.sub(" ", sentence))
    return [float(m.group().replace(",", "")) for m in _NUMBER.finditer(plain)]


def _counts(sentence: str) -> list[int]:
    return [int(m.group(1) or m.group(2)) for m in _COUNT.finditer(sentence)]


def _price(product: Product) -> float | None:
    return None if product.price_minor is None else to_major(product.price_minor, product.currency)


def _is_price(
    amount: float, about: Sequence[Product], products: Sequence[Product], allowed: Sequence[Constraint]
) -> bool:
    own = [price for product in about if (price := _price(product)) is not None]
    every = [price for product in products if (price := _price(product)) is not None]
    skus = [
        to_major(sku.price_minor, product.currency)
        for product in about
        for sku in product.skus
        if sku.price_minor is not None
    ]
    gaps = [abs(a - b) for a in every for b in every]
    wished = [float(c.value) for c in allowed if c.facet == "price"]
    return any(abs(amount - known) < 0.005 for known in (*own, *skus, *gaps, *wished))


def _is_known_number(
    number: float, records: str, about: Sequence[Product], allowed: Sequence[Constraint]
) -> bool:
    text = {float(m.group().replace(",", "")) for m in _NUMBER.finditer(records)}
    wished = {float(c.value) for c in allowed if isinstance(c.value, float | int)}
    return number in text | wished | {price for p in about if (price := _price(p)) is not None}


def _groups(constraints: Sequence[Constraint]) -> Iterable[tuple[Constraint, ...]]:
    """Alternatives of one facet together, every other constraint alone."""
    equal: dict[str, list[Constraint]] = {}
    for constraint in constraints:
        if constraint.op is Op.EQ and constraint.strength is Strength.HARD:
            equal.setdefault(constraint.facet, []).append(constraint)
        else:
            yield (constraint,)
    yield from (tuple(group) for group in equal.values())


def _meets(product: Product, group: tuple[Constraint, ...], currency: str) -> bool:
    first = group[0]
    if first.currency not in (None, currency):
        return True
    if first.facet == "price":
        return any(_price_meets(product, constraint) for constraint in group)
    if first.strength is Strength.SOFT:
        return True
    if first.facet == "rating":
        return product.rating is not None and any(_compare(product.rating, c) for c in group)
    if first.facet == "stock":
        return product.in_stock
    if first.op is Op.NE:
        return not _says(_record(product), str(first.value))
    return any(_says(_record(product), str(constraint.value)) for constraint in group)


def _price_meets(product: Product, constraint: Constraint) -> bool:
    price = _price(product)
    if price is None:
        return False
    if constraint.op is Op.LTE and constraint.strength is Strength.SOFT:
        return price <= float(constraint.value) * 1.15 + 1e-9
    return constraint.strength is Strength.SOFT or _compare(price, constraint)


def _compare(value: float, constraint: Constraint) -> bool:
    limit = float(constraint.value)
    if constraint.op is Op.LTE:
        return value <= limit
    if constraint.op is Op.GTE:
        return value >= limit
    return (value == limit) is (constraint.op is Op.EQ)


def _says(record: str, value: str) -> bool:
    folded, wanted = record.casefold(), value.casefold()
    if not wanted.isascii():
        return wanted.replace(" ", "") in folded.replace(" ", "")
    root = re.escape(re.sub(r"(?:es|s|ed|d)$", "", wanted)) if len(wanted) > 4 else re.escape(wanted)
    return re.search(rf"\b{root}(?:s|es|d|ed|ped|py)?\b", folded) is not None
