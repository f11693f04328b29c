# ruff: noqa: E501 - a pattern reads better whole
"""Which bought items an utterance wants in another version, and in which. Pure.

"Exchange the mug for the blue one and the sweater for a large": each title that is named begins a stretch
of the text, and the values said in a stretch are those of its item. What is not said stays as it was bought.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.commerce.swaps import is_bought, values
from assistant.commerce.types import OrderLine
from assistant.parsing.options import fits, normalized, said_values, size_step, values_of
from assistant.parsing.orders import EMAIL, NUMBER, kind_names
from assistant.parsing.paying import without_payment
from retrieval.types import Sku

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[\u4e00-\u9fff]")
_BOUNDARY = re.compile(
    r",? \b(?:and|also|plus|then)\b(?: also)?(?= (?:(?:exchange|swap|change|replace|switch) )?(?:the|my|a|an|both)\b)|[;,.，；。、](?=\s*(?:(?:and|also|then|exchange|swap|change|replace|switch) )*(?:the|my)\b|[\u4e00-\u9fff])|(?:还有|以及|另外|同时|和|并)"
)
_PLAIN = frozenset(
    "the a an my of in for to with and or set size color new one pack pcs piece pieces order item no not".split()
)
_ALL = re.compile(r"\b(?:all|everything|both|every item|each)\b|全部|所有|全都|都(?:换|改)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An item that is to give way; `skus` are the versions that fit what was said, none said: ()."""

    item_id: str
    skus: tuple[Sku, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    """Words of a line's title in the text; `words` is how many different ones."""

    start: int
    end: int
    line: OrderLine
    words: int


def read_swaps(
    text: str, lines: Sequence[OrderLine], versions: Mapping[str, Sequence[Sku]]
) -> tuple[Wanted, ...]:
    """The items named and the versions meant, in the order of the text; () where it names none of them."""
    said = without_payment(NUMBER.sub(" ", EMAIL.sub(" ", normalized(text))))
    mentions = _chosen(_mentions(said, lines, versions), said, versions)
    if not mentions:
        return _unnamed(said, lines, versions)
    starts = [_stretch_start(said, mention.start) for mention in mentions]
    starts[0] = 0
    ends = [*starts[1:], len(said)]
    pairs = zip(mentions, starts, ends, strict=True)
    return tuple(_wanted(mention.line, said[start:end], versions) for mention, start, end in pairs)


def meant_versions(text: str, line: OrderLine, skus: Sequence[Sku]) -> tuple[Sku, ...]:
    """Versions other than the bought one that fit the text, those that change least first alone; () unsaid."""
    bought = next((sku for sku in skus if is_bought(line, sku)), None)
    others = [sku for sku in skus if sku is not bought]
    said = _new_values(text, skus, bought)
    step = size_step(text) if "size" not in said else 0
    own = {option.name: option.value for option in bought.options} if bought else {}
    new = any(wanted != {own.get(name)} for name, wanted in said.items())
    if not new and not (step and bought):
        return ()
    fitting = [sku for sku in others if fits(sku, said)]
    if step and bought:
        fitting = [sku for sku in fitting if _is_step(skus, bought, sku, step)]
    same = [sku for sku in fitting if bought is None or _keeps(sku, bought, said, free=step != 0)]
    return tuple(same or fitting)


def _wanted(line: OrderLine, stretch: str, versions: Mapping[str, Sequence[Sku]]) -> Wanted:
    return Wanted(item_id=line.item_id, skus=meant_versions(stretch, line, versions.get(line.product_id, ())))


def _unnamed(
    said: str, lines: Sequence[OrderLine], versions: Mapping[str, Sequence[Sku]]
) -> tuple[Wanted, ...]:
    """The only item there is, every item where all are meant, or the only one that has what was said."""
    read = [_wanted(line, said, versions) for line in lines]
    if len(lines) == 1 or _ALL.search(said):
        return tuple(read)
    fitting = [each for each in read if each.skus]
    return tuple(fitting) if len(fitting) == 1 else ()


def _new_values(text: str, skus: Sequence[Sku], bought: Sku | None) -> Mapping[str, frozenset[str]]:
    """The values said, without the bought one where another of its option is named as well."""
    own = {option.name: option.value for option in bought.options} if bought else {}
    said = said_values(text, values_of(skus))
    return {name: (each - {own.get(name, "")}) or each for name, each in said.items()}


def _keeps(sku: Sku, bought: Sku, said: Mapping[str, frozenset[str]], *, free: bool) -> bool:
    """Whether all that was not spoken of is as it was bought."""
    own = {option.name: option.value for option in bought.options}
    return all(
        option.name in said or (free and option.name == "size") or own.get(option.name) == option.value
        for option in sku.options
    )


def _is_step(skus: Sequence[Sku], bought: Sku, sku: Sku, step: int) -> bool:
    """Whether the version is the next size up or down, sizes in the shop's order."""
    sizes = values_of(skus).get("size", ())
    own = {o.name: o.value for o in bought.options}.get("size", "")
    new = {o.name: o.value for o in sku.options}.get("size", "")
    if own not in sizes or new not in sizes:
        return False
    return sizes.index(new) - sizes.index(own) == step


def _mentions(said: str, lines: Sequence[OrderLine], versions: Mapping[str, Sequence[Sku]]) -> list[_Mention]:
    """Every run of title words, best first."""
    found: list[_Mention] = []
    for line in lines:
        words = _title_words(line, versions)
        places = [m for m in _TOKEN.finditer(said) if _singular(m.group()) in words]
        run: list[re.Match[str]] = []
        for match in places:
            if run and match.start() - run[-1].end() > 2:
                found += _run(run, line, words)
                run = []
            run.append(match)
        found += _run(run, line, words)
        found += [
            _Mention(start=place, end=place + len(name), line=line, words=1)
            for name in kind_names(line.title)
            if (place := said.find(name)) >= 0
        ]
    return sorted(found, key=lambda mention: (-mention.words, mention.start))


def _run(run: Sequence[re.Match[str]], line: OrderLine, words: frozenset[str]) -> list[_Mention]:
    named = {_singular(match.group()) for match in run}
    chinese = any(len(word) == 1 for word in words)
    if not named or (chinese and len(run) < 2):
        return []
    return [_Mention(start=run[0].start(), end=run[-1].end(), line=line, words=len(named))]


def _title_words(line: OrderLine, versions: Mapping[str, Sequence[Sku]]) -> frozenset[str]:
    """Words that name the item; not the values of its options."""
    options = values_of(versions.get(line.product_id, ()))
    barred = {_singular(w) for each in options.values() for v in each for w in _TOKEN.findall(normalized(v))}
    title = (_singular(w) for w in _TOKEN.findall(normalized(line.title)))
    return frozenset(word for word in title if word not in barred and word not in _PLAIN)


def _chosen(mentions: Sequence[_Mention], said: str, versions: Mapping[str, Sequence[Sku]]) -> list[_Mention]:
    """One line for each place in the text; of lines with the same words the one whose options are said there.

    Words of a title that come back in the wish ("for another mug") name the same item once.
    """
    taken: list[_Mention] = []
    for mention in mentions:
        rivals = [m for m in mentions if m.words == mention.words and _overlap(m, mention)]
        if any(_overlap(t, mention) for t in taken):
            continue
        free = [m for m in rivals if all(t.line.item_id != m.line.item_id for t in taken)]
        if free:
            taken.append(max(free, key=lambda m: _own_values_said(m, said, versions)))
    return sorted(taken, key=lambda mention: mention.start)


def _own_values_said(mention: _Mention, said: str, versions: Mapping[str, Sequence[Sku]]) -> int:
    """How many of the line's bought values stand in the stretch around the mention."""
    stretch = said[_stretch_start(said, mention.start) :]
    following = _BOUNDARY.search(stretch, max(1, mention.end - (len(said) - len(stretch))))
    stretch = stretch[: following.start()] if following else stretch
    skus = versions.get(mention.line.product_id, ())
    found = said_values(stretch, values_of(skus))
    bought = next((sku for sku in skus if is_bought(mention.line, sku)), None)
    own = values(bought) if bought else mention.line.options
    return sum(value in each for each in found.values() for value in own)


def _overlap(one: _Mention, other: _Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _stretch_start(said: str, place: int) -> int:
    """The last boundary before a place."""
    found = (match.start() for match in _BOUNDARY.finditer(said))
    return max((start for start in found if start < place), default=0)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
