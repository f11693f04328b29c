"""English and Chinese names of the same everyday property, for replies in the other language."""

from __future__ import annotations

from collections.abc import Sequence

_PAIRS = """
黑色|黑 = black; 白色|白 = white; 红色|红 = red; 蓝色|蓝 = blue; 绿色|绿 = green; 黄色|黄 = yellow;
粉色|粉红色|粉红 = pink; 紫色 = purple,violet; 灰色|灰 = gray,grey; 棕色|褐色|咖啡色 = brown;
橙色|橘色 = orange; 米色 = beige,cream; 银色 = silver; 金色 = gold,golden; 藏青色|深蓝色|海军蓝 = navy;
卡其色 = khaki; 酒红色 = burgundy,wine; 多色|彩色 = multicolor,multicolour,colorful; 驼色 = camel;
杏色 = apricot; 棉|棉质 = cotton; 羊毛 = wool; 亚麻|麻 = linen; 丝绸|真丝|蚕丝 = silk;
皮革|皮 = leather; 牛仔 = denim; 涤纶|聚酯纤维 = polyester; 尼龙|锦纶 = nylon; 羊绒 = cashmere;
丝绒|天鹅绒 = velvet; 蕾丝 = lace; 针织 = knit,knitted; 木|木质|木头 = wood,wooden;
竹|竹制 = bamboo; 不锈钢 = stainless steel; 玻璃 = glass; 陶瓷 = ceramic; 塑料 = plastic; 金属 = metal;
橡胶 = rubber; 硅胶 = silicone; 帆布 = canvas; 绒面革|麂皮 = suede; 铝|铝合金 = aluminum,aluminium;
铜 = copper; 铁 = iron; 大理石 = marble; 氨纶 = spandex; 粘胶|人造丝 = rayon,viscose; 摇粒绒 = fleece;
雪纺 = chiffon; 条纹 = striped,stripe,stripes; 格纹|格子 = plaid,checked,check,gingham;
花卉|碎花|印花花卉 = floral; 波点|圆点 = polka dot; 豹纹 = leopard; 纯色 = solid; 印花 = printed,print;
短袖 = short sleeve,short-sleeve; 长袖 = long sleeve,long-sleeve; 无袖 = sleeveless;
七分袖 = three-quarter sleeve; 圆领 = round neck,crew neck; V领 = v-neck; 高领 = turtleneck;
毛衣|针织衫 = sweater,sweaters,pullover; 开衫|开襟衫 = cardigan; 连衣裙|裙子 = dress,dresses;
半身裙 = skirt; 衬衫 = shirt,blouse; 外套|夹克 = jacket,coat; 裤子|长裤 = pants,trousers;
牛仔裤 = jeans; 短裤 = shorts; 鞋|鞋子 = shoes,shoe; 凉鞋 = sandals; 运动鞋 = sneakers,trainers;
靴子|靴 = boots; 包|包包 = bag,bags; 手提包 = handbag; 背包|双肩包 = backpack; 帽子 = hat,cap;
围巾 = scarf; 袜子 = socks; 项链 = necklace; 耳环 = earrings; 手链 = bracelet; 戒指 = ring;
手表 = watch; 上衣 = top,tops; T恤 = t-shirt,tee; 泳衣 = swimsuit; 杯子 = cup,mug; 台灯|灯 = lamp;
沙发 = sofa; 椅子 = chair; 桌子 = table,desk; 地毯 = rug; 枕头 = pillow; 被子 = duvet,comforter,quilt;
毯子 = blanket; 毛巾 = towel; 床品 = bedding; 水壶 = kettle; 锅 = pot,pan; 刀 = knife; 盘子 = plate;
碗 = bowl; 蜡烛 = candle; 花瓶 = vase; 镜子 = mirror; 相机 = camera;
耳机 = headphones,earphones,earbuds; 音箱 = speaker; 防水 = waterproof,water-resistant;
透气 = breathable; 弹力|有弹性 = stretch,stretchy; 轻便|轻量 = lightweight; 保暖 = warm,insulated;
柔软 = soft; 舒适 = comfortable,comfy; 耐用 = durable; 折叠|可折叠 = foldable,folding;
可调节 = adjustable; 可充电|充电 = rechargeable; 无线 = wireless; 便携 = portable;
可机洗|机洗 = machine washable; 防滑 = non-slip,anti-slip; 休闲 = casual; 优雅 = elegant;
经典 = classic; 复古 = vintage,retro; 现代 = modern; 简约 = minimalist; 时尚 = stylish,fashionable;
波西米亚 = boho,bohemian; 运动 = sporty,athletic; 宽松 = loose,relaxed,oversized; 修身 = slim;
高腰 = high waist,high-waisted; 女士|女款|女式 = women,women's,womens; 男士|男款|男式 = men,men's,mens;
儿童 = kids,children; 有货 = in stock; 大码 = plus size;
"""


def _parse(table: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    entries = [entry for line in table.strip().splitlines() for entry in line.split(";")]
    sides = [entry.split("=") for entry in entries if "=" in entry]
    return tuple(
        (
            tuple(name.strip() for name in chinese.split("|")),
            tuple(name.strip() for name in english.split(",")),
        )
        for chinese, english in sides
    )


PAIRS = _parse(_PAIRS)
"""Chinese names and English names of one property, each tuple of equals."""


def in_english(word: str) -> Sequence[str]:
    """English names of a Chinese property; empty when the table has none."""
    return tuple(name for chinese, english in PAIRS if word in chinese for name in english)


def in_chinese(word: str) -> Sequence[str]:
    """Chinese names of an English property (given in lower case); empty when the table has none."""
    return tuple(name for chinese, english in PAIRS if word in english for name in chinese)


def translated(value: str, language: str) -> str:
    """A property's first name in a language, or the value itself where the table has none."""
    found = in_chinese(value.casefold()) if language == "zh" else in_english(value)
    return found[0] if found else value
