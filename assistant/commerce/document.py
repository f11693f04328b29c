"""JSON text of commerce values, and back; the form in which shops exchange and keep them."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from assistant.commerce.errors import BackendAnswerError

_T = TypeVar("_T")


def to_data(value: Any) -> Any:
    """A commerce value as JSON data: dates as ISO 8601, amounts in minor units."""
    return TypeAdapter(type(value)).dump_python(value, mode="json")


def from_data(kind: type[_T], data: object) -> _T:
    """The commerce value of this kind. Raises BackendAnswerError naming the field that is wrong."""
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise BackendAnswerError(
            f"{kind.__name__}: expected {first['msg']!r} at {place}; correct the shop's answer"
        ) from error
