"""`shopwright profiles`: what is kept of shoppers, and its erasure."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, ShopOption, new_home, open_home
from api.errors import CommandError

if TYPE_CHECKING:
    from assistant.profiles.types import ShopperProfile

app = typer.Typer(help="What shoppers let the shop remember of them.", no_args_is_help=True)
OwnerArgument = Annotated[str, typer.Argument(metavar="OWNER", help="As `profiles list` shows it.")]


@app.command("list")
def list_profiles(context: typer.Context, shop: ShopOption, home: HomeOption = None) -> None:
    """Owners of a shop's profiles, whether they consent, and how many entries are kept; no entry itself."""
    with open_home(context, home) as opened:
        opened.catalogs.shop(shop)
        for profile in opened.profiles.store.profiles(shop):
            consent = "consents" if profile.consent.holds else "no consent"
            used = "" if profile.personalizes else ", switched off"
            typer.echo(f"{profile.owner}  {consent}{used}  {len(profile.entries)} entries")


@app.command("show")
def show_profile(context: typer.Context, owner: OwnerArgument, home: HomeOption = None) -> None:
    """One profile with all its entries as JSON, for a shopper who asks the shop for their data."""
    with open_home(context, home) as opened:
        profile = opened.profiles.store.profile(owner)
    if profile is None:
        raise _unknown(owner)
    typer.echo(json.dumps(_form(profile), ensure_ascii=False, indent=2))


@app.command("erase")
def erase_profile(context: typer.Context, owner: OwnerArgument, home: HomeOption = None) -> None:
    """Erase a profile with its consent, keys and entries, and the conversations known to be its owner's."""
    from assistant.errors import ConversationNotFoundError

    async def run() -> None:
        async with new_home(context, home) as opened:
            known = opened.profiles.store.conversations(owner)
            if not opened.profiles.store.erase(owner):
                raise _unknown(owner)
            for conversation_id in known:
                with suppress(ConversationNotFoundError):
                    await opened.conversations.delete(conversation_id)
            typer.echo(f"erased {owner} and {len(known)} conversations", err=True)

    asyncio.run(run())


def _form(profile: ShopperProfile) -> dict[str, object]:
    return {
        "owner": profile.owner,
        "consent": {
            "given": profile.consent.given,
            "version": profile.consent.version,
            "at": profile.consent.at.isoformat(),
        },
        "personalization": profile.personalizes,
        "entries": [
            {
                "kind": entry.kind.value,
                "value": entry.value,
                "facet": entry.facet,
                "product_id": entry.product_id,
                "source": entry.source.value,
                "at": entry.at.isoformat() if entry.at else None,
            }
            for entry in profile.entries
        ],
    }


def _unknown(owner: str) -> CommandError:
    return CommandError(
        f"expected the owner of a profile, got {owner!r}; `shopwright profiles list` shows them"
    )
