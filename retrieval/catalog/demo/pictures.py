"""Drawn pictures of demo products: a silhouette in the product's color and pattern on a tinted ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from retrieval.catalog.demo.files import mapping, packaged

_NEUTRAL = "#c9b8a3"
_LIGHT_LIMIT = 0.80
"""Luma from which a color needs a darker ground to stand out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawings:
    """SVG fragments. `silhouettes`: kind → shapes; `patterns`: facet value → pattern cell content."""

    silhouettes: Mapping[str, str]
    patterns: Mapping[str, str]


def load_drawings() -> Drawings:
    """The packaged drawings; a silhouette 'default' serves kinds without their own."""
    data = packaged("drawings.yaml")
    cells = {key: str(value) for key, value in mapping(data["patterns"], where="patterns").items()}
    named = mapping(data["pattern_names"], where="pattern_names")
    shapes = {key: str(value) for key, value in mapping(data["silhouettes"], where="silhouettes").items()}
    same = mapping(data["aliases"], where="aliases")
    return Drawings(
        silhouettes={**shapes, **{kind: shapes[str(drawn)] for kind, drawn in same.items()}},
        patterns={name: cells[str(cell)] for name, cell in named.items()},
    )


def draw(drawings: Drawings, *, kind: str, paint: str | None, patterns: tuple[str, ...] = ()) -> str:
    """A 400 x 400 SVG. Only shapes and paints of the package enter it, never catalog text.

    `paint` is #rrggbb, None for a neutral tone; the first known pattern is laid over the paint.
    """
    main = paint or _NEUTRAL
    cell = next((drawings.patterns[name] for name in patterns if name in drawings.patterns), None)
    tones = _tones(main)
    shapes = drawings.silhouettes.get(kind, drawings.silhouettes["default"])
    defs = _pattern(cell, tones) if cell else ""
    fill = "url(#p)" if cell else main
    body = _filled(shapes, {**tones, "main": fill})
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">'
        f'{defs}<rect width="400" height="400" fill="{tones["ground"]}"/>'
        f'<circle cx="200" cy="196" r="158" fill="{tones["halo"]}"/>'
        f'<ellipse cx="200" cy="346" rx="104" ry="9" fill="{tones["line"]}" opacity=".13"/>'
        f'<g stroke-linecap="round" stroke-linejoin="round">{body}</g></svg>\n'
    )


def _pattern(cell: str, tones: Mapping[str, str]) -> str:
    return (
        '<defs><pattern id="p" width="40" height="40" patternUnits="userSpaceOnUse">'
        f'<rect width="40" height="40" fill="{tones["base"]}"/>{_filled(cell, tones)}</pattern></defs>'
    )


def _filled(shapes: str, tones: Mapping[str, str]) -> str:
    """Shapes with {tone} placeholders filled in; line breaks of the file are dropped."""
    return "".join(line.strip() for line in shapes.format_map(tones).splitlines())


@lru_cache(maxsize=256)
def _tones(main: str) -> Mapping[str, str]:
    light = _luma(main) > _LIGHT_LIMIT
    dark = _luma(main) < 0.25
    return {
        "base": main,
        "shade": mix(main, "#2b2118", 0.14 if light else 0.26) if not dark else mix(main, "#ffffff", 0.14),
        "light": mix(main, "#ffffff", 0.55 if not dark else 0.30),
        "accent": mix(main, "#3a2c20", 0.30) if light else mix(main, "#ffffff", 0.62),
        "line": mix(main, "#2b2118", 0.45 if light else 0.62),
        "ground": mix(main, "#efe7db", 0.75) if light else mix(main, "#f8f4ec", 0.86),
        "halo": mix(main, "#e0d5c5", 0.85) if light else mix(main, "#ffffff", 0.78),
    }


def mix(color: str, other: str, share: float) -> str:
    """`share` of `other` laid over `color`, both #rrggbb."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luma(color: str) -> float:
    """Rec. 601 luma, 0 to 1."""
    red, green, blue = _channels(color)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
