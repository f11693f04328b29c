"""`shopwright evaluate shoppers`: how soon simulated shoppers are shown what they want."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.common import (
    HomeOption,
    ShopOption,
    estimated,
    load_assistant,
    messages,
    new_home,
    private_results,
)

if TYPE_CHECKING:
    from assistant.bootstrap import Home


class PolicyName(StrEnum):
    """Asking back as served, never, or at random."""

    SERVED = "served"
    NEVER_ASK = "never_ask"
    RANDOM_ASK = "random_ask"


def shoppers(
    context: typer.Context,
    shop: ShopOption,
    sessions: Annotated[int, typer.Option(min=1, help="Shoppers, each under every policy.")] = 100,
    seed: Annotated[int, typer.Option(help="Which shoppers.")] = 1,
    policy: Annotated[
        list[PolicyName] | None,
        typer.Option("--policy", help="Ways of asking back; all three by default.", show_default=False),
    ] = None,
    reduced: Annotated[bool, typer.Option("--reduced", help="Without a language model.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All measures as one JSON object.")] = False,
    home: HomeOption = None,
) -> None:
    """Simulated shoppers: asking back as served, against never asking and asking at random."""
    names = frozenset(policy or PolicyName)
    with private_results() as results:
        measured = asyncio.run(
            _run(new_home(context, home), shop, names, count=sessions, seed=seed, reduced=reduced)
        )
        mode = "reduced" if reduced else "full"
        if as_json:
            results.write(json.dumps({"shop": shop, "seed": seed, "mode": mode, **measured}) + "\n")
        else:
            results.write(_summary(measured))


async def _run(
    opened: Home, shop: str, names: frozenset[PolicyName], *, count: int, seed: int, reduced: bool
) -> Mapping[str, Any]:
    from api.progress import ingest_progress
    from assistant.evaluation.shoppers import shoppers as simulated
    from assistant.evaluation.simulated import policies, report, run

    async with opened:
        people = simulated(opened.catalogs.load(shop), count=count, seed=seed)
        assistant = await load_assistant(opened, reduced=reduced, shop=shop)
        with ingest_progress(messages()) as bars:
            held = await run(
                assistant,
                people,
                shop=shop,
                store=opened.conversations,
                compared={name: way for name, way in policies(seed).items() if name in names},
                on_progress=lambda done, total: bars.ingested("Sessions", done, total),
            )
    return report(held, seed=seed)


def _summary(measured: Mapping[str, Any]) -> str:
    lines = [f"{measured['sessions']} shoppers, at most {measured['max_turns']} turns each"]
    for name, figures in measured["policies"].items():
        told = ", ".join(
            f"{measure.replace('_', ' ')} {estimated(value)}" for measure, value in figures.items()
        )
        lines.append(f"{name}: {told}")
    for name, figures in measured["gains"].items():
        told = ", ".join(
            f"{measure.replace('_', ' ')} {estimated(value)}" for measure, value in figures.items()
        )
        lines.append(f"{name}: {told}")
    return "\n".join(lines) + "\n"
