"""`python -m tests.benchmarks.conversations`: every scripted conversation with the real model, counted."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from assistant.bootstrap import Home, IngestRequest
from assistant.settings import Settings
from retrieval.catalog.ingest import no_progress
from retrieval.weights import PullProgress
from tests.conversing import SOURCES, Spoken, Tally, scripts, speak, transcript


def main() -> None:
    """Run the scripts of the chosen shops and print transcript and counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home to ingest the shops into")
    parser.add_argument("--shop", choices=sorted(SOURCES), action="append", help="only this shop")
    parser.add_argument("--skip", type=int, default=0, help="leave out the first so many of each shop")
    parser.add_argument("--conversations", type=int, default=None, help="only so many of each shop")
    parser.add_argument("--reduced", action="store_true", help="without the language model")
    asyncio.run(run(parser.parse_args()))


async def run(chosen: argparse.Namespace) -> None:
    """Ingest what is missing, talk, print."""
    data = Path(os.environ.get("SHOPWRIGHT_DATA", Path(__file__).parents[3] / "shared" / "data"))
    tally = Tally()
    async with Home(Settings.load(home=chosen.home, env=os.environ)) as home:
        shops = chosen.shop or sorted(SOURCES)
        for shop in shops:
            ingested(home, shop, data)
        assistant = await home.open_assistant(reduced=chosen.reduced, on_pull=_unwatched)
        for shop in shops:
            chosen_scripts = scripts(shop)[chosen.skip :][: chosen.conversations]
            async for spoken in speak(home, assistant, chosen_scripts):
                tally.spoken.append(spoken)
                _show(tally.spoken[-2:])
    print("\n" + tally.report())  # noqa: T201 - the report is what the command is for


def ingested(home: Home, shop: str, data: Path) -> None:
    """Bring a real shop into the home, unless it is there."""
    if any(row.settings.name == shop and row.products for row in home.catalogs.shops()):
        return
    request = IngestRequest(source=data / SOURCES[shop], shop=shop)
    home.ingest(request, on_progress=no_progress, on_pull=_unwatched)


def _unwatched(_progress: PullProgress) -> None:
    """The benchmark prints results alone."""


def _show(last: list[Spoken]) -> None:
    same = len(last) == 2 and last[0].line.conversation == last[1].line.conversation
    text = transcript(last[-1:])
    print(text.partition("\n== ")[2].partition("\n")[2] if same else text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
