"""English words that a reply may use without a record behind them, and those that always need proof."""

from __future__ import annotations

from assistant.claims.words import word_set

FUNCTION_WORDS = word_set(
    """
    a an the this that these those it its it's they them their theirs here there here's there's i i'd
    i'm i've i'll me my we we've our you you'd you're you've you'll your yours is are was be been
    being am 's 're has have having had do does did can could would will shall let let's and or but so
    if then as at by for from in into of on onto out to up with about while whereas which who whose
    what when where how why than too also just still yet again once another one ones both between
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
    scored made make makes making feature features featuring offer offers include includes carry
    carries available shows has having give gives bring brings brought help helps helpful glad happy
    sure please thanks thank welcome hello hi yes okay well indeed definitely know let tell further
    belong belongs contain contains containing stay stays difference
    some section ahead seen sorry side mind worth first second third fourth fifth sixth next last way
    thing things something anything kind kinds sort type types piece pieces design designed style
    styled color colour material fabric pattern size brand category shop facet attribute value exactly
    right directly simply currently together overall especially lists meet meets leaves
    """
)
"""Words of offering and naming; none is a property of a product."""

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
    r"good news",
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
    r"|\b(?:shoppers|customers|buyers|reviewers) (?:rate|rated|gave)\b(?=.*\d)"
)
"""Who gave a rating, beside its figure."""

IDIOMS = (
    r"\bone of a kind\b|\bin (?:every|each|all) (?:way|respect)s?\b|\bat all\b|"
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
        r"(?:your |the )?(?:price )?(?:budget|limit|range|price limit)"
    ),
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
            r"(?<=\d )less(?! than \D{0,4}\d)|cheaper"
        ),
        "price",
        -1,
        False,
    ),
    (
        (
            r"more expensive|higher[- ]priced?|higher in price|priced higher|costs more|cost more|"
            r"(?<=\d )more(?= than)|pricier"
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
            r"better[- ](?:rated|rating|reviewed)|higher[- ](?:rated|rating)|rated (?:better|higher)|"
            r"(?:rates|scores|scored) (?:better|higher)"
        ),
        "rating",
        1,
        False,
    ),
    (
        r"lower[- ](?:rated|rating)|rated lower|(?:rates|scores|scored) lower|worse[- ]rated",
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
