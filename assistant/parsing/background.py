# ruff: noqa: E501 - a pattern reads better whole
"""What an utterance tells besides its wish: whom it is for, what they like, what is owned already."""

from __future__ import annotations

import re

from assistant.parsing.source import Source, Span

_PERSON = (
    r"(?:mom|mum|mother|dad|father|wife|husband|girlfriend|boyfriend|sister|brother|son|daughter|friend|buddy|bestie|aunt|uncle|grandma|grandpa|"
    r"grandmother|grandfather|niece|nephew|cousin|boss|colleague|coworker|teacher|partner|fiancee?|roommate|parents|kids?|baby|toddler|"
    r"boy|girl|neighbou?r|in-laws?|team|family|couple|hubby|gf|bf|granny|nan|teen(?:ager)?|student|nurse)s?"
)
_OFTEN = r"(?:(?:is|are|was|has|have|just|really|always|recently|totally|absolutely|so|very|super|a bit|also|still|been|kind of|quite|pretty|all|already|big) )*"
_LIKES = (
    r"(?:likes?|loves?|enjoys?|adores?|collects?|plays?|practi[cs]es|prefers|into|obsessed with|crazy about|mad about|nuts about|keen on|big on|fond of|"
    r"interested in|hooked on|passionate about|(?:a )?(?:big |huge |real )?fan of|good at|starting|started|learning|taking up|took up|getting into|works? (?:as|in|from)|"
    r"paints|sews|knits|bakes|cooks|gardens|reads|runs|hikes|fishes|golfs|camps|cycles|surfs|skis|swims|draws|writes|crochets|skates|hunts|grills|brews|bikes|climbs|sings|dances|hates?|travels?|lives|moved|moving|turns?|turning|does|goes|spends|already has|has everything|can not (?:stop|live))"
)
_TASTE = re.compile(
    rf"\b(?:who|she|he|they|that) {_OFTEN}{_LIKES}\b[^,.;!?()]*?(?=$|[,.;!?()]| (?:under|below|for (?:under|less)|around|about|between|up to|less than|within|max|and (?:i|my) (?:budget|want|need))\b)"
    rf"|(?:^|\b(?:a|an|my|the|for|avid|keen) )(?:[\w-]+ ){{1,2}}(?:lovers?|enthusiasts?|addicts?|nuts?|buffs?|geeks?|aficionados?|freaks?|junkies?|fiends?|nerds?|fanatics?|hobbyists?)\b"
)
_CALLING = re.compile(
    r"\bfor (?:a |an |my |some |any |the |our )?(?:[\w-]+ )?(?:gardener|runner|cook|chef|baker|hiker|camper|cyclist|swimmer|gamer|reader|writer|painter|artist|musician|guitarist|drummer|photographer|travell?er|teacher|nurse|doctor|student|golfer|angler|hunter|skier|surfer|climber|dancer|knitter|crafter|carpenter|mechanic|barista|foodie|bookworm|yogi|newlyweds?|homeowner|host|hostess|graduate|grad|retiree|beginner|couple|vegan|minimalist)s?\b(?! (?:knife|hat|apron|pan|bag|backpack|desk|jacket|shoes?|coat|gloves|chair|watch|tools?))"
    rf"|\b{_PERSON} (?:who )?(?:already )?has everything\b"
)
_DECLARES = re.compile(
    rf"^(?:(?:my|our|his|her|the|a) (?:[\w-]+ ){{0,3}}{_PERSON}(?:'s (?!birthday|anniversary))? (?:is|are|has|have|just|recently|finally|moved|turns?|turned|turning|got|bought|started|works?|plays?|lives?|likes?|loves?|enjoys?|keeps?)\b"
    r"|(?:so )?(?:i|we) (?:(?:just|already|recently|finally|have|also|did|currently) )*(?:bought|got (?!any|something|anything|only|about|around|\d|\$)|ordered|own|picked up|moved|have (?!to\b|\d|only|about|got (?:only|about)|\$|an? budget)|am (?:a|an|redoing|renovating|moving|going|hosting|planning|getting|training|attending|throwing|painting|redecorating|decorating|travell?ing|visiting|starting|learning)|are (?:redoing|renovating|moving|going|hosting|planning|getting|having|expecting|throwing|travell?ing))\b"
    r"|(?:just |already )*(?:bought|ordered|got (?:a|an|my|some|these|this|the) (?:new )?|picked up|moved into) ?(?!any|something)\w)"
)
_BROKE = re.compile(
    r"^(?:(?:hey|so|hi|ok|well|ugh)[ ,]+)*(?:my|our|the) (?:(?!does|can|will)[\w'-]+ ){1,6}(?:broke|ripped|tore|snapped|cracked|died|gave (?:up|out)|wore out|(?:is|are)(?: all| so| totally| completely| getting| really)* (?:dead|broken|worn(?: out| thin)?|falling apart|dying|chipped|cracked|torn|ripped|faded|shot|ruined|stained|rusty|leaking|finished)|(?:has|have)(?: all| finally| just)* (?:died|broken|cracked|had it)|fell apart|stopped working|quit(?: working)?)\b"
    r"|^(?:(?:hey|so|hi|ok|well|ugh)[ ,]+)*(?:old |trusty )?(?!what|who|it|that|this|i\b|you|we\b|they)[a-z-]+ (?:[a-z-]+ )?(?:has |have |just |finally |had )*(?:died|snapped|cracked|packed (?:it )?in|gave (?:up|out)|wore out|fell apart|conked out|stopped working)\b"
    r"|^(?:(?:so|just|ugh|already|i|we|finally)[ ,]+)*(?:lost|broke|ruined|ripped|tore|cracked|dropped|smashed|outgrew|burned|burnt|shrank|wore out|spilled (?:\w+ ){1,4}(?:on|over)) (?:my|our|the|his|her|all|another|yet)\b"
)
_WRECKED = re.compile(
    r"^(?P<who>(?:(?:hey|so|hi|ok|well|ugh|and)[ ,]+)*(?:(?:my|our|the|someone|somebody|one of (?:my|our|the)) )?(?:(?!does|can|will|want|need|like|for|if|that|which|who|what|not|have|i\b|we\b)[\w'-]+ ){0,4}?(?:(?:has|have|had|just|finally|already|went and|managed to) )*(?:destroy(?:ed|s)?|chew(?:ed|s)?(?: up| through)?|ate|eaten|shredded|smashed|wrecked|trashed|broke|broken|ruined|killed|stole|stolen|tore|torn|knocked over|ripped(?: up)?|scratched(?: up)?|lost|outgrew|outgrown|burnt|burned|melted|dropped|sat on|stepped on|threw out|swiped|borrowed)) ?(?:up )?(?:my|our|the|his|her|their|another|yet another|all|every|one of)\b"
)
"""Who did what to a thing of the shopper's, that is wished for anew: 'the dog chewed up my slippers'."""
_OCCASION = re.compile(
    r"\b(?:father|mother|valentine|women|men|teacher|veteran|new year|grandparent|boss|singles?|st\.? patrick|saint patrick)(?:'?s)?'? day\b|\bvalentine'?s\b|\bbirthdays?\b(?= (?:gift|present|next|coming|is|this|soon|$))"
)
_TELLS = re.compile(
    r"^(?:(?:so|hey|hi|ok|well|basically|actually|also|and|but)[ ,]+)*(?:my|our|his|her|their|the|i|we|he|she|they|it|there|everyone|every|all|last|this)\b(?!.*(?:\b(?:need|needs|want|wants|wanted|looking|look for|search|searching|after|hunting|would (?:like|love|prefer)|prefer|like|love|show|find|recommend|suggest|budget|spend|pay|afford|under|below|above|over \d|less than|more than|between|max|maximum|at least|price|hate|allergic|avoid|(?<!my )(?<!our )(?<!the )only|must|should|has to|have to|can not|size|wear|take|color|colour|be)\b|[$€£¥]|\d))"
)
_TELLS_ZH = re.compile(
    r"^(?:(?:我|俺|咱)(?:们)?(?:家)?(?:里)?的?|家里的?)?(?:爸|妈|爷爷|奶奶|姥|外婆|外公|公公|婆婆|老公|老婆|老妈|老爸|媳妇|对象|男友|女友|男朋友|女朋友|儿子|女儿|闺女|孩子|小孩|娃|宝宝|猫|狗|弟|妹|哥|姐|室友|舍友|同事|朋友|闺蜜|老板|最近|这几天|天气|天冷|天热|入冬|冬天|夏天|马上|快(?!递)|刚搬)"
    r"(?!.*(?:想|要|买|找|送|推荐|给|元|块|预算|\d|喜欢|偏好|以内|以下|适合|生日|结婚|退|换|单|快递|收到|包裹|[吗么呢]|什么|啥))"
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey)?,? ?(?:good )?(?:morning|afternoon|evening|day|night)(?: (?:to you|all|everyone|there|again))?$|^good (?:morning|afternoon|evening|day)\b"
)
_GIVEN_UP = re.compile(
    r"^(?:ok,? |okay,? |actually,? |no,? )*(?:forget(?: about)?|never ?mind|scrap|enough (?:of|with)|done with|instead of|no more) (?:the |these |those |about )*(?P<what>[\w' -]{2,40})$"
)

_OWNED = re.compile(
    r"\b(?:my|our|the|his|her|their) (?:old|current|existing|last|previous|ancient|trusty|beloved) (?!order|delivery|parcel|package|purchase|shipment|address|apartment|flat|house|home|place|job|office|e-?mail|phone number|card|one (?:i|we) (?:ordered|bought))\w"
)
_IDIOM = re.compile(
    r"(?<!the )(?<!on )\bleft(?: over| in stock)?(?=$|[,.;!?]| (?:in|under|below|for|with|that|please|at|from|around)\b)|\b(?:(?:the|this|that|my|every|any|all|same|right|long|good|some|one|another|each|no|what|of) )+(?:(?:first|last|next|second|third|same|whole|right|long) )*time\b(?: (?:around|ago|round))?|\b(?:next|last|first) time\b(?! (?:buyer|customer|shopper|order|user|mom|mother|dad|home))"
    r"|\b(?:these|nowadays|one of these) days\b|\bat the end of the day\b|\bby the way\b|\bto be (?:honest|fair|clear|safe|precise|exact)\b|\bfor (?:sure|once|real|certain)\b|\bor (?:something|whatever)\b(?: like (?:that|this))?|\band (?:stuff|things|so on|all that)\b|\bin (?:mind|general|particular|fact|theory|case)\b|\bon my mind\b|\bright away\b|\bso far\b|\b(?:my |our )?(?:final|last) (?:word|offer|answer|price)\b|\bof course\b(?! (?:book|work))|\bas (?:always|usual|ever)\b|\bin the (?:market|mood|way)(?: for| of)\b|\bon the (?:hunt|lookout) for\b|\bin (?:search|need|want|\w+ need) of\b|\bno (?:rush|hurry|pressure|worries)\b|\bif (?:that|it) (?:makes sense|matters|helps|exists)\b|\bout there\b|\bcome to think of it\b"
)
"""Set phrases whose words name no product: 'any left', 'this time', 'at the outside'."""
_LIKENED = re.compile(
    r"\b(?:these|those|they|them|it|this|all|everything|ones?|both|half of \w+)(?: (?:all|both|just|kind of|sort of|really|basically|only|still|one|ones|could|would|do|does))* (?:looks?|looked|looking|feels?|felt|smells?|sounds?|seems?|reads?|screams?|(?:is|are|was|were)) (?:\w+ ){0,2}?(?P<what>(?:(?:straight )?(?:out of|from)|like) (?!(?:the|this|that|these|those|it|them|they|number|what|real|genuine|leather|wood)\b)[^,.;!?]+)"
)
"""What things in view are likened to, which is no wish: 'these look like a dentist's waiting room'."""
_ENDINGS = frozenset(
    "quit died broke ripped tore snapped cracked finally wore fell stopped gave shrank vanished burned".split()
)
_PAID = re.compile(
    r"\b(?:bought|paid|ordered|cost|spent|charged|sold|got (?:it|them|one|mine|this|these))\b|买了|花了|付了"
)


def beside(source: Source) -> tuple[Span, ...]:
    """What tells of a person ('who loves coffee') or an occasion ("father's day"), greets ('good evening') or fills in."""
    greeting = _GREETING.match(source.text)
    told = (
        match.span()
        for pattern in (_TASTE, _OCCASION, _CALLING, _IDIOM)
        for match in pattern.finditer(source.text)
    )
    likened = (match.span("what") for match in _LIKENED.finditer(source.text))
    wrecked = (match.span("who") for match in [_WRECKED.search(source.text)] if match)
    return (*told, *wrecked, *likened, *([greeting.span()] if greeting else []))


def names_person(source: Source) -> bool:
    """Whether it says what somebody is like ('for a guy who likes the outdoors', 'coffee lover, turning 30')."""
    return _TASTE.search(source.text) is not None or _CALLING.search(source.text) is not None


def tells(source: Source) -> bool:
    """Whether a clause is a statement without a wish or a condition ('our cat knocked over the last one')."""
    return _TELLS.search(source.text) is not None or _TELLS_ZH.search(source.text) is not None


def declares(source: Source) -> bool:
    """Whether a clause only tells how things are ('I just bought a grill'); another one may say what is wished."""
    return any(pattern.search(source.text) for pattern in (_DECLARES, _BROKE, _WRECKED))


def owns(source: Source) -> bool:
    """Whether a clause speaks of something owned for long ('the old bowls are all chipped')."""
    return _OWNED.search(source.text) is not None


def of_person(word: str) -> bool:
    """Whether a word says whose something is: the grandmother's of "my grandmother's pan"."""
    return re.fullmatch(rf"{_PERSON}'s?", word) is not None


def ends(word: str) -> bool:
    """Whether a word tells that a thing is no more: the quit of 'my coffee maker quit'."""
    return word in _ENDINGS


def paid(source: Source) -> bool:
    """Whether a clause tells what something cost in the past, so that an amount in it bounds nothing."""
    return _PAID.search(source.text) is not None


def gives_up(source: Source) -> bool:
    """Whether a clause only lets something go ('forget earbuds')."""
    return _GIVEN_UP.search(source.text) is not None
