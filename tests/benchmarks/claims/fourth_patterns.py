"""The sentences of the fourth writer: the plain wording of a small model, and that of a friendly clerk.

Kept back: measured once, never mended on.
"""

from __future__ import annotations

from collections.abc import Mapping

_FIND_EN = (
    "The {title} {v|is|isn't} {price} and comes in {color}.",
    "The {title} in {color} {v|is|isn't} within your limit of {limit} at {price}.",
    "The {title} is the {s:price|lowest-priced|highest-priced} of the {shown} shown here, at {price}.",
    "Take a look at the {title}, made of {material} and priced at {price}.",
    "The {title} is a good choice at {price}, rated {rating} from {reviews} reviews.",
    "The {title} is a nice option at {price}, with {feature} listed as a feature.",
    "You might like the {title}. It {v|costs|doesn't cost} {price}, and its material is {material}.",
    "The {title} from {brand} {v|is|isn't} priced at {price}.",
    "The {title} by {brand} is {price}, which is under your budget of {limit}.",
    "A good option is the {title}, sold by {merchant} for {price}.",
    "The {title} has {rating} stars from {reviews} reviews and {v|sells|doesn't sell} for {price}.",
    "The {title} fits what you're looking for: the pattern is {pattern} and the price is {price}.",
    "The {title} {stock|is in stock|is currently out of stock}, and its price is {price}.",
    "The {title} comes in size {size} and {v|costs|doesn't cost} {price}.",
    "I'd recommend the {title} at {price}, listed with {attr} as its {attrname}.",
    "I found {matching} matching items, and the {title} at {price} is a good place to start.",
    "The {title} is listed in {color} for {price}, and it matches your search.",
    "The {title} ({price}) and the {title2} ({price2}) both match what you asked for.",
    "The {title} at {price} {v|is|isn't} rated {rating}, based on {reviews} customer reviews.",
    (
        "The {title} has the {s:rating|lowest|highest} rating of the {shown} shown, {rating}"
        " out of 5, and costs {price}."
    ),
    "Consider the {title} at {price}, listed with {sleeve} as its sleeve type.",
    "The {title} is listed at {price} by {merchant}, and it comes in {color}.",
    "At {price}, the {title} {v|is|isn't} made of {material}, and it comes in {color}.",
    "Here's one for you: the {title}, {price}, in {color}.",
    "How about the {title}? It's {price}, and the material is {material}.",
    "Let me suggest the {title} at {price}. It's listed in the {style} style.",
    "I'd go with the {title} myself. At {price}, it keeps you under {limit}.",
    "Of the {matching} that match, I'd look at the {title} first. It's {price}.",
    (
        "My first suggestion would be the {title} at {price}, and the {title2} at {price2} is another one to"
        " consider."
    ),
    "I pulled up the {title} for you. It's {price} and has {rating} stars so far.",
    "What do you think of the {title}? It's {price}, and its style is {style}.",
    "Sure thing! The {title} is {price}, so you stay within {limit}.",
    "Have a look at the {title} in our {category} section, it's {price}.",
    "There are {matching} that fit, so let's begin with the {title} for {price}.",
    "Happy to help! The {title} is {price}, and shoppers have left {reviews} reviews for it.",
)
_ASK_EN = (
    "The {title} {v|is|isn't} made of {material}.",
    "Yes, the {title} {v|comes|doesn't come} in {color}.",
    "The {title} is listed with {feature} as a feature.",
    "For {attrname}, the listing of the {title} {v|says|doesn't say} {attr}.",
    "The catalog lists {attr} as the {attrname} of the {title}.",
    "The {title} {v|costs|doesn't cost} {price}.",
    "The {title} {v|has|doesn't have} a rating of {rating} out of 5, based on {reviews} reviews.",
    "The {title} {stock|is in stock|is out of stock at the moment}.",
    "The pattern of the {title} {v|is|isn't} {pattern}.",
    "The {title} {v|is|isn't} from {brand}.",
    "According to the listing, the sleeve type of the {title} is {sleeve}.",
    "The sizes listed for the {title} {v|include|don't include} {size}.",
    'The description of the {title} says: "{quote}"',
    "The style listed for the {title} {v|is|isn't} {style}.",
    "That one is sold by {merchant}, and the price is {price}.",
    "It's {price} for the {title}.",
    "There are {reviews} reviews of the {title} so far, and they average {rating} stars.",
    "Good question! The {title} comes in {color}, and the material is {material}.",
    "You'll find the {title} under {category}, and it {v|sells|doesn't sell} for {price}.",
    "I just checked: the listing for the {title} gives {percent} {percentword}.",
)
_COMPARE_EN = (
    "The {title} is {gap} {c:price|cheaper|more expensive} at {price}, while the {title2} costs {price2}.",
    (
        "The {title} has the {c:rating|lower|better} rating, {rating} from {reviews} reviews, while"
        " the {title2} is rated {rating2}."
    ),
    (
        "The {title} costs {price} and the {title2} costs {price2}, so the first one is"
        " {c:price|cheaper|pricier}."
    ),
    "The {title} {v|is|isn't} rated {rating}, and the {title2} is rated {rating2}.",
    "Of these {shown}, the {title} has the {s:price|lowest|highest} price at {price}.",
    "The {title} {v|is|isn't} made of {material}, while the {title2} is made of {material2}.",
    "The {title} comes in {color} for {price}, and the {title2} comes in {color2} for {price2}.",
    (
        "The {title} is {price}, rated {rating} from {reviews} reviews. The {title2} is {price2},"
        " rated {rating2} from {reviews2} reviews."
    ),
    (
        "The {title} has {c:rating_count|fewer|more} reviews than the {title2}: {reviews} compared to"
        " {reviews2}."
    ),
    "The {title} is from {brand} at {price}, and the {title2} is from {brand2} at {price2}.",
    "The {title} costs {price}, the {title2} costs {price2}, and the {title3} costs {price3}.",
    "The {title} {stock|is in stock|is sold out}, and the {title2} {stock2|is in stock|is sold out}.",
    "Of the {shown}, the {title} has the {s:rating|lowest|best} rating, {rating} from {reviews} reviews.",
    "The {title} {v|costs|doesn't cost} {price} and has {feature} as a feature; the {title2} costs {price2}.",
    "Between the two, the {title} is the {c:price|less|more} expensive one at {price}.",
    "You'd pay {gap} {c:price|less|more} for the {title} than for the {title2}.",
    "On ratings, the {title} is {c:rating|behind|ahead}, with {rating} against {rating2} for the {title2}.",
    "The difference is {gap}: the {title} is {price} and the {title2} is {price2}.",
    "The pattern is {pattern} on the {title} and {pattern2} on the {title2}.",
    (
        "Personally, I'd lean towards the {title}. It's {price} and comes in {color}, and the {title2} is"
        " {price2}."
    ),
)
_FIND_ZH = (
    "为您推荐{title}，售价{price}，颜色有{color}。",
    "{title}的价格{v|是|不是}{price}，在您{limit}的预算以内。",
    "您可以看看{title}，材质是{material}，价格为{price}。",
    "推荐您先看{title}，售价{price}，评分{rating}，共有{reviews}条评价。",
    "这款{title}很不错，售价{price}，特点有{feature}。",
    "一共找到{matching}件符合的商品，可以先看看{title}，售价{price}。",
    "{title}{v|是|不是}{brand}的，售价{price}。",
    "在展示的这{shown}件里，{title}的价格{s:price|最低|最高}，售价{price}。",
    "您的预算是{limit}，{title}售价{price}，没有超出。",
    "{title}符合您的要求，风格为{style}，价格是{price}。",
    "可以考虑{title}，由{merchant}出售，价格为{price}。",
    "{title}目前{stock|有货|缺货}，售价{price}。",
    "{title}的{attrname}为{attr}，售价{price}。",
    "为您找到{title}，图案{v|是|不是}{pattern}，售价{price}。",
    "推荐{title}，价格为{price}，另外{title2}也可以看看，价格为{price2}。",
    "{title}的规格有{size}，售价{price}。",
    "{title}在{category}分类里，售价{price}，您可以看看。",
    "{title}的评分{v|是|不是}{rating}，来自{reviews}条评价，售价{price}。",
    "这件{title}{v|是|不是}{sleeve}的，售价{price}。",
    "{title}和{title2}都符合您的要求，价格分别是{price}和{price2}。",
    "亲，这款{title}是{price}，颜色有{color}，您看喜欢吗？",
    "您好，我帮您看了一下，{title}比较合适，{price}，材质为{material}。",
    "如果想先看一件，我会选{title}，价格{price}，评分{rating}分。",
    "符合条件的有{matching}件，这款{title}是{price}，您可以先了解一下。",
    "喜欢{style}风格的话，{title}值得一看，售价{price}。",
    "{limit}以内的话，可以看看{title}，价格{v|为|不是}{price}。",
    "这边给您推荐{title}，{v|是|不是}{material}的，卖{price}。",
    "这款{title}挺好的，特点是{feature}，{price}，在{limit}的预算内。",
    "给您挑了{title}，{brand}的，{price}一件。",
    "您看这款{title}怎么样？价格是{price}，已经有{reviews}条评价了。",
)
_ASK_ZH = (
    "{title}的材质{v|是|不是}{material}。",
    "{title}的颜色{v|有|没有}{color}。",
    "{title}的{attrname}{v|是|不是}{attr}。",
    "{title}的评分{v|是|不是}{rating}，来自{reviews}条评价。",
    "{title}现在{stock|有货|没有货}。",
    "{title}的图案{v|是|不是}{pattern}。",
    "{title}的品牌{v|是|不是}{brand}。",
    "{title}的特点有{feature}。",
    "{title}由{merchant}销售，售价{price}。",
    "{title}的规格里{v|有|没有}{size}。",
    "您好，{title}的价格是{price}。",
    "是的，{title}的风格是{style}。",
    "商品介绍里是这么写的：“{quote}”",
    "亲，这款的{attrname}是{attr}哦，价格{price}。",
    "目前{title}有{reviews}条评价，平均{rating}分。",
)
_COMPARE_ZH = (
    "{title}{c:price|便宜|贵}{gap}，售价{price}；{title2}售价{price2}。",
    "{title}评分更{c:rating|低|高}，为{rating}分，来自{reviews}条评价；{title2}评分{rating2}。",
    "{title}的材质{v|是|不是}{material}，{title2}的材质是{material2}。",
    "这{shown}件里，{title}的价格{s:price|最低|最高}，售价{price}。",
    "{title}有{reviews}条评价，{title2}有{reviews2}条评价。",
    "{title}的颜色有{color}，售价{price}；{title2}的颜色有{color2}，售价{price2}。",
    "{title}的评价数{c:rating_count|少于|多于}{title2}，分别是{reviews}条和{reviews2}条。",
    "{title}售价{price}，{title2}售价{price2}，{title3}售价{price3}。",
    "{title}{stock|有货|缺货}，{title2}{stock2|有货|缺货}。",
    "{title}的{attrname}是{attr}，{title2}的{attrname2}是{attr2}。",
    "两款相比，{title}的价格更{c:price|低|高}，是{price}，{title2}是{price2}。",
    "{title}要比{title2}{c:price|便宜|贵}{gap}。",
    "{title}{v|是|不是}{brand}的，{title2}是{brand2}的，价格分别为{price}和{price2}。",
    "论评分的话，{title}{c:rating|不如|高过}{title2}，{rating}分对{rating2}分。",
    "我个人更推荐{title}，售价{price}，特点有{feature}；{title2}售价{price2}。",
)

PATTERNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {"find": _FIND_EN, "ask": _ASK_EN, "compare": _COMPARE_EN},
    "zh": {"find": _FIND_ZH, "ask": _ASK_ZH, "compare": _COMPARE_ZH},
}
