"""`shopwright prompts`: the versioned templates."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="Prompt templates and their versions.", no_args_is_help=True)


@app.command("list")
def list_prompts() -> None:
    """Every template with its versions."""
    from prompts.registry import PromptRegistry

    registry = PromptRegistry.from_folder()
    for name in registry.names():
        versions = ", ".join(f"@{version}" for version in registry.versions(name))
        typer.echo(f"{name}  {versions}  {registry.get(name).description}")


@app.command("show")
def show_prompt(
    ref: Annotated[
        str, typer.Argument(metavar="NAME[@V]", help="A template; without @V its newest version.")
    ],
) -> None:
    """One version as it is sent: fixed messages first, then the places of its variables."""
    from prompts.registry import PromptRegistry

    template = PromptRegistry.from_folder().get(ref)
    typer.echo(f"{template.ref}  {', '.join(template.languages)}  {template.description}")
    for name, meaning in template.variables.items():
        typer.echo(f"  {{{{{name}}}}}  {meaning}")
    for message in template.prefix():
        typer.echo(f"\n[{message.role}]\n{message.content}")
    typer.echo(f"\n[user]\n{template.user}")
    if template.changelog:
        typer.echo(f"\n{template.changelog}")
