"""Shops, their products and pictures."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import FileResponse
from typing_extensions import TypedDict

from api.deps import Running, RunningDep
from api.errors import NotFoundError
from api.greeting import disclosure, example_questions, greeting
from api.pictures import HEADERS, local_picture, page_url, web_url
from api.schemas import DetailsJson, details_json, price_json
from retrieval.types import Product

router = APIRouter(prefix="/api/shops", tags=["shops"])


class ShopRowJson(TypedDict):
    """One line of the list of shops."""

    name: str
    title: str
    languages: list[str]
    products: int


class ShopJson(TypedDict):
    """What a page needs before the first word."""

    name: str
    title: str
    languages: list[str]
    currency: str
    products: int
    catalog_version: int
    mode: str
    greeting: dict[str, str]
    disclosure: dict[str, str]
    examples: dict[str, list[str]]


class ProductJson(TypedDict):
    """One catalog record."""

    product_id: str
    title: str
    description: str
    price: int | float | None
    currency: str
    url: str | None
    image: str | None
    attributes: dict[str, str]
    facets: dict[str, list[str]]
    details: DetailsJson


@router.get("")
async def list_shops(running: RunningDep) -> list[ShopRowJson]:
    """All shops by name."""
    return [
        ShopRowJson(
            name=row.settings.name,
            title=row.settings.title,
            languages=list(row.settings.languages),
            products=row.products,
        )
        for row in await running.views.shops()
    ]


@router.get("/{shop}")
async def show_shop(shop: str, running: RunningDep) -> ShopJson:
    """Title, languages, greeting and example questions."""
    snapshot = await running.views.snapshot(shop)
    return ShopJson(
        name=snapshot.shop.name,
        title=snapshot.shop.title,
        languages=list(snapshot.shop.languages),
        currency=snapshot.shop.currency,
        products=len(snapshot.products),
        catalog_version=snapshot.catalog_version,
        mode=running.services.mode.value,
        greeting=greeting(snapshot.shop.title),
        disclosure=disclosure(),
        examples=example_questions(snapshot),
    )


@router.get("/{shop}/products/{product_id:path}")
async def show_product(shop: str, product_id: str, running: RunningDep) -> ProductJson:
    """One product as the catalog has it now."""
    product = await _product(running, shop, product_id)
    facets: dict[str, list[str]] = {}
    for facet in product.facets:
        facets.setdefault(facet.facet, []).append(facet.value)
    return ProductJson(
        product_id=product.product_id,
        title=product.title,
        description=product.description,
        price=price_json(product.price_minor, product.currency),
        currency=product.currency,
        url=web_url(product.url),
        image=page_url(shop, product),
        attributes={attribute.name: attribute.value for attribute in product.attributes},
        facets=facets,
        details=details_json(product),
    )


@router.get("/{shop}/images/{product_id:path}", response_class=FileResponse)
async def show_image(shop: str, product_id: str, running: RunningDep) -> FileResponse:
    """The local picture of a product; 404 for one that lies elsewhere, or outside the source folder."""
    product = await _product(running, shop, product_id)
    source_dir = (await running.views.snapshot(shop)).shop.source_dir
    picture = await asyncio.to_thread(local_picture, source_dir, product.image)
    if picture is None:
        raise NotFoundError("expected a product with a local picture, got one without")
    return FileResponse(picture.path, media_type=picture.media_type, headers=HEADERS)


async def _product(running: Running, shop: str, product_id: str) -> Product:
    product = (await running.views.snapshot(shop)).get(product_id)
    if product is None:
        raise NotFoundError("expected the id of a product of this shop, got another")
    return product
