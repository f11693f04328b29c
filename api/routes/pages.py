"""The chat page, the API's documentation page, and the files they load."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from api.deps import RunningDep

STATIC = Path(__file__).parent.parent / "static"
router = APIRouter(include_in_schema=False)


def static_files() -> StaticFiles:
    """Scripts, styles and icons; nothing of them is inline."""
    return StaticFiles(directory=STATIC)


@router.get("/")
async def first_page(running: RunningDep) -> Response:
    """The chat of the only shop, or the list of shops."""
    shops = await running.views.shops()
    if len(shops) == 1:
        return RedirectResponse(f"/shop/{shops[0].settings.name}", status_code=307)
    return FileResponse(STATIC / "shops.html")


@router.get("/shop/{shop}")
async def chat_page(shop: str, running: RunningDep) -> Response:
    """The chat page of one shop."""
    await running.views.snapshot(shop)
    return FileResponse(STATIC / "chat.html")


@router.get("/docs")
async def docs_page() -> Response:
    """The API's operations, drawn from /openapi.json without anything from elsewhere."""
    return FileResponse(STATIC / "docs.html")
