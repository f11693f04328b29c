"""`shopwright config`: with which settings commands run."""

from __future__ import annotations

import typer

from api.commands.common import HomeOption, settings_of

app = typer.Typer(help="The settings in effect.", no_args_is_help=True)


@app.command("show")
def show(context: typer.Context, home: HomeOption = None) -> None:
    """Every setting as it is in effect: config.yaml of the home, overruled by SHOPWRIGHT_* variables."""
    import yaml

    settings = settings_of(context, home)
    typer.echo(
        yaml.safe_dump(settings.model_dump(mode="json"), sort_keys=False, allow_unicode=True), nl=False
    )
