"""The demo shop's own data files, read from the package."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeGuard

import yaml

_ROOT = "retrieval.catalog.demo"
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def folder(name: str) -> tuple[Traversable, ...]:
    """Files of one packaged folder, sorted by name."""
    return tuple(sorted((f for f in files(_ROOT).joinpath(name).iterdir() if f.is_file()), key=_name))


def read_mapping(file: Traversable) -> dict[str, object]:
    """A YAML file whose root is a mapping.

    Raises TypeError when the root is anything else.
    """
    data: object = yaml.load(file.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, in C if built
    return mapping(data, where=file.name)


def packaged(name: str) -> dict[str, object]:
    """A packaged YAML mapping by file name."""
    return read_mapping(files(_ROOT).joinpath(name))


def mapping(value: object, *, where: str) -> dict[str, object]:
    """The value as a mapping with string keys; None is an empty one."""
    if value is None:
        return {}
    if not _is_mapping(value):
        raise TypeError(f"{where}: expected a mapping with text keys, got {value!r}; quote the keys")
    return value


def strings(value: object, *, where: str) -> tuple[str, ...]:
    """One string or a list of them as a tuple; numbers are refused so that YAML never guesses a value."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    for item in items:
        if not isinstance(item, str):
            raise TypeError(f"{where}: expected text, got {item!r}; quote it")
    return tuple(items)


def _is_mapping(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict) and all(isinstance(key, str) for key in value)


def _name(file: Traversable) -> str:
    return file.name
