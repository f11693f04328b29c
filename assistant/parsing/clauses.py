# ruff: noqa: E501 - a pattern reads better whole
"""An utterance cut where one wish ends and another begins."""

from __future__ import annotations

import re

from assistant.parsing.source import Source

_FRAME = (
    r"(?:please |btw |by the way |oh |can you |could you |would you |also |then |maybe |just |now )*(?:show|find|add|compare|tell|give|recommend|suggest|cancel|remove|put|sort|checkout|check out|track|buy|order|"
    r"what|how|which|where|when|who|do you|does|did|is (?:it|the|there|this|that)|are (?:the|there|they|these|those)|can (?:i|you|it|we)|could (?:i|you)|will|would|"
    r"i (?:want|need|am|would|will|have|hate|do)|we (?:want|need|are after|are looking)|need (?:a|an|some|new|another)|want (?:a|an|some)|let us|let me|something|anything|any |looking for|start over|forget|make it|keep|have you)\b"
)
_SPLIT = re.compile(
    r"(?<=\bno)\.\s+(?!\d{1,2}\b)|(?<!\bvs)(?<!\bno)(?<!\bmax)(?<!\bmin)[.!?](?:\s+|$)|[!?](?=[\u4e00-\u9fff])|[;；。！？\n]+|\s-\s(?="
    + _FRAME
    + r")"
    r"|,?\s+so\s+(?=(?:an?|some|any|probably|maybe) \w|[a-z]+s (?:in|under|below|with|for|please)\b)|,?\s+(?:and|then|but|also|plus|so)\s+(?:also\s+|then\s+)?(?="
    + _FRAME
    + r")|,\s*(?="
    + _FRAME
    + r")"
    r"|[,，]\s*(?=有没有|有没|推荐|帮我|给我|我想|我要|哪|比较|对比|多少钱|换(?!掉|走|了吧)|然后|再|顺便|顺道|顺带|顺手|捎带|对了|话说|[叫喊](?:你|人|个|出)|让(?:你们|人)|另外|加入|加到|加购|把|下单|怎么|能不能|可以|可不可以|想|看看|来|找|第|还有|运费|包邮|你们|请问|就(?!算|不|别|免|去|pass|甭)|这(?!(?:个|款|件|条|双|只|张|把|台|套)?$)|那(?!(?:个|款|件|条|双|只|张|把|台|套)?$)|拿|给它|要[一二两三四五六七八九十\d])"
    r"|(?<=[\u4e00-\u9fff]{3})\s+(?=想(?:给|买|换|找|挑|入|添)|有(?:没有|啥|什么)?(?:推荐|优惠|活动|折扣|券)|包邮|运费|顺[便道手带]|再(?:来|看|帮|给))"
    r"|(?:然后|顺(?:便|道|带着?|手)(?:问一下)?|捎带着?|另外(?!的?[那这一两俩二三几])|此外)(?=[\u4e00-\u9fff])"
)
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|(?:good )?(?:morning|afternoon|evening)(?=[,!.])|good (?:morning|afternoon|evening)|thanks(?: a lot| so much)?|thank you(?: so much| very much)?(?! (?:cards?|notes?|gifts?|presents?|tags?|stickers?|bags?|boxe?s?)\b)|thx)(?: there| again| everyone| guys| girl| girls| man| bro| dude| mate| hun| babe| folks| team| friend| all)?(?:[,!. ]+|$)"
    r"|(?:ok|okay|great|cool|perfect|nice|yes|yeah|yep|no|sorry|well|hmm+|alright|right|sure|excuse me|awesome|oh|wow|no thanks(?! to)|never mind|good|fine|so|listen)[,!.]+\s*|(?:ok|okay|well|so|alright) (?=\w)"
    r"|(?:你好|您好|嗨|哈喽|hello|hi|谢谢(?:你|您)?|好的?|嗯+|早上好|下午好|晚上好|不好意思|在吗|行|可以)(?:[啊呀哦])?[,，!！。~ ?？]+|(?:你好|您好|请问一下|请问)(?=[\u4e00-\u9fff]))"
)
_WEIGHED_ZH = re.compile(
    r"(?:(?:和|跟|与|还是|或者?|、)[^,，。;；!！?？和跟与]{1,9}|(?:两|三|几|这|那)[个款条件双只张把台套种些])\s?(?P<comma>[,，])\s*(?=哪|谁|到底|选|差)"
)
"""A comma between what is weighed and the question which: 灰的和藏青的，哪条更百搭."""
_GREETINGS = 4
"""Greetings and interjections that are cut off in front."""
_FAREWELL = re.compile(
    r"[,.! ]+(?:many )?(?:thanks|thank you|thx|cheers|ty|pls|please)(?: so much| a lot| in advance| very much| again)?[.! ]*$|[,，。! ]*(?:谢谢|多谢|谢了|谢谢你|谢谢啦)[!。~ ]*$"
)
_UNCORRECTING = "i you we they it that this these those who which what if to not can could will would do does is are was anything something one ones".split()
_CORRECTS = re.compile(
    r"(?:[,.;:?!]|\s-)?\s*\b(?:no,? (?:no,? )?wait|oh,? wait|wait,? no\b(?! \w+s\b)|wait(?! times?\b| list)|(?<=[,-] )(?:(?:hm+|um+|uh+|er+m?|oh|ugh),? )?no(?=,)|(?:(?:no|oh|um+|uh+|er+m?|ugh),? )*(?:hang on|hold on|scratch that)|(?<=\d )no(?= [$£€]?\d)|strike that|correction|on second thoughts?|(?:no|oh|or) actually|actually,? no|"
    + "".join(rf"(?<!\b{word} )" for word in _UNCORRECTING)
    + r"actually|(?<=\bone )actually(?= (?:the|make|no|let)\b)|sorry,? i meant?|(?<=[,.;!?-] )i meant?(?: to say)?|i meant?(?: to say)?(?! ?,)|make that|or rather|no,? sorry|sorry)\b[,.:;]?\s+(?=\w)"
)
"""What takes back the words before it, where words are on both sides."""
_MEANT_ZH = r"(?:我(?:是说|说的是|的意思是|想说的是|本来想说的?是?)|应该说是?|准确[地的]?说是?)[,:]?\s*"
_SOUND_ZH = r"(?:哦|噢|啊|呃|额|嗯|诶|唉|哎呀?|等等|等一?下|慢着)"
_CORRECTS_ZH = re.compile(
    rf"(?:[,.;:!?。\s-]+(?:{_SOUND_ZH}[,.!\s]*)*(?:不对(?:不对)*|不+|不是(?:不是)*|错了|[说讲打]错了|口误|算了(?!吧?$)|我?改主意了?)[,.!:;\s]+"
    rf"|[,.;:!?。\s]+(?:等等|等一?下|慢着|算了)[,.!\s]*(?=还是|改成|换成)"
    rf"|[,.;:!?。\s]*(?:哦|噢|啊|呃|额|诶|唉|哎呀?)(?:不对|不是|不|[说讲打]错了)[,.!:;\s]*)(?:{_MEANT_ZH})?(?=\w)"
    rf"|[,.;:!?。\s]+(?:{_SOUND_ZH}[,.!\s]*)*{_MEANT_ZH}(?=\w)"
)
"""The same in Chinese: 要白的……不,还是黑的吧."""
_OPENING = re.compile(
    r"(?:(?:u+gh+|a+rgh+|wait(?! times?\b| list|ing)|hold on|hang on|hm+|um+|uh+|er+m*|oo+ps|whoops|jeez|gosh|i meant?(?: to say)?|nah|nope|sorry|but|so|oh|ok|okay|well|and|no(?=,? (?:wait|sorry|i mean)))\b[\s,.!:;-]+)+(?=\w)"
)
"""Interjections before what is said; they take nothing back."""


def split(source: Source) -> tuple[Source, ...]:
    """The clauses of an utterance, in order; a greeting in front and thanks at the end stand alone."""
    text = _WEIGHED_ZH.sub(lambda match: match.group().replace(match.group("comma"), " "), source.text)
    pieces: list[str] = []
    greeting = _GREETING.match(text)
    while greeting and greeting.end() and len(pieces) < _GREETINGS:
        pieces.append(greeting.group())
        text = text[greeting.end() :]
        greeting = _GREETING.match(text)
    farewell = _FAREWELL.search(text)
    ending = farewell.group() if farewell and farewell.start() > 0 else ""
    said = _between_corrections(text[: len(text) - len(ending)])
    marked = [
        *((piece, 0) for piece in pieces),
        *(
            (piece, len(said) - place)
            for place, part in enumerate(said, start=1)
            for piece in _SPLIT.split(part)
        ),
        *([] if "please" in ending or "pls" in ending else [(ending, 0)]),
    ]
    stripped = ((piece.strip(" ,.!?;，。！？；~"), revoked) for piece, revoked in marked)
    return tuple(
        Source.of(piece, language=source.language, question=source.question, revoked=revoked)
        for piece, revoked in stripped
        if piece
    )


def _between_corrections(text: str) -> list[str]:
    """The parts of a text that corrections divide; each takes back something of those before it."""
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    parts: list[str] = []
    found = [*_CORRECTS.finditer(text, start), *_CORRECTS_ZH.finditer(text, start)]
    for match in sorted(found, key=lambda each: each.start()):
        if match.start() > start:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]
