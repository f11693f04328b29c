"""`shopwright train`: heads fitted to labeled utterances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, messages, open_home
from api.errors import CommandError

if TYPE_CHECKING:
    from assistant.heads.intents import Rehearsed
    from retrieval.embedding import SentenceEmbedder
    from retrieval.protocols import Vectors

app = typer.Typer(help="Fit small heads to labeled utterances.", no_args_is_help=True)


@app.callback()
def train() -> None:
    """Fit small heads to labeled utterances."""


@app.command()
def intents(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]…", help="More utterances; see assistant/heads/README.md."),
    ] = None,
    shop: Annotated[
        str, typer.Option("--shop", metavar="NAME", help="Shop whose products fill the screens.")
    ] = "demo",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write (default: the home, to be used there)."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Fit the head that reads intents, to the utterances that come with Shopwright and those of FILEs."""
    from api.progress import ingest_progress, pull_progress
    from assistant.bootstrap import OWN_HEAD
    from assistant.heads.features import TextFeatures
    from assistant.heads.intents import UTTERANCES, fit_intents, intent_rows, read_utterances
    from assistant.heads.rehearsal import rehearsed
    from assistant.heads.training import cross_validated
    from assistant.parsing import CatalogVocabulary

    sources = (*sorted(UTTERANCES.glob("*.yaml")), *(files or ()))
    said = [each for file in sources for each in read_utterances(file)]
    with open_home(context, home) as opened:
        target = out or opened.settings.home / OWN_HEAD
        snapshot = opened.catalogs.load(shop)
        with pull_progress(messages()) as on_pull:
            embedder = opened.intent_embedder(on_pull=on_pull)
        with ingest_progress(messages()) as bars:
            read = rehearsed(
                said,
                snapshot,
                CatalogVocabulary.from_snapshot(snapshot),
                on_progress=lambda done, total: bars.ingested("Utterances read", done, total),
            )
            vectors = _embedded(read, embedder, bars.ingested)
            features = TextFeatures(embedder)
            found = cross_validated(
                intent_rows(features, read, vectors),
                [each.said.intent.value for each in read],
                embedder=embedder.name,
                dense=features.dense,
                on_fold=lambda done, total: bars.ingested("Folds", done, total),
            )
        head = fit_intents(read, embedder, vectors)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        head.save(target)
    except OSError as error:
        raise CommandError(f"{target}: expected a file that can be written: {error}") from error
    typer.echo(_summary(read, found))
    typer.echo(f"written to {target}")


def _embedded(
    read: Sequence[Rehearsed], embedder: SentenceEmbedder, on_progress: Callable[[str, int, int], None]
) -> Vectors:
    """Vectors [n, dim], one by one as shoppers' utterances are embedded when they come."""
    import numpy as np

    vectors = np.empty((len(read), embedder.dim), dtype=np.float32)
    for row, each in enumerate(read):
        vectors[row] = embedder.embed_query(each.said.text)
        on_progress("Utterances embedded", row + 1, len(read))
    return vectors


def _summary(read: Sequence[Rehearsed], found: Sequence[str]) -> str:
    """Cross-validated shares of right intents: whole, by language and by intent."""
    languages = [each.parsed.language for each in read]
    wanted = [each.said.intent.value for each in read]
    lines = [f"{len(read)} utterances; right by 5-fold cross-validation:"]
    for keys in (["all"] * len(read), languages, wanted):
        total, right = (
            Counter(keys),
            Counter(k for k, w, f in zip(keys, wanted, found, strict=True) if w == f),
        )
        lines += [f"  {key:12} {right[key] / total[key]:.3f}  of {total[key]}" for key in sorted(total)]
    return "\n".join(lines)
