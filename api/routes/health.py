"""Is it up, and what does it run with."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from typing_extensions import TypedDict

from api.deps import RunningDep

router = APIRouter(tags=["operation"])


class ShopHealth(TypedDict):
    """One shop that can be talked to."""

    name: str
    catalog_version: int
    products: int


class Health(TypedDict):
    """`status` is ok, or no_shop where nothing was ingested yet."""

    status: str
    mode: str
    model: str | None
    shops: list[ShopHealth]


@router.get("/health")
async def health(running: RunningDep, response: Response) -> Health:
    """State of model, mode and catalogs; 503 while no shop can be served."""
    shops = [
        ShopHealth(name=row.settings.name, catalog_version=row.catalog_version, products=row.products)
        for row in await running.views.shops()
    ]
    response.status_code = 200 if shops else 503
    return Health(
        status="ok" if shops else "no_shop",
        mode=running.services.mode.value,
        model=running.services.model,
        shops=shops,
    )


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(running: RunningDep) -> PlainTextResponse:
    """Counters in the Prometheus text format."""
    return PlainTextResponse(running.metrics.text(), media_type="text/plain; version=0.0.4")
