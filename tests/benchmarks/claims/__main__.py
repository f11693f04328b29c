"""`python -m tests.benchmarks.claims`: what the claims checker catches, what it refuses, what gets past it.

`--replies` true replies and as many false ones about the products of the shops of a home; `--turns` of whole
conversations with a model that lies; `--counterfactuals` queries whose explanations a ranker built anew
confirms. `--writer` says whose replies and changes. Exits 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.bootstrap import Home
from assistant.settings import Settings
from retrieval.policies import Policies
from tests.benchmarks.claims.counterfactuals import Confirmed, confirm
from tests.benchmarks.claims.mutating import WRITERS, Supply
from tests.benchmarks.claims.report import Counts, check
from tests.benchmarks.claims.scenes import shelves
from tests.benchmarks.claims.transcripts import accepted
from tests.benchmarks.claims.turns import converse

LEAST_CAUGHT = 0.995
MOST_REFUSED = 0.02


def main() -> None:
    """Run the parts asked for and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home with shops in it")
    parser.add_argument("--replies", type=int, default=0, help="true replies, and as many false ones")
    parser.add_argument("--writer", choices=WRITERS, default="first", help="whose replies")
    parser.add_argument("--transcript", type=Path, help="JSON lines of accepted replies of a model to add")
    parser.add_argument("--turns", type=int, default=0, help="turns with a model that lies")
    parser.add_argument("--counterfactuals", type=int, default=0, help="queries, shared among the shops")
    parser.add_argument("--seed", type=int, default=1, help="which of them; parts of a run take other seeds")
    parser.add_argument("--json", action="store_true", help="for machines")
    chosen = parser.parse_args()
    data, text, good = asyncio.run(run(chosen))
    sys.stdout.write((json.dumps(data, ensure_ascii=False, indent=1) if chosen.json else text) + "\n")
    if not good:
        sys.exit(1)


async def run(chosen: argparse.Namespace) -> tuple[dict[str, Any], str, bool]:
    """What was counted, for machines and for people, and whether every target was met."""
    data: dict[str, Any] = {"seed": chosen.seed}
    texts, good = [], True
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with Home(Settings.load(home=chosen.home, env=os.environ)) as home:
        with Progress(*columns, console=Console(stderr=True)) as bars:
            if chosen.replies:
                counts = _replies(home, chosen, bars)
                data["replies"] = counts.as_data()
                texts.append(counts.report())
                caught, passed = counts.caught.row()["share"], counts.passed.row()["share"]
                good = good and caught >= LEAST_CAUGHT and 1 - passed <= MOST_REFUSED
            if chosen.turns:
                bar = bars.add_task("turns", total=chosen.turns)
                sent = await converse(
                    home, turns=chosen.turns, seed=chosen.seed, on_turn=lambda: bars.advance(bar)
                )
                data["turns"] = sent.as_data()
                texts.append(sent.report())
                good = good and not sent.faults and not sent.crashes
            if chosen.counterfactuals:
                confirmed = _counterfactuals(home, chosen, bars)
                data["counterfactuals"] = confirmed.as_data()
                texts.append(confirmed.report())
                good = good and not confirmed.wrong
    return data, "\n\n".join(texts), good


def _replies(home: Home, chosen: argparse.Namespace, bars: Progress) -> Counts:
    snapshots = [home.catalogs.load(row.settings.name) for row in home.catalogs.shops()]
    found = [shelf for s in snapshots for shelf in shelves(s.shop.name, s.products)]
    folders = [Path(s.shop.policies_dir) for s in snapshots if s.shop.policies_dir]
    policies = Policies([line for folder in folders for line in Policies.from_folder(folder).lines])
    counts = Counts()
    bar = bars.add_task("replies", total=2 * chosen.replies)
    true = Supply(found, policies, seed=chosen.seed, writer=WRITERS[chosen.writer])
    for reply in islice(true.true(), chosen.replies):
        counts.true(reply)
        bars.advance(bar)
    false = Supply(found, policies, seed=chosen.seed + 1_000_003, writer=WRITERS[chosen.writer])
    for reply in islice(false.false(lambda one: check(one).supported), chosen.replies):
        counts.false(reply)
        bars.advance(bar)
    if chosen.transcript is not None:
        for reply in accepted(chosen.transcript, snapshots):
            counts.true(reply)
    return counts


def _counterfactuals(home: Home, chosen: argparse.Namespace, bars: Progress) -> Confirmed:
    snapshots = [home.catalogs.load(row.settings.name) for row in home.catalogs.shops()]
    bar = bars.add_task("counterfactuals", total=chosen.counterfactuals)
    total = Confirmed()
    for at, snapshot in enumerate(snapshots):
        share = chosen.counterfactuals * (at + 1) // len(snapshots) - chosen.counterfactuals * at // len(
            snapshots
        )
        found = confirm(snapshot, queries=share, seed=chosen.seed, on_query=lambda: bars.advance(bar))
        total.told.update(found.told)
        total.held.update(found.held)
        total.wrong += found.wrong
    return total


if __name__ == "__main__":
    main()
