# ruff: noqa: E501 - a pattern reads better whole
"""What an utterance says about orders: action, order number, who is speaking, reason, address. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.commerce.types import Address
from assistant.parsing.addresses import read_address
from assistant.parsing.lexicon import load
from assistant.parsing.paying import kind_of

ACTIONS = ("account", "address", "payment", "exchange", "return", "cancel", "alter", "list", "status")
"""What may be asked of orders. `alter` is a change that may be an exchange; `account` is the address kept
for the customer, `address` that of one order."""
NEEDLESS = "no longer needed"
MISTAKE = "ordered by mistake"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """What was read. `action` is one of `ACTIONS`, "" for what is not said.

    `damaged`: something arrived broken or wrong. `refund` is gift_card, paypal or credit_card.
    `to_account`: an order is to go to the address of the account.
    """

    action: str = ""
    order_number: str = ""
    email: str = ""
    postal_code: str = ""
    name: str = ""
    reason: str = ""
    refund: str = ""
    address: Address | None = None
    damaged: bool = False
    to_account: bool = False


EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
NUMBER = re.compile(
    r"(?<![\w@.])#\s?([A-Za-z]{0,4}-?\d{3,14})\b"
    r"|(?<![\w@.-])([A-Za-z]{1,4}-?\d{5,14})(?![\w@])"
    r"|(?i:\border(?: ?(?:number|no\.?|nr\.?|id|num))?(?: is|:|：|\s)*\s?#?\s?)(\d{4,14})\b"
    r"|订单(?:编号|号码|号)?(?:是|为|[:：\s])*#?([A-Za-z]{0,4}-?\d{4,14})",
    re.ASCII,
)
_LONG_NUMBER = re.compile(r"(?<![\w-])\d{7,14}(?![\w-])")
_POSTAL_SAID = re.compile(
    r"(?i:(?:zip|postal|post)[ -]?(?:code)?(?: is|'s|:|：|\s|of)*|邮编(?:是|为|[:：\s])*|邮政编码(?:是|为|[:：\s])*)([A-Za-z]{0,2}\d[A-Za-z0-9]{1,6}(?:[ -]\d[A-Za-z]{2})?)"
)
_POSTAL = re.compile(r"(?<![\w#-])(\d{5}(?:-\d{4})?|\d{6})(?![\w-])", re.ASCII)
_NAME_SAID = re.compile(
    r"(?i:\b(?:my (?:full )?name is|my name's|the name is|name is|name:|i am called|under the name(?: of)?|in the name of))\s+([^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,3})"
)
_NAME_IS = re.compile(
    r"\b(?:[Ii] am|[Ii]['’]m|[Tt]his is)\s+([A-Z][\w'’-]+(?: (?:de |van |von )?[A-Z][\w'’.-]+){1,3})"
)
_NAME_ZH = re.compile(
    r"(?:我叫|姓名(?:是|为|叫|[:：\s])*|名字(?:是|叫|[:：\s])*|本人)\s*([\u4e00-\u9fff·]{2,5}?)(?=[的，,。.；;、\s]|邮编|邮箱|订单|$)"
)
_NAME_ZH_AM = re.compile(
    r"我是\s*(?![想要来在问的个谁不买说这那你您他她新老会刚])([\u4e00-\u9fff·]{2,4})(?=[，,。.；;、\s]|$)"
)
_BARE_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:de |van |von )?[A-Z][\w'’.-]+){1,3}")
_PLAIN_NAME = re.compile(r"[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’.-]+){1,2}")
_NAME_END = re.compile(
    r"(?i)\s+(?:and|my|zip|at|from|in|with|the|email|e-mail|postal|order|is|please|living|i)\b.*$"
)

_CHANGING = r"(?:change|update|correct|modify|edit|replace|switch|set|fix|move)"
_ON_ACCOUNT = r"(?:(?<!to )(?<!use )\b(?:my|the) (?:default|account|profile|user|saved|usual|primary|home)(?:['’]s)? (?:\w+ )?address|\baddress(?:es)? (?:\w+ )?(?:on|in|of|for) (?:my |the )?(?:account|profile|file|user)\b)"
_METHODS = r"(?:gift ?card|credit ?card|debit ?card|card|pay ?pal|visa|mastercard)"
_ACTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("account", re.compile(rf"\b{_CHANGING}\b[^.?!]{{0,40}}{_ON_ACCOUNT}|{_ON_ACCOUNT}[^.?!]{{0,20}}\b(?:is wrong|is old|has changed|changed|to)\b|(?:改|换|修改|变更|更改|更新)[^，。？到成为]{{0,6}}(?:默认|账户|账号|个人|资料|常用)[^，。？]{{0,4}}地址|(?<![到成为用])(?:我的)?(?:默认|账户|账号|个人资料|常用)[^，。？]{{0,4}}地址[^，。？]{{0,6}}(?:改|换|修改|变更|更改|更新)")),
    ("address", re.compile(r"\b(?:change|update|correct|modify|edit|wrong|different|new|another|fix)\b[^.?!]{0,40}\baddress|\baddress\b[^.?!]{0,30}\b(?:is wrong|was wrong|change|update|incorrect)|\b(?:ship|send|deliver|redirect)\b[^.?!]{0,30}\b(?:to (?:another|a different|a new|my new|my other|my default|my home)|elsewhere)|(?:改|换|修改|变更|更改|更新|填错|写错|错)[^，。？]{0,8}地址|地址[^，。？]{0,8}(?:改|换|错|修改|变更|更改|更新)|(?:寄|送|发)到(?:别|另|新|我的默认)")),
    ("payment", re.compile(rf"\b{_CHANGING}\b[^.?!]{{0,40}}\b(?:payment|how i (?:pay|paid))|\bpayment (?:method )?[^.?!]{{0,30}}\b{_CHANGING}\b|(?:付款|支付)(?:方式)?[^，。？]{{0,8}}(?:改|换|修改|变更|更改)|(?:改|换|修改|变更|更改)[^，。？]{{0,16}}(?:付款|支付)")),
    ("exchange", re.compile(r"\b(?:exchang(?:e|ing)|swap(?:ping)?)\b|换货|调换|退换成")),
    ("payment", re.compile(rf"\b(?:pay|charge|use|bill)\b[^.?!]{{0,40}}\b{_METHODS}\b[^.?!]{{0,20}}\binstead|\binstead of\b[^.?!]{{0,20}}\b(?:pay|{_METHODS})\b|\b(?:switch|change)\b[^.?!]{{0,40}}\bto (?:my |the |a )?{_METHODS}\b|(?:改|换)(?:用|成|为)?(?:我的)?(?:礼品卡|信用卡|银行卡|支付宝|微信|paypal)")),
    ("return", re.compile(r"\b(?:return(?:ing)?|send (?:it|them|this|these|\w+) back|bring (?:it|them) back|give (?:it|them) back|refund(?:ed)?|money back)\b|退货|退款|退掉|退了|退回|想退|要退|申请退|退换|我退|能退")),
    ("cancel", re.compile(r"\b(?:cancel(?:l?ed|l?ing|lation)?|call off|stop (?:the|my|this) order|no longer (?:want|need)|do(?: not|n['’]t) (?:want|need) (?:it|the order|my order|this order) any ?more)\b|取消|撤销|不要了|退订|撤单")),
    ("alter", re.compile(r"\bupdate (?:my|the|this) order\b|\b(?:change|modify|switch|replac(?:e|ing)|alter|amend)\b(?! (?:my|your|his|her|their) minds?)|换一(?:个|件|双|款)|换(?:个|成|大|小|为|到|掉)|(?:想|要|能|可以|帮我)换|更换|(?:改|修改|变更)(?:成|为|一下|订单)?")),
    ("list", re.compile(r"\b(?:my|all|past|previous|recent|list|show|see|what)\b[^.?!]{0,25}\borders\b|\border history\b|\bpurchase history\b|(?:我的|全部|所有|历史|最近的?|查看|有哪些|哪些)订单|订单(?:列表|记录|历史)|买过(?:什么|哪些)")),
    ("status", re.compile(r"\b(?:where|track(?:ing)?|status|shipped|arriv\w+|deliver(?:ed|y)?|on its way|when will|eta|whereabouts|late|delayed|check|look up|find|see|lost|missing)\b|到哪|物流|快递|发货|进度|状态|什么时候到|多久到|几时到|送到|还没到|没收到|查|催")),
)  # fmt: skip
_DAMAGED = re.compile(
    r"\b(?:broken|damaged|defective|faulty|cracked|torn|wrong (?:item|size|color|colour|product|thing)|does not work|doesn['’]t work|not working|stopped working|missing (?:a )?(?:part|piece|item)s?)\b|坏了|坏的|破损|破了|损坏|质量问题|发错|碎了|裂了|有瑕疵|不能用"
)
_MISPICKED = re.compile(
    r"\bi (?:accidentally |mistakenly )?(?:ordered|chose|picked|selected|clicked) (?:the |a )?wrong (?:size|colou?r|version|model|variant)\b|(?:尺码|颜色|款式|型号)(?:买|选|拍|下|点)错|(?:买|选|拍|下|点)错(?:了)?(?:尺码|颜色|款式|型号)"
)
_REASONS = (
    (MISTAKE, re.compile(r"\b(?:mistake|mistakenly|accident(?:ally)?|wrong(?:ly)?|by error|unintentionally|did not mean to|didn['’]t mean to)\b|买错|拍错|下错|点错|误(?:拍|下|买|操作)|不小心|弄错")),
    (NEEDLESS, re.compile(r"\b(?:no longer (?:need\w*|want\w*|required)|not need(?:ed)?|do(?: not|n['’]t) (?:need|want)|changed my mind|found (?:it )?(?:a )?(?:cheaper|better|elsewhere)|too (?:slow|expensive|late)|unneeded|not necessary)\b|不需要|不想要|不要了|用不上|用不着|不想买|改主意|后悔|太贵|太慢")),
)  # fmt: skip
_TO_ACCOUNT = re.compile(
    r"\bto (?:my|the) (?:default|usual|home|account|profile|saved|primary)(?: \w+)? address|\baddress (?:on|in|of) (?:my |the )?(?:account|profile|file)\b|(?:到|成|为|用)我?的?(?:默认|账户|账号|常用)的?(?:收货)?地址"
)
_ALL = re.compile(
    r"\b(?:all|everything|both|every item|the whole|entire)\b|全部|所有|全都|都退|整单|都要|两(?:个|件)都"
)


def read_order(text: str, *, awaiting: str = "") -> OrderRequest:
    """What the utterance says of an order; `awaiting` is what was asked, so that a bare answer is read as one."""
    said = unicodedata.normalize("NFKC", text)
    low = said.casefold().replace("’", "'")
    action = next((name for name, pattern in _ACTIONS if pattern.search(low)), "")
    damaged = bool(_DAMAGED.search(low))
    if _MISPICKED.search(low) and action in ("", "status", "cancel"):
        action = "alter"
    if damaged and action in ("", "status"):
        action = "return"
    address = read_address(said) if awaiting == "address" or action in ("address", "account") else None
    email = EMAIL.search(said)
    number = read_number(said) or (_long_number(said) if awaiting in ("identity", "order") else "")
    return OrderRequest(
        action=action,
        order_number=number,
        email=email.group() if email else "",
        postal_code="" if address else _postal(said, bare=awaiting == "identity" or bool(email)),
        name=_name(said, bare=awaiting == "identity"),
        reason=next((reason for reason, pattern in _REASONS if pattern.search(low)), ""),
        refund=kind_of(low),
        address=address,
        damaged=damaged,
        to_account=address is None and action != "account" and bool(_TO_ACCOUNT.search(low)),
    )


def read_number(text: str) -> str:
    """The order number that the text names, as written without '#'; "" for none."""
    match = NUMBER.search(EMAIL.sub(" ", text))
    return next((group for group in match.groups() if group), "") if match else ""


def picks(text: str, labels: Sequence[str]) -> tuple[int, ...]:
    """Places (from 0) of the labels that an answer chooses: by ordinal, by their words, or all of them."""
    low = unicodedata.normalize("NFKC", text).casefold()
    if _ALL.search(low):
        return tuple(range(len(labels)))
    placed = _placed(low, len(labels))
    if placed:
        return placed
    scores = [_shared(low, label) or _same_kind(low, label) for label in labels]
    best = max(scores, default=0.0)
    return tuple(place for place, score in enumerate(scores) if score == best) if best else ()


_PLACES = (
    r"\b(?:first|1st)\b|\b(?:number|no\.?|option|item) ?(?:1|one)\b|第[一1]|^\W*1\W*$",
    r"\b(?:second|2nd)\b|\b(?:number|no\.?|option|item) ?(?:2|two)\b|第[二2]|^\W*2\W*$",
    r"\b(?:third|3rd)\b|\b(?:number|no\.?|option|item) ?(?:3|three)\b|第[三3]|^\W*3\W*$",
    r"\b(?:fourth|4th)\b|\b(?:number|no\.?|option|item) ?(?:4|four)\b|第[四4]|^\W*4\W*$",
    r"\b(?:fifth|5th)\b|\b(?:number|no\.?|option|item) ?(?:5|five)\b|第[五5]|^\W*5\W*$",
)
_LAST = re.compile(r"\b(?:last|bottom)\b|最后")
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|recent|last (?:order|purchase))\b|最新|最近|上一?(?:单|个订单|次)"
)


def _placed(low: str, count: int) -> tuple[int, ...]:
    found = [place for place, pattern in enumerate(_PLACES[:count]) if re.search(pattern, low)]
    if found:
        return tuple(found)
    if count and _LATEST.search(low):
        return (0,)
    return (count - 1,) if count and _LAST.search(low) else ()


def _shared(low: str, label: str) -> float:
    """How much of a label's words the text has, 0 to 1; Chinese by pairs of characters."""
    pieces = _pieces(label.casefold())
    said = _pieces(low)
    return len(pieces & said) / len(pieces) if pieces else 0.0


def _same_kind(low: str, label: str) -> float:
    """A small score where the text names the label's kind of product in the other language."""
    return 0.1 if any(name in low for name in kind_names(label)) else 0.0


@lru_cache(maxsize=1024)
def kind_names(label: str) -> tuple[str, ...]:
    """Names, in the other language, of the kinds of product that a title holds."""
    low = unicodedata.normalize("NFKC", label).casefold()
    chinese = any("\u4e00" <= c <= "\u9fff" for c in low)
    found = []
    for kind in load().kinds:
        own, other = (kind.chinese, kind.english) if chinese else (kind.english, kind.chinese)
        if any(_holds(low, name) for name in own):
            found += [name for name in other if len(name) > 1]
    return tuple(dict.fromkeys(found))


def _holds(low: str, name: str) -> bool:
    if not name.isascii():
        return name in low
    return re.search(rf"(?<![a-z]){re.escape(name)}s?(?![a-z])", low) is not None


def _pieces(text: str) -> set[str]:
    words = {w[:-1] if len(w) > 3 and w.endswith("s") else w for w in re.findall(r"[a-z0-9]+", text)}
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    pairs = {run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))}
    return (words - _SMALL_WORDS) | pairs


_SMALL_WORDS = frozenset(
    "the a an my i to of and or for it is in on want would like please return one this that".split()
)


def _long_number(text: str) -> str:
    match = _LONG_NUMBER.search(text)
    return match.group() if match else ""


def _postal(text: str, *, bare: bool) -> str:
    stated = _POSTAL_SAID.search(text)
    if stated:
        return stated.group(1)
    if not bare:
        return ""
    match = _POSTAL.search(NUMBER.sub(" ", EMAIL.sub(" ", text)))
    return match.group(1) if match else ""


def _name(text: str, *, bare: bool) -> str:
    for pattern in (_NAME_SAID, _NAME_IS, _NAME_ZH, _NAME_ZH_AM):
        match = pattern.search(text)
        if match:
            return _NAME_END.sub("", match.group(1)).strip(" .,")
    if not bare:
        return ""
    rest = _POSTAL.sub(" ", _POSTAL_SAID.sub(" ", NUMBER.sub(" ", EMAIL.sub(" ", text))))
    rest = rest.strip(" ,.;，。、\n")
    given = rest != text.strip(" ,.;，。、\n")
    if given and _PLAIN_NAME.fullmatch(rest):
        return rest
    if _BARE_NAME.fullmatch(rest) or re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", rest):
        return rest
    return ""
