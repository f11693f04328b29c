"""What each demo product is: a design with its color and choices made, its title and description written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product as combinations
from random import Random

from retrieval.catalog.demo.families import Department, Design, Family, PriceRange
from retrieval.catalog.demo.seeding import stream
from retrieval.catalog.demo.vocabulary import Detail, Vocabulary
from retrieval.catalog.demo.wording import join_sentences, sentence_text, title_text
from retrieval.types import FACETS

_MAX_SENTENCES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """One product before it has a price tag, stock or opinions.

    `position` is where its price stands in `price_range`, 0 to 1. `colors` has one entry, or several
    when colors are SKUs; it is empty for things without a color of their own, which `surface` paints.
    """

    product_id: str
    family: str
    department: str
    language: str
    title: str
    description: str
    category: tuple[str, ...]
    brand: str
    merchant: str
    colors: tuple[str, ...]
    sizes: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, str]
    tags: tuple[str, ...]
    picture: str
    surface: str | None
    price_range: PriceRange
    position: float
    size_step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    design: Design
    colors: tuple[str, ...]
    picked: Mapping[str, str]


def compose(
    departments: tuple[Department, ...], vocabulary: Vocabulary, *, seed: int
) -> tuple[Composed, ...]:
    """Every product of every family, in file order; titles differ over the whole shop.

    Raises ValueError when a family can't fill its count with titles that differ.
    """
    titles: set[str] = set()
    return tuple(
        item for department in departments for item in _department(department, vocabulary, titles, seed=seed)
    )


def _department(
    department: Department, vocabulary: Vocabulary, titles: set[str], *, seed: int
) -> Iterator[Composed]:
    names = list(department.names)
    stream(seed, department.code, "names").shuffle(names)
    number = 0
    for family in department.families:
        rng = stream(seed, department.code, family.key)
        for choice, values, title in _titled(family, department, vocabulary, names, titles, rng):
            number += 1
            yield _composed(choice, values, title, family, department, vocabulary, number=number, rng=rng)


def _titled(
    family: Family,
    department: Department,
    vocabulary: Vocabulary,
    names: list[str],
    titles: set[str],
    rng: Random,
) -> Iterator[tuple[_Choice, dict[str, str], str]]:
    found = 0
    for choice in _choices(family, rng):
        if found == family.count:
            return
        named = "{name}" in choice.design.title
        values = {
            **{name: vocabulary.spoken.get(value, value) for name, value in choice.picked.items()},
            "color": choice.colors[0] if choice.colors else "",
            "brand": rng.choice(family.brands),
            "name": names[0] if named and names else "",
        }
        title = title_text(choice.design.title, values, language=department.language)
        if title.casefold() in titles:
            continue
        titles.add(title.casefold())
        if named:
            names.append(names.pop(0))
        found += 1
        yield choice, values, title
    if found < family.count:
        raise ValueError(
            f"family {family.key!r}: expected {family.count} different titles, got {found}; "
            "add models, colors or choices, or lower count"
        )


def _choices(family: Family, rng: Random) -> Iterator[_Choice]:
    """Combinations of all designs in turn, each design's in a shuffled order."""
    queues = [_shuffled(design, rng) for design in family.designs]
    while any(queues):
        for queue in queues:
            if queue:
                yield queue.pop()


def _shuffled(design: Design, rng: Random) -> list[_Choice]:
    palettes = _palettes(design, rng)
    names = tuple(design.choices)
    made = [
        _Choice(design=design, colors=colors, picked=dict(zip(names, values, strict=True)))
        for colors in palettes
        for values in combinations(*design.choices.values())
    ]
    rng.shuffle(made)
    return made


def _palettes(design: Design, rng: Random) -> list[tuple[str, ...]]:
    if not design.colors:
        return [()]
    if not design.color_skus:
        return [(color,) for color in design.colors]
    size = min(len(design.colors), rng.randint(2, 4))
    return [tuple(rng.sample(design.colors, size)) for _ in design.colors]


def _composed(
    choice: _Choice,
    values: dict[str, str],
    title: str,
    family: Family,
    department: Department,
    vocabulary: Vocabulary,
    *,
    number: int,
    rng: Random,
) -> Composed:
    design = choice.design
    details = _details(design, choice.picked, vocabulary, rng)
    sentences = (design.text, *design.facts, *(detail.sentence for detail in details))
    sizes = _sizes(design.sizes, rng)
    return Composed(
        product_id=f"{department.code}-{number:04d}",
        family=family.key,
        department=department.code,
        language=department.language,
        title=title,
        description=join_sentences(
            tuple(sentence_text(sentence, values) for sentence in sentences), language=department.language
        ),
        category=family.category,
        brand=values["brand"],
        merchant=rng.choice(family.merchants),
        colors=choice.colors,
        sizes=sizes,
        facets=_facets(choice, sizes, details),
        attributes=_attributes(choice, values),
        tags=design.tags,
        picture=design.picture,
        surface=design.surface.format_map(choice.picked) if design.surface else None,
        price_range=_price_range(choice),
        position=_position(choice, rng),
        size_step=design.size_step,
    )


def _details(
    design: Design, picked: Mapping[str, str], vocabulary: Vocabulary, rng: Random
) -> tuple[Detail, ...]:
    """One to three sentences after the design's own; care comes last and only where there is room."""
    room = _MAX_SENTENCES - 1 - len(design.facts)
    wanted = min(room, len(design.details), rng.choice((1, 2, 2)))
    chosen = rng.sample(range(len(design.details)), wanted)
    details = [design.details[index] for index in sorted(chosen)]
    if design.care and len(details) < room:
        materials = (picked["material"],) if "material" in picked else design.facets.get("material", ())
        care = [line for name in materials[:1] for line in vocabulary.care[design.care].get(name, ())]
        if care and rng.random() < 0.75:
            details.append(rng.choice(care))
    return tuple(details)


def _facets(
    choice: _Choice, sizes: tuple[str, ...], details: tuple[Detail, ...]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {name: list(values) for name, values in choice.design.facets.items()}
    for name, value in choice.picked.items():
        if name in FACETS:
            found.setdefault(name, []).insert(0, value)
    found.setdefault("feature", []).extend(f for detail in details for f in detail.features)
    found["color"] = list(choice.colors)
    found["size"] = [*found.get("size", ()), *sizes]
    return {name: tuple(dict.fromkeys(found[name])) for name in FACETS if found.get(name)}


def _attributes(choice: _Choice, values: Mapping[str, str]) -> dict[str, str]:
    chosen = {name: value for name, value in choice.picked.items() if name not in FACETS}
    stated = {name: value.format_map(values) for name, value in choice.design.attributes.items()}
    return {**chosen, **stated}


def _sizes(sizes: tuple[str, ...], rng: Random) -> tuple[str, ...]:
    """Most products come in every size; one in four lacks the smallest or the largest."""
    if len(sizes) < 5 or rng.random() < 0.75:
        return sizes
    return sizes[1:] if rng.random() < 0.5 else sizes[:-1]


def _price_range(choice: _Choice) -> PriceRange:
    prices = choice.design.prices
    keys = [value for value in choice.picked.values() if value in prices]
    return prices[keys[0]] if keys else prices[""]


def _position(choice: _Choice, rng: Random) -> float:
    """Random, but mostly following the scale choice where the design names one."""
    scale = choice.design.scale
    if scale is None:
        return rng.random()
    steps = choice.design.choices[scale]
    return 0.2 * rng.random() + 0.8 * steps.index(choice.picked[scale]) / max(1, len(steps) - 1)
