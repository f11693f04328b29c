"""`shopwright models`: which weights there are, which are here, and getting them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, messages, open_home
from api.errors import CommandError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Home
    from retrieval.weights import WeightsSpec

app = typer.Typer(help="Weights of language models and embedders.", no_args_is_help=True)
IdsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]…", help="As `models list` shows them.", show_default=False)
]


@app.command("list")
def list_models(context: typer.Context, home: HomeOption = None) -> None:
    """Every known set of weights: id, size, licence, languages, and whether it is here."""
    with open_home(context, home) as opened:
        settings, known = opened.settings, known_weights(opened)
        needed = {spec.id for spec in needed_weights(opened)}
    for spec in known:
        state = weights_state(spec, settings.models_root)
        mark = "*" if spec.id in needed else " "
        languages = ",".join(spec.languages)
        typer.echo(
            f"{mark} {spec.id:36} {spec.size_bytes / 1e6:6.0f} MB  {spec.licence:11} {languages:6} "
            f"{state:8} {spec.title}"
        )
    typer.echo(f"* needed by the current settings; kept in {settings.models_root}", err=True)


@app.command("pull")
def pull_models(context: typer.Context, ids: IdsArgument = None, home: HomeOption = None) -> None:
    """Fetch and check weights; without ids, all that the current settings need."""
    from api.progress import pull_progress
    from retrieval.weights import pull

    with open_home(context, home) as opened:
        root, wanted = opened.settings.models_root, chosen(ids, opened)
    for spec in wanted:
        with pull_progress(messages()) as on_progress:
            folder = pull(spec, root=root, on_progress=on_progress)
        typer.echo(f"{spec.id}  {folder}")


@app.command("verify")
def verify_models(context: typer.Context, ids: IdsArgument = None, home: HomeOption = None) -> None:
    """Hash weights in full against their pinned SHA-256; without ids, all that are here."""
    from retrieval.errors import WeightsError
    from retrieval.weights import verify

    with open_home(context, home) as opened:
        root, named, known = opened.settings.models_root, chosen(ids, opened), known_weights(opened)
    present = [spec for spec in known if weights_state(spec, root) != "missing"]
    broken = 0
    for spec in named if ids else present:
        try:
            verify(spec, root=root)
        except WeightsError as error:
            broken += 1
            typer.echo(f"{spec.id}  BROKEN  {error}")
        else:
            typer.echo(f"{spec.id}  ok")
    if broken:
        raise CommandError(f"{broken} of the weights are not what their registry says; pull them again")


def known_weights(opened: Home) -> Sequence[WeightsSpec]:
    """All registered weights, from the sources that the settings name: language models, then embedders."""
    from assistant.llm.registry import MODELS
    from retrieval.embedders import EMBEDDERS

    models = [model.weights for model in MODELS.values()]
    embedders = [embedder.weights for embedder in EMBEDDERS.values()]
    return [opened.weights(spec) for spec in (*models, *embedders)]


def needed_weights(opened: Home) -> Sequence[WeightsSpec]:
    """The configured language model, where it is a registered one, and every embedder."""
    from retrieval.embedders import EMBEDDERS

    model = opened.settings.model
    return [spec for spec in known_weights(opened) if spec.id == model or spec.id in EMBEDDERS]


def chosen(ids: Sequence[str] | None, opened: Home) -> Sequence[WeightsSpec]:
    """The weights named, or those needed. Raises CommandError for an unknown id."""
    if not ids:
        return needed_weights(opened)
    by_id = {spec.id: spec for spec in known_weights(opened)}
    unknown = sorted(set(ids) - set(by_id))
    if unknown:
        raise CommandError(f"expected ids of {sorted(by_id)}, got {unknown}")
    return [by_id[one] for one in ids]


def weights_state(spec: WeightsSpec, root: Path) -> str:
    """Whether weights are here, missing or damaged."""
    from retrieval.errors import WeightsError
    from retrieval.weights import locate

    try:
        return "here" if locate(spec, root=root) else "missing"
    except WeightsError:
        return "damaged"
