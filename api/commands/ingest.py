"""`shopwright ingest`: a catalog source into a shop, with progress and a report."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, ShopOption, messages, open_home
from api.errors import CommandError

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.bootstrap import Home, IngestRequest
    from retrieval.catalog.ingest import IngestReport, SourceReport

DEMO = "demo"
_SHOWN_REJECTS = 5


def ingest(
    context: typer.Context,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE", help="A file or folder (CSV, TSV, JSON, JSON Lines, Parquet), or: demo"
        ),
    ],
    *,
    shop: ShopOption,
    title: Annotated[str | None, typer.Option(help="The shop's name as shoppers read it.")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217 code where the source names none.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Catalog language, en or zh; repeat, the main one first.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Mapping file, for columns that are not recognized.")
    ] = None,
    policies: Annotated[Path | None, typer.Option(help="Folder of Markdown files.")] = None,
    upsert: Annotated[
        bool, typer.Option("--upsert", help="Keep products that the source does not have.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show mapping and facets; write nothing.")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="Also write rejected rows here, as JSON Lines.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Bring a catalog into a shop; only what changed is embedded. Missing models are pulled first."""
    from assistant.bootstrap import IngestRequest

    if policies is not None and not policies.is_dir():
        raise CommandError(f"--policies: expected a folder, got {str(policies)!r}")
    with open_home(context, home) as opened:
        request = IngestRequest(
            source=source,
            shop=shop,
            mapping=mapping,
            title=title,
            currency=currency,
            languages=tuple(language or ()),
            policies=policies,
            upsert=upsert,
        )
        if str(source) == DEMO and not source.exists():
            request = demo_request(opened, request)
        if dry_run:
            _dry_run(opened, request)
            return
        report = run_ingest(opened, request, messages())
    if rejects is not None and report.rejects_path is not None:
        shutil.copyfile(report.rejects_path, rejects)
    _tell_source(report.source)
    _tell(report)


def demo_request(opened: Home, request: IngestRequest) -> IngestRequest:
    """The same request for the bundled demo catalog, written into the home first."""
    from dataclasses import replace

    from retrieval.catalog.demo import demo_settings, write_demo_source

    folder = opened.settings.home / "sources" / DEMO
    folder.mkdir(parents=True, exist_ok=True)
    write_demo_source(folder)
    settings = demo_settings(folder)
    return replace(
        request,
        source=folder,
        title=request.title or settings.title,
        currency=request.currency or settings.currency,
        languages=request.languages or settings.languages,
        policies=request.policies or folder / "policies",
    )


def run_ingest(opened: Home, request: IngestRequest, console: Console) -> IngestReport:
    """Ingest with progress bars: one for what is pulled, one for each stage."""
    from api.progress import ingest_progress

    with ingest_progress(console) as bars:
        return opened.ingest(request, on_progress=bars.ingested, on_pull=bars.pulled)


def _dry_run(opened: Home, request: IngestRequest) -> None:
    from api.progress import ingest_progress

    with ingest_progress(messages()) as bars:
        source = opened.dry_run(request, on_progress=bars.ingested)
    _tell_source(source)
    for file in source.files:
        typer.echo(f"\n{file.label} fields")
        for name, column in file.fields.items():
            typer.echo(f"  {name:20} {column}")
    typer.echo("\nfacet coverage")
    for facet, share in sorted(source.coverage.items(), key=lambda pair: -pair[1]):
        typer.echo(f"  {facet:20} {share:6.1%}")
    typer.echo("\nnothing was written")


def _tell_source(source: SourceReport) -> None:
    for file in source.files:
        rejected = f", {file.rejected} rejected" if file.rejected else ""
        typer.echo(f"{file.label}: {file.rows} rows of {file.kind} by mapping {file.mapping}{rejected}")
    for label, reason in source.ignored:
        typer.echo(f"{label}: ignored, {reason}")
    for warning in source.warnings:
        typer.echo(f"note: {warning}")
    for bad in source.first_rejects[:_SHOWN_REJECTS]:
        where = f"{bad.file} line {bad.line}"
        typer.echo(f"rejected: {where}, {bad.field}: expected {bad.expected}, got {bad.got}")
    if source.rejected > _SHOWN_REJECTS:
        typer.echo(f"rejected: {source.rejected - _SHOWN_REJECTS} more")


def _tell(report: IngestReport) -> None:
    typer.echo(
        f"shop {report.shop}: {report.source.products} products read; {report.added} added, "
        f"{report.changed} changed, {report.unchanged} unchanged, {report.deleted} deleted"
    )
    typer.echo(
        f"catalog version {report.catalog_version}; {report.embedded} embedded, {report.pruned} vectors "
        f"dropped, {report.source.reviews} reviews; {report.seconds:.1f} s"
    )
    if report.rejects_path is not None:
        typer.echo(f"rejected rows are in {report.rejects_path}")
