# ruff: noqa: E501 - a pattern reads better whole
"""What an utterance says of the shopper for good, and what it asks of their profile. Pure.

Statements must be about the speaker and lasting ("I'm allergic to wool", 我不喜欢亮色): what is said of things
shown, of another person or of this one search is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.profiles.types import Ask, EntryKind, LastingWish, ProfileRequest
from retrieval.text import has_cjk, normalize

_MAX_CHARS = 160
"""Longest utterance that is read as a command; a longer one speaks of more."""

_YOU_KNOW = r"(?:know|remember|remembered|keep|kept|store|stored|save|saved|have|got|learn|learned|learnt)"
_ON_ME = r"(?:about|on|of) me"
_DATA = r"(?:profile|data|information|info|preferences|personal (?:data|info|information)|records?)"
_COMMANDS: Sequence[tuple[Ask, re.Pattern[str]]] = tuple(
    (ask, re.compile(pattern))
    for ask, pattern in (
        (
            Ask.ERASE,
            rf"(?:please |can you |could you |i want you to |just )*(?:(?:delete|erase|wipe|remove|clear|forget)(?: (?:everything|all|anything|whatever|what))?(?: that| of it)?(?: (?:the )?(?:data|information|info))?(?: you(?:'ve| have)?(?: {_YOU_KNOW})?)?(?: {_YOU_KNOW})? {_ON_ME}|(?:delete|erase|wipe|clear) (?:all )?(?:of )?my {_DATA}|forget (?:all )?about me|forget me)(?: please| now)?",
        ),
        (
            Ask.ERASE,
            r"(?:请|麻烦|帮我|把|你)*(?:(?:删除|删掉|删了|清除|清空|抹掉|忘掉|忘记)(?:掉)?(?:所有|全部|一切)?(?:关于)?我的?(?:所有|全部|一切)?的?(?:个人)?(?:资料|数据|信息|档案|记录|画像|偏好)|(?:关于)?我的(?:所有|全部|一切)?的?(?:个人)?(?:资料|数据|信息|档案|记录|画像|偏好)(?:都|全)*(?:删除|删掉|删了|清除|清空|抹掉|忘掉)|(?:忘了|忘掉|忘记)我)(?:吧|了|掉|好吗)*",
        ),
        (
            Ask.SEE,
            rf"(?:(?:and|so|ok|okay|hey|please),? )*(?:(?:can you |could you |please )*(?:tell|show) me )?(?:what(?: all| else| exactly)?(?: {_DATA})?(?: do| have| did|'ve)? you(?:'ve| have)?(?: got)?(?: {_YOU_KNOW})? {_ON_ME}|what(?: do| have)? you {_YOU_KNOW} {_ON_ME}|what(?:'s| is) in my profile|(?:show|see|view)(?: me)? my (?:profile|preferences|data)|(?:everything|all)(?: that)? you {_YOU_KNOW} {_ON_ME})",
        ),
        (
            Ask.SEE,
            r"(?:请|那|你们?|您|现在|都|能|告诉我)*(?:(?:还|都)*(?:记得|记住|记录|记|保存|存|知道|了解|掌握)(?:了|着)?(?:关于)?我的?(?:什么|哪些|啥|多少)(?:信息|资料|偏好|喜好|东西|数据|事)?|(?:看看|查看|显示|看一下|看)我的(?:资料|偏好|档案|画像|个人资料)|我的(?:资料|档案|偏好|画像)里?(?:有什么|有哪些|是什么)|(?:你|您)(?:有|存了?)我的?(?:哪些|什么)(?:资料|数据|信息|记录))(?:呢|啊|呀)?",
        ),
        (
            Ask.ON,
            r"(?:please |can you )*(?:(?:turn|switch) (?:the )?personali[sz](?:ation|ing)(?: back)? on(?: again)?|(?:turn|switch)(?: back)? on (?:the )?personali[sz]ation(?: again)?|(?:start )?personali[sz](?:e|ing)(?: (?:it|things|my results|for me))? again)",
        ),
        (Ask.ON, r"(?:请|帮我|重新)*(?:打开|开启|恢复|启用)个性化(?:推荐)?(?:吧)?"),
        (
            Ask.OFF,
            r"(?:please |can you )*(?:(?:stop|no more|quit) (?:the )?personali[sz](?:ing|ation)(?: (?:my )?(?:results|recommendations|things|it|this|for me))?|(?:turn|switch) (?:the )?personali[sz]ation off|(?:turn|switch) off (?:the )?personali[sz]ation|(?:do not|don't) personali[sz]e(?: (?:anything|my results|results|recommendations|this|things|for me))?|(?:do not|don't|stop) us(?:e|ing) my (?:profile|history|past orders|purchase history|data))",
        ),
        (
            Ask.OFF,
            r"(?:请|你|帮我)*(?:(?:别|不要|停止|关闭|取消|关掉|不用)(?:再)?(?:给我|对我|用)?(?:做|搞|进行)?个性化(?:的)?(?:推荐)?(?:我)?|(?:别|不要)(?:再)?用我的(?:资料|记录|历史|数据|购买记录|订单)(?:来)?(?:推荐)?)(?:了|吧)*",
        ),
        (
            Ask.REFUSE,
            r"(?:no,? )?(?:please )?(?:(?:do not|don't) (?:remember|keep|save|store)(?: (?:it|that|this|me|anything|things|my preferences|anything about me))?|stop remembering(?: (?:me|things|anything))?(?: about me)?|i (?:withdraw|revoke|take back) my consent)",
        ),
        (
            Ask.REFUSE,
            r"(?:我|请)?(?:(?:别|不要|不用|不必|不需要|别再|不要再)(?:记住?|保存|记录)(?:我|它|这个|任何)?(?:的(?:偏好|喜好|资料|信息))?|撤回同意|撤销同意|不再同意)(?:了|吧)*",
        ),
        (
            Ask.CONSENT,
            r"(?:(?:yes|ok|okay|sure|yeah),? )?(?:please |you (?:can|may) |you're allowed to )?(?:do )?(?:remember|keep|save) (?:it|that|this|me|my preferences|my profile)(?: for (?:next time|later|my next visits?))?(?: please)?",
        ),
        (
            Ask.CONSENT,
            r"(?:好的?|可以|行|嗯|同意|你?可以)?[,，、 ]*(?:请|帮我|你可以)?(?:记住|保存|记下)(?:它|这个|我|(?:我的)?(?:偏好|喜好))?(?:吧|了)?",
        ),
    )
)
_FORGET = re.compile(
    r"(?:please |can you |could you )*(?:forget|don't remember|do not remember|delete|remove)(?: (?:the fact )?that)? (i(?:'m| am|'ve)? .+|my .+)"
)
_FORGET_ZH = re.compile(
    r"(?:请|帮我|你)*(?:忘掉|忘记|忘了|删掉|删除|别记|不要记|别再记)(?:住)?(我.+?)(?:这件事|这一条|这条|的事|吧|了)*"
)
_YES = re.compile(
    r"(?:yes|yeah|yep|yup|sure|ok|okay|of course|please do|go ahead|fine|agreed|i agree|好的?|可以|行|嗯|同意|没问题|当然)(?:[ ,，]*(?:please|thanks|thank you|go ahead|的|啊|吧|呀|可以))*"
)
_NO = re.compile(
    r"(?:no|nope|nah|no thanks|no thank you|not now|rather not|better not|i'd rather not|不|不用|不要|不了|不必|算了|不同意|不可以|别)(?:[ ,，]*(?:thanks|thank you|please|谢谢|了|吧))*"
)
_WRONG = re.compile(
    r"^(?:no[,.]? )?(?:that's|that is|it's|this is) (?:wrong|not right|incorrect|not true|false)[\s,.;:!-]+|^actually[, ]+|^(?:不对|错了|说错了|不是的|你记错了|记错了)[\s,，。!！;；]*"
)
_REMEMBER = re.compile(
    r"^(?:please |can you |could you )*(?:remember|note|keep in mind|just so you know|fyi|for future reference)[,:]?(?: that)? |^(?:请|帮我|你)*(?:记住|记下|记一下|记着)[,，:：]?(?=我)"
)

_OFTEN = r"(?:always|usually|generally|normally|typically|mostly|in general)"
_FOUND: Sequence[tuple[EntryKind, re.Pattern[str]]] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            EntryKind.AVOIDS,
            r"\bi(?:'m| am)(?: \w+ly| very| really| also)? allergic to (?P<x>.+)",
        ),
        (EntryKind.AVOIDS, r"\bi have an? (?P<x>[\w -]{2,30}) allergy\b"),
        (
            EntryKind.AVOIDS,
            r"\bi (?:never|don't ever|do not ever|can't|cannot)(?: \w+ly)? (?:wear|eat|use|buy|tolerate) (?P<x>.+)",
        ),
        (EntryKind.WEARS, r"\bmy (?P<f>shoe |dress |shirt |clothing )?size is(?: always| a| an)* (?P<x>.+)"),
        (
            EntryKind.WEARS,
            rf"\bi(?:'m| am)? ?{_OFTEN} (?:wear |take |buy |need |have |am )?(?:a |an )?(?:size )?(?P<x>\S+)$",
        ),
        (
            EntryKind.LIKES,
            rf"\bi {_OFTEN} (?:wear|buy|choose|go for|pick|use|like|love|prefer) (?P<x>.+)",
        ),
        (
            EntryKind.LIKES,
            r"\bmy favou?rite (?:colou?rs?|materials?|fabrics?|styles?|patterns?|brands?) (?:is|are) (?P<x>.+)",
        ),
        (EntryKind.LIKES, r"\bi(?:'m| am) (?:a (?:big |huge )?fan of|really into) (?P<x>.+)"),
        (
            EntryKind.LIKES,
            r"^i (?:really |just |do |absolutely )?(?:like|love|adore) (?:the colou?r )?(?P<x>[^,.;:!?]+)$",
        ),
        (
            EntryKind.DISLIKES,
            r"^i (?:really |just |absolutely |generally |usually )?(?:hate|dislike|can't stand|cannot stand|(?:do not|don't) (?:really |generally |usually )?(?:like|wear)) (?:the colou?r )?(?P<x>[^,.;:!?]+)$",
        ),
        (EntryKind.AVOIDS, r"我(?:本人)?对(?P<x>[^,，。！!;；过]{1,10})(?:严重|有点|会)?过敏"),
        (EntryKind.AVOIDS, r"我(?:从来|从|一直)都?不(?:穿|吃|用|买|碰)(?P<x>.+)"),
        (
            EntryKind.WEARS,
            r"我(?:的)?(?P<f>鞋子?|衣服|裤子)?(?:的)?(?:尺码|码数|尺寸|鞋码|码)(?:一直|都|总|一般)?是(?P<x>.+)",
        ),
        (
            EntryKind.WEARS,
            r"我(?:一直|总是|平时|平常|通常|一般|都|向来)+(?:都)?(?:穿|是)(?P<x>[A-Za-z0-9]{1,4})(?:号|码)?",
        ),
        (
            EntryKind.DISLIKES,
            r"^我(?:一直|一向|向来|从来|平时|真的|很|最|比较|都)*(?:不喜欢|讨厌|不爱穿?|受不了)(?P<x>[^,，。；;！!]+)$",
        ),
        (
            EntryKind.LIKES,
            r"^我(?:一直|一向|向来|平时|平常|通常|一般|最|特别|比较|就|很|都)*(?:喜欢|偏爱|爱穿)(?P<x>[^,，。；;！!]+)$",
        ),
    )
)
_RELAXED = re.compile(
    r"\bi wear(?: a| an)?(?: size)? (?P<x>\S+)|我(?:现在|其实)?穿(?P<y>[A-Za-z0-9]{1,4})(?:号|码)?"
)
"""What counts beside "that's wrong": no sign of lasting is needed then."""

_SIZE = re.compile(
    r"(?:x{0,4}[sml]|[2-6]xl|small|medium|large|extra (?:small|large)|one size|均码|\d{1,3}(?:\.5)?)"
)
_END = re.compile(
    r"[.,;:!()。，；！、~]|\b(?:but|so|because|since|though|please|if|when|for (?:work|this)|and i|and my)\b|(?:但|不过|所以|因为|的话)"
)
_CLAUSES = re.compile(r"[,.;:!，。；！]+|\s+(?:and|but)\s+(?=i\b|my\b)|(?:而且|并且|还有)(?=我)")
_AND = re.compile(r"\s+(?:and|or|nor|&)\s+|/|(?:和|或者?|跟|与)")
_POINTING = re.compile(
    r"^(?:(?:the|this|that|these|those|it|them|you|your|how|what|one|ones|any|all|both|either|neither|number|to|when|where|shopping|everything|something|anything|none|some|my|his|her|their|a|an)\b|第|这|那|它|你|您|前|后|上面|下面|刚才|哪|都|全部|给|帮)"
)
_QUESTION = re.compile(r"[?？]|(?:吗|么|嘛|呢)\W*$|^(?:do|does|did|am|is|are|can|what|which|should|would)\b")
_FILLER = re.compile(
    r"\b(?:anything|everything|stuff|things?|clothes|clothing|products?|items?|very much|a lot|at all|either|in general|anymore|the most|made (?:of|with|from)|in)\b|(?:的?(?:东西|衣服|商品|产品)|的)$"
)
_MAX_WORDS, _MAX_HAN = 3, 10
_MAX_WISHES = 4


def profile_request(text: str, *, consent_asked: bool = False) -> ProfileRequest | None:
    """What `text` says or asks of the profile; None for any other text.

    `consent_asked`: the turn before asked whether to remember, so that a bare yes or no answers it.
    """
    said = normalize(text).replace("’", "'")
    bare = said.strip(" .!?,;。！？，；~")
    if len(bare) <= _MAX_CHARS:
        if consent_asked and (_YES.fullmatch(bare) or _NO.fullmatch(bare)):
            return ProfileRequest(ask=Ask.CONSENT if _YES.fullmatch(bare) else Ask.REFUSE)
        forgets = _FORGET.fullmatch(bare) or _FORGET_ZH.fullmatch(bare)
        for ask, pattern in _COMMANDS:
            if pattern.fullmatch(bare) and (ask is not Ask.CONSENT or consent_asked or _of_profile(bare)):
                return ProfileRequest(ask=ask)
        if forgets is not None:
            return _forgetting(forgets.group(1))
    return _stated(bare) if not _QUESTION.search(said) else None


def _of_profile(bare: str) -> bool:
    """Whether "remember …" names what is remembered, so that it is consent unasked."""
    return re.search(r"\bme\b|preferences|profile|偏好|喜好|记住我", bare) is not None


def _forgetting(words: str) -> ProfileRequest:
    """What is to be forgotten: a statement's value where it is one, else its last words."""
    wishes, _ = _wishes(words, relaxed=True)
    if wishes:
        return ProfileRequest(ask=Ask.FORGET, wishes=wishes, forgets=wishes[0].value)
    rest = re.sub(r"^(?:i(?:'m| am|'ve)?|my|我的?)\s*(?:\w+(?:ed)? )??|(?:买过|看过|的)$", "", words).strip()
    return ProfileRequest(ask=Ask.FORGET, forgets=rest or words)


def _stated(said: str) -> ProfileRequest | None:
    wrong = _WRONG.search(said)
    rest = said[wrong.end() :] if wrong else said
    reminded = _REMEMBER.search(rest)
    rest = rest[reminded.end() :] if reminded else rest
    wishes, alone = _wishes(rest, relaxed=bool(wrong or reminded))
    if not wishes:
        return None
    return ProfileRequest(ask=Ask.CORRECT if wrong else Ask.STATE, wishes=wishes, alone=alone)


def _wishes(said: str, *, relaxed: bool) -> tuple[tuple[LastingWish, ...], bool]:
    """Wishes of every clause, and whether every clause states one.

    A bare "I like …" is lasting only where nothing else is said: beside other words it is of this search.
    """
    found = [tuple(_of_clause(clause, relaxed=relaxed)) for clause in _CLAUSES.split(said) if clause.strip()]
    alone = all(found)
    kept = (wish for each in found for wish, lasts in each if lasts or alone or relaxed)
    return tuple(dict.fromkeys(kept))[:_MAX_WISHES], alone


def _of_clause(said: str, *, relaxed: bool) -> Iterator[tuple[LastingWish, bool]]:
    """Wishes of one clause, each with whether its words alone make it lasting."""
    said = said.strip()
    taken: list[tuple[int, int]] = []
    for kind, pattern in _FOUND:
        found = pattern.search(said)
        if found is None or any(start < found.end("x") and found.start("x") < end for start, end in taken):
            continue
        wishes = list(_of_kind(kind, found.group("x"), found.groupdict()))
        if wishes:
            taken.append(found.span("x"))
        for wish in wishes:
            yield wish, not pattern.pattern.startswith("^")
    if relaxed and not taken and (found := _RELAXED.search(said)):
        for wish in _of_kind(EntryKind.WEARS, found.group("x") or found.group("y"), {}):
            yield wish, True


def _of_kind(kind: EntryKind, words: str, groups: Mapping[str, str | None]) -> Iterator[LastingWish]:
    for value in _values(words):
        is_size = _SIZE.fullmatch(value.removesuffix("码").removesuffix("号").strip()) is not None
        if kind is EntryKind.WEARS:
            if is_size:
                size = value.removesuffix("码").removesuffix("号").strip()
                yield LastingWish(
                    kind=kind, value=size.upper(), facet="shoe size" if _shoe(groups) else "size"
                )
        elif not is_size:
            yield LastingWish(kind=kind, value=value)


def _shoe(groups: Mapping[str, str | None]) -> bool:
    named = groups.get("f") or ""
    return "shoe" in named or "鞋" in named


def _values(words: str) -> Iterator[str]:
    """The things named, each short and free of what points at something shown."""
    ended = _END.split(words, maxsplit=1)[0]
    for part in _AND.split(ended):
        if _POINTING.match(part.strip()):
            return
        value = " ".join(_FILLER.sub(" ", part).split()).strip(" '\"“”")
        limit = len(value) <= _MAX_HAN if has_cjk(value) else len(value.split()) <= _MAX_WORDS
        if value and limit and not _POINTING.match(value):
            yield value
