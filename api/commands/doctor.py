"""`shopwright doctor`: what is installed, on which device, which models and shops, what to do next."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import typer

from api.commands.common import HomeOption, open_home, settings_of
from api.commands.models import needed_weights, weights_state

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.bootstrap import Home
    from assistant.settings import Settings

_PACKAGES = ("torch", "transformers", "sentence-transformers", "chromadb", "xllamacpp", "langchain-core")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report; `remedy` is empty where nothing has to be done."""

    what: str
    found: str
    remedy: str = ""


def doctor(context: typer.Context, home: HomeOption = None) -> None:
    """Check this installation. Exits 1 while something is missing, naming the next command."""
    settings = settings_of(context, home)
    findings = [*_machine(settings), *_packages()]
    if not any(finding.remedy for finding in findings):
        with open_home(context, home) as opened:
            findings += [*_models(opened), *_shops(opened)]
    for finding in findings:
        mark = "!!" if finding.remedy else "ok"
        typer.echo(f"{mark}  {finding.what:26}{finding.found}")
    remedies = [finding.remedy for finding in findings if finding.remedy]
    typer.echo("\nnext: " + (remedies[0] if remedies else "shopwright serve"))
    if remedies:
        raise typer.Exit(1)


def _machine(settings: Settings) -> Iterator[Finding]:
    enough = sys.version_info >= (3, 11)
    yield Finding(
        what="python",
        found=platform.python_version(),
        remedy="" if enough else "install Python 3.11 or newer",
    )
    yield Finding(what="device", found=_device())
    free_gb = shutil.disk_usage(_existing(settings.home)).free / 1e9
    yield Finding(what="home", found=f"{settings.home}  ({free_gb:.0f} GB free)")
    if not os.access(_existing(settings.home), os.W_OK):
        yield Finding(what="home", found="not writable", remedy="choose another --home")


def _device() -> str:
    cores = f"CPU, {os.cpu_count()} cores"
    try:
        import torch
    except ImportError:
        return f"{cores}; torch is not installed"
    if not torch.cuda.is_available():
        return f"{cores}; no CUDA device"
    names = ", ".join(torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count()))
    return f"CUDA {torch.version.cuda}: {names}; {cores}"


def _packages() -> Iterator[Finding]:
    for name in ("shopwright", *_PACKAGES):
        try:
            yield Finding(what=name, found=version(name))
        except PackageNotFoundError:
            yield Finding(what=name, found="not installed", remedy=f"pip install {name}")


def _models(opened: Home) -> Iterator[Finding]:
    for spec in needed_weights(opened):
        state = weights_state(spec, opened.settings.models_root)
        remedy = "" if state == "here" else spec.pull_command
        yield Finding(what="weights", found=f"{spec.id}: {state}", remedy=remedy)
    yield Finding(what="language model in use", found=opened.settings.model)


def _shops(opened: Home) -> Iterator[Finding]:
    rows = opened.catalogs.shops()
    if not rows:
        yield Finding(what="shops", found="none", remedy="shopwright ingest demo --shop demo")
    for row in rows:
        found = f"{row.settings.title}: {row.products} products, version {row.catalog_version}"
        yield Finding(what=f"shop {row.settings.name}", found=found)


def _existing(path: Path) -> Path:
    """The path, or its nearest parent that exists."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())
