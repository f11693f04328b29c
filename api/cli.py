"""The `shopwright` command: parsing and exit codes; each command lives in `api/commands`."""

from __future__ import annotations

import logging
import os
import sys
from typing import Annotated

import typer

from api.commands import (
    chat,
    config,
    conversations,
    demo,
    doctor,
    evaluate,
    evaluate_objectives,
    evaluate_personal,
    evaluate_retrieval,
    evaluate_shoppers,
    evaluate_tau2,
    faq,
    ingest,
    models,
    profiles,
    prompts,
    rules,
    serve,
    shops,
    train,
)
from api.commands.common import HomeOption
from api.errors import EXPECTED, operator_message
from api.logs import log_plain

app = typer.Typer(
    name="shopwright",
    help="A conversational shopping assistant that the shop owns.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(demo.demo)
app.command()(ingest.ingest)
app.add_typer(shops.app, name="shops")
app.command()(chat.chat)
app.command()(serve.serve)
app.add_typer(models.app, name="models")
app.add_typer(prompts.app, name="prompts")
app.add_typer(conversations.app, name="conversations")
app.add_typer(profiles.app, name="profiles")
app.add_typer(faq.app, name="faq")
app.add_typer(rules.app, name="rules")
app.add_typer(config.app, name="config")
evaluate.app.command()(evaluate_objectives.objectives)
evaluate.app.command()(evaluate_personal.personal)
evaluate.app.command()(evaluate_retrieval.retrieval)
evaluate.app.command()(evaluate_shoppers.shoppers)
evaluate.app.command()(evaluate_tau2.tau2)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(train.app, name="train")
app.command()(doctor.doctor)


@app.callback()
def shopwright(
    home: HomeOption = None,  # noqa: ARG001 - commands read it from the context
    verbose: Annotated[bool, typer.Option("--verbose", help="Log more to standard error.")] = False,
) -> None:
    """A conversational shopping assistant that the shop owns."""
    log_plain(level=logging.INFO if verbose else logging.WARNING)


def main() -> None:
    """Run the command line. Exits 1 with one line on standard error for every expected failure."""
    try:
        app()
    except EXPECTED as error:
        _say(f"shopwright: {operator_message(error)}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter's last flush fails again
        sys.exit(1)


def _say(message: str) -> None:
    typer.echo(" ".join(message.split()), err=True)


if __name__ == "__main__":
    main()
