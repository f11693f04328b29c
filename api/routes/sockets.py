"""The shopper's websocket endpoint."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket
from fastapi.responses import JSONResponse

from api.deps import Running
from api.errors import describe
from api.greeting import disclosure
from api.websocket import ShopperSocket
from retrieval.errors import RetrievalError

router = APIRouter()


@router.websocket("/ws/{shop}")
async def shopper_socket(socket: WebSocket, shop: str) -> None:
    """Refuses foreign pages (403) and unknown shops (404) before it accepts."""
    running: Running = socket.app.state.running
    if not allowed_origin(socket.headers.get("origin"), socket.headers.get("host"), running.services.origins):
        await _deny(socket, status=403, code="forbidden", message="This page may not open this websocket.")
        return
    try:
        settings = (await running.views.snapshot(shop)).shop
    except RetrievalError as error:
        failure = describe(error)
        await _deny(socket, status=failure.status, code=failure.code, message=failure.public)
        return
    await socket.accept()
    welcome = {
        "shop": {"name": settings.name, "title": settings.title, "languages": list(settings.languages)},
        "mode": running.services.mode.value,
        "disclosure": disclosure(),
    }
    await ShopperSocket(
        socket=socket, hub=running.hub, shop=shop, welcome=welcome, metrics=running.metrics
    ).run()


def allowed_origin(origin: str | None, host: str | None, others: frozenset[str]) -> bool:
    """Whether a page of `origin` may connect: our own host, or one of `others`.

    Programs that are no browsers send no Origin and pass; a browser always sends it.
    """
    if origin is None or origin in others:
        return True
    return host is not None and urlsplit(origin).netloc.lower() == host.lower()


async def _deny(socket: WebSocket, *, status: int, code: str, message: str) -> None:
    body = {"error": {"code": code, "message": message}}
    await socket.send_denial_response(JSONResponse(body, status_code=status))
