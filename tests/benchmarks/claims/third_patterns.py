"""What the third writer writes: patterns of true replies of a small model or a clerk, kept back.

Measured once, never mended on.
"""

from __future__ import annotations

from collections.abc import Mapping

FIND_EN = (
    "The {title} {v|is|isn't} {price}, and it fits what you described.",
    "For something in {color}, have a look at the {title}, which sells for {price}.",
    "You might like the {title}: it {v|is|isn't} made of {material} and the price is {price}.",
    "The {title} ({price}) would be my first suggestion.",
    "At {price}, the {title} comes in under your budget of {limit}.",
    "Here's one I like: the {title}, rated {rating} out of 5 by reviewers and selling for {price}.",
    "Good news, there are {matching} matches. The {title} opens the list at {price}.",
    (
        "I picked out the {title} for you. It {v|has|doesn't have} {reviews} reviews averaging {rating} "
        "stars, and the price is {price}."
    ),
    "Out of {matching} options, I'd begin with the {title}, which {v|sells|doesn't sell} for {price}.",
    "How about this one? The {title}, in {color}, {v|goes|doesn't go} for {price}.",
    "My suggestion, the {title}, {v|stays|doesn't stay} inside your limit of {limit} at {price}.",
    "Product: {title}. Price: {price}. Rating: {rating} ({reviews} reviews).",
    "Here's a match: {title} - {price} - {color}.",
    "Take the {title}, for example: {material}, {color}, {price}.",
    "Filed under {category}, the {title} {v|carries|doesn't carry} a price tag of {price}.",
    "The {title} from {brand} {v|is|isn't} priced at {price}. Shall I show you something similar?",
    (
        "Sold by {merchant}, the {title} costs {price}, and it {v|is|isn't} {stock|in stock|out of "
        "stock} right now."
    ),
    "For {price} you get the {title}, a product by {brand}.",
    "You said {limit} at most, and the {title} {v|is|isn't} {price}, so that works.",
    "Both the {title} ({price}) and the {title2} ({price2}) {v|match|don't match} your request.",
    (
        "I found {matching} products that fit, and {shown} of them are on your screen, starting with the "
        "{title} at {price}."
    ),
    (
        "If reviews matter to you, the {title} {v|scores|doesn't score} {rating} from {reviews} of them. "
        "The price? {price}."
    ),
    "The {s:price|cheapest|priciest} of the {shown} shown here {v|is|isn't} the {title}, at {price}.",
    (
        "Among the {shown} I'm showing you, the {title} {v|has|doesn't have} the "
        "{s:rating|lowest|highest} rating, {rating} out of 5."
    ),
    "The {title} {v|is|isn't} listed as {style} in style and comes at {price}.",
    "With its {pattern} pattern, the {title} might be what you need; it {v|costs|doesn't cost} {price}.",
    "Worth a look: the {title}, {sleeve}, at {price}.",
    "The {title} lists {feature} among its features and {v|sells|doesn't sell} for {price}.",
    "The {title} {v|comes|doesn't come} in {color} and would set you back {price}. Want to see more like it?",
    "I'd go with the {title}. Made with {material}, it {v|runs|doesn't run} you {price}.",
    "Sure! The {title} {v|is|isn't} {price}, with listed sizes that include {size}.",
    (
        "Hi there! One of the {matching} results is the {title}, marked {price}. Let me know if you'd "
        "like to narrow it down."
    ),
    (
        "Thanks for waiting! I came across the {title}; reviewers {v|give|don't give} it {rating} stars, "
        "and the price is {price}."
    ),
    "Hard to choose, but I'd start with the {title} at {price}; another idea is the {title2} ({price2}).",
    "The {title} — {color}, {material} — {v|sells|doesn't sell} for {price}.",
    "Priced at {price} and {v|rated|not rated} {rating}, the {title} is a solid choice.",
    "As for your cap of {limit}, the {title} {v|respects|breaks} it: the price is {price}.",
    "The {title} ({attrname}: {attr}) {v|is|isn't} {price}.",
    'The {title} is a nice pick at {price}. Its description says: "{quote}"',
    "The {title} {v|shows|doesn't show} {percent} {percentword} in its details, and it's {price}.",
    "Let me introduce the {title}, a find from our {category} section, for {price}.",
    "The {title} (details: {percent} {percentword}) sells for {price}.",
    "Currently the {title} {v|is|isn't} {stock|in stock|sold out}. The price: {price}.",
    "More than one product fits, and the {title} stands first: {price}, {rating}/5.",
    (
        "Happy to help! Since your budget tops out at {limit}, the {title} for {price} {v|leaves|doesn't "
        "leave} you some room."
    ),
    "Considering {color}? Then the {title} for {price} could be the one.",
    "There's the {title} in {color} for {price}, and there's also the {title2} in {color2} for {price2}.",
    "That would be the {title}: {reviews} reviews, {rating} stars, {price}.",
    "I think the {title} could suit you, being made of {material} and staying within {limit}.",
    "What you see first is the {title}; {price} is what it {v|costs|doesn't cost}.",
    "Maybe this {color} option: the {title}, which was given {rating} stars across {reviews} reviews.",
)

ASK_EN = (
    "{stock|Yes|Unfortunately not}, the {title} is {stock|in stock|sold out}.",
    "The price of the {title} {v|is|isn't} {price}.",
    "It {v|is|isn't} made of {material}, according to the listing for the {title}.",
    "That one, the {title}, {v|comes|doesn't come} in {color}.",
    "Our catalog {v|gives|doesn't give} {color} as a color of the {title}.",
    "The {title} {v|has|doesn't have} an average rating of {rating}, based on {reviews} reviews.",
    "Shoppers rate the {title} {rating} out of 5 ({reviews} reviews).",
    "{attrname}: {attr}. That's what the record of the {title} says.",
    "For the {title}, the {attrname} entry {v|reads|doesn't read} {attr}.",
    "The details of the {title} {v|mention|don't mention} {percent} {percentword}.",
    "How much {percentword}? The listing of the {title} says {percent}.",
    "Size {size} {v|is|isn't} among the sizes listed for the {title}.",
    "The {title} {v|belongs|doesn't belong} to our {category} section.",
    "{brand} {v|is|isn't} the brand behind the {title}.",
    "The {title} {v|is|isn't} sold by {merchant}, for {price}.",
    "I checked: the {title} {v|costs|doesn't cost} {price}. Anything else you'd like to know?",
    'Sure, the {title} is described like this: "{quote}"',
    "The pattern of the {title} {v|is|isn't} given as {pattern}.",
    "The {title} {v|is|isn't} listed as {sleeve}.",
    "Yes, {feature} {v|is|isn't} one of the features listed for the {title}.",
    "Style-wise, the {title} {v|is|isn't} filed as {style}.",
    "{reviews} reviews so far, averaging {rating}: that's the {title}.",
    "You'd pay {price} for the {title}.",
    (
        "Great question! The {title} in {color} {v|goes|doesn't go} for {price}, and it's {stock|in "
        "stock|sold out}."
    ),
    "As far as the catalog says, {material} {v|is|isn't} a material of the {title}.",
    "The color? {color}. The price? {price}. That's the {title} in short.",
    "Let me see, the {title} {v|is|isn't} {material}, and you can find it under {category}.",
)

COMPARE_EN = (
    "The {title} {v|is|isn't} {c:price|cheaper|more expensive} than the {title2}.",
    "The {title} {v|costs|doesn't cost} {gap} {c:price|less|more} than the {title2}.",
    "Between the two, the {title} is {c:price|easier|harder} on the wallet: {price} versus {price2}.",
    "{title}: {price}. {title2}: {price2}. The first one is {gap} {c:price|cheaper|dearer}.",
    "While the {title} sells for {price}, the {title2} {v|goes|doesn't go} for {price2}.",
    "On ratings, the {title} ({rating}) {v|is|isn't} {c:rating|below|above} the {title2} ({rating2}).",
    "The {title} is rated {c:rating|lower|higher} than the {title2}, {rating} against {rating2}.",
    (
        "The {title} has {c:rating_count|fewer|more} reviews than the {title2}: {reviews} compared with "
        "{reviews2}."
    ),
    "Of these {shown}, the {title} {v|is|isn't} the {s:price|cheapest|most expensive} at {price}.",
    (
        "Of the {shown} products here, the {title} {v|has|doesn't have} the {s:rating|lowest|highest} "
        "rating at {rating}."
    ),
    "The {title} is in {color}, and the {title2} {v|is|isn't} in {color2}.",
    "On material, the {title} {v|is|isn't} listed as {material}, and the {title2} as {material2}.",
    "The {title} falls under {category}, and the {title2} {v|falls|doesn't fall} under {category2}.",
    "Choosing the {title} over the {title2} {c:price|saves you|costs you an extra} {gap}.",
    (
        "The {title}, at {price}, is {c:price|the less expensive|the more expensive} one; the {title2} "
        "comes to {price2}."
    ),
    "Here's how they line up: the {title} costs {price}, the {title2} {price2} and the {title3} {price3}.",
    "The {title} is by {brand}, whereas the {title2} {v|is|isn't} by {brand2}.",
    "Stock check: the {title} is {stock|in stock|sold out} and the {title2} is {stock2|in stock|sold out}.",
    (
        "I like them all. The {title} is {price} with {rating} stars; the {title2} is {price2} with "
        "{rating2} stars."
    ),
    "{price} against {price2}: the {title} is {c:price|less|more} expensive than the {title2}.",
    "The {title2} {v|costs|doesn't cost} {c:price|more|less} than the {title}.",
    "When it comes to price, the {title} {c:price|beats|loses to} the {title2} by {gap}.",
    (
        "The {title} (rated {rating}) and the {title2} (rated {rating2}) {v|differ|don't differ} by "
        "{gap} in price."
    ),
    (
        "Side by side, the {title} {v|is|isn't} {c:price|lower|higher} in price than the {title2}, at "
        "{price} compared to {price2}."
    ),
    "Sizes: the {title} lists {size}, the {title2} lists {size2}. Want me to check another one?",
    "In terms of style, the {title} is {style} and the {title2} {v|is|isn't} {style2}.",
    "If you're watching your spending: {price} for the {title}, {price2} for the {title2}.",
    "The {title} lists {percent} {percentword}, and the {title2} lists {percent2} {percentword2}.",
)

FIND_ZH = (
    "{title}不错，{v|售价是|售价不是}{price}，符合您的要求。",
    "给您挑了一款{title}，{color}，{v|价格是|价格不是}{price}。",
    "想要{material}的话，可以看看{title}，只要{price}。",
    "亲，{title}{v|是|不是}{material}材质，标价{price}。",
    "{title}的成分里{v|有|没有}{percent}这个数字，标价{price}。",
    "一共有{matching}款符合，先说{title}，{price}。",
    "{title}{v|没超过|超过了}您{limit}的预算，标价{price}。",
    "{title}（{price}）在您{limit}的上限之内。",
    "这边帮您找到了{title}：颜色{color}，价格{price}。",
    "推荐商品：{title}；价格：{price}；评分：{rating}。",
    "评分{rating}、有{reviews}条评价的{title}，您觉得怎么样？价格是{price}。",
    "我比较喜欢{title}，买家打了{rating}分，价钱{v|是|不是}{price}。",
    "{brand}的{title}{v|标价|并非标价}{price}，可以考虑一下。",
    "{title}由{merchant}出售，售价{price}。",
    "在{category}类里，{title}值得一看，{price}。",
    "您看{title}怎么样？它的颜色里{v|有|没有}{color}，价格{price}。",
    "{title}的风格{v|是|不是}{style}，需要{price}。",
    "花纹为{pattern}的{title}，{price}，您可以看看。",
    "{sleeve}款的{title}，价格为{price}，喜欢吗？",
    "{title}的特点里{v|有|没有}“{feature}”这一项，标价{price}。",
    "{title}目前{stock|有货|缺货}，价格{price}。需要的话告诉我哦。",
    "屏幕上这{shown}款里，{title}{v|是|不是}最{s:price|便宜|贵}的，{price}。",
    "展示的{shown}款中，{title}评分最{s:rating|低|高}，{rating}分。",
    "{title}和{title2}都{v|符合|不符合}您的要求，分别是{price}和{price2}。",
    "除了{title}（{price}），还有{title2}（{price2}）也可以看看。",
    "{title}卖{price}，介绍里写着：“{quote}”",
    "{title}（{attrname}：{attr}），标价{price}。",
    "{title}的可选尺寸里{v|有|没有}{size}，价格{price}。",
    "{matching}个结果里，我先给您看{title}，{price}，{color}的。",
    "您好！可以先看这款：{title}，{price}。还想看别的可以随时告诉我。",
    "不超过{limit}的选择里有{title}，它{v|标价是|标价不是}{price}。",
    "{title}标价{price}，比您说的{limit}{v|低|高}。",
    "没问题，{title}，{material}的，{price}，供您参考。",
    "共找到{matching}款，这里先展示{shown}款，排在最前面的是{title}，{price}。",
    "有{reviews}条评价的{title}平均{rating}分，价格{v|是|不是}{price}。",
    "{color}的{title}{v|是|不是}{price}，您要不要了解更多？",
    "如果您看重口碑，{title}的{reviews}条评价平均{v|是|不是}{rating}分，价格也给您报一下：{price}。",
)

ASK_ZH = (
    "{stock|有的|抱歉}，{title}{stock|现在有货|已经卖完了}。",
    "{title}的价格{v|是|不是}{price}哦。",
    "查到了，{title}{v|卖|并不卖}{price}。",
    "这款{title}{v|是|不是}{material}做的。",
    "{title}的材质一栏{v|写的是|写的不是}{material}。",
    "{title}的资料里{v|标了|没标}{percent}这个比例。",
    "{title}{v|有|没有}{color}。",
    "目录里{title}的颜色{v|包括|不包括}{color}。",
    "{title}的平均评分{v|为|并不是}{rating}，一共{reviews}条评价。",
    "买过的人给{title}打了{rating}分（{reviews}条评价）。",
    "{title}的{attrname}{v|是|不是}{attr}。",
    "关于{attrname}，{title}的资料上写着{attr}。",
    "{title}{v|属于|不属于}{category}这一类。",
    "{title}的品牌{v|是|不是}{brand}，由{merchant}销售。",
    "亲，{title}的尺寸选项里{v|有|没有}{size}。",
    "商品介绍里是这样写{title}的：“{quote}”",
    "{title}的图案{v|是|不是}{pattern}。还有什么想了解的吗？",
    "“{feature}”{v|是|不是}{title}标注的特点之一。",
    "颜色是{color}，价格是{price}，这就是{title}的情况。",
)

COMPARE_ZH = (
    "{title}比{title2}{v|要|并不}{c:price|便宜|贵}。",
    "{title}比{title2}{c:price|便宜|贵}{gap}。",
    "{title}卖{price}，{title2}{v|卖|不卖}{price2}。",
    "两款里，{title}价格更{c:price|低|高}，{price}；{title2}是{price2}。",
    "价格方面，{title}是{price}，{title2}是{price2}，相差{gap}。",
    "评分上，{title}（{rating}分）{v|要|并不}{c:rating|低|高}于{title2}（{rating2}分）。",
    "{title}的评价{c:rating_count|少|多}一些，有{reviews}条，{title2}有{reviews2}条。",
    "这{shown}款当中，{title}{v|是|不是}{s:price|最便宜|最贵}的，标价{price}。",
    "{shown}款里面评分最{s:rating|低|高}的{v|是|不是}{title}，{rating}分。",
    "{title}是{color}的，{title2}{v|是|不是}{color2}的。",
    "论材质，{title}是{material}，{title2}{v|是|不是}{material2}。",
    "选{title}而不选{title2}，{c:price|能省下|要多花}{gap}。",
    "{title}{price}，{title2}{price2}，{title3}{price3}，您可以按预算来选。",
    "{title}出自{brand}，{title2}{v|出自|并非出自}{brand2}。",
    "库存方面，{title}{stock|有货|没货}，{title2}{stock2|有货|没货}。",
    "{title2}比{title}{c:price|贵|便宜}，两者差{gap}。",
    "{title}属于{category}，{title2}{v|属于|不属于}{category2}。",
    "{title}（{price}，{rating}分）和{title2}（{price2}，{rating2}分）都可以考虑。",
    "单看价格，{title2}的{price2}{c:price|高于|低于}{title}的{price}。",
)

PATTERNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {"find": FIND_EN, "ask": ASK_EN, "compare": COMPARE_EN},
    "zh": {"find": FIND_ZH, "ask": ASK_ZH, "compare": COMPARE_ZH},
}
