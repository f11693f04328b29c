"""Families of products as their authors wrote them: YAML → frozen designs, checked while reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from retrieval.catalog.demo.files import folder, mapping, read_mapping, strings
from retrieval.catalog.demo.vocabulary import Detail, detail

_DEPARTMENT_KEYS = {"code", "language", "brands", "merchants", "names", "families"}
_FAMILY_KEYS = {"key", "category", "count", "models"}
_SELLER_KEYS = {"brands", "merchants"}
_DESIGN_KEYS = {
    "picture",
    "surface",
    "price",
    "colors",
    "color_skus",
    "sizes",
    "size_step",
    "scale",
    "choices",
    "facets",
    "attributes",
    "tags",
    "facts",
    "details",
    "care",
}
_MODEL_KEYS = {"title", "text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRange:
    """Lowest and highest price in major units of the shop's currency."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One model of a family with everything that it inherits.

    `prices` is keyed by a chosen value (a material, say); the key "" serves every other one. `scale`
    names the choice that the price follows from its first value to its last; `surface` the paint of a thing
    that has no color ("{material}" paints it as the chosen material). With `color_skus`
    a product comes in several colors, as SKUs.
    """

    title: str
    text: str
    picture: str
    surface: str | None
    prices: Mapping[str, PriceRange]
    colors: tuple[str, ...]
    color_skus: bool
    sizes: tuple[str, ...]
    size_step: float
    scale: str | None
    choices: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, str]
    tags: tuple[str, ...]
    facts: tuple[str, ...]
    details: tuple[Detail, ...]
    care: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Products that share a category; `count` of them are composed. Sellers default to the department's."""

    key: str
    category: tuple[str, ...]
    count: int
    brands: tuple[str, ...]
    merchants: tuple[str, ...]
    designs: tuple[Design, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One file: its families, and the names of lines that their titles may carry."""

    code: str
    language: str
    names: tuple[str, ...]
    families: tuple[Family, ...]


def load_departments() -> tuple[Department, ...]:
    """Every packaged department, sorted by file name.

    Raises ValueError for an unknown or missing key, TypeError for a value of the wrong kind.
    """
    return tuple(_department(read_mapping(file), where=file.name) for file in folder("families"))


def _department(data: dict[str, object], *, where: str) -> Department:
    _check_keys(data, allowed=_DEPARTMENT_KEYS, required=_DEPARTMENT_KEYS - {"names"}, where=where)
    families = data["families"]
    if not isinstance(families, list):
        raise TypeError(f"{where}: expected families as a list, got {families!r}")
    sellers = {key: data[key] for key in _SELLER_KEYS}
    return Department(
        code=str(data["code"]),
        language=str(data["language"]),
        names=strings(data.get("names"), where=where),
        families=tuple(
            _family({**sellers, **mapping(family, where=where)}, where=where) for family in families
        ),
    )


def _family(data: dict[str, object], *, where: str) -> Family:
    where = f"{where}: {data.get('key')!r}"
    _check_keys(data, allowed=_FAMILY_KEYS | _SELLER_KEYS | _DESIGN_KEYS, required=_FAMILY_KEYS, where=where)
    models, count = data["models"], data["count"]
    if not isinstance(models, list) or not isinstance(count, int):
        raise TypeError(
            f"{where}: expected models as a list and count as a number, got {models!r}, {count!r}"
        )
    shared = {key: value for key, value in data.items() if key in _DESIGN_KEYS}
    return Family(
        key=str(data["key"]),
        category=strings(data["category"], where=where),
        count=count,
        brands=strings(data["brands"], where=where),
        merchants=strings(data["merchants"], where=where),
        designs=tuple(_design(shared, mapping(model, where=where), where=where) for model in models),
    )


def _design(shared: dict[str, object], model: dict[str, object], *, where: str) -> Design:
    _check_keys(model, allowed=_MODEL_KEYS | _DESIGN_KEYS, required=_MODEL_KEYS, where=where)
    data = {**shared, **model}
    merged = {key: _merged(shared, model, key, where=where) for key in ("choices", "facets", "attributes")}
    _check_keys(data, allowed=set(data), required={"picture", "price"}, where=where)
    return Design(
        title=str(data["title"]),
        text=str(data["text"]),
        picture=str(data["picture"]),
        surface=str(data["surface"]) if data.get("surface") else None,
        prices=_prices(data["price"], where=where),
        colors=strings(data.get("colors"), where=where),
        color_skus=bool(data.get("color_skus", False)),
        sizes=strings(data.get("sizes"), where=where),
        size_step=float(str(data.get("size_step", 0))),
        scale=str(data["scale"]) if data.get("scale") else None,
        choices={key: strings(value, where=where) for key, value in merged["choices"].items()},
        facets={key: strings(value, where=where) for key, value in merged["facets"].items()},
        attributes={key: str(value) for key, value in merged["attributes"].items()},
        tags=_both(shared, model, "tags", where=where),
        facts=strings(data.get("facts"), where=where),
        details=tuple(detail(text) for text in _both(shared, model, "details", where=where)),
        care=str(data["care"]) if data.get("care") else None,
    )


def _merged(
    shared: dict[str, object], model: dict[str, object], key: str, *, where: str
) -> dict[str, object]:
    both = {**mapping(shared.get(key), where=where), **mapping(model.get(key), where=where)}
    return {name: value for name, value in both.items() if value is not None}


def _both(shared: dict[str, object], model: dict[str, object], key: str, *, where: str) -> tuple[str, ...]:
    own, inherited = strings(model.get(key), where=where), strings(shared.get(key), where=where)
    return tuple(dict.fromkeys(chain(own, inherited)))


def _prices(value: object, *, where: str) -> dict[str, PriceRange]:
    table = value if isinstance(value, dict) else {"": value}
    return {str(key): _range(bounds, where=where) for key, bounds in table.items()}


def _range(bounds: object, *, where: str) -> PriceRange:
    if not isinstance(bounds, list) or len(bounds) != 2:
        raise TypeError(f"{where}: expected a price range as [low, high], got {bounds!r}")
    low, high = (float(str(bound)) for bound in bounds)
    if not 0 < low <= high:
        raise ValueError(f"{where}: expected 0 < low <= high, got {bounds!r}")
    return PriceRange(low=low, high=high)


def _check_keys(data: dict[str, object], *, allowed: set[str], required: set[str], where: str) -> None:
    unknown, missing = set(data) - allowed, required - set(data)
    if unknown or missing:
        raise ValueError(f"{where}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}")
