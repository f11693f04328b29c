# ruff: noqa: E501 - a pattern reads better whole
"""References by place, or to all that is shown: 'the first two', '#3', 'both', 第二个, 前两个."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.parsing import numerals, numerals_zh
from assistant.parsing.measures import MEASURE
from assistant.parsing.shelf import ReferenceSpan, Shelf, spanned
from assistant.parsing.source import Source, Span, overlaps

Resolve = Callable[[Shelf, "re.Match[str]"], "tuple[str, ...] | None"]

_ORDINALS = {
    name: place
    for place, forms in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th", "eighth 8th", "ninth 9th", "tenth 10th"), start=1
    )
    for name in forms.split()
}  # fmt: skip
_ORD = "|".join(_ORDINALS)
_COUNT = r"two|three|four|five|six|2|3|4|5|6|couple(?: of)?|few"
_NOUN = r"(?: (?:ones?|items?|products?|options?|results?|choices?|picks?|suggestions?))?"
_NO_ORDINAL = r"(?! (?:aid|class|time|of all|hand|thing|place|day|week|month|year|night|birthday|communion|grade|floor|apartment|home|baby|person|half|date|world|orders?|purchase|shipment|package|parcel|delivery|visit|message|chat|question|resort|minute|winter|summer|spring|fall|weekend|christmas|time))"
_COUNTED = f"{MEASURE}|号"
_PLACE = r"[一二三四五六七八九十\d]{1,2}"
_FIRST_N = re.compile(
    rf"\b(?:the )?(?P<side>first|top|last|bottom|final|previous) (?P<n>{_COUNT})\b(?! (?:hundred|thousand|dollars|bucks|pack|piece|stars?|weeks?|days?|months?|years?))(?: of (?:them|these|those))?{_NOUN}"
)
_ORDINAL = re.compile(
    rf"\b(?P<the>the |this |that |your |my |number )?(?P<o>{_ORD}|last|final|middle)\b{_NO_ORDINAL}(?P<noun> (?:ones?|items?|products?|options?|results?|choices?|picks?|suggestions?))?(?! (?:two|three|four|five|2|3|4|5)\b)"
)
_FROM_END = re.compile(
    r"\b(?:the )?(?:(?P<w>second|2nd|third|3rd|fourth|4th) (?:[a-z]+ )?(?:to last|from (?:the )?(?:last|end|bottom|right))|(?P<n>next to last|last but one|penultimate))(?: (?:ones?|items?|products?|options?|results?))?\b"
)
_SPOKEN_PAIR = re.compile(
    r"\b(?:(?:the )?(?P<kind>[a-z]{3,}s)|numbers?|options?|items?) (?P<a>one|two|three|four|five|six|[1-6]) (?:and|or|vs\.?|versus|to|with|&) (?:number |option |item )?(?P<b>one|two|three|four|five|six|[1-6])\b(?! ?(?:stars?|dollars|bucks|inch|pack|hundred|people|years?))"
)
_NUMBERED = re.compile(
    r"(?:#\s?|\b(?:number|no\.|(?<=[a-z] )no(?= \d\b)|nr\.?|item|option|product|choice|result)\s?#?\s?|^(?:does|is|has|can|will) (?=\d (?!or|and|to)[a-z]))(?P<n>\d{1,2}|one|two|three|four|five|six)\b(?!\s?(?:\$|dollars|%|stars?|pack|inch))"
)
_BARE_NUMBERS = re.compile(
    r"(?:^|\bcompare |\bbetween |\bside by side of |\bof |\beither |\bvs\.? |\bversus |\bdifference between )(?P<a>\d)(?: (?:and|with|to|vs\.?|versus|or|&) |, ?|和|跟|与|、|还是)(?P<b>\d)(?:(?: and |, ?)(?P<c>\d))?(?![\d.]|\s?(?:inch|dollars|bucks|stars?|pack|cm))"
)
_BOTH = re.compile(
    r"\b(?:both(?: of (?:them|these|those))?|the (?:two|three|four|2|3|4)(?: of them)?(?= |$)|(?:these|those) (?P<n>two|three|four|five|2|3|4|5)(?: \w+)?|(?:them|these|those) both)\b"
)
_ALL = re.compile(
    r"\b(?:all (?:of )?(?:them|these|those|the (?:ones|products|items|results)|(?P<n>two|three|four|five|six))|them all|these all|every one of (?:them|these)|each of (?:them|these))\b"
)
_ZH_FIRST_N = re.compile(
    rf"(?P<side>(?<![之以提目在排放])前面?|头|(?<![之以])后面?|最后|最前面?|开头|末尾)(?:的|那|这)?(?P<n>[两俩二三四五六\d])(?:{_COUNTED})?(?!十|百|千|元|块钱|天|年|月|件套)"
)
_ZH_PAIR = re.compile(
    rf"第(?P<a>{_PLACE})(?:{_COUNTED})?(?:和|与|跟|、|,|还是|或者?)(?:第)?(?P<b>{_PLACE})(?:{_COUNTED})?(?:(?:和|与|跟|、)(?:第)?(?P<c>{_PLACE})(?:{_COUNTED})?)?"
)
_ZH_BARE_PAIR = re.compile(
    r"^(?:对比|比较|比一?比|看看)?(?:一下)?(?P<a>[一二三四五六\d])(?:和|跟|与|、|还是|对)(?P<b>[一二三四五六\d])(?:(?:和|跟|与|、)(?P<c>[一二三四五六\d]))?(?=[,，哪比选有的差谁]|$)"
)
_ZH_TWO_PLACES = re.compile(
    rf"(?<!第)(?P<a>[一二三四五六])(?P<b>[二三四五六])(?:这|那)?(?:两|俩)(?:{_COUNTED})(?P<c>(?!))?"
)
_ZH_ORDINAL = re.compile(
    rf"第(?P<n>{_PLACE})(?:{_COUNTED}|(?=[的是有贵便和跟与比,，?？ ]|$))(?:商品|产品|的)?(?!次|天|年|季)"
)
_ZH_NUMBER = re.compile(
    r"(?<![\d.月大小中特加均])(?P<n>[\d一二三四五六])号(?!电池|线|色|码|到|发|前|送|下单|的(?:订单|货))|(?:编号|序号)(?P<m>\d)"
)
_ZH_LAST = re.compile(
    rf"(?:最后|最末|末尾|末|最下|倒数第一)(?:面)?(?:的)?(?:那|这)?(?:一)?(?:{_COUNTED})(?:商品|产品)?|末尾那?"
)
_ZH_MIDDLE = re.compile(
    rf"(?:正中间|中间|当中|正中)(?:的)?(?:那|这)?(?:一)?(?:(?:{_COUNTED})|(?<=的)(?=[\u4e00-\u9fff]))"
)
_ZH_FROM_END = re.compile(rf"倒数(?:第)?(?P<n>[一二三四五六\d])(?:{_COUNTED})?")
_ZH_FRONT = re.compile(
    rf"(?:首|头一|头|最前面?(?:的)?(?:那|这)?(?:一)?|开头(?:那|的)?(?:一)?|第一(?=眼)|排第一的?那?)(?:{_COUNTED})(?!月|发|尾)"
)
_ZH_SIDE = re.compile(
    rf"(?P<side>最左|左|最右|右|最上|最下)(?:手)?(?:边|侧|面|方|起)?(?:的)?(?:(?P<n>第[一二三四五六])|(?:那|这)?(?:一)?)(?:(?:{_COUNTED})|(?<=的)(?=[\u4e00-\u9fff]))"
)
_ZH_BOTH_SIDES = re.compile(rf"(?:左右|两边|首尾|头尾)(?:那|这|的)?(?:两|俩)(?:{_COUNTED})?")
_ZH_JUST = re.compile(
    rf"(?:刚才|刚刚|方才|之前|上面|先前|刚)(?:看|问|说|提|聊|讲|介绍|推荐)?(?:到|过|的|你说的|说的|看的|问的)*(?:那|这)(?:一)?(?:{_COUNTED})|上一(?:{_COUNTED})(?!月|星期|次)"
)
_ZH_SOME = re.compile(
    rf"(?:这|那)(?P<n>[两二三四五六几])(?:{_COUNTED})|(?P<both>它们俩?|他们|两(?:个|款|件|者|条|双|套|把|张|只|台|盏)(?=都|哪|有|的|之间|比|对)|(?:这|那)些|(?:全部|所有)(?:这些|商品|的商品)?(?=都|加)|[这那]俩|两者|二者)"
)


def find(source: Source, shelf: Shelf, *, taken: Sequence[Span]) -> tuple[ReferenceSpan, ...]:
    """References outside the taken spans; places that nothing has give empty product_ids."""
    found: list[ReferenceSpan] = []
    for pattern, kind, resolve in _RULES:
        for match in pattern.finditer(source.text):
            if overlaps(match.span(), (*taken, *(f.span for f in found))):
                continue
            ids = resolve(shelf, match)
            if ids is not None:
                found.append(spanned(source, match.span(), kind, ids))
    return tuple(sorted(found, key=lambda f: f.span))


def _pair(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    places = (numerals_zh.value_of(match.group(name)) for name in "abc" if match.group(name))
    return tuple(product_id for place in places for product_id in shelf.at(int(place or 0)))


def _english_from_end(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    places = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
    back = places.get(match.group("w") or "", 2)
    return shelf.ids[-back : len(shelf.ids) - back + 1] if len(shelf.ids) >= back else ()


def _spoken_pair(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...] | None:
    places = [int(numerals.value_of(match.group(name)) or 0) for name in "ab"]
    found = tuple(product_id for place in places for product_id in shelf.at(place))
    return found if shelf.shown and match.group("kind") not in ("between", "sizes", "stars") else None


def _numbered(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    return shelf.at(int(numerals.value_of(match.group("n")) or 0))


def _first_few(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    return _several(shelf, match.group("side"), match.group("n"))


def _ordinal(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...] | None:
    return _placed(shelf, match.group("o")) if _is_pointed(match, shelf, match.string) else None


def _all(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...] | None:
    return _group(shelf, match) if shelf.anything else None


def _chinese_few(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    number = int(numerals_zh.value_of(match.group("n")) or 0)
    front = "前" in match.group("side") or match.group("side") == "头"
    return shelf.ids[:number] if front else shelf.ids[-number:]


def _chinese_place(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    return shelf.at(int(numerals_zh.value_of(match.group("n")) or 0))


def _chinese_number(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    return shelf.at(int(numerals_zh.value_of(match.group("n") or match.group("m")) or 0))


def _last(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a rule
    return shelf.ids[-1:]


def _middle(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a rule
    return _placed(shelf, "middle")


def _some(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...] | None:
    return _chinese_group(shelf, match) if shelf.anything else None


def _is_pointed(match: re.Match[str], shelf: Shelf, text: str) -> bool:
    """A bare 'first' points only beside 'the' or 'one', and only where something is shown."""
    lone = (
        re.fullmatch(rf"(?:{_ORD}|last|middle|and|or|the|vs|versus|,|compare|with|\s)+", text.strip(" ?.!"))
        is not None
    )
    if match.group("o") in ("last", "final", "middle") and not (
        (match.group("the") and shelf.shown) or match.group("noun") or (lone and shelf.shown)
    ):
        return False
    joined = (
        re.search(rf"(?:{_ORD})(?: one)? (?:and|or|to|with|vs) (?:the )?$", text[: match.start()]) is not None
    )
    leads = re.match(rf" (?:and|or|vs|with) (?:the )?(?:{_ORD}|last)\b", text[match.end() :]) is not None
    return bool(match.group("the") or match.group("noun") or lone or joined or leads)


def _placed(shelf: Shelf, word: str) -> tuple[str, ...]:
    if word in ("last", "final"):
        return shelf.ids[-1:]
    if word == "middle":
        return shelf.ids[len(shelf.ids) // 2 : len(shelf.ids) // 2 + 1] if len(shelf.ids) > 2 else ()
    return shelf.at(_ORDINALS[word])


def _several(shelf: Shelf, side: str, count: str) -> tuple[str, ...]:
    number = 3 if count == "few" else 2 if count.startswith("couple") else int(numerals.value_of(count) or 0)
    return shelf.ids[:number] if side in ("first", "top") else shelf.ids[-number:]


def _group(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    count = match.groupdict().get("n") or next(
        (word for word in match.group().split() if numerals.value_of(word) is not None), None
    )
    base = next((ids for ids in (shelf.said, shelf.focus) if len(ids) > 1), shelf.ids)
    if count:
        return base[: int(numerals.value_of(count) or 0)]
    return base[:2] if match.group().startswith("both") and len(shelf.focus) < 2 and len(base) > 2 else base


def _chinese_group(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    base = next((ids for ids in (shelf.said, shelf.focus) if len(ids) > 1), shelf.ids)
    count = match.group("n")
    if count and count != "几":
        return base[: int(numerals_zh.value_of(count) or 0)]
    pair = match.group("both") in ("这俩", "那俩", "两者", "二者", "它们俩") or str(
        match.group("both")
    ).startswith("两")
    return base[:2] if pair else base


def _from_end(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    place = int(numerals_zh.value_of(match.group("n")) or 0)
    return (shelf.ids[-place],) if 1 <= place <= len(shelf.ids) else ()


def _front(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:  # noqa: ARG001 - the signature of a rule
    return shelf.ids[:1]


def _both_sides(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...] | None:  # noqa: ARG001 - as above
    return (shelf.ids[0], shelf.ids[-1]) if len(shelf.ids) > 1 else None


def _side(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...] | None:
    """The product at one side of a row of cards, or so many from there; none without a row."""
    if not shelf.shown:
        return None
    counted = match.group("n")
    place = int(numerals_zh.value_of(counted[1:]) or 1) if counted else 1
    from_left = match.group("side")[-1] in "左上"
    return shelf.at(place if from_left else len(shelf.ids) + 1 - place)


def _just(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...] | None:  # noqa: ARG001 - as above
    """The product spoken of last; None where there is none."""
    return shelf.focus or shelf.one() or None


_RULES: tuple[tuple[re.Pattern[str], str, Resolve], ...] = (
    (_FROM_END, "ordinal", _english_from_end),
    (_BARE_NUMBERS, "ordinal", _pair),
    (_SPOKEN_PAIR, "ordinal", _spoken_pair),
    (_FIRST_N, "ordinal", _first_few),
    (_NUMBERED, "ordinal", _numbered),
    (_ORDINAL, "ordinal", _ordinal),
    (_ALL, "all", _all),
    (_BOTH, "all", _all),
    (_ZH_PAIR, "ordinal", _pair),
    (_ZH_BARE_PAIR, "ordinal", _pair),
    (_ZH_TWO_PLACES, "ordinal", _pair),
    (_ZH_BOTH_SIDES, "ordinal", _both_sides),
    (_ZH_FROM_END, "ordinal", _from_end),
    (_ZH_SIDE, "ordinal", _side),
    (_ZH_FIRST_N, "ordinal", _chinese_few),
    (_ZH_ORDINAL, "ordinal", _chinese_place),
    (_ZH_NUMBER, "ordinal", _chinese_number),
    (_ZH_LAST, "ordinal", _last),
    (_ZH_MIDDLE, "ordinal", _middle),
    (_ZH_FRONT, "ordinal", _front),
    (_ZH_JUST, "page", _just),
    (_ZH_SOME, "all", _some),
)
