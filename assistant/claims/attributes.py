"""Which words name a color, a material or another property that a record must state in its own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from retrieval.text import has_cjk, normalize, stems

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "color": """
            black white red blue green yellow pink purple violet gray grey brown orange beige cream
            ivory silver gold golden navy khaki burgundy wine multicolor multicolour camel tan teal
            turquoise coral maroon olive mint lavender lilac charcoal rose mustard peach fuchsia magenta
            crimson indigo aqua taupe bronze copper rust 黑色 白色 红色 蓝色 绿色 黄色 粉色 紫色 灰色
            棕色 橙色 米色 银色 金色 藏青色 卡其色 驼色 咖啡色 酒红色 杏色
        """,
        "material": """
            cotton wool linen silk leather denim polyester nylon cashmere velvet lace wood wooden bamboo
            steel glass ceramic porcelain plastic metal rubber silicone canvas suede aluminum aluminium
            brass iron marble spandex elastane rayon viscose fleece chiffon satin acrylic corduroy tweed
            flannel mesh faux fur jute rattan wicker oak pine walnut titanium crystal gemstone pearl 棉
            纯棉 全棉 羊毛 亚麻 麻 丝绸 真丝 蚕丝 皮革 真皮 牛皮 牛仔 涤纶 锦纶 尼龙 羊绒 丝绒 蕾丝 实木
            竹 不锈钢 玻璃 木 钢 石 瓷 布 纸 皮 绒 藤 金 银
            陶瓷 塑料 金属 橡胶 硅胶 帆布 铝合金 铜 铁 大理石 氨纶 雪纺 羽绒 鹅绒 鸭绒
            乳胶
        """,
        "pattern": """
            striped stripe plaid checked gingham floral dotted polka leopard zebra paisley camouflage
            camo tie-dye argyle houndstooth geometric ombre tropical 条纹 格纹 格子 花卉 波点 圆点 豹纹
            纯色 印花 迷彩 几何
        """,
    }
)


@dataclass(frozen=True, slots=True)
class AttributeLexicon:
    """Maps words to the facet they are values of: a general list, and a catalog's own values besides."""

    own: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def with_values(cls, live_values: Mapping[str, Iterable[str]]) -> AttributeLexicon:
        """Add single-word values of the color, material and pattern facets of a catalog."""
        own: dict[str, str] = {}
        for facet in _WORDS:
            for value in live_values.get(facet, ()):
                key = _key(value)
                if key:
                    own[key] = facet
        return cls(MappingProxyType(own))

    def facet_of(self, word: str) -> str | None:
        """The facet that a word (any form of it) is a value of, or None."""
        key = _key(word)
        return self.own.get(key) or _general().get(key)


def _key(value: str) -> str:
    """One stem, or the Chinese text; "" for several words, which are looked up one by one."""
    if has_cjk(value):
        return normalize(value).replace(" ", "")
    parts = stems(value)
    return parts[0] if len(parts) == 1 else ""


@lru_cache(maxsize=1)
def _general() -> Mapping[str, str]:
    return MappingProxyType({_key(w): facet for facet, table in _WORDS.items() for w in table.split()})
