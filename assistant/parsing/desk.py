# ruff: noqa: E501 - a pattern reads better whole
"""An utterance as carts and orders hear it: the answer to their question, or one more wish of theirs. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.parsing.answers import Reply, gives_up, read_reply
from assistant.parsing.options import says_value, size_step
from assistant.parsing.orders import picks, read_number, read_order
from assistant.parsing.paying import names_method
from assistant.parsing.source import normalize_utterance
from assistant.parsing.types import Parsed
from assistant.types import DialogueState, Intent, ServiceState
from retrieval.text import has_cjk

_CERTAIN = 0.99
_SURE = 0.8
_MEANT = 0.6
_OPTION_CHARS = 24
_WRITES = frozenset({"account", "address", "payment", "exchange", "alter", "return", "cancel"})
_DESPITE: Mapping[Intent | None, frozenset[str]] = {
    Intent.CART: _WRITES,
    Intent.DEAL: _WRITES,
    Intent.UNSUPPORTED: _WRITES | {"status"},
}
"""What is asked of a numbered order stands against another reading; a visa may be a card."""
_SLY = re.compile(
    r"\b(?:ignore|instructions?|system|prompt|pretend|rules?|admin|developer)\b|忽略|系统|指令|假装|规则"
)
_OPEN = frozenset({"items", "version", "method", "order", "reason", "address"})
"""Questions that a yes doesn't answer, so that they are put again."""
_OF_KNOWN = frozenset({"cancel", "return", "exchange", "payment"})
"""Wishes of an identified customer that are about an order whatever was spoken of."""
_OF_AN_ORDER = frozenset({"cancel", "list", "address", "payment", "alter"})
_SEEKS = re.compile(
    r"^(?:please |can you |could you )*(?:show|find|search|recommend|suggest|looking for|i am looking|do you (?:have|sell))\b|^(?:有没有|推荐|看看|找|搜)"
)
_MAY_I = re.compile(
    r"^(?:and |so |ok(?:ay)?,? |then )*(?:can|could|may) (?:i|you|we) (?:please |also |still )*(?:exchange|swap|return|cancel|change|switch|replace|send) (?:it|them|this|that|these|those|the|my)\b|^(?:那|请问|我|还)*(?:可以|能|能不能|可不可以)(?:帮我|给我)?(?:把\S{1,12})?(?:换成|换个|换大|换小|退了|退掉|取消|改成)"
)
_GIVES_BACK = re.compile(
    r"^(?:hi|hello|hey|please|i (?:want|need|would like|wish|have) to|i'd like to|can you|could you|help me|[, ])*(?:exchange|return) (?:the|my|this|that|these|those|one of)\b(?![^.?!]*\b(?:policy|window|period)\b)"
)
"""What one only does with things bought."""
_SWAPS_ZH = re.compile(
    r"^(?:你好|您好|请|我|想|要|帮我|麻烦|需要|[,，])*[把将]\S{1,16}?换(?:成|个|大|小|为|掉)"
)
"""With nothing searched for before, what is swapped was bought."""
_HOW = re.compile(r"^(?:so |and )?how (?:do|can|could|would|should) (?:i|we|you|one)\b|怎么|如何")
_RULE = re.compile(
    r"\b(?:if|when|after|within|without|days?|weeks?|months?|policy|fee|cost|free|how|opened|used|worn|sale)\b|如果|多久|几天|\d天|费|政策|规则|拆|穿过|用过"
)
"""A question about how such things go, not a wish."""
_APART = frozenset({Intent.HANDOFF, Intent.UNSUPPORTED})
_DATA = re.compile(r"[\w.+%-]+@[\w.-]+|#?\b[A-Za-z]{0,4}-?\d[\w-]*", re.ASCII)
_CART = re.compile(r"\b(?:my|the|your) (?:shopping )?(?:cart|basket)\b|\bcart\b|购物车")
_CHANGES = re.compile(
    r"\b(?:remove|delete|take (?:\w+ ){0,5}(?:out|off)|drop|get rid of|make (?:\w+ ){1,6}(?:\d+|one|two|three|four|five|six)$|(?:one|two|three|another) more|one (?:less|fewer)|change (?:\w+ ){0,6}to (?:\d+|one|two|three|four|five|six)|(?:quantity|qty)|add|total|check ?out|i only want|(?:just|only) (?:\d+|one|two|three|four|five|six))\b"
    r"|删|移除|去掉|拿掉|不要(?:了|第|这|那)|(?:再|多)(?:加|来|要)|减(?:少|掉|一)|少一|改成[\d一二两三四五六七八九十]|(?:只)?要[\d一二两三四五六七八九十]{1,2}[个件双条]|一共|总共|合计|结账|结算|下单|加[一二两三\d]"
)
_BUYING = re.compile(
    r"^(?:ok(?:ay)?,? |yes,? |great,? |please |can i |could i |let me |i (?:will|would like to|want to|'ll) )*(?:buy|purchase|add|take|order|get me|put|grab)\b|第[一二三四五六\d][个件款双条](?:也|就)?(?:来|要|买|拿|加|拍)|^(?:我(?:想|要)?|帮我|请|那就|就)*(?:买|要|拿|加购|拍)(?:下|了)?(?:第|这|那|前)"
)
_IT = re.compile(r"\b(?:it|they|them|that|this|the (?:order|package|parcel))\b|它|这单|那单|包裹|订单")
_CONDITION = re.compile(
    r"\b(?:filters?|limits?|budget|colou?rs?|price|conditions?|brands?|sizes?|restrictions?)\b|条件|限制|颜色|价格|预算|品牌|尺码"
)
_DETAIL = re.compile(
    r"\b(?:e-?mail|zip|postal code|post ?code|order number|my name|remember|forgot)\b|邮箱|邮编|订单号|姓名|名字|不记得|忘了"
)
_ORDER = re.compile(r"\borders?\b|\bpurchases?\b|订单|单子")
_COUPON = re.compile(
    r"\b(?:coupons?|vouchers?|discount codes?|promo codes?)\b|\bcodes?\b[^.?!]{0,30}\b(?:work|apply|use|valid)|优惠券|优惠码|折扣码|满减|券(?:能|可以|吗)|代金券"
)
_SIZE = re.compile(
    r"\b(?:xxs|xs|s|m|l|xl|xxl|xxxl|[2-5]xl|small|medium|large|\d{1,3}(?:\.\d)?)\b|[大中小]号|[大中小]码|\d{2,3}码"
)


def at_desk(parsed: Parsed, text: str, state: DialogueState) -> Parsed:
    """What was parsed, read as the answer where a question is pending and the utterance fits it.

    An order number, an e-mail, or words of the cart or order that is being spoken of are read so too.
    """
    intent = _meant(parsed, text, state)
    if intent is None:
        return parsed
    first = parsed.intents[:1]
    said = {each for each, confidence in parsed.intents if confidence >= _MEANT}
    beside = intent is Intent.CART and intent in said and said <= {Intent.CART, Intent.POLICY, Intent.DEAL}
    stands = beside or (first and first[0][0] is intent)
    if stands and not state.service.awaiting and parsed.paging is None:
        return parsed
    return replace(
        parsed,
        language=_language(parsed, text, state),
        intents=((intent, _CERTAIN),),
        constraints=parsed.constraints if intent is Intent.CART else (),
        dropped_facets=(),
        sort=None,
        search_text="",
        asked_facet="",
        paging=None,
        new_topic=False,
        leftover="",
    )


def _meant(parsed: Parsed, text: str, state: DialogueState) -> Intent | None:
    """Cart, order or deal where the utterance is about one of them; None where the parser's word stands."""
    pending = state.service.pending
    if state.service.awaiting and pending is not None and _answers(parsed, text, state):
        return Intent.CART if pending.kind == "add" else Intent.ORDER
    primary, low = _primary(parsed), normalize_utterance(text)
    if read_number(text) and read_order(text).action in _DESPITE.get(primary, ()) and not _SLY.search(low):
        return Intent.ORDER
    if primary is Intent.CART and parsed.paging is not None:
        return Intent.CART
    if primary in (*_APART, Intent.CART, Intent.DEAL):
        return None
    if primary is not Intent.ORDER and _COUPON.search(low):
        return Intent.DEAL
    if _of_order(low, text, state, general=primary is Intent.POLICY):
        return Intent.ORDER
    return Intent.CART if primary is not Intent.ORDER and _of_cart(parsed, low, state) else None


def _primary(parsed: Parsed) -> Intent | None:
    return parsed.intents[0][0] if parsed.intents else None


def _of_cart(parsed: Parsed, low: str, state: DialogueState) -> bool:
    """Whether it names the cart, or changes what the cart that is being spoken of holds."""
    pointing = any(reference.product_ids for reference in parsed.references)
    if _CART.search(low) or (pointing and _BUYING.search(low)):
        return True
    service = state.service
    if not service.in_cart or _CONDITION.search(low):
        return False
    pointed = {i for reference in parsed.references for i in reference.product_ids}
    speaking = service.topic == "cart"
    return bool(_CHANGES.search(low)) and (speaking or bool(pointed & set(service.in_cart)))


def _of_order(low: str, text: str, state: DialogueState, *, general: bool) -> bool:
    """Whether it names an order of the shopper's, or acts on the one that is being spoken of.

    `general`: it asks how such things work, unless it names an order.
    """
    request = read_order(text)
    if request.email or read_number(text) or (request.name and request.postal_code):
        return True
    known = state.service.customer_id is not None
    if general:
        return known and state.service.topic == "order" and bool(_MAY_I.search(low)) and not _RULE.search(low)
    if _HOW.search(low) and request.action in ("account", "payment", "alter"):
        return False
    begun = bool(state.search_text or state.shown)
    if request.action in ("alter", "exchange") and _SWAPS_ZH.search(low) and not begun:
        return True
    if request.action == "account" or (known and request.action in _OF_KNOWN) or _GIVES_BACK.search(low):
        return True
    speaking = state.service.topic == "order" and known
    if request.action in ("", "status"):
        return speaking and request.action == "status" and bool(_IT.search(low))
    if request.action in _OF_AN_ORDER and _ORDER.search(low):
        return True
    return speaking


def _answers(parsed: Parsed, text: str, state: DialogueState) -> bool:
    """Whether the utterance fits the pending question."""
    awaiting, choices = state.service.awaiting, state.service.choices
    reply = read_reply(text)
    primary = _primary(parsed)
    confidence = parsed.intents[0][1] if parsed.intents else 0.0
    if primary in _APART:
        return False
    if awaiting == "confirmation":
        return reply is not Reply.UNCLEAR or corrects(text, state.service)
    if gives_up(text) or (reply is Reply.YES and awaiting in _OPEN):
        return True
    request = read_order(text, awaiting=awaiting)
    if awaiting == "identity":
        proof = bool(request.email or request.postal_code or request.order_number)
        product = has_cjk(request.name) and confidence >= _SURE
        spoken_of = bool(_DETAIL.search(normalize_utterance(text)))
        return proof or spoken_of or (bool(request.name) and not product)
    if awaiting == "address":
        return request.address is not None
    if awaiting == "reason":
        return bool(request.reason)
    if awaiting == "option":
        return chooses_option(text, choices)
    if awaiting == "version":
        return _chooses_version(text, choices)
    if awaiting == "method":
        return names_method(text) or bool(picks(text, choices))
    return bool(request.order_number or picks(text, choices))


def corrects(text: str, service: ServiceState) -> bool:
    """Whether the answer to "Shall I?" names another version instead: "no, the red one", "yes, but in L"."""
    if service.awaiting != "confirmation" or not service.choices or read_reply(text) is Reply.YES:
        return False
    return _chooses_version(text, service.choices)


def _chooses_version(text: str, choices: Sequence[str]) -> bool:
    """Whether an answer names a version, and doesn't search for another product."""
    low = normalize_utterance(text)
    if _SEEKS.search(low) or _CART.search(low):
        return False
    return bool(size_step(text) or _SIZE.search(low) or picks(text, choices) or _names_part(text, choices))


def _names_part(text: str, choices: Sequence[str]) -> bool:
    """Whether the text has a word of a version, in either language."""
    return any(says_value(text, word) for label in choices for word in (label, *label.split()))


def chooses_option(text: str, choices: Sequence[str]) -> bool:
    """Whether a short answer names one of the versions offered, or another size, and asks for nothing else."""
    low = normalize_utterance(text)
    if len(text) > _OPTION_CHARS or _CART.search(low) or _CHANGES.search(low):
        return False
    return bool(_SIZE.search(low) or picks(text, choices))


def _language(parsed: Parsed, text: str, state: DialogueState) -> str:
    """The conversation's language where the utterance has no words of a language, only data."""
    rest = _DATA.sub(" ", text)
    return parsed.language if any(c.isalpha() for c in rest) else state.language
