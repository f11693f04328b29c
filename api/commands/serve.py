"""`shopwright serve`: the web application on a loopback address."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, load_assistant, messages, new_home
from api.errors import CommandError

if TYPE_CHECKING:
    from assistant.bootstrap import Home
    from assistant.conversation import Assistant

DEFAULT_PORT = 8765


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="A loopback address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = DEFAULT_PORT,
    reduced: Annotated[bool, typer.Option("--reduced", help="Without a language model.")] = False,
    home: HomeOption = None,
) -> None:
    """Serve the chat page, REST and the websocket until stopped. Missing models are pulled first."""
    check_loopback(host)
    asyncio.run(serve_home(new_home(context, home), host=host, port=port, reduced=reduced))


def check_loopback(host: str) -> None:
    """Raise CommandError unless only this machine can connect: there is no login yet."""
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise CommandError(
            f"--host: expected a loopback address such as 127.0.0.1, got {host!r}; "
            "there is no login yet, so nobody else may reach the server"
        )


async def serve_home(opened: Home, *, host: str, port: int, reduced: bool) -> None:
    """Load the model, then serve until a signal; closes the home."""
    async with opened:
        assistant = await load_assistant(opened, reduced=reduced)
        await serve_assistant(opened, assistant, host=host, port=port)


async def serve_assistant(opened: Home, assistant: Assistant, *, host: str, port: int) -> None:
    """Serve an assistant that is open until a signal; prints the address once it can be opened."""
    import uvicorn

    from api.app import create_app
    from api.catalogs import OpenedCatalogs
    from api.deps import LOCAL_HOSTS, Services
    from api.limits import MAX_FRAME_BYTES
    from api.logs import log_json_lines

    services = Services(
        assistant=assistant,
        conversations=opened.conversations,
        catalogs=OpenedCatalogs(store=opened.catalogs, opened=opened.shops),
        prompts=opened.prompts,
        model=assistant.model.name if assistant.model else None,
        profiles=opened.profiles,
        hosts=(*LOCAL_HOSTS, host),
    )
    log_json_lines()
    listener = _listen(host, port)
    address = f"http://{_url_host(host)}:{listener.getsockname()[1]}/"
    messages().print(f"Open [bold]{address}[/]   (Ctrl-C stops)", highlight=False)
    config = uvicorn.Config(
        create_app(services),
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES,
        timeout_graceful_shutdown=5,
    )
    await uvicorn.Server(config).serve(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise CommandError(f"can't listen on {host}:{port}: {error.strerror}; try another --port") from error


def _url_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host
