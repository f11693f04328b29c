"""`shopwright shops`: what was ingested and how each shop is set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.common import HomeOption, open_home
from api.errors import CommandError

app = typer.Typer(help="Shops of this home.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of the shop.")]


@app.command("list")
def list_shops(context: typer.Context, home: HomeOption = None) -> None:
    """Every shop: name, products, catalog version, currency, languages, title."""
    with open_home(context, home) as opened:
        rows = opened.catalogs.shops()
    for row in rows:
        shop = row.settings
        typer.echo(
            f"{shop.name}  {row.products} products  version {row.catalog_version}  {shop.currency}  "
            f"{','.join(shop.languages)}  {shop.title}"
        )


@app.command("show")
def show_shop(context: typer.Context, name: NameArgument, home: HomeOption = None) -> None:
    """Settings of a shop, and what its catalog holds."""
    with open_home(context, home) as opened:
        snapshot = opened.catalogs.load(name)
    shop = snapshot.shop
    for key, value in (
        ("name", shop.name),
        ("title", shop.title),
        ("currency", shop.currency),
        ("languages", ", ".join(shop.languages)),
        ("policies folder", shop.policies_dir or "none"),
        ("source folder", shop.source_dir or "none"),
        ("catalog version", str(snapshot.catalog_version)),
        ("products", str(len(snapshot.products))),
        ("in stock", str(sum(product.in_stock for product in snapshot.products))),
    ):
        typer.echo(f"{key + ':':18}{value}")
    for facet in ("category", "brand", "merchant", "color", "material", "size", "style", "pattern"):
        values = snapshot.live_values(facet)
        if values:
            typer.echo(f"{facet + ':':18}{len(values)} values, most often {', '.join(list(values)[:5])}")


@app.command("set")
def set_shop(
    context: typer.Context,
    name: NameArgument,
    title: Annotated[str | None, typer.Option(help="As shoppers read it.")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217 code.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Catalog language, en or zh; repeat, the main one first.")
    ] = None,
    policies: Annotated[Path | None, typer.Option(help="Folder of Markdown files.")] = None,
    home: HomeOption = None,
) -> None:
    """Change settings of a shop; what is not named stays."""
    if policies is not None and not policies.is_dir():
        raise CommandError(f"--policies: expected a folder, got {str(policies)!r}")
    changes: dict[str, Any] = {
        "title": title,
        "currency": currency,
        "languages": tuple(language) if language else None,
        "policies_dir": str(policies.resolve()) if policies else None,
    }
    changes = {key: value for key, value in changes.items() if value is not None}
    if not changes:
        raise CommandError("expected a setting to change: --title, --currency, --language or --policies")
    with open_home(context, home) as opened:
        try:
            opened.catalogs.save_shop(replace(opened.catalogs.shop(name), **changes))
        except ValueError as error:
            raise CommandError(str(error)) from error


@app.command("remove")
def remove_products(
    context: typer.Context,
    name: NameArgument,
    product_ids: Annotated[
        list[str], typer.Argument(metavar="PRODUCT_ID...", help="As the source names them.")
    ],
    home: HomeOption = None,
) -> None:
    """Remove products from a shop's catalog; the next ingest of a source that has them brings them back."""
    with open_home(context, home) as opened:
        removed = opened.delete_products(name, product_ids)
    if not removed:
        raise CommandError(f"expected ids of products of {name!r}, got {product_ids}; nothing was removed")
    typer.echo(f"removed {removed} of {len(product_ids)} products", err=True)


@app.command("delete")
def delete_shop(context: typer.Context, name: NameArgument, home: HomeOption = None) -> None:
    """Delete a shop with its catalog. A running server stops serving it at once."""
    with open_home(context, home) as opened:
        opened.delete_shop(name)
    typer.echo(f"deleted {name}", err=True)
