"""What a row states for one field of a mapping."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from retrieval.catalog.mapping import FieldSpec
from retrieval.catalog.values import is_empty, text_of, texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of a row. A fatal one leaves the row out; another leaves only the field out."""

    field: str
    expected: str
    got: object
    fatal: bool = False


def look_up(values: Mapping[str, object], column: str) -> object:
    """The value of a column; `parent.child` looks inside an object. None when there is none."""
    if column in values:
        return values[column]
    parent, dot, child = column.partition(".")
    inner = values.get(parent) if dot else None
    return look_up(inner, child) if isinstance(inner, Mapping) else None


def first_value(values: Mapping[str, object], spec: FieldSpec) -> tuple[object, str]:
    """The first non-empty value of a spec's columns, with its column; (None, column) when all are empty."""
    if spec.constant is not None:
        return spec.constant, "constant"
    for column in spec.columns:
        value = look_up(values, column)
        if not is_empty(value):
            return value, column
    return None, spec.columns[0] if spec.columns else ""


def all_values(values: Mapping[str, object], spec: FieldSpec) -> Sequence[object]:
    """Every non-empty value of a spec's columns, in order."""
    found = (look_up(values, column) for column in spec.columns)
    return [value for value in found if not is_empty(value)]


def image_of(values: Mapping[str, object], spec: FieldSpec, root: Path) -> str | None:
    """A URL, or the path of an existing file relative to the source folder; None for anything else."""
    if spec.template is not None:
        path = _filled(spec.template, values)
        if path and (not spec.if_file or _is_file_within(root, path)):
            return path
    for column in spec.columns:
        for text in texts_of(look_up(values, column)):
            place = text.split(",")[0].strip() if text.count("http") > 1 else text
            if urlsplit(place).scheme in {"http", "https"} or _is_file_within(root, place):
                return place
    return None


def _filled(template: str, values: Mapping[str, object]) -> str:
    names = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    parts = {name: text_of(look_up(values, name)) for name in names}
    return template.format(**parts) if all(parts.values()) else ""


def _is_file_within(root: Path, place: str) -> bool:
    """Whether a relative path leads to a file below a folder, without any way out of it."""
    path = PurePosixPath(place)
    if not place or len(place) > 500 or path.is_absolute() or ".." in path.parts or "\x00" in place:
        return False
    return (root / path).is_file()
