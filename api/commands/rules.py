"""`shopwright rules`: what a shop itself decides about places, recalls, ages and paid placement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, ShopOption, open_home
from api.errors import CommandError
from retrieval.errors import RulesError

if TYPE_CHECKING:
    from assistant.bootstrap import Home
    from retrieval.shop_rules.types import ShopRules

app = typer.Typer(help="A shop's own rules of ranking.", no_args_is_help=True)
FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="YAML; see retrieval/shop_rules/README.md.")
]


@app.command("set")
def set_rules(context: typer.Context, file: FileArgument, shop: ShopOption, home: HomeOption = None) -> None:
    """Make a file's rules hold, all of them or, where one is wrong, none; the next turn is ranked by them."""
    text = _text(file)
    with open_home(context, home) as opened:
        opened.catalogs.shop(shop)
        with _faults_told(file):
            rules = opened.rules.set(shop, text)
        _tell_matching(opened, shop, rules)
    typer.echo(f"revision {rules.revision} of {shop} holds", err=True)


@app.command()
def check(context: typer.Context, file: FileArgument, shop: ShopOption, home: HomeOption = None) -> None:
    """Say what is wrong with a file and how many products each rule speaks of; nothing is changed."""
    from retrieval.shop_rules.reading import read_rules

    with _faults_told(file):
        rules = read_rules(_text(file))
    with open_home(context, home) as opened:
        _tell_matching(opened, shop, rules)


@app.command()
def show(
    context: typer.Context,
    shop: ShopOption,
    revision: Annotated[
        int | None, typer.Option(min=1, help="An earlier one; see `rules log`.", show_default=False)
    ] = None,
    home: HomeOption = None,
) -> None:
    """The rules as they were set."""
    with open_home(context, home) as opened:
        opened.catalogs.shop(shop)
        revisions = opened.rules.revisions(shop)
    wanted = revisions[:1] if revision is None else [r for r in revisions if r.revision == revision]
    if not wanted:
        got = "none yet" if revision is None else f"no revision {revision}"
        raise CommandError(
            f"expected rules of {shop!r}, got {got}; `shopwright rules set FILE --shop {shop}`"
        )
    typer.echo(wanted[0].document.rstrip("\n"))


@app.command()
def log(context: typer.Context, shop: ShopOption, home: HomeOption = None) -> None:
    """Every revision, newest first: number and when it was set."""
    with open_home(context, home) as opened:
        opened.catalogs.shop(shop)
        revisions = opened.rules.revisions(shop)
    for each in revisions:
        typer.echo(f"{each.revision}  {each.at.isoformat(timespec='seconds')}")


@contextmanager
def _faults_told(file: Path) -> Iterator[None]:
    """Every fault of a file on a line of its own. Raises CommandError."""
    try:
        yield
    except RulesError as error:
        for fault in error.faults:
            typer.echo(fault, err=True)
        told = f"{len(error.faults)} faults, named above" if error.faults else str(error)
        raise CommandError(f"{file}: {told}; no rule was taken, and those before hold") from error


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: expected a readable UTF-8 file: {error}") from error


def _tell_matching(opened: Home, shop: str, rules: ShopRules) -> None:
    """How many products each rule speaks of now; a rule of none is likely a slip, and is said to be one."""
    from retrieval.shop_rules.applied import matching

    for told in matching(rules, opened.catalogs.load(shop)):
        warning = "" if told.products else "  ← none now: a slip?"
        typer.echo(f"{told.rule}: {told.products} product{'' if told.products == 1 else 's'}{warning}")
