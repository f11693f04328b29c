"""English words that a reply may use without a record behind them, and those that always need proof."""

from __future__ import annotations

from assistant.claims.words import word_set

FUNCTION_WORDS = word_set(
    """
    a an the this that these those it its it's they them their theirs here there here's there's i i'd
    i'm i've i'll me my we we've our you you'd you're you've you'll your yours is are was be been
    being am 's 're has have having had do does did can could would will shall let let's and or but so
    if then as at by for from in into of on onto out to up with about while whereas which who whose
    what when where how why than too also just still yet again once another one one's ones both between
    among per via plus including along versus vs compared against might
    since because
    they're they've they'll under that's what's who's where's i'm
    """
)
"""Grammar alone: they state nothing by themselves."""

NEUTRAL_WORDS = word_set(
    """
    look looking looks see seeing take show showing shown find found search searching searched choose
    choosing choice choices pick picks picked option options match matches matching matched fit fits
    candidate candidates result results item items product products name named called title catalog
    record records listing listed list says say said states stated mention mentions mentioned describe
    describes described details detail suggest suggestion suggestions recommend recommendation start
    starting begin consider considering keep want wanted wants like likes need needs prefer wish asked
    ask asking request requested requests question answer come comes coming cost costs costing priced
    price prices pricing get gets rate rated rating ratings review reviews star stars score scores
    scored made make makes making feature features featuring offer offers include includes carry carries
    available shows has having give gives bring brings brought help helps helpful glad happy sure please
    thanks thank welcome hello hi yes okay well indeed definitely know let tell further belong belongs
    contain contains containing stay stays difference some section ahead seen sorry side mind worth
    first second third fourth fifth sixth next last way thing things something anything kind kinds sort
    type types piece pieces design designed style styled color colour material fabric pattern size brand
    category shop facet attribute value exactly right directly simply currently together overall
    especially lists meet meets leaves staying suggesting read reads tag tagged tags marked given put
    puts placed place places noted note notes notice noticed spot spotted introduce introducing present
    presents presented started follow follows following followed based according means mean meaning
    think thought believe guess suppose feel hope decide deciding compare comparing seem seems appear
    appears came average averages averaging averaged total totals respectively idea ideas example
    examples instance entry entries terms matter moment department departments heading word words maybe
    perhaps possibly now actually basically instead otherwise though however therefore thus hence
    additionally meanwhile specifically namely personally certain specific interested curious through
    throughout within across such own either whether unless although regarding concerning saying
    speaking wise hey greetings absolutely certainly course alright got itself myself yourself oh ah
    reviewed qualifies qualify honestly frankly try dimensions measurements listings unfortunately
    that'd
    """
)
"""Words of offering and naming; none is a property of a product."""

OFFER_WORDS = word_set(
    """
    more less other others else another similar alike different further additional colors colours sizes
    styles brands kinds types versions alternatives alternative ideas budget price prices range ranges
    narrow narrower down filter filters filtering sort sorting compare comparison compared side details
    detail information info back anything something everything anyone someone help happy keep look
    looking watch watching spend spending money cost matter matters important care preference
    preferences prefer taste tastes occasion occasions room rooms person adjust adjusting change
    changing refine refining again few closer close tell hear hearing say word ask questions question
    talk chat feel want wants interested curious sound sounds good great nice ready know decide choose
    browse browsing explore dig deeper wider broader broaden expand swap switch skip drop limit cap max
    maximum minimum set mean thinking thoughts opinion decision pick favorite favourite which what how
    instead rather any all most cheaper pricier smaller larger bigger higher lower newer check decides
    counts
    """
)
"""Words that a question or an offer may use besides: what is asked or offered states nothing."""

OFFERS = (
    r"(?:(?:and|or|but|so|also|just|please|feel free to|you can|then) )*"
    r"(?:let me know|feel free|tell me|just (?:say|ask|tell)|say the word|if (?:you|your|that|this|it|there|"
    r"ratings?|reviews?|prices?|looks|colou?rs?)\b|want\b|would you|do you|are you|is there|is that|is this|"
    r"does that|does this|shall i|should i|can i|could i|may i|how about|what about|"
    r"looking for|what do you|which (?:one|of)|happy to|glad to|i(?:'m| am) happy to|i(?:'d| would) be happy|"
    r"i(?:'m| am) here|hope|thanks|thank you|i can\b|i could\b|when you're ready|whenever)"
)
"""How a clause begins that only offers or asks, without being a question."""

FORMULAS = (
    r"(?:so|as) far\b(?: as (?:the (?:catalog|record|listing) (?:says|goes|shows)|i can (?:see|tell)))?",
    r"in (?:short|brief|total|all|summary|a word|particular|comparison|contrast|question)\b",
    r"to (?:sum up|be exact|be precise|start with|begin with)",
    r"(?:at|for) the moment|right now|at a glance|all in all|first of all|for starters|on the basis of",
    r"i(?:'ve| have)? (?:just )?checked|(?:are|is) on (?:your|the|this) (?:screen|page)|how (?:much|many)\b",
    r"(?:great|good|nice) question|the (?:brand|maker|name|seller) behind|that sounds good",
    r"stock check|you(?:'d| would|'ll)? (?:be )?pay(?:ing)?\b|suits? you\b",
    r"asks?(?= (?:for|[$¥€£]|\d|[a-z]+ dollars))",
    r"is (?:offered|down|put down)(?= (?:at|in|for|as)\b)",
    r"going by (?:the )?(?:reviews?|ratings?|page|listing)",
    r"(?:the|its) (?:product |listing )?page(?: of)?|puts it like this",
    r"where i'd (?:begin|start)|its (?:colou?rs|materials|styles|features)(?= (?:include|are)\b)",
    r"among its (?:listed )?(?:colou?rs|materials|styles|features)|what you(?:'re| are) after",
    r"i(?:'d| would) (?:point you to(?:wards)?|grab)|as far as (?:the )?[a-z]+ goe?s?",
    r"in terms of|when it comes to|as for|speaking of|on the (?:one|other) hand|side by side|in turn",
    r"(?:here's|here is|see) how they (?:line up|compare)",
    r"sets? you back|set(?:ting)? you back|the going price|price tag(?: of)?",
    r"(?:i )?like (?:them|these|both|it)(?: all| both)?(?= |[.,;:!?]|$)",
    r"hard to (?:choose|pick|decide)(?: between them)?|(?:a )?tough (?:choice|call)",
    r"more than one (?:product|item|option|match)?(?= )",
    r"(?:stands|sits|runs|goes|going|sells|selling|retails|retailing|rings up) (?:for|at|in at)\b",
    r"runs you|(?:falls|sits|is filed|filed|is listed|listed) (?:under|in|into|within|as)\b",
    r"i(?:'d| would|'ll)? (?:go with|start with|pick|choose|take|try|suggest|look at)\b",
    r"(?:so )?that works|what do you think",
    r"(?:i've |i )(?:came across|picked out|picked|looked up|pulled up|pulled|found|got)",
    r"i(?:'d| would)? lean(?:ing)? towards?|keeps you(?= (?:under|within|below|inside)\b)",
    r"the sleeve of|sleeve (?:type|length|style)|my personal (?:pick|choice)",
    r"(?:its|the|their|in (?:the|its)) (?:product )?description(?: (?:says|reads|states|puts it))?",
    r"thanks for (?:waiting|asking|your patience|reaching out|your question)",
    r"(?:could|might|may|would|should) (?:well )?(?:suit|work for|be (?:right|good) for) you",
    r"(?:could|might|may|would) (?:well )?be (?:just )?(?:the one|what you(?: are|'re)? (?:need|after|want))",
    r"(?:is|be) (?:just )?(?:the one|one to (?:see|consider|look at))",
    r"worth (?:considering|checking out|checking|seeing|a try|your time)",
    r"(?:is|that's|it's) one (?:option|choice|match|candidate)",
)
"""Turns of speech that state nothing, word for word."""

PRAISE = (
    (
        r"(?:really |very |pretty |quite )?(?:a |an |my |your |the )?(?:really |very )?"
        r"(?:good|great|nice|lovely|solid|strong|fine|excellent|wonderful|top)"
        r" (?:match(?:es)?|choices?|options?|picks?|fit|fits|find|finds|candidates?|place to "
        r"start|start|starting point)"
    ),
    r"(?:fits|matches) (?:nicely|well)",
    r"(?:well )?worth (?:a|another) look",
    r"happy to help",
    r"(?:good|great) news",
    r"a suitable (?:option|choice|pick|match|one)",
    r"my first (?:pick|choice|suggestion)",
    r"first (?:choice|pick|option|match|suggestion|up)",
    r"top of the list",
)
"""The small allow-list of judgments that a reply may pass."""

QUANTIFIED = (
    r"\ball (?:of )?(?:them|these|those|the (?:above|matches))\b",
    r"\ball (?:two|three|four|five|six)\b",
    r"\b(?:they|these|those|which) (?:are |have |cost )?all\b",
    r"^all (?:are|have|cost|come|fit)\b",
    r"\beach(?: one| of (?:them|these|those))?(?= (?:is|has|costs|comes|fits)\b)",
    r"\bevery one(?: of (?:them|these|those))?(?= (?:is|has|costs|comes|fits)\b)",
)
"""The only ways to speak of all products; "all colors" and the like say more than a record can."""

RATERS = (
    r"(?<=[\d.] )(?:by|from) (?:our |the )?(?:shoppers|customers|buyers|reviewers)\b"
    r"|\b(?:shoppers|customers|buyers|reviewers|people) (?:have )?"
    r"(?:rated?|gave|given?|scored?|left|written|wrote)\b(?=.*(?:\d|reviews?|ratings?|stars?))"
)
"""Who gave a rating, beside its figure."""

IDIOMS = (
    r"\b(?:perfect|excellent|top|great|high|low|good|strong|stellar) (?:ratings?|scores?|marks)\b|"
    r"\bof the (?:year|month|week|day|season)\b|\b(?:came|come|comes) back\b|\bback in\b|"
    r"\b(?:all|pure|fully|entirely)-[a-z]+|\bone of a kind\b|"
    r"\bin (?:every|each|all) (?:way|respect)s?\b|\bat all\b|"
    r"\bfirst (?:choice|pick) (?:of|for|among)\b|"
    r"\b(?:anything|everything|nothing|all) (?:but|except|besides)\b|"
    r"\bhalf (?:the|its|as|of the)\b|\b(?:twice|double|triple|quadruple) (?:the|as|its|what)\b|"
    r"\btimes (?:the|as|more|less)\b"
)
"""Free words that together say something that no record can support."""

FIT_PHRASES = (
    (
        r"(?:just |exactly )?(?:as|what|like|that|which) (?:you|you've|you'd|you're) "
        r"(?:asked|wanted|want|requested|looking|need|wished|like|said)(?: for| to see)?"
    ),
    r"(?:just |exactly )?as (?:requested|asked|wished)",
    r"(?:you|you've) asked(?: for)?",
    r"(?:you're|you are|you were) looking for",
    (
        r"(?:fits|matches|meets|suits|match|fit|meet|fitting|matching|meeting) "
        r"(?:your|the|all your|what you) (?:request|search|wish|wishes|needs|criteria|conditions|asked)"
    ),
    r"your (?:request|search|wish|wishes|criteria)",
)
"""Phrases that say a product meets what was asked; true only of a search's own finds."""

BUDGET_PHRASES = (
    (
        r"(?:comfortably |well |right )?(?:within|under|inside|below|in|fits|fitting|fits in|fits within) "
        r"(?:your |the )?(?:price )?(?:budget|limit|range|price limit|cap|ceiling|maximum)"
    ),
    (
        r"(?:your|the|that) (?:price |spending )?(?:budget|cap|limit|ceiling|maximum)"
        r"(?: (?:tops out|ends|stops|goes up|is))?"
    ),
    r"(?:respects|keeps to|sticks to|keeps within|stays (?:inside|under|below|within)|fits) (?:it|that)",
    r"leav(?:es|ing) (?:you )?(?:some|a bit of|a little)?(?: room| money| to spare)(?: to spare| left)?",
    r"(?:with|and) (?:some |a bit |money |room )?to spare",
)

NEGATORS = word_set(
    """
    no not non none never neither nor without lack lacks lacking cannot can't won't isn't aren't
    doesn't don't didn't wasn't weren't hasn't haven't hadn't wouldn't couldn't shouldn't ain't n't
    nothing nobody minus free unlike except excluding
    """
)

RESTRICTED = word_set(
    """
    sale sales discount discounts discounted off deal deals coupon coupons promo promotion
    promotions voucher shipping shipped ship ships delivery deliver delivers delivered return
    returns returned refund refunds refundable warranty guarantee guaranteed guarantees exchange
    exchanges stock stocked restock restocked sold bestseller bestsellers bestselling popular
    trending trendy limited exclusive exclusively save saves saving savings reduced clearance policy
    policies added adding add ordered order reserved reserve booked purchased buy cart basket
    checkout paid pay payment gift bonus today tomorrow tonight week weeks days hours minutes soon
    """
)
"""Never supported by a record's text alone: stock, service and actions need a fact of their own."""

COMPARATIVE_WORDS = word_set(
    """
    more most less least fewer fewest better best worse worst only highest higher lowest lower
    cheapest cheaper pricier priciest dearest newest newer latest oldest older greater greatest
    larger largest bigger biggest smaller smallest same equal equally identical tie tied similar
    similarly unlike different rather ultimate unbeatable unmatched leading superior inferior
    """
)

COMPARISONS: tuple[tuple[str, str, int, bool], ...] = (
    (
        r"least expensive|most affordable|lowest[- ]priced?(?: tag)?|lowest in price|cheapest",
        "price",
        -1,
        True,
    ),
    (r"most expensive|highest[- ]priced?|priciest", "price", 1, True),
    (
        (
            r"less expensive|more affordable|lower[- ]priced?|lower in price|priced lower|"
            r"costs less|cost less|priced less|"
            r"(?:(?<=\d )|(?<=dollars )|(?<=yuan )|(?<=pounds )|(?<=euros )|(?<=usd )|(?<=cny ))"
            r"less(?! than \D{0,4}\d)|cheaper|"
            r"(?:easier|kinder|gentler) on (?:the|your) (?:wallet|purse|budget)|"
            r"saves?(?: you)?(?= [$¥€£]?\S+)"
        ),
        "price",
        -1,
        False,
    ),
    (
        (
            r"more expensive|higher[- ]priced?|higher in price|priced higher|costs more|cost more|"
            r"(?:(?<=\d )|(?<=dollars )|(?<=yuan )|(?<=pounds )|(?<=euros )|(?<=usd )|(?<=cny ))"
            r"more(?= (?:than|for|with))|pricier|dearer|costs? (?:you )?an extra(?= )|"
            r"harder on (?:the|your) (?:wallet|purse|budget)"
        ),
        "price",
        1,
        False,
    ),
    (
        (
            r"best[- ](?:rated|rating|reviewed)|highest[- ](?:rated|rating)|top[- ]rated|rated "
            r"(?:the )?(?:highest|best)"
        ),
        "rating",
        1,
        True,
    ),
    (r"lowest[- ](?:rated|rating)|rated (?:the )?lowest", "rating", -1, True),
    (
        (
            r"better[- ](?:rated|rating|reviewed)|"
            r"rating is (?:also )?(?:higher|better)|higher[- ](?:rated|rating)|rated (?:better|higher)|"
            r"(?:rates|scores|scored) (?:better|higher)"
        ),
        "rating",
        1,
        False,
    ),
    (
        (
            r"lower[- ](?:rated|rating)|rating is (?:also )?(?:lower|worse)|rated lower|"
            r"(?:rates|scores|scored) lower|worse[- ]rated"
        ),
        "rating",
        -1,
        False,
    ),
    (r"most (?:reviews|reviewed|ratings)", "rating_count", 1, True),
    (r"fewest (?:reviews|ratings)", "rating_count", -1, True),
    (r"more (?:reviews|ratings)", "rating_count", 1, False),
    (r"fewer (?:reviews|ratings)", "rating_count", -1, False),
    (r"newest|most recent|latest", "created_at", 1, True),
    (r"newer|more recent", "created_at", 1, False),
    (r"oldest", "created_at", -1, True),
    (r"older", "created_at", -1, False),
    (r"most popular", "units_sold", 1, True),
    (r"more popular", "units_sold", 1, False),
)
"""Pattern, dimension, direction (1: the subject has more), superlative."""

EQUALITIES: tuple[tuple[str, str], ...] = (
    (r"same price|equally priced|priced the same|cost(?:s)? the same|tied on price|equal in price", "price"),
    (
        r"same rating|equally (?:well )?rated|rated the same|tied on rating|equal in rating|equal ratings",
        "rating",
    ),
    (r"same number of (?:reviews|ratings)", "rating_count"),
)

BELOW = (
    r"(?:budget of|limit of|"
    r"under|below|less than|within|up to|at most|no more than|not more than|beneath|inside|"
    r"(?:doesn't|does not|won't|without) go(?:ing)? over|"
    r"max(?:imum)?(?: of)?)"
)
ABOVE = (
    r"(?:over|above|more than|at least|no less than|starting (?:at|from)|from|upwards of|"
    r"min(?:imum)?(?: of)?)"
)

PAIRING = (
    "pair",
    "wear it with",
    "wear them with",
    "wear with",
    "goes with",
    "match with",
    "team with",
    "style with",
    "layer",
    "unlike",
    "instead of",
    "sold separately",
    "not included",
    "compared",
    "available in other",
    "also available",
    "if you",
    "try our",
    "see our",
    "choose our",
    "see also",
)
"""Marks of description sentences that speak of other things than the product."""

MARKERS = r"compared (?:to|with)|versus|vs\.?|than|against"
CLAUSE_WORDS = frozenset({"while", "whereas", "but", "although", "though", "yet"})
PLURAL_ALL = frozenset({"both", "all", "each", "every", "everything"})
PLURAL_PRONOUNS = frozenset({"they", "them", "these", "those", "their", "they're", "they've"})
