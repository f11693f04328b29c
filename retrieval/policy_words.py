# ruff: noqa: E501 - a table row reads better whole
"""What questions about a shop's rules are about, by the words of both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.product_terms import Stems
from retrieval.text import contains_sequence, normalize, stems

_TOPICS = """
return = return,returns,send back,sent back,send it back,bring back,give back | 退货,退回,退换,退掉,退吗,能退,可以退,想退,要退
refund = refund,refunded,money back,reimburse,get my money | 退款,退钱,退还
exchange = exchange,swap,another size,different size,wrong size | 换货,退换,调换,换一次,换尺码,换码,换个,能换,可以换
ship = ship,shipping,shipment,deliver,delivery,delivered,postage,parcel,courier,mail,arrive,freight | 配送,发货,送货,快递,物流,运费,邮费,寄,到货,送到,送达,包邮,免邮,包裹
express = express,expedited,fast,faster,rush,overnight,next day,priority | 加急,特快,加快,次日,当日达
abroad = international,internationally,abroad,overseas,worldwide,foreign,canada,europe,asia,outside | 国外,海外,国际,加拿大,欧洲,亚洲,境外,其他国家
duty = duty,duties,pay customs,customs duties,customs fee,customs fees,any customs,import | 关税,进口,清关
sameday = same day,cut-off,cutoff,leave the warehouse,dispatch | 当天,出库,几点前
track = track,tracking,tracked | 运单,追踪,跟踪,单号,查物流
cancel = cancel,cancellation | 取消,撤单
address = address | 地址
furniture = furniture,sofa,bed,table | 家具,沙发,床,餐桌,大件
plant = plant,plants | 植物,绿植
wrap = wrap,wrapping,wrapped,gift card message,handwritten | 礼品包装,包装,贺卡
giftcard = gift card,gift cards,gift voucher | 礼品卡,购物卡
gift = gift,gifts,present | 礼物,送人
pay = pay,payment,paying,card,visa,mastercard,paypal,alipay,wechat,apple pay,google pay,cash | 支付,付款,信用卡,银行卡,微信,支付宝,花呗,货到付款,付钱
charged = charge my card,charged,debited,take the money | 扣款,扣钱
installment = installment,installments,instalment,instalments,pay later,klarna,afterpay,in parts | 分期,免息
invoice = invoice,receipt,bill | 发票,收据
tax = tax,taxes,vat | 销售税,税费,增值税,含税
currency = currency,dollars,euros | 货币,美元,币种
code = coupon,coupons,promo,discount code,discount codes,voucher,code,codes | 优惠码,优惠券,折扣码
subscribe = newsletter,subscribe,first order,new customer,new customers | 订阅,首单,新顾客,新用户
sale = sale,on sale,sale items,discounted,clearance | 促销,特价,打折商品,打折的
warranty = warranty,guarantee,guaranteed,warranties | 保修,质保,三包
fault = broken,damaged,faulty,fault,defect,defective,arrives damaged,wrong item | 破损,损坏,瑕疵,坏了,质量问题,发错,有问题
repair = repair,fix,replace,replacement | 维修,修理,补发,更换
electronics = electronics,electronic | 电子
unused = unused,worn,used,opened,washed,packaging,tags,wore | 未使用,穿过,用过,拆封,洗,吊牌,原包装
excluded = cannot be returned,final sale,non-returnable,food,tea,beauty,cosmetics,earrings,personalized,underwear | 不能退,不支持退,食品,茶叶,美妆,化妆品,耳饰,耳环,定制
contact = contact,email address,phone number,reach you,write to,customer service hours | 联系,邮箱,邮件至,电话,客服时间
privacy = privacy,personal data,my data,full card number | 隐私,个人信息,完整卡号
store = showroom,opening hours,store hours,physical store,your store,pickup,pick up | 门店,实体店,营业时间,自提
"""
_GENERIC = """
cost = cost,costs,fee,fees,how much,charge,price,free,expensive | 多少钱,费用,收费,免费,免,要钱
time = how long,how many days,days,weeks,when will,when do,when can,when is,deadline,window,within,how fast,how soon,limit | 多久,几天,天内,期限,多少天,什么时候,多长时间,工作日,时间
"""

_INCLUDES = {
    "return": ("refund", "exchange", "unused", "excluded"),
    "ship": ("express", "abroad", "duty", "track", "sameday", "address"),
    "pay": ("charged", "installment", "invoice", "tax", "currency", "giftcard", "code"),
    "warranty": ("repair",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing that rules speak of. `specific` is False for what every rule may speak of: cost and time."""

    name: str
    english: tuple[Stems, ...]
    chinese: tuple[str, ...]
    specific: bool


_AMOUNT = re.compile(r"[$€£¥]\s?\d|\d\s?(?:美元|元|块|dollars|usd|eur)", re.IGNORECASE)


def _parse(table: str, *, specific: bool) -> tuple[Topic, ...]:
    rows = [line.partition(" = ") for line in table.strip().splitlines()]
    return tuple(
        Topic(
            name=name,
            english=tuple(stems(phrase) for phrase in words.partition(" | ")[0].split(",")),
            chinese=tuple(words.partition(" | ")[2].split(",")),
            specific=specific,
        )
        for name, _, words in rows
    )


TOPICS = (*_parse(_TOPICS, specific=True), *_parse(_GENERIC, specific=False))
GENERIC = frozenset(topic.name for topic in TOPICS if not topic.specific)
GENERIC_STEMS = frozenset(
    stem for topic in TOPICS if not topic.specific for phrase in topic.english for stem in phrase
)


def topics_of(text: str) -> frozenset[str]:
    """Names of the topics that a text speaks of, in whichever language."""
    found, compact = stems(text), normalize(text).replace(" ", "")
    named = frozenset(topic.name for topic in TOPICS if _speaks_of(topic, found, compact))
    return named | {"cost"} if _AMOUNT.search(text) else named


def _speaks_of(topic: Topic, found: Sequence[str], compact: str) -> bool:
    return any(contains_sequence(tuple(found), phrase) for phrase in topic.english) or any(
        word in compact for word in topic.chinese
    )


def topics_under(heading: str) -> frozenset[str]:
    """Topics that rules under a heading may be expected to speak of: returns include refunds."""
    named = topics_of(heading)
    return named.union(*(_INCLUDES.get(name, ()) for name in named))
