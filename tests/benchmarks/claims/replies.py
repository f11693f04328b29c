"""Replies made of text and of slots, so that what each states is known without reading it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.claims.types import Grounds
from retrieval.types import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One stated fact: `kind` (price, rating, …), whose it is, its value, and the words that say it.

    `position` is the place of its product in the scene, None for a fact about the whole answer.
    """

    kind: str
    position: int | None
    value: object
    surface: str
    style: str = ""


Segment = str | Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one reply is about: products as shown, the number that match, a stated limit, a language.

    `mode` is find, compare or ask. `strangers` are other products of the shop that are not in play.
    """

    mode: str
    shop: str
    language: str
    products: tuple[Product, ...]
    grounds: Grounds
    matching: int = 0
    limit: float | None = None
    strangers: tuple[Product, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply, whose writer made it, and what it may rest on; `change` names what was made false in it."""

    scene: Scene
    segments: tuple[Segment, ...]
    writer: str
    change: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """As it would be sent."""
        whole = "".join(s if isinstance(s, str) else s.surface for s in self.segments)
        return whole if self.scene.language == "zh" else re.sub(r"(?:^|(?<=[.!?] ))[a-z]", _upper, whole)

    @property
    def slots(self) -> Sequence[tuple[int, Slot]]:
        """Slots with their places among the segments."""
        return [(at, s) for at, s in enumerate(self.segments) if isinstance(s, Slot)]

    def with_slot(self, at: int, slot: Slot, change: str) -> Reply:
        """The same with one slot changed."""
        return self.with_segments((*self.segments[:at], slot, *self.segments[at + 1 :]), change)

    def with_segments(self, segments: Sequence[Segment], change: str) -> Reply:
        """The same with other segments."""
        return replace(self, segments=tuple(segments), change=change)


def _upper(match: re.Match[str]) -> str:
    return match.group().upper()
