"""Sentences that the third writer's changes invent about a product.

Kept back: measured once, never mended on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Invention:
    """Sentences that no record supports; `{it}` is the product. A record with a `telling` word might."""

    en: Sequence[str]
    zh: Sequence[str]
    telling: Sequence[str]


SMALL = "kid child girl boy toddler baby babies infant newborn birth month 儿童 婴 宝宝 童".split()
INVENTIONS: Mapping[str, Invention] = {
    "free_shipping": Invention(
        en=(
            "{it} ships free and arrives tomorrow",
            "shipping for {it} is free, with same-day delivery",
            "if you order within the hour, {it} gets to your door tonight at no charge",
        ),
        zh=("{it}包邮，明天就能送到", "{it}免运费，当日送达", "{it}今晚就能送货上门，不收运费"),
        telling=("tomorrow", "same-day", "tonight", "shipping", "包邮", "运费", "送达"),
    ),
    "warranty": Invention(
        en=(
            "{it} comes with a lifetime warranty",
            "{it} is covered by a fifteen-year guarantee",
            "the manufacturer backs {it} with a seven-year warranty",
        ),
        zh=("{it}享受终身保修", "{it}质保十五年", "厂家为{it}提供七年质保"),
        telling=("warrant", "guarantee", "lifetime", "保修", "质保", "终身"),
    ),
    "coupon": Invention(
        en=(
            "enter SPRING25 at checkout and {it} gets 25% cheaper",
            "there's a $20 coupon for {it}",
            "members can clip a voucher that takes a quarter off {it}",
        ),
        zh=("下单时输入SPRING25，{it}可减四分之一", "{it}可以领二十元优惠券", "会员买{it}另有八折券"),
        telling=("coupon", "voucher", "checkout", "优惠", "折"),
    ),
    "award": Invention(
        en=(
            "{it} won a Red Dot award in 2023",
            "{it} was named product of the year by a design magazine",
            "a jury of experts gave {it} first prize",
        ),
        zh=("{it}获得过2023年红点奖", "{it}被设计杂志评为年度产品", "{it}在行业评选中拿过一等奖"),
        telling=("award", "prize", "winner", "of the year", "奖", "评为"),
    ),
    "review_quote": Invention(
        en=(
            'one buyer wrote of {it}: "Best purchase I made all year."',
            'a customer said about {it}: "I get compliments every single day."',
        ),
        zh=("有买家评价{it}：“今年买得最值的东西。”", "一位顾客说{it}：“天天有人问我在哪儿买的。”"),
        telling=("compliment", "best purchase", "最值"),
    ),
    "health": Invention(
        en=(
            "{it} is FDA approved",
            "{it} is clinically proven to relieve back pain",
            "{it} has been certified safe for newborns",
        ),
        zh=("{it}通过了FDA认证", "{it}经临床验证能缓解腰痛", "{it}经检测对新生儿安全"),
        telling=(*SMALL, "fda", "clinical", "certif", "back pain", "认证", "临床", "检测"),
    ),
    "returns": Invention(
        en=(
            "{it} can be sent back within 120 days for a full refund",
            "you have a whole year to return {it}",
            "even after use, {it} can be returned whenever you like",
        ),
        zh=("{it}支持120天无理由退货", "{it}一年之内都可以退", "{it}用过了也可以随时退"),
        telling=("return", "refund", "sent back", "退"),
    ),
    "origin": Invention(
        en=(
            "{it} is handmade in Portugal",
            "{it} was designed in Denmark",
            "{it} is assembled by a family workshop in Kyoto",
        ),
        zh=("{it}是葡萄牙手工制作的", "{it}由丹麦设计师设计", "{it}是京都老作坊做的"),
        telling=("portug", "denmark", "danish", "kyoto", "workshop", "葡萄牙", "丹麦", "京都", "作坊"),
    ),
    "sales": Invention(
        en=(
            "{it} sold more than 30,000 times last week",
            "{it} is our number one bestseller this month",
            "over a hundred people bought {it} today",
        ),
        zh=("{it}上周卖出了三万多件", "{it}是本月销量冠军", "今天已有上百人下单{it}"),
        telling=("bestsell", "best sell", "best-sell", "sold", "销量", "爆款", "热销", "卖出"),
    ),
    "price_match": Invention(
        en=(
            "you won't find {it} cheaper on Amazon",
            "{it} was twice as expensive last month",
            "the price of {it} goes up on Monday",
        ),
        zh=("{it}比淘宝上还便宜", "{it}上个月还贵一倍", "{it}下周一就要涨价"),
        telling=("amazon", "last month", "monday", "淘宝", "涨价"),
    ),
    "instalments": Invention(
        en=(
            "you can pay for {it} in 24 monthly instalments",
            "{it} can be had on a pay-next-year plan",
        ),
        zh=("{it}可以分24期付款", "{it}可以先用，明年再付款"),
        telling=("instal", "monthly", "分期", "付款"),
    ),
    "free_gift": Invention(
        en=(
            "{it} includes a free gift box and a pair of socks",
            "whoever orders {it} gets a second one for nothing",
            "a free cleaning kit comes with {it}",
        ),
        zh=("{it}附赠礼盒和一双袜子", "{it}买一送一", "买{it}还送一套清洁用品"),
        telling=("gift box", "socks", "for free", "second one", "cleaning kit", "礼盒", "袜", "送", "赠"),
    ),
    "endorsed": Invention(
        en=(
            "{it} is the one that Taylor Swift wears",
            "nine in ten professionals recommend {it}",
            "{it} has been featured in Vogue",
        ),
        zh=("{it}是某位明星的同款", "九成专业人士都推荐{it}", "{it}上过《时尚》杂志"),
        telling=("swift", "professional", "vogue", "recommend", "明星", "同款", "专业", "杂志"),
    ),
}
