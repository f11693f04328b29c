# ruff: noqa: E501 - a sentence reads better whole
"""The sentence forms in which worked-out things are said: points, prices to lead, coupons, carts, orders.

Each form names the kind of `Statement` that must hold what its groups say. In a form `N` stands for one of the
names that the statements speak of, `F` for a feature of theirs, `M` for an amount, `D` for a day. Forms are matched on prepared text.
"""

from __future__ import annotations

_EN = (
    ("points", r"(?:the )?(?P<over>N) (?:only just )?stands above (?:the )?(?P<under>N), by (?P<gap>\d+) points? of 1000\b"),
    ("part", r"(?P<points>\d+) (?P<way>more|fewer) for (?P<feature>F)"),
    ("level_score", r"(?:the )?(?P<over>N) and (?:the )?(?P<under>N) score the same: which comes first says nothing"),
    ("order_asked", r"You asked for (?P<order>the [a-z ]+ first)"),
    ("level", r"The two are level in that, so (?P<then>more reviews, then )?the better score decides"),
    ("lead", r"(?:the )?(?P<under>N) would stand first at (?P<price>M)(?P<less> or less)?, all else unchanged"),
    ("in_order", r"(?:the )?(?P<over>N) (?:costs|is rated|was added on|sold) (?P<mine>[^\s,]+), (?:for )?(?:the )?(?P<under>N) (?:(?P<other>(?!the catalog)[^\s,]+?)|the catalog states nothing)(?=\.?$)"),
    ("saving", r"For (?:your cart|(?P<target>N)), (?P<codes>[^\s,]+(?: \+ [^\s,]+)*) saves (?P<saving>M): (?P<total>M) becomes (?P<after>M)"),
    ("no_coupon", r"No coupon applies to (?:your cart|(?P<target>N))"),
    ("coupon", r"(?P<code>N) \((?P<off>[^\s,()]+ off)(?:, from (?P<least>M))?(?:, on (?P<on>(?:(?!, before )[^()])+?))?(?:, before (?P<before>D))?\)"),
    ("against", r"(?P<code>N) (?:needs (?P<min_spend>M) more|is for (?P<category>[^;]+?)(?=;|\.$)|(?P<currency>is in another currency)|starts on (?P<not_started>D)|ended on (?P<ended>D)|(?P<used_up>is used up)|(?P<worse>would save no more and can't be added))"),
    ("heading", r"(?:^|(?<=\. ))Why not others:|^Coupons right now:|^Your cart:|^It has\b"),
    ("cart_line", r"(?P<quantity>\d+) × (?P<title>N) (?P<amount>M)"),
    ("total", r"Total: (?P<total>M(?: \+ M)*)"),
    ("repriced", r"(?P<title>N) costs (?P<now>M) now; it was (?P<was>M) before"),
    ("order", r"Order (?P<number>N): (?P<state>[a-z ]+)(?=\.)"),
    ("pieces", r"(?P<quantity>\d+) × (?P<title>N)"),
    ("order_total", r"(?P<total>M) in all"),
    ("tracking", r"Tracking number: (?P<tracking>.+?)(?=\.$|$)"),
    ("policy", r"The shop's policy(?: on (?P<heading>[^:]+))? says:"),
)  # fmt: skip
_ZH = (
    ("points", r'"?(?P<over>N)"?排在"?(?P<under>N)"?前面, (?:只略)?高(?P<gap>\d+)分 \(按1000分计\)'),
    ("part", r'(?P<feature>F)(?P<way>多|少)(?P<points>\d+)分'),
    ("level_score", r'"?(?P<over>N)"?和"?(?P<under>N)"?得分相同, 先后并没有特别的含义'),
    ("order_asked", r"您要求按(?P<order>[^排]+)排列"),
    ("level", r"两款在这一点上相同, 所以再看(?P<then>评价数和)?综合得分"),
    ("lead", r'其他不变的话, "?(?P<under>N)"?的价格是(?P<price>M)(?P<less>或更低)?时会排第一'),
    ("in_order", r'"?(?P<over>N)"?(?P<has>售价|评分|上架于|销量)(?P<mine>[^,]+), "?(?P<under>N)"?(?:(?P=has)(?P<other>.+?)|没有标明)(?=。?$)'),
    ("saving", r"(?:购物车|(?P<target>N))用(?P<codes>[^\s,]+?)可省(?P<saving>M): (?P<total>M)变为(?P<after>M)"),
    ("no_coupon", r"(?:您的购物车|(?P<target>N))目前没有可用的优惠券"),
    ("coupon", r"(?P<code>N) \((?P<off>减[^\s,()]+)(?:, 满(?P<least>M))?(?:, 限(?P<on>[^,()]+))?(?:, (?P<before>D)前)?\)"),
    ("against", r"(?P<code>N)(?:还差(?P<min_spend>M)|只用于(?P<category>[^;。]+)|(?P<currency>是另一种货币的)|从(?P<not_started>D)开始|已于(?P<ended>D)结束|(?P<used_up>已领完)|(?P<worse>省得不更多, 也不能叠加))"),
    ("heading", r"^其他券不能用的原因:|^现在可用的优惠券:|^购物车里有:|^包含"),
    ("cart_line", r"(?P<quantity>\d+)件(?P<title>N) (?P<amount>M)"),
    ("total", r"合计: (?P<total>M(?: \+ M)*)"),
    ("repriced", r"(?P<title>N)现价(?P<now>M), 之前是(?P<was>M)"),
    ("order", r"订单(?P<number>N): (?P<state>[^\d。]+)(?=。)"),
    ("pieces", r"(?P<quantity>\d+)件(?P<title>N)"),
    ("order_total", r"共(?P<total>M)"),
    ("tracking", r"物流单号: (?P<tracking>.+?)(?=。$|$)"),
    ("policy", r"本店规定(?: \((?P<heading>[^():]+)\) ?)?:"),
)  # fmt: skip
FORMS = {"en": _EN, "zh": _ZH}
"""Kind of statement and pattern, by language; a form of the kind `heading` says nothing."""
MONEY = r"(?:[^\s\w.,:;\"]|[A-Z]{2,3}[$¥]?)?\s?\d[\d,]*(?:\.\d+)?(?: [A-Z]{3})?"
DAY = {"en": r"[A-Z][a-z]+ \d{1,2}, \d{4}", "zh": r"\d{4}年\d{1,2}月\d{1,2}日"}
