# ruff: noqa: E501 - a pattern reads better whole
"""Wishes to go on with the same search, or to begin anew."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.parsing.source import Source, Span

_RESTART = re.compile(
    r"\b(?:start(?:ing)? (?:over|again|anew|afresh|from (?:scratch|the beginning))|new search|restart|reset(?: everything| all| the search)?|forget (?:everything|all(?: of (?:that|it|this))?|it all|all that|about (?:all (?:of )?(?:that|it|this)|everything))|"
    r"clear (?:everything|all|the (?:search|filters|chat|conversation)|all filters|my filters|filters)|begin (?:again|anew|from scratch)|from scratch|(?:go )?back to (?:the )?(?:start|beginning|square one)|wipe everything|scrap (?:that|everything|all that)|start a new (?:search|conversation|chat)|remove all (?:the )?filters)\b"
    r"|重新(?:开始|搜索?|来(?:过)?|找|选|挑|看)|从头(?:开始|再来|来)|清空(?:条件|筛选|所有|全部|一下)*[,，]?(?:重新(?:开始|搜索?|来|找|选)?)?|重置|重来|全部(?:忘掉|忘记|清除)|忘(?:掉|记)(?:之前|前面|刚才|所有|一切)(?:的)?(?:条件|要求|内容|搜索)?|换个话题|清除(?:所有|全部|筛选|条件)+"
)
_MORE = re.compile(
    r"^(?:ok |okay |and |please |yes |can you |could you |can i |do you |i want to |i would like to |let us |let me |are there |is there |have |have you |got |show |show me |give |give me |see |view |list |load |any |some |a few |few |the |what |me |us |you |have |got |to |see |anything |is )*+"
    r"(?:page (?:\d|two|three|four|five)|more|next(?: (?:page|ones?|few|set|batch|items?|results?|products?|please))?|others|other (?:ones|options|results|items|products|choices|suggestions)|another (?:one|page|batch|few|set|option)|something else|anything else|what else|keep going|go on|continue|different ones|else)"
    r"(?: (?:please|of (?:these|those|them|the same)|options|results|items|products|choices|ones|of it|do you have|have you got|you have|like that|then|now|there|is there|to choose from|suggestions|results please|available|pages?|in stock))*$"
)
_MORE_KIND = re.compile(
    r"^(?:show|give|list|see|load|can i see|i want to see|let me see)(?: me| us)? (?:some |a few |any )?(?:more|other)(?! like)(?: \w+){1,2}$"
)
_MORE_ZH = re.compile(
    r"^(?:请|再|接着|继续|能|可以|给我|帮我|我要|我想|想|要|看|有没有|有|显示|来|找|还|推荐|多|换|好的|嗯|,)*(?:更多|换一?批|换一?组|换几个|换几款|换一?换|换换|下一?页|下一?批|还有(?:吗|么|没有|没|别的(?:吗|么)?|其他的?(?:吗|么)?|更多(?:吗|么)?|哪些|什么)|再来(?:几个|几款|一?些|一?批|点|一点)|再(?:看看?|推荐|找|给我|显示|多)?(?:几个|几款|一?些|点|其他的?|别的|看看)|(?:几个|几款|几样|一些|些|点)?别的(?:呢|吗|有吗|款)?|其他的?(?:呢|吗|有吗|款)?|多(?:来|看|给|推荐)(?:一?些|几个|几款|点)|继续|往(?:后|下)(?:再|接着)?(?:翻|看|划|滑|拉|刷|扒拉)*(?:看|翻|翻)?|[翻下](?:到)?(?:一|下一?|后一?)?(?:页|篇|面)|(?:就|只有?)(?:这些|这[几点][个款]?|这么多|这点)了?|(?:不够|看不够|太少)(?:看|选|挑)?|再?[上来整弄发](?:几个|几款|一些|点)|(?:后面|下面|剩下|后边|底下|后头)(?:的)?(?:也)?(?:还)?(?:有)?|有别的吗|另外的)(?:的|呢|吗|吧|看看|给我|给我看|推荐|商品|产品|款式|结果|选择|可以|啊|一下|瞧瞧|瞅瞅|瞧一?下|没有|没|么|呀|嘛|呗|试试)*$"
)


_TURNED_ZH = re.compile(r"翻(?:到|下|一)*(?:页|篇|面)|^(?:看)?下一?页")
_LONGEST = 80
"""Characters of a clause that only asks for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagingSpan:
    """'more' or 'restart', and the words that said so."""

    span: Span
    paging: str


def find(source: Source) -> PagingSpan | None:
    """What a clause says about going on; a whole-clause match is needed for 'more'."""
    restart = _RESTART.search(source.text)
    if restart:
        return PagingSpan(span=restart.span(), paging="restart")
    if len(source.text) > _LONGEST:
        return None
    text = source.text.rstrip(" ?.!,;。！？，~")
    parts = [part for part in re.split("[,，、 ]", text) if part]
    if (
        _MORE.match(text)
        or _TURNED_ZH.search(text)
        or (parts and all(_MORE_ZH.match(part) for part in parts))
    ):
        return PagingSpan(span=(0, len(source.text)), paging="more")
    more = re.match(
        r"(?:show|give|list|see|load|can i see)(?: me| us)? (?:some |a few |any )?(?:more|other)\b", text
    )
    if more and _MORE_KIND.match(text):
        return PagingSpan(span=more.span(), paging="more")
    return None
