# ruff: noqa: E501 - a pattern reads better whole
"""What an utterance says about the cart: action, quantity, options. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.parsing import numerals, numerals_zh

_N = r"(?P<n>\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|a couple of|a pair of)"
_NZ = r"(?P<z>\d{1,4}|[一二两三四五六七八九十]{1,3})"
_MEASURE = "个|款|件|条|双|只|张|把|台|套|瓶|本|种|样|部|盒|包|顶|副|块|幅|对|组|床|盏|支|份|斤|袋|罐|杯|箱"


@dataclass(frozen=True, slots=True, kw_only=True)
class CartRequest:
    """What was read. `action` is add, remove, set, clear, checkout or show.

    `quantity` None: not said. `more`: a change by so many ("one more", "two fewer" is -2).
    """

    action: str
    quantity: int | None = None
    more: int = 0


_CLEAR = re.compile(
    r"\b(?:empty|clear)\b[^.?!]{0,20}\b(?:cart|basket|bag)\b|\b(?:remove|delete)\b (?:everything|all(?: of (?:it|them))?|all items)\b|清空|全部删|都删|(?:购物车|全部).{0,4}(?:清空|清掉)"
)
_REMOVE = re.compile(
    r"\b(?:remove|delete|take (?:\w+ ){0,5}(?:out|off)|drop|get rid of|no longer want|do(?: not|n['’]t) want|without)\b|删|移除|移出|去掉|拿掉|不要了|拿出来|减掉"
)
_CHECKOUT = re.compile(
    r"\b(?:check ?out|pay(?: now| for)?|place (?:the |my |an )?order|complete (?:the |my )?(?:order|purchase)|proceed to)\b|结账|结算|付款|支付|下单|买单"
)
_ADD = re.compile(
    r"\b(?:add|put|throw|i(?:['’]ll| will) (?:take|have|buy|get)|buy|order|purchase|grab|get me|take)\b|加入|加到|加购|放进|放入|放到|添加|加[个件双一二两三\d]|来[一二两三四五六七八九十\d]|买|要了|拍下|就它|再加"
)
_SET = re.compile(
    rf"\b(?:make (?:it|that|them|(?:the |my )?\w+(?: \w+){{0,4}}?)|change (?:\w+ ){{0,6}}(?:quantity|number|amount|it|that)?(?: \w+){{0,5}} ?to|set (?:\w+ ){{0,6}}to|(?:quantity|qty)(?: of)?(?: to| is|:)?|only(?: want| need)?|just|i need|instead)\s+(?:just )?{_N}\b"
    rf"|(?:改成|改为|变成|换成|调成|改到|只要|要|数量(?:改|为|是)?(?:成|为)?){_NZ}(?:{_MEASURE})?"
)
_MORE = re.compile(
    rf"\b(?:(?:add )?(?P<n>one|two|three|four|five|\d{{1,2}}|another) (?P<way>more|fewer|less)\b|another\b)|(?:再|多)(?:加|来|要)?{_NZ}(?:{_MEASURE})|(?:少|减)(?:掉|去)?(?P<y>[一二两三四五\d])(?:{_MEASURE})"
)
_SHOW = re.compile(
    r"\b(?:(?:show|see|view|what(?:'s| is| do i have)|check|open|look at)\b[^.?!]{0,20}\b(?:cart|basket|bag)|total|how much (?:is|does|do|will)|what(?:'s| is) in)\b|购物车(?:里|中|内|有|是|多少|一共)|看(?:看|一下|下)?(?:我的)?购物车|一共|总共|合计|总价|多少钱"
)
_ASKING = re.compile(r"(?:so |and |ok(?:ay)?,? )?(?:what|which|how (?:much|many)|show|view)\b")
_QUANTITY = (
    re.compile(rf"(?:\b(?:add|take|buy|get|order|want|have|purchase|put|grab|me|of|x|×|quantity|remove|delete)\s+)(?:me )?{_N}(?= |$|,|\.)(?! ?(?:dollars|bucks|inch|percent|stars?|hundred|thousand))"),
    re.compile(r"(?:^|\s)(?:x|×|\*)\s?(?P<n>\d{1,3})\b|\b(?P<m>\d{1,3})\s?(?:x|×|pcs|pieces|units|pairs|packs|copies)\b"),
    re.compile(rf"{_NZ}(?:{_MEASURE})(?![码号])"),
)  # fmt: skip
_DEICTIC = re.compile(rf"[这那第每][一二两三四五六七八九十\d]{{0,3}}(?:{_MEASURE})")
_ZH_OBJECT = re.compile(r"[一]下")


def read_cart(text: str) -> CartRequest:
    """The action asked for, "show" where none is named, and how many."""
    said = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())
    counted = _ZH_OBJECT.sub(" ", _DEICTIC.sub(" ", said))
    if _CLEAR.search(said):
        return CartRequest(action="clear")
    if _ASKING.match(said):
        return CartRequest(action="show")
    quantity = _quantity(counted)
    more = _MORE.search(counted)
    if more and not _REMOVE.search(said):
        return CartRequest(action="set" if not _names_cart(said) else "add", more=_difference(more))
    if _REMOVE.search(said):
        return CartRequest(action="remove", quantity=quantity)
    change = _SET.search(counted)
    if change and not re.search(r"\badd\b|加入|加到|放", said):
        return CartRequest(action="set", quantity=_value(change))
    if _ADD.search(said) and not _is_checkout(said):
        return CartRequest(action="add", quantity=quantity)
    if _CHECKOUT.search(said):
        return CartRequest(action="checkout")
    return CartRequest(action="show" if _SHOW.search(said) or quantity is None else "add", quantity=quantity)


def _is_checkout(said: str) -> bool:
    return bool(
        re.search(r"\bcheck ?out\b|\bplace (?:the |my |an )?order\b|\bcomplete\b|结账|结算|付款|买单", said)
    )


def _names_cart(said: str) -> bool:
    return bool(re.search(r"\bthe (?:first|second|third|fourth|fifth|last)\b|第[一二三四五]", said))


def _difference(match: re.Match[str]) -> int:
    fields = match.groupdict()
    if fields.get("y"):
        return -int(numerals_zh.value_of(fields["y"]) or 1)
    if fields.get("z"):
        return int(numerals_zh.value_of(fields["z"]) or 1)
    word = fields.get("n")
    size = 1 if word in (None, "another") else int(numerals.value_of(str(word)) or 1)
    return -size if fields.get("way") in ("fewer", "less") else size


def _quantity(counted: str) -> int | None:
    for pattern in _QUANTITY:
        match = pattern.search(counted)
        if match:
            return _value(match)
    return None


def _value(match: re.Match[str]) -> int | None:
    fields = match.groupdict()
    if fields.get("z"):
        value = numerals_zh.value_of(fields["z"])
        return None if value is None else int(value)
    word = fields.get("n") or fields.get("m") or ""
    spoken = {"a dozen": 12, "a couple of": 2, "a pair of": 1}
    if word in spoken:
        return spoken[word]
    value = numerals.value_of(word)
    return None if value is None else int(value)
