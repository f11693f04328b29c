# ruff: noqa: E501 - a pattern reads better whole
"""Which versions of a product a text names: by the values of its options, in either language. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.parsing.lexicon import load
from retrieval.types import Sku

Values = Mapping[str, tuple[str, ...]]
"""Option values by option name, each once, in the shop's order."""

_SIZE_FORMS = (
    ("xs", "extra small", "x-small", "加小码", "加小号"),
    ("s", "small", "小码", "小号"),
    ("m", "medium", "中码", "中号", "中等"),
    ("l", "large", "大码", "大号"),
    ("xl", "extra large", "x-large", "加大码", "加大号", "特大号"),
    ("xxl", "2xl", "xx-large", "double extra large"),
)
_NAMES_ZH = {
    "size": ("尺码", "尺寸", "码数", "大小", "号码"),
    "color": ("颜色", "色"),
    "colour": ("颜色", "色"),
    "material": ("材质", "材料", "面料"),
    "style": ("款式", "风格"),
    "capacity": ("容量",),
    "storage": ("存储", "内存", "容量"),
    "waterproof": ("防水",),
    "length": ("长度",),
}
_YES, _NO = frozenset({"yes", "true", "with", "是", "有"}), frozenset({"no", "none", "false", "否", "无"})
_NUMBER = re.compile(r"(?:(?:us|eu|uk)\s?)?(\d{1,3}(?:\.\d)?)")
_BIGGER = re.compile(
    r"\b(?:(?:one|a|1) size (?:up|bigger|larger)|(?:a |the )?(?:bigger|larger|next) (?:size|one)|bigger|size up)\b|大一[号码点]|大点|更大|加大一[号码]|大些"
)
_SMALLER = re.compile(
    r"\b(?:(?:one|a|1) size (?:down|smaller)|(?:a |the )?smaller (?:size|one)|smaller|size down)\b|小一[号码点]|小点|更小|小些"
)
_CLOSES = r"(?=\s*(?:$|[,.;!?)，。；]|(?:and|please|instead|in|with|from|one|version|if|using|paid)\b))"


def normalized(text: str) -> str:
    """The text as options are looked for in it: one width of letters, small, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())


def values_of(skus: Sequence[Sku]) -> Values:
    """The options that these versions have."""
    found: dict[str, dict[str, None]] = {}
    for sku in skus:
        for option in sku.options:
            found.setdefault(option.name, {})[option.value] = None
    return {name: tuple(each) for name, each in found.items()}


def said_values(text: str, options: Values) -> Mapping[str, frozenset[str]]:
    """The values that the text names, by option; options without any are left out.

    Where one value stands in two options, an option whose own name is said beside it has it alone.
    """
    low = normalized(text)
    found = {
        name: _longest(low, name, {v for v in each if _says(low, name, v)}) for name, each in options.items()
    }
    for name, said in found.items():
        shared = {v for v in said if any(v in found[o] for o in found if o != name)}
        beside = {v for v in shared if any(_beside(low, o, v) for o in found if o != name and v in found[o])}
        found[name] = frozenset(v for v in said if v not in beside or _beside(low, name, v))
    return {name: said for name, said in found.items() if said}


def says_value(text: str, value: str) -> bool:
    """Whether the text names the value, in either language; numbers and yes or no don't count by themselves."""
    wanted = normalized(value)
    if not wanted or _NUMBER.fullmatch(wanted) or wanted in _YES | _NO:
        return False
    low = normalized(text)
    return any(_has(low, form) for form in _forms(wanted))


def size_step(text: str) -> int:
    """1 for "one size up", -1 for "one size down", 0 where no such step is said."""
    low = normalized(text)
    return 1 if _BIGGER.search(low) else -1 if _SMALLER.search(low) else 0


def matching_skus(skus: Sequence[Sku], text: str) -> tuple[Sku, ...]:
    """Versions whose options fit what the text says; all of them where it names none of their values."""
    said = said_values(text, values_of(skus))
    return tuple(sku for sku in skus if fits(sku, said))


def fits(sku: Sku, said: Mapping[str, frozenset[str]]) -> bool:
    """Whether a version has one of the values said, for each option that was spoken of."""
    own = {option.name: option.value for option in sku.options}
    return all(own.get(name) in values for name, values in said.items())


def _longest(low: str, name: str, said: set[str]) -> frozenset[str]:
    """Without values that stand in the text only as a piece of a longer one."""
    return frozenset(v for v in said if _says(_without(low, [o for o in said if _is_piece(v, o)]), name, v))


def _is_piece(value: str, other: str) -> bool:
    return value != other and normalized(value) in normalized(other)


def _without(low: str, others: Sequence[str]) -> str:
    for other in others:
        low = low.replace(normalized(other), " ")
    return low


def _says(low: str, name: str, value: str) -> bool:
    wanted = normalized(value)
    number = _NUMBER.fullmatch(wanted)
    if number:
        return _says_number(low, name, number.group(1))
    if wanted in _YES | _NO:
        return _says_whether(low, name, yes=wanted in _YES)
    return any(_has(low, form) for form in _forms(wanted))


def _has(low: str, form: str) -> bool:
    """Whether the form stands in the text as a word; Chinese as a piece."""
    if any("\u4e00" <= c <= "\u9fff" for c in form):
        return form in low
    return re.search(rf"(?<![a-z0-9.']){re.escape(form)}(?![a-z0-9'])(?!-(?=[a-z0-9]))", low) is not None


def _beside(low: str, name: str, value: str) -> bool:
    """Whether the option's name stands right before or after the value."""
    forms = "|".join(re.escape(form) for form in _forms(normalized(value)))
    names = _names(name)
    return (
        re.search(rf"(?:{names})\W*(?:is|of|to|=)?\W*(?:{forms})|(?:{forms})\W*(?:{names})", low) is not None
    )


def _says_number(low: str, name: str, number: str) -> bool:
    """Numbers count only beside their option's name, or as what something is changed into."""
    n = rf"(?<![a-z0-9.#]){re.escape(number)}(?!\d|\.\d|%)"
    named = rf"(?:{_names(name)})\s*(?:is|of|to|as|=|:|是|为|换成|改成)?\s*(?:us |eu |uk |a |an )?{n}"
    after = rf"{n}[- ]?(?:{_names(name)})\b|{n}\s?[码号]"
    into = rf"\b(?:for|to|into|in|an?|us|eu|uk)\s+(?:an? |the |us |eu |uk )*{n}{_CLOSES}|(?:换|改)(?:成|为|到|个)?\s*{n}"
    return re.search(rf"{named}|{after}|{into}|^\W*{n}\W*$", low) is not None


def _says_whether(low: str, name: str, *, yes: bool) -> bool:
    """A yes-or-no option: said plainly, or by its name with or without a denial."""
    names = _names(name)
    stated = re.search(
        rf"(?:{names})\s*(?:is|=|:|to|是|为)?\s*(yes|no|none|true|false|是|否|有|无)(?![a-z])", low
    )
    if stated:
        return (stated.group(1) in _YES) is yes
    denied = re.search(
        rf"(?:\b(?:no|not|non|without|isn't|is not|doesn't have|lacks?)[- ](?:an? |any |the )?|[不非无没](?:带|有)?)(?:{names})",
        low,
    )
    if denied:
        return not yes
    return yes and re.search(rf"(?<![a-z])(?:{names})(?![a-z])", low) is not None


def _names(name: str) -> str:
    low = normalized(name)
    forms = (low, *_NAMES_ZH.get(low, ()))
    return "|".join(re.escape(form) for form in forms)


@lru_cache(maxsize=4096)
def _forms(wanted: str) -> tuple[str, ...]:
    """Ways to say a value: itself, a size's other spellings, the same concept in both languages."""
    sizes = next((forms for forms in _SIZE_FORMS if wanted in forms), ())
    concepts = (
        form
        for concept in load().concepts
        if wanted in concept.english or wanted in concept.chinese
        for form in (concept.name("en"), concept.name("zh"), *concept.english, *concept.chinese[-1:])
    )
    return tuple(dict.fromkeys((wanted, *sizes, *concepts)))
