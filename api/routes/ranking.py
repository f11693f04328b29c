"""How a shop ranks: the public page and the same as JSON, drawn from the running ranker."""

from __future__ import annotations

import asyncio
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from typing_extensions import TypedDict

from api.deps import Running, RunningDep
from api.ranking_page import ranking_page
from assistant.facts.places import POINTS
from assistant.phrasing.ranking import part_meaning, part_name, rule_name, statements
from retrieval.catalog.snapshot import ShopSettings
from retrieval.ranking_account import RankingAccount, account
from retrieval.types import LANGUAGES

router = APIRouter(tags=["ranking"])


class PartJson(TypedDict):
    """A part of every score; `points` of 1,000 is the most it adds (below 0: takes away), null: as needed."""

    feature: str
    points: float | None
    name: dict[str, str]
    meaning: dict[str, str]


class RuleJson(TypedDict):
    """How many rules of a kind hold now."""

    kind: str
    count: int
    name: dict[str, str]


class SponsoredJson(TypedDict):
    """Paid placement: whether it is on, and the most products of one answer."""

    enabled: bool
    most: int


class RankingJson(TypedDict):
    """What decides orders now, in words by language."""

    shop: str
    title: str
    catalog_version: int
    rules_revision: int
    parts: list[PartJson]
    rules: list[RuleJson]
    minimum_ages: list[int]
    most_per_brand: int
    most_per_merchant: int
    sponsored: SponsoredJson
    statements: dict[str, list[str]]


@router.get("/api/shops/{shop}/ranking")
async def show_ranking(shop: str, running: RunningDep) -> RankingJson:
    """Every part of a score with its weight, the rules that hold, and whether places are paid for."""
    settings, found = await _account(running, shop)
    return RankingJson(
        shop=settings.name,
        title=settings.title,
        catalog_version=found.catalog_version,
        rules_revision=found.rules_revision,
        parts=[
            PartJson(
                feature=part.feature,
                points=None if part.most is None else round(part.most * POINTS, 3),
                name={language: part_name(part, language) for language in LANGUAGES},
                meaning={language: part_meaning(part, language) for language in LANGUAGES},
            )
            for part in found.parts
        ],
        rules=[
            RuleJson(kind=kind, count=count, name={each: rule_name(kind, each) for each in LANGUAGES})
            for kind, count in sorted(found.rules.items())
        ],
        minimum_ages=list(found.minimum_ages),
        most_per_brand=found.most_per_brand,
        most_per_merchant=found.most_per_merchant,
        sponsored=SponsoredJson(enabled=bool(found.sponsored_most), most=found.sponsored_most),
        statements={language: list(statements(found, language)) for language in LANGUAGES},
    )


@router.get("/shop/{shop}/ranking", response_class=HTMLResponse, include_in_schema=False)
async def show_page(
    shop: str, running: RunningDep, language: Literal["en", "zh"] | None = None
) -> HTMLResponse:
    """The page, in the language asked for, else the catalog's."""
    settings, found = await _account(running, shop)
    chosen = language or settings.languages[0]
    return HTMLResponse(ranking_page(settings, found, chosen))


async def _account(running: Running, shop: str) -> tuple[ShopSettings, RankingAccount]:
    """Raises ShopNotFoundError."""
    snapshot = await running.views.snapshot(shop)
    ranker = await asyncio.to_thread(running.services.catalogs.ranker, shop)
    return snapshot.shop, account(ranker)
