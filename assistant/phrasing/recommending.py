"""What is said around suggestions: what they rest on, honestly, and why there are none."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.phrasing.display import named_title, title_of
from assistant.phrasing.english import listing
from retrieval.recommenders.types import Way
from retrieval.types import Constraint, Op, Product

_PEOPLE = {
    "en": {"men": "men", "women": "women", "kids": "kids"},
    "zh": {"men": "男士", "women": "女士", "kids": "孩子"},
}
_BASIS = {
    "sold": ("sales", "销量"),
    "chosen": ("what shoppers chose", "顾客的选择"),
    "rated": ("ratings", "评分"),
    "reviewed": ("numbers of reviews", "评价数量"),
    "liked": ("what you liked", "您喜欢的商品"),
    "carted": ("your cart", "您的购物车"),
    "bought": ("what you bought", "您买过的商品"),
    "stated": ("what you said you like", "您说过的喜好"),
    "looked_at": ("what you asked about", "您问过的商品"),
    "shown": ("what you have been shown", "刚才给您看过的商品"),
}
_BEYOND = {
    ("price", Op.LTE): ("cost less", "更便宜"),
    ("price", Op.GTE): ("cost more", "更贵一些"),
    ("rating", Op.GTE): ("are rated at least as well", "评分不低于它"),
}
MAX_NAMED = 2
"""Titles in one sentence; products judged in larger numbers are not named."""


def opening(
    *,
    asked: Way,
    way: Way,
    basis: Sequence[str],
    anchors: Sequence[Product],
    audience: str,
    more: bool,
    language: str,
    bounds: Sequence[Constraint] = (),
) -> str:
    """One sentence on how the suggestions came about; where another way had to do, it says so.

    `bounds` compare what is like a product with it: cheaper, dearer or at least as well rated.
    """
    if more:
        return "Here are some more." if language == "en" else "再给您看几款。"
    names = anchored(anchors, language)
    if asked is not way:
        return _instead(asked, basis, language)
    if way is Way.SIMILAR:
        return _alike(names, bounds, language)
    if language == "zh":
        return _chinese(way, basis, names, audience)
    return _english(way, basis, names, audience)


def none_found(*, way: Way, anchors: Sequence[Product], language: str) -> str:
    """Nothing to suggest."""
    names = anchored(anchors, language)
    if language == "zh":
        return {
            Way.SIMILAR: f"本店没有其他和{names or '它'}相似的商品。",
            Way.COMPLEMENT: f"我没有找到本店可以和{names or '它'}搭配的商品。您可以说一类商品，我来找。",
        }.get(way, "暂时没有可以推荐的商品。您可以说一类商品，我来找。")
    return {
        Way.SIMILAR: f"There's nothing else like {names or 'that'} here.",
        Way.COMPLEMENT: (
            f"I found nothing here that I know to go with {names or 'that'}. "
            "Name a kind of product and I'll look for it."
        ),
    }.get(way, "I have nothing to suggest for that. Name a kind of product and I'll look for it.")


def nothing_more(language: str) -> str:
    """All that fits was shown."""
    if language == "zh":
        return "合适的都给您看过了。换个条件，我再帮您找。"
    return "You've seen all that fits. Change something and I'll look again."


def left_out(products: Sequence[Product], language: str) -> str:
    """The rejected products won't come again."""
    if 0 < len(products) <= MAX_NAMED:
        names = anchored(products, language)
        if language == "zh":
            return f"好的，不再给您看{names}。"
        return f"Okay, I'll leave out {names}."
    return "好的，这几款不再给您看。" if language == "zh" else "Okay, I won't show those again."


def glad(products: Sequence[Product], language: str) -> str:
    """A liked product is remembered, and what can follow."""
    names = anchored(products, language)
    if language == "zh":
        return f"记下了，您喜欢{names or '这些'}。想看相似的，或者能搭配的吗？"
    return f"Glad you like {names or 'what you see'}. I can show similar ones, or what goes with it."


def pleased(language: str) -> str:
    """Praise for nothing in particular."""
    return (
        "很高兴您满意！还想看点什么？" if language == "zh" else "Glad to hear it! What would you like next?"
    )


def anchored(products: Sequence[Product], language: str) -> str:
    """At most two titles, as a sentence names them."""
    if language == "zh":
        return "和".join(f"“{title_of(p)}”" for p in products[:MAX_NAMED])
    return listing([named_title(p) for p in products[:MAX_NAMED]])


def _alike(names: str, bounds: Sequence[Constraint], language: str) -> str:
    beyond = [_BEYOND[(c.facet, c.op)][1 if language == "zh" else 0] for c in bounds]
    if language == "zh":
        return f"这些和{names}相似{''.join(f'，而且{word}' for word in beyond)}。"
    return f"These are like {names}{''.join(f' and {word}' for word in beyond)}."


def _english(way: Way, basis: Sequence[str], names: str, audience: str) -> str:
    people = f" for {_PEOPLE['en'][audience]}" if audience else ""
    grounds = listing([_BASIS[name][0] for name in basis if name in _BASIS])
    return {
        Way.COMPLEMENT: f"These can go with {names}." if names else "Here's what fits that.",
        Way.POPULAR: (
            f"These are popular{people}, by {grounds}."
            if grounds
            else f"The catalog states no sales or ratings, so these are simply some of our products{people}."
        ),
        Way.NEW: f"These came in last{people}.",
        Way.FOR_YOU: f"Going by {grounds}, these may suit you.",
        Way.SURPRISE: "Here's something you may not expect.",
        Way.GIFT: f"Here are some gift ideas{people}.",
    }[way]


def _chinese(way: Way, basis: Sequence[str], names: str, audience: str) -> str:
    people = _PEOPLE["zh"].get(audience, "")
    grounds = "、".join(_BASIS[name][1] for name in basis if name in _BASIS)
    return {
        Way.COMPLEMENT: f"这些可以和{names}搭配。" if names else "这些可以搭配。",
        Way.POPULAR: (
            f"按{grounds}来看，这些比较受{people or '顾客'}欢迎。"
            if grounds
            else "商品资料里没有销量和评分，先给您看一部分商品。"
        ),
        Way.NEW: f"这些是最近上架的{people}商品。" if people else "这些是最近上架的商品。",
        Way.FOR_YOU: f"参考{grounds}，这些可能适合您。",
        Way.SURPRISE: "给您来点意想不到的。",
        Way.GIFT: f"这些适合送给{people}。" if people else "这些适合送礼。",
    }[way]


def _instead(asked: Way, basis: Sequence[str], language: str) -> str:
    """The popular products took the place of what was asked for."""
    zh = language == "zh"
    grounds = [_BASIS[name][1 if zh else 0] for name in basis if name in _BASIS]
    if asked is Way.NEW:
        why = "商品资料里没有可比的上架时间" if zh else "The catalog doesn't say what came in when"
    else:
        why = "我还不了解您的喜好" if zh else "I don't know your taste yet"
    if not grounds:
        return f"{why}，先给您看一部分商品。" if zh else f"{why}, so these are simply some of our products."
    if zh:
        return f"{why}，先按{'、'.join(grounds)}推荐这些。"
    return f"{why}, so these are the popular ones, by {listing(grounds)}."
