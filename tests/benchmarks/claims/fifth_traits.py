"""Which traits a record states, and which it comes nowhere near: for the fifth writer's changes.

Kept back with the fifth writer: measured once, never mended on.
"""

from __future__ import annotations

from retrieval.types import Product
from tests.benchmarks.claims import values
from tests.benchmarks.claims.fifth_additions import silent

_HUES = (
    "black charcoal gray grey slate silver graphite 黑 灰 银",
    "white ivory cream oat beige natural 白 米 杏 本色",
    "red pink orange rust burgundy coral rose wine terracotta 红 粉 橙 橘",
    "brown tan camel khaki walnut 棕 褐 咖 驼 卡其 原木",
    "yellow gold mustard 黄 金",
    "blue navy green sage teal olive mint 蓝 绿 青",
    "purple lavender violet plum lilac 紫",
)
_PLAIN_HUES = (
    ("black", "gray", "黑色", "灰色"),
    ("white", "白色"),
    ("red", "pink", "红色", "粉色"),
    ("blue", "green", "蓝色", "绿色"),
)
BROAD = frozenset(
    "wood metal steel fabric plastic knit leather stone solid fiber 纯色 塑料 金属 木 棉 皮革 实木 布".split()
)
"""Values so broad that a narrower one in the record may mean them."""
_KIN = (
    "rayon viscose modal lyocell tencel",
    "spandex elastane lycra",
    "nylon polyamide",
    "ceramic porcelain stoneware earthenware terracotta",
    "wool merino cashmere felt",
    "cotton denim canvas muslin",
    "suede leather",
    "waterproof water-resistant rainproof",
    "crew round",
    "plaid checkered checked gingham tartan",
    "锦纶 尼龙",
    "涤纶 聚酯",
    "炻瓷 陶瓷 粗陶 瓷",
    "真丝 蚕丝 桑蚕 丝绸",
    "真皮 牛皮 皮革",
    "莱赛尔 天丝 莫代尔 粘胶",
    "羊毛 羊绒",
    "防水 防泼",
)


def many_colored(product: Product) -> bool:
    """Whether the record names colors that can't be shades of one another."""
    colors = product.facet_values("color")
    return sum(any(color in family for color in colors) for family in _PLAIN_HUES) > 1


def blended(product: Product, material: str) -> bool:
    """Whether the record gives a material a share of less than the whole."""
    shares = [(number, word.casefold()) for number, word in values.percentages(product)]
    own = [number for number, word in shares if word == material.casefold()]
    return bool(own) and max(own) < 100


def having(kind: str, word: str, number: str) -> str:
    """English words for having a trait, of one product or of many."""
    one = number == "one"
    if kind == "color":
        return f"{'comes' if one else 'come'} in {word}"
    if kind == "material":
        return f"{'lists' if one else 'list'} {word} as a material"
    noun = "pattern" if kind == "pattern" else "feature"
    return f"{'has' if one else 'have'} “{word}” as a {noun}"


def having_zh(kind: str, word: str) -> str:
    """Chinese words for having a trait."""
    said = {"color": "有{}的", "material": "用了{}", "pattern": "是{}图案", "feature": "标了“{}”"}[kind]
    return said.format(word)


def _hue(color: str) -> int | None:
    found = [at for at, words in enumerate(_HUES) if any(word in color.casefold() for word in words.split())]
    return found[0] if len(found) == 1 else None


def lacks(product: Product, kind: str, word: str) -> bool:
    """Whether the record states nothing that comes near a value."""
    if word in BROAD or values.mentions(product, word):
        return False
    kin = [name for names in _KIN for name in names.split() if any(n in word for n in names.split())]
    if not silent((product,), " ".join(kin)):
        return False
    if kind != "color":
        return True
    own = [_hue(color) for color in product.facet_values("color")]
    return _hue(word) is not None and None not in own and _hue(word) not in own
