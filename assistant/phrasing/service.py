"""Sentences for turns without products: small talk, declines, what this version doesn't serve, policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

_EN: Mapping[str, tuple[str, ...]] = {
    "greeting": (
        (
            "Hi, and welcome to {shop}! What are you looking for today? You can name a kind of "
            "product, a price or a color."
        ),
        "Hello! I'm {shop}'s shopping assistant. What can I find for you?",
    ),
    "thanks": (
        "You're welcome! Tell me if there's anything else to look for.",
        "Happy to help! Anything else?",
    ),
    "goodbye": ("Goodbye, and thanks for stopping by!",),
    "about": (
        (
            "I'm {shop}'s shopping assistant, a computer program. I search the catalog, narrow "
            "it down by price, color "
            "and the like, compare products and answer questions about them."
        ),
    ),
    "restart": ("Okay, we're starting over. What are you looking for?",),
    "unsupported": (
        (
            "I can't help with that here. I can find products in this shop, narrow them down, "
            "compare them and answer "
            "questions about them."
        ),
        "That's outside what I can do. Ask me to find or compare products in this shop, and I'm all yours.",
    ),
    "order": (
        (
            "I can't see or change orders from here yet, so please use the shop's own contact "
            "page or your order email. "
            "I can still find and compare products."
        ),
    ),
    "deal": (
        (
            "I don't know of any coupons or promotions, so I won't promise one. I can look for "
            "the lowest prices, though: "
            "what kind of product is it?"
        ),
    ),
    "cart": (
        (
            "I can't change a cart or place orders from here yet, so nothing was added. Please "
            "use the product's own "
            "page; I can help you choose."
        ),
    ),
    "feedback": (
        (
            "Thanks for telling me. Say what to change, such as the price, the color or the kind, "
            "and I'll look again."
        ),
    ),
}
_ZH: Mapping[str, tuple[str, ...]] = {
    "greeting": (
        "您好，欢迎光临{shop}！今天想找点什么？说商品种类、价格或颜色都可以。",
        "您好！我是{shop}的购物助手，想找什么尽管说。",
    ),
    "thanks": ("不客气！还想找什么，随时告诉我。", "很高兴能帮上忙！还需要别的吗？"),
    "goodbye": ("再见，感谢光临！",),
    "about": (
        "我是{shop}的购物助手，是一个程序。我可以搜索商品，按价格、颜色等条件筛选，比较商品，也能回答商品问题。",
    ),
    "restart": ("好的，我们重新开始。您想找什么？",),
    "unsupported": (
        "这个我帮不了您。我可以帮您在本店找商品、筛选、比较，也能回答商品问题。",
        "这超出了我的能力范围。找商品、比商品，尽管问我。",
    ),
    "order": (
        "抱歉，我暂时还不能查看或修改订单，请通过本店的联系页面或订单邮件处理。找商品、比商品我可以继续帮您。",
    ),
    "deal": ("我这里没有优惠券或促销的信息，不能随便承诺。我可以帮您找价格低的商品，您想找哪一类？",),
    "cart": ("我暂时还不能操作购物车或下单，所以没有加入任何商品，请在商品页面操作。挑选上我可以帮您。",),
    "feedback": ("谢谢您的反馈。告诉我想改什么，比如价格、颜色或种类，我再找。",),
}
_TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({"en": _EN, "zh": _ZH})


def service_sentence(topic: str, *, language: str, shop: str = "", turn: int = 0) -> str:
    """The sentence for a topic (an intent's name, or greeting, thanks, goodbye, about, restart)."""
    variants = _TABLES["zh" if language == "zh" else "en"][topic]
    fallback = "本店" if language == "zh" else "our shop"
    return variants[turn % len(variants)].format(shop=shop or fallback)


def policy_lines(lines: Sequence[str], language: str, *, heading: str = "") -> str:
    """The shop's own words, quoted, with the heading that they stand under."""
    if language == "zh":
        return f"本店规定{f'（{heading}）' if heading else ''}：" + "".join(f"“{line}”" for line in lines)
    under = f" on {heading}" if heading else ""
    return f"The shop's policy{under} says: " + " ".join(f'"{line}"' for line in lines)


def approved_answer(sentences: Sequence[str], language: str, *, agent: str, day: str) -> str:
    """An approved answer, quoted sentence by sentence, with who approved it and when."""
    if language == "zh":
        return f"本店回答过这个问题（{agent}于{day}审核）：" + "".join(f"“{each}”" for each in sentences)
    source = f"The shop has answered this before (approved by {agent} on {day}): "
    return source + " ".join(f'"{each}"' for each in sentences)


def policy_unknown(language: str) -> str:
    """No policy on this is on file."""
    if language == "zh":
        return "我这里没有本店关于这一点的规定，不能乱说，请向本店确认。"
    return "I don't have the shop's policy on that on file, so please check with the shop itself."


def unproven(language: str) -> str:
    """What the reply would have said is not borne out by what it rests on."""
    if language == "zh":
        return "这几个数字我核对不上，不能乱说，请以页面为准。"
    return "I can't confirm those figures, so please go by the page."
