"""`shopwright train`: heads fitted to labeled utterances; see train_ranking for weights of ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, messages, open_home
from api.commands.train_ranking import ranking
from api.errors import CommandError

if TYPE_CHECKING:
    from assistant.bootstrap import Home
    from assistant.heads.intents import Rehearsed, Said
    from assistant.heads.linear import LinearHead
    from retrieval.embedding import SentenceEmbedder
    from retrieval.protocols import Vectors

app = typer.Typer(help="Learn from labeled utterances and judged products.", no_args_is_help=True)
app.command()(ranking)


@app.callback()
def train() -> None:
    """Learn from labeled utterances and judged products."""


@app.command()
def intents(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]…", help="More utterances; see assistant/heads/README.md."),
    ] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Only the utterances of FILEs.")] = False,
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
    from assistant.bootstrap import OWN_HEAD
    from assistant.heads.intents import UTTERANCES, read_utterances

    if alone and not files:
        raise CommandError("expected a FILE with --alone, got none; see assistant/heads/README.md")
    bundled = () if alone else sorted(UTTERANCES.glob("*.yaml"))
    said = [each for file in (*bundled, *(files or ())) for each in read_utterances(file)]
    with open_home(context, home) as opened:
        target = out or opened.settings.home / OWN_HEAD
        head, summary = _fitted(opened, said, shop)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        head.save(target)
    except OSError as error:
        raise CommandError(f"{target}: expected a file that can be written: {error}") from error
    typer.echo(summary)
    typer.echo(f"written to {target}")


def _fitted(opened: Home, said: Sequence[Said], shop: str) -> tuple[LinearHead, str]:
    """The head, and how well heads without an utterance read it."""
    from api.progress import ingest_progress, pull_progress
    from assistant.heads.features import TextFeatures
    from assistant.heads.intents import intent_rows
    from assistant.heads.rehearsal import rehearsed
    from assistant.heads.training import cross_validated, fit
    from assistant.parsing import CatalogVocabulary

    snapshot = opened.catalogs.load(shop)
    with pull_progress(messages()) as on_pull:
        embedder = opened.intent_embedder(on_pull=on_pull)
    with ingest_progress(messages()) as bars:
        vocabulary = CatalogVocabulary.from_snapshot(snapshot)
        read = rehearsed(said, snapshot, vocabulary, on_progress=partial(bars.ingested, "Utterances read"))
        vectors = _embedded(read, embedder, partial(bars.ingested, "Utterances embedded"))
        features = TextFeatures(embedder)
        rows, wanted = intent_rows(features, read, vectors), [each.said.intent.value for each in read]
        found = cross_validated(rows, wanted, features=features, on_fold=partial(bars.ingested, "Folds"))
    head = fit(rows, wanted, features=features)
    return head, _summary([each.parsed.language for each in read], wanted, found)


def _embedded(
    read: Sequence[Rehearsed], embedder: SentenceEmbedder, on_progress: Callable[[int, int], None]
) -> Vectors:
    """Vectors [n, dim], one by one as shoppers' utterances are embedded when they come."""
    import numpy as np

    vectors = np.empty((len(read), embedder.dim), dtype=np.float32)
    for row, each in enumerate(read):
        vectors[row] = embedder.embed_query(each.said.text)
        on_progress(row + 1, len(read))
    return vectors


def _summary(languages: Sequence[str], wanted: Sequence[str], found: Sequence[str]) -> str:
    """Cross-validated shares of right intents: whole, by language and by intent."""
    lines = [f"{len(wanted)} utterances; right by 5-fold cross-validation:"]
    for keys in (["all"] * len(wanted), languages, wanted):
        total = Counter(keys)
        right = Counter(k for k, w, f in zip(keys, wanted, found, strict=True) if w == f)
        lines += [f"  {key:12} {right[key] / total[key]:.3f}  of {total[key]}" for key in sorted(total)]
    return "\n".join(lines)
