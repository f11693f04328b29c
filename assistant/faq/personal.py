# ruff: noqa: E501 - a pattern reads better whole
"""Whether a text may hold personal data. Fails closed: an unknown proper name counts as a person's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import rjieba

from assistant.handoff import without_personal_data
from assistant.parsing.addresses import read_address
from retrieval.text import has_cjk, normalize

Known = Callable[[str], bool]
"""Whether a phrase in upper case is the shop's own: of its rules or its product titles."""

_ORDER = re.compile(
    r"(?i)\b(?:order|tracking|parcel|invoice|ticket|case|customer|account|card|reference|confirmation)\s*(?:number|no\.?|id|code|#)?\s*(?:is|:|#)?\s*#?[a-z]{0,4}-?\d{3,}\b|(?:订单|运单|单号|快递|卡号|账号|尾号|手机)\D{0,6}\d{3,}|#\s?\w*\d{2,}"
)
_STREET = re.compile(
    r"(?i)\b\d+[a-z]?\s+(?:[a-z]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|boulevard|blvd|square|sq|place|way|terrace|close|row)\b|\b(?:apt|apartment|suite|flat|po box|p\.o\. box)\b\.?\s*#?\d|\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b"
    r"|[\u4e00-\u9fff]{1,8}(?:路|街|巷|弄|大道|胡同|小区|花园|新村|公寓)[\u4e00-\u9fff\d]{0,6}\d+\s*(?:号|栋|弄|室|单元|幢)|\d+\s*(?:号楼|单元|室)"
)
_HANDLE = re.compile(
    r"(?i)\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|cn|io|shop|co)\b|(?<!\w)@\w|(?:微信|wechat|qq|whatsapp|telegram)\D{0,4}\w*\d"
)
_NAMED = re.compile(
    r"(?i)\b(?:my name(?:'s| is)|name's|call me|i am called|signed|sincerely|best regards|kind regards|regards|cheers|yours (?:truly|sincerely)|dear|mr|mrs|(?-i:Ms|Miss|Dr|Mx))\b[\s,.:]+(?!(?:customer|shopper|all|team|sir|madam|everyone)\b)[a-z]"
    r"|\b(?:hi|hello|hey|thanks|thank you|welcome)\b,?\s+(?-i:[A-Z])[a-z]+|\b[a-z]+ (?:here from|from (?:customer|support|service))\b"
    r"|(?:我叫|我姓|名叫|本人|鄙人|收件人|联系人|姓名)[:：是为]?\s*[\u4e00-\u9fff]|[\u4e00-\u9fff](?:先生|女士|小姐|太太|老师|经理|师傅|阿姨|叔叔)"
)
_INTRODUCED = re.compile(
    r"(?i)(?=\b(?:my name(?:'s| is)|i am|i'm|this is|call me|hi|hello|hey|dear|thanks|thank you|regards|cheers),?\s+([a-z][a-z'’-]+)(?:\s+([A-Z][a-z'’-]+))?)"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…。！？：；“\"(\[\n•–—-])\s*$")
_NUMBER = re.compile(r"\d[\d\s().-]{5,}\d")

_PROPER = frozenset(
    """
    i i'm i'll i'd i've ok faq id us usa uk eu uae pm am tv led usb xs xl xxl s m l
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter thanksgiving halloween ramadan diwali new year eve black
    cyber valentine's mother's father's day days week
    america american canada canadian mexico mexican europe european britain british england english scotland wales
    ireland irish france french germany german spain spanish italy italian portugal portuguese netherlands dutch
    belgium sweden norway denmark finland poland austria switzerland swiss greece turkey russia ukraine china
    chinese japan japanese korea korean india indian australia australian zealand brazil argentina africa african asia
    asian hong kong taiwan singapore malaysia thailand vietnam indonesia philippines alaska hawaii puerto rico states
    united kingdom kingdom's
    usd eur gbp cny rmb jpy cad aud chf
    visa mastercard amex american express paypal apple google pay klarna afterpay alipay wechat stripe maestro
    ups usps dhl fedex hermes dpd gls royal mail sf ems
    """.split()
)
_STARTERS = frozenset(
    """
    a about above absolutely after all also although always an and another any anything are as at available because
    before both but by can certainly check contact could currently customers delivery depending do does don't due
    during each either every everything exchanges except express feel find first for free from full generally gift
    go great had happy has have hello here hi how however if in international is it it's items just keep later
    machine make many may money more most my never next no none normally not note nothing of on once one only open
    opened or orders other our over packages parcels pay payment please prices products purchases put refunds
    regular return returns sale same see send ship shipping shop simply since so some sorry standard still store
    sure take tax thank thanks that that's the their them then there these they they're this those to today
    transit try unfortunately unless unopened until up usually we we'd we'll we're we've what when where whether
    which while who whole why will with within without would yes you you'd you'll you're your
    """.split()
)


def may_be_personal(
    text: str, *, known: Known, ordinary: Callable[[str], bool], names: Iterable[str]
) -> bool:
    """Whether a text may name a person, an address, a number or an account.

    `ordinary` says whether a word is written in lower case elsewhere, so that it may begin a sentence in
    upper case. `names` are people named elsewhere in the same conversation.
    """
    if has_personal_marks(text):
        return True
    said = {word.casefold() for word in _WORD.findall(text)}
    if any(name.casefold() in said or (has_cjk(name) and name in text) for name in names):
        return True
    return _names_somebody(text, known=known, ordinary=ordinary)


def has_personal_marks(text: str) -> bool:
    """Whether a text holds an address, a link, a long number, or words that a name comes with."""
    if without_personal_data(text) != " ".join(text.split()) or _NUMBER.search(text):
        return True
    patterns = (_ORDER, _STREET, _HANDLE, _NAMED)
    return any(pattern.search(text) for pattern in patterns) or read_address(text) is not None


def introduced(text: str) -> frozenset[str]:
    """Words that follow "my name is", "hi" and the like, where they look like a name."""
    found = (part for match in _INTRODUCED.finditer(text) for part in match.groups() if part)
    return frozenset(part for part in found if part[0].isupper() or _by_name(text, part)) - {
        word for word in _WORD.findall(text) if word.casefold() in _PROPER | _STARTERS
    }


def _by_name(text: str, word: str) -> bool:
    return re.search(rf"(?i)\b(?:my name(?:'s| is)|call me)\s+{re.escape(word)}\b", text) is not None


def _names_somebody(text: str, *, known: Known, ordinary: Callable[[str], bool]) -> bool:
    if has_cjk(text) and any(
        tag.startswith("nr") and len(word) > 1 and not known(word) for word, tag in rjieba.tag(text)
    ):
        return True
    letters = [c for c in text if c.isalpha() and c.isascii()]
    if len(letters) > 12 and all(c.isupper() for c in letters):
        return True
    return any(not known(run) for run in _unknown_runs(text, ordinary))


def _unknown_runs(text: str, ordinary: Callable[[str], bool]) -> list[str]:
    """Runs of capitalized words that are no common proper word and no ordinary start of a sentence."""
    runs: list[str] = []
    end = -1
    for match in _WORD.finditer(text):
        word = match.group()
        if not word[0].isupper() or not _is_unknown(text, match.start(), word, ordinary):
            continue
        if runs and text[end : match.start()].strip() == "":
            runs[-1] = f"{runs[-1]} {word}"
        else:
            runs.append(word)
        end = match.end()
    return [normalize(run) for run in runs]


def _is_unknown(text: str, start: int, word: str, ordinary: Callable[[str], bool]) -> bool:
    low = word.casefold().replace("’", "'")
    if low in _PROPER or low.removesuffix("'s") in _PROPER:
        return False
    if _SENTENCE_START.search(text[:start]):
        return not (low in _STARTERS or ordinary(low))
    return True
