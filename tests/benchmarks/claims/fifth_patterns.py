"""The fifth writer's patterns: five small models' habits and three clerks', in English and Chinese.

Kept back with the fifth writer: measured once, never mended on.
"""

from __future__ import annotations

from collections.abc import Mapping

_FIND_EN = (
    "The {title} {v|comes|doesn't come} in {color}, and the price is {price}.",
    "{title}: {price}, {color}.",
    "{title} at {price}, listed material {material}.",
    "The {title} goes for {price}; reviewers gave it {rating} across {reviews} reviews.",
    "I found {matching} matches, and the first one is the {title} at {price}.",
    "Out of {matching} that fit, I'd show you the {title} first: {price}, in {color}.",
    "Here's one for you: the {title}, priced at {price}, with {material} given as its material.",
    "I've put {shown} on your screen, starting with the {title} for {price}.",
    "How about the {title}? At {price} it {v|stays|doesn't stay} below your cap of {limit}.",
    "Great news! The {title} fits what you're after, and the price tag says {price}.",
    "Ooh, nice one: **{title}** ({price}), with {feature} on its feature list.",
    "Say hello to the {title}! It {v|carries|doesn't carry} a rating of {rating} and costs {price}.",
    (
        "Let me introduce the {title} 😊 Price: {price}. Style: {style}. Right now it's "
        "{stock|in stock|out of stock}."
    ),
    (
        "Based on what you asked for, the {title} would be my suggestion; its price is {price}, "
        "and {color} is among its listed colors."
    ),
    "For a budget of {limit}, the {title} qualifies with a price of {price}.",
    (
        "A suitable option is the {title}, which is offered at {price} and {v|belongs|doesn't belong} to our "
        "{category} section."
    ),
    "The catalog shows the {title} from {brand} at {price}.",
    (
        "According to its listing, the {title} is {stock|available|unavailable} at {price}, with {reviews} "
        "reviews averaging {rating}."
    ),
    "As for price, the {title} asks {price}; as for color, it {v|lists|doesn't list} {color}.",
    "The {title} is a good choice. It costs {price}. Its colors include {color}.",
    "I recommend the {title}. The price is {price} and the rating is {rating} out of 5.",
    "This is the {title}. You pay {price}. The material {v|includes|does not include} {material}.",
    "so first up we've got the {title}, {price}, comes in {color} if that helps",
    "Have a look at the {title} by {brand} - {price} and {rating} stars from {reviews} reviewers.",
    "I'd grab the {title}, personally: {price}, which {v|doesn't go|goes} over your {limit}.",
    "Sure thing! The {title} costs {price}, and it {v|comes|doesn't come} in size {size}.",
    "We have {matching} that answer to that. The {title} is where I'd begin, at {price}.",
    "That'd be the {title} for you: {price}, {pattern} for the pattern, {color} for the color.",
    "At {price}, the {title} is the {s:price|cheapest|priciest} of the ones on screen.",
    "Of the {shown} here, the {title} has the {s:rating|lowest|highest} rating, {rating}, and costs {price}.",
    "Going by reviews I'd point you to the {title}: {rating} from {reviews} of them. The price is {price}.",
    "{price} is what {merchant} asks for the {title}.",
    "Two to consider: the {title} at {price} and the {title2} at {price2}.",
    "The {title} costs {price}; if you'd rather see another, the {title2} will be {price2}.",
    "You said {limit} at most, and the {title} comes to {price}.",
    "My pick? The {title}. {price}, {sleeve}, and {color} is a color it has.",
    "The {title} has {percent} {percentword} in its details and sells for {price}.",
    "{title} — {price}. The page puts it like this: “{quote}”",
    "The {title} ({attrname}: {attr}) goes for {price}. Shall I tell you more about it?",
    "If {style} is your style, try the {title} at {price}, filed under {category}.",
)

_ASK_EN = (
    "It's {price} for the {title}.",
    "The {title} {v|is|isn't} offered in {color}.",
    "The {title} is listed with {material} as a material.",
    "Yes, the {title} is {stock|in stock|sold out} as of now.",
    "Stock check on the {title}: {stock|we have it|we're out of it}.",
    "For the {title}, {attrname} is given as {attr}.",
    "{attrname}: {attr}, going by the page of the {title}.",
    "Reviewers rate the {title} at {rating}, and there are {reviews} reviews so far.",
    "{reviews} people have reviewed the {title}, and the average comes out at {rating}.",
    "Good question! The {title} is a {brand} product.",
    "that one's sold by {merchant} - the {title}, I mean",
    "The record of the {title} mentions {percent} {percentword}.",
    "Looking at the {title}, its features {v|include|do not include} “{feature}”.",
    "In terms of style, the {title} {v|is|is not} tagged {style}.",
    "You'd be paying {price} for the {title}, which {v|comes|doesn't come} in {color}.",
    "Here is what the listing of the {title} says: “{quote}”",
    "I checked: the {title} {v|comes|doesn't come} in size {size}.",
    "The pattern given for the {title} is {pattern}.",
    "You'll find the {title} under {category}, priced at {price}.",
    "As far as sleeves go, the {title} is a {sleeve} design.",
)

_COMPARE_EN = (
    "The {title} is {gap} {c:price|cheaper|dearer} than the {title2}.",
    "Between these, the {title} {v|costs|doesn't cost} {price}, while the {title2} is at {price2}.",
    "{title}: {price}. {title2}: {price2}. That's {gap} {c:price|less|more} for the first.",
    "On rating, the {title} comes out {c:rating|behind|ahead}, {rating} against {rating2}.",
    (
        "The {title} ({rating} from {reviews} reviews) is rated {c:rating|lower|higher} than the {title2} "
        "({rating2} from {reviews2})."
    ),
    "The {title} has the {s:price|lowest|highest} price here, {price}.",
    "If price decides it, the {title} is {price} and the {title2} is {price2}.",
    "The {title} comes in {color}; the {title2} comes in {color2}.",
    "On material, the {title} is down as {material} and the {title2} as {material2}.",
    (
        "With {reviews} reviews, the {title} has {c:rating_count|fewer|more} than the {title2}, which has "
        "{reviews2}."
    ),
    "Start with the {title} at {price}. The {title2} would set you back {price2}.",
    "So the {title} is {stock|in stock|sold out} and the {title2} is {stock2|in stock|sold out}.",
    (
        "You'd pay {gap} {c:price|less|more} with the {title} ({price}), and its rating is "
        "{c:rating|lower|higher} at {rating}."
    ),
    "Comparing the {shown}: the {title} is rated {rating}, which is the {s:rating|lowest|highest}.",
    "{brand} makes the {title}, {price}; {brand2} makes the {title2}, {price2}.",
    "honestly the {title} is the {c:price|cheaper|dearer} one, {price} vs {price2} for the {title2}",
    (
        "The {title} asks {price} and is tagged {style}, whereas the {title2} asks {price2} and is tagged "
        "{style2}."
    ),
    "Feature-wise you get {feature} with the {title} and {feature2} with the {title2}.",
    "Side by side: {price} for the {title}, {price2} for the {title2}.",
    (
        "The {title} has an average of {rating} and the {title2} one of {rating2}; the price tags "
        "read {price} and {price2}."
    ),
)

_FIND_ZH = (
    "{title}，{price}，{color}。",
    "这款{title}售价{price}，颜色{v|有|没有}{color}。",
    "找到{matching}款符合的，先给您看{title}，{price}。",
    "亲，{title}现在标价{price}，材质里写的是{material}哦。",
    "您说最多{limit}，{title}只要{price}，{v|没有|已经}超出。",
    "根据您的要求，推荐{title}：价格{price}，评分{rating}。",
    "好的！{title}{v|符合|不符合}您的条件，价格为{price}。",
    "为您挑了{shown}款，排在第一的是{title}，价格{price}。",
    "可以考虑{title}，{price}，{reviews}条评价给出了{rating}分。",
    "{title}来自{brand}，定价{price}。",
    "{price}就是{title}的价格，颜色里有{color}。",
    "在{limit}的预算之内，{title}值得一看，价格是{price}。",
    "给您介绍一下{title}😊价格{price}，目前{stock|有货|缺货}。",
    "首先看{title}，它的价格为{price}，风格是{style}。",
    "同屏几款里，{title}价格{s:price|最低|最高}，{price}。",
    "屏幕上这{shown}款当中，{title}评分{s:rating|最低|最高}，是{rating}，售价{price}。",
    "我个人会选{title}，{price}，{attrname}是{attr}。",
    "{title}的价格是{price}。它的材质包括{material}。",
    "符合条件的一共{matching}件，{title}要价{price}，您可以先看它。",
    "推荐**{title}**（{price}），特点里有{feature}。",
    "这边有{title}，{merchant}在卖，单价{price}。",
    "要不先看看{title}？{price}，图案是{pattern}。",
    "{title}：{price}；备选{title2}：{price2}。",
    "第一款是{title}，{price}；第二款是{title2}，{price2}。",
    "按您的需求筛选后，{title}比较合适，标价{price}，归在{category}类目下。",
    "{title}的商品页写着{attrname}：{attr}，售价{price}。",
    "{title}，{price}。页面上写着：“{quote}”",
    "尺码方面，{title}{v|有|没有}{size}，价格{price}。",
    "看评价的话我会指给您{title}：{rating}分，{reviews}条，价格{price}。",
    "您的上限是{limit}，这款{title}是{price}，{v|买得下|买不下}。",
    "哈喽，您要的类型我们有{matching}款，{title}排第一，{price}。",
    "袖型是{sleeve}的{title}，现标价{price}。",
    "{title}价格{price}，颜色包含{color}，库存状态：{stock|有货|无货}。",
    "不错的选择是{title}。价格：{price}。{attrname}：{attr}。",
    "这款挺好的：{title}，{price}，{material}，{style}风。",
)

_ASK_ZH = (
    "{title}卖{price}。",
    "{title}的{attrname}是{attr}。",
    "查了一下，{title}的{attrname}写的是{attr}。",
    "{title}{stock|现在有货|现在没货了}。",
    "{title}{v|有|没有}{color}可以选。",
    "材质方面，{title}标的是{material}。",
    "{title}得分{rating}，共{reviews}位顾客评价过。",
    "有{reviews}条评价，{title}平均{rating}分哦。",
    "{title}是{brand}家的，价格{price}。",
    "亲，{title}由{merchant}销售呢。",
    "关于{title}的风格，资料里标的是{style}。",
    "{title}的特点{v|包括|不包括}{feature}。",
    "{title}页面的原话是：“{quote}”",
    "{title}的图案为{pattern}。",
    "您问的规格，{title}{v|有|没有}{size}。",
)

_COMPARE_ZH = (
    "{title}比{title2}{c:price|便宜|贵}{gap}。",
    "{title}{price}，{title2}{price2}。",
    "论价格，{title}是{price}，{title2}是{price2}，前者{c:price|更低|更高}。",
    "{title}评分{rating}，{c:rating|低于|高于}{title2}的{rating2}。",
    "这几款里{title}价格{s:price|最低|最高}，为{price}。",
    "{title}的颜色有{color}，{title2}的颜色有{color2}。",
    "材质上，{title}写的是{material}，{title2}那边列的是{material2}。",
    "{title}有{reviews}条评价，比{title2}的{reviews2}条{c:rating_count|少|多}。",
    "选{title}的话{c:price|少花|多花}{gap}，它卖{price}。",
    "先说{title}：{price}，评分{rating}；再说{title2}：{price2}，评分{rating2}。",
    "{title}{stock|有货|缺货}，{title2}{stock2|有货|缺货}。",
    "在这{shown}款中，{title}的评分{s:rating|最低|最高}，{rating}分。",
    "{title}出自{brand}，{price}；{title2}出自{brand2}，{price2}。",
    "要我说，{title}是{c:price|便宜|贵}的那个，{price}对{price2}。",
    "{title}的特点是{feature}，{title2}的特点是{feature2}，价格分别为{price}和{price2}。",
)

PATTERNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {"find": _FIND_EN, "ask": _ASK_EN, "compare": _COMPARE_EN},
    "zh": {"find": _FIND_ZH, "ask": _ASK_ZH, "compare": _COMPARE_ZH},
}
"""What the fifth writer says, by language and by mode."""
