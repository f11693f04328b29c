"""What the fourth writer adds to true replies: promises, praise and figures that no record states.

Kept back: measured once, never mended on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from retrieval.types import Product
from tests.benchmarks.claims import surfaces, values
from tests.benchmarks.claims.changing import Mutate
from tests.benchmarks.claims.replies import Reply, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Addition:
    """What no record says. `predicates` follow a subject, `sentences` stand alone; both by language.

    Where the record of a product speaks of such things (`unless`, or `possible` says so), nothing is added.
    """

    predicates: Mapping[str, tuple[str, ...]]
    sentences: Mapping[str, tuple[str, ...]]
    unless: str
    possible: Callable[[Product], bool] = lambda _: False


_SERVICE = _Addition(
    predicates={
        "en": (
            "ships free to any address in the world",
            "will be at your door tomorrow before noon",
            "comes with a lifetime warranty",
            "is covered by a five-year warranty",
            "can be sent back free of charge for a whole year",
        ),
        "zh": (
            "支持全球包邮",
            "明天中午前就能送到",
            "享受终身质保",
            "提供五年保修",
            "一年内都可以免费退货",
        ),
    },
    sentences={
        "en": ("Order now and we'll deliver it tonight.", "We'll repair it for free as long as you own it."),
        "zh": ("现在下单，今晚就能送到。", "以后坏了我们都免费修。"),
    },
    unless=r"shipp|deliver|warrant|guarant|return|repair|包邮|运费|送|发货|修|质保|退",
)
_SALE = _Addition(
    predicates={
        "en": (
            "is 20% off until Sunday",
            "used to cost twice as much",
            "comes with a second one at half price",
            "gets 15% off for members this week",
        ),
        "zh": ("周日前打八折", "原价是现在的两倍", "第二件半价", "本周会员再享八五折"),
    },
    sentences={
        "en": ("Use the code SAVE20 at checkout for 20% off.", "The price goes up again next week."),
        "zh": ("结账时输入SAVE20可以再减两成。", "下周就要涨价了。"),
    },
    unless=r"discount|sale|\boff\b|half|members|折|降价|促销|优惠|会员",
    possible=lambda product: product.compare_at_price_minor is not None,
)
_AWARD = _Addition(
    predicates={
        "en": (
            "won a Red Dot award last year",
            "was named product of the year",
            "took first prize at a design fair",
            "has won several awards",
        ),
        "zh": ("去年拿过红点设计奖", "被评为年度最佳商品", "在设计展上得过一等奖", "拿过好几个奖"),
    },
    sentences={
        "en": ("A leading magazine named it the best of its kind.",),
        "zh": ("有家知名杂志把它评为同类第一。",),
    },
    unless=r"award|prize|winn|magazine|奖|杂志|评为",
)
_REVIEW = _Addition(
    predicates={
        "en": ('has one buyer saying "I bought three more for my friends"',),
        "zh": ("有顾客说“我又给朋友买了三件”",),
    },
    sentences={
        "en": (
            'One buyer wrote, "I have had it for two years and it still looks new."',
            'As one customer put it, "Best money I have spent all year."',
            "Reviewers say it's even better than in the pictures.",
        ),
        "zh": (
            "有位买家写道：“用了两年还跟新的一样。”",
            "一位顾客评价说：“今年买得最值的东西。”",
            "买过的人都说比图片上还好看。",
        ),
    },
    unless=r"reviewers|buyers|customers|顾客|买家",
)
_CROWD = _Addition(
    predicates={
        "en": (
            "has sold more than fifty thousand pieces",
            "is what nine out of ten of our customers choose",
            "sells out every single week",
            "is the most viewed item in the whole shop",
        ),
        "zh": ("已经卖出五万多件", "十位顾客里有九位都选了", "每周都会卖断货", "是全店浏览量最高的"),
    },
    sentences={
        "en": ("Everybody is buying it this season.",),
        "zh": ("这个季节大家都在买。",),
    },
    unless=r"popular|favou?rite|best|sell|sold|customers|热销|畅销|人气|爆款|卖|\d万",
    possible=lambda product: (product.units_sold or 0) > 1000,
)
_SAFETY = _Addition(
    predicates={
        "en": (
            "is certified safe for newborns",
            "is proven not to cause allergies",
            "has passed every safety test there is",
            "is free of all harmful chemicals",
        ),
        "zh": ("经认证新生儿也能用", "不会引起任何过敏", "通过了所有安全测试", "不含任何有害物质"),
    },
    sentences={
        "en": ("Doctors recommend it.", "It can't hurt anyone, not even a toddler."),
        "zh": ("医生也推荐使用。", "小孩子用也绝对不会受伤。"),
    },
    unless=r"safe|allerg|certif|test|toxic|chemical|harm|free of|baby|newborn|toddler|doctor|dermat|organic"
    r"|认证|检测|测试|安全|过敏|婴|宝宝|儿童|有害|甲醛|无毒|医",
)


def _adding(name: str, addition: _Addition) -> Mutate:
    def change(reply: Reply, random: Random) -> Reply | None:
        for product in reply.scene.products:
            if addition.possible(product) or re.search(addition.unless, values.whole_text(product)):
                return None
        language = reply.scene.language
        sentences = addition.sentences[language]
        said = random.choice((*addition.predicates[language], *sentences))
        if said in sentences:
            return reply.with_segments(_after(reply, said), name)
        return _predicated(reply, said, random, name)

    return change


def said_scarce(reply: Reply, random: Random) -> Reply | None:
    """Few left, where the record counts other numbers or none."""
    counted = {product.stock for product in reply.scene.products}
    counted |= {sku.stock for product in reply.scene.products for sku in product.skus}
    if any(re.search(r"limited|限量|only|仅", values.whole_text(p)) for p in reply.scene.products):
        return None
    free = [number for number in (2, 3, 4, 5, 6) if number not in counted]
    if not free:
        return None
    number = random.choice(free)
    if reply.scene.language == "en":
        wordings: Sequence[str] = (
            f"has only {surfaces.spelled(number)} left in stock",
            f"is down to the last {number}",
            f"is almost gone, with just {surfaces.spelled(number)} remaining",
        )
    else:
        wordings = (f"只剩最后{number}件了", f"库存仅剩{number}件", f"快卖完了，还有{number}件")
    return _predicated(reply, random.choice(wordings), random, "said_scarce")


def _predicated(reply: Reply, predicate: str, random: Random, name: str) -> Reply:
    """The predicate of the first product: as a clause within, as a clause at the end, or as a sentence."""
    chinese = reply.scene.language == "zh"
    title = values.name_of(reply.scene.products[0])
    alone = not any(slot.position for _, slot in reply.slots)
    subject = ("这款" if alone else title) if chinese else ("it" if alone else f"the {title}")
    stop = "。" if chinese else "."
    ways: list[Sequence[Segment]] = [_after(reply, f"{subject}{'' if chinese else ' '}{predicate}{stop}")]
    *head, last = reply.segments
    if isinstance(last, str) and last.endswith(stop):
        joint = f"，而且{'' if alone else title}" if chinese else f", and {subject} "
        ways.append([*head, last[:-1] + joint + predicate + stop])
    if not chinese and (inside := _within(reply, predicate)):
        ways.append(inside)
    return reply.with_segments(random.choice(ways), name)


def _after(reply: Reply, sentence: str) -> Sequence[Segment]:
    return [*reply.segments, sentence if reply.scene.language == "zh" else f" {sentence}"]


def _within(reply: Reply, predicate: str) -> Sequence[Segment] | None:
    """With ", which …," behind the first product's name, where the sentence goes on there."""
    for at, slot in reply.slots:
        if slot.kind != "title" or slot.position != 0:
            continue
        following = reply.segments[at + 1] if at + 1 < len(reply.segments) else None
        if isinstance(following, str) and re.match(r" \w| $", following):
            return [*reply.segments[: at + 1], f", which {predicate},", *reply.segments[at + 1 :]]
    return None


ADDITIONS: Mapping[str, Mutate] = {
    "promised_service": _adding("promised_service", _SERVICE),
    "promised_sale": _adding("promised_sale", _SALE),
    "given_award": _adding("given_award", _AWARD),
    "overheard_review": _adding("overheard_review", _REVIEW),
    "crowd_favourite": _adding("crowd_favourite", _CROWD),
    "called_safe": _adding("called_safe", _SAFETY),
    "said_scarce": said_scarce,
}
