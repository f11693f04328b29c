"""The web application: REST, websocket and pages over one set of services."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from api.deps import Running, Services
from api.errors import EXPECTED, INTERNAL, describe
from api.headers import SecurityHeaders
from api.routes import conversations, health, pages, profiles, prompts, ranking, shops, sockets

_LOG = logging.getLogger(__name__)
_STATUS_CODES = {400: "invalid_request", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}


def create_app(services: Services) -> FastAPI:
    """An application that serves these services until its lifespan ends; it closes none of them."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        running: Running = app.state.running
        yield
        await running.hub.aclose()

    app = FastAPI(
        title="Shopwright",
        version=version("shopwright"),
        summary="A conversational shopping assistant that the shop owns.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.running = Running.of(services)
    for routes in (health, ranking, shops, conversations, profiles, prompts, sockets, pages):
        app.include_router(routes.router)
    app.mount("/static", pages.static_files(), name="static")
    app.add_middleware(SecurityHeaders)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(services.hosts))
    for kind in (*EXPECTED, Exception):
        app.add_exception_handler(kind, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    return app


def _failed(_request: Request, error: Exception) -> JSONResponse:
    failure = describe(error)
    if failure is not INTERNAL:
        _LOG.warning("request failed", extra={"code": failure.code})
    return _error(failure.status, failure.code, failure.public)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": ""}
    where = ".".join(str(part) for part in first["loc"])
    return _error(422, "invalid_request", f"{where}: {str(first['msg']).removeprefix('Value error, ')}")


def _refused(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _error(status, _STATUS_CODES.get(status, "refused"), HTTPStatus(status).phrase)


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)
