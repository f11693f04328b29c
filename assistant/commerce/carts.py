"""How a cart changes by a write. Pure; shared by the backends that keep carts themselves."""

from __future__ import annotations

from dataclasses import replace

from assistant.commerce.errors import NotFoundError, WriteRefusedError
from assistant.commerce.protocols import MAX_QUANTITY
from assistant.commerce.types import Cart, CartLine


def with_added(cart: Cart, line: CartLine) -> Cart:
    """The cart with so many more pieces; the newest price stands. Raises WriteRefusedError (too many)."""
    present = cart.line(line.line_id)
    quantity = line.quantity + (present.quantity if present else 0)
    _check(quantity)
    if present is None:
        return replace(cart, lines=(*cart.lines, line))
    return _replaced(cart, replace(line, quantity=quantity))


def with_quantity(cart: Cart, line_id: str, quantity: int) -> Cart:
    """The cart with that many pieces of a line. Raises NotFoundError, WriteRefusedError."""
    _check(quantity)
    return _replaced(cart, replace(_line(cart, line_id), quantity=quantity))


def without(cart: Cart, line_id: str) -> Cart:
    """The cart without a line. Raises NotFoundError."""
    _line(cart, line_id)
    return replace(cart, lines=tuple(line for line in cart.lines if line.line_id != line_id))


def _check(quantity: int) -> None:
    if not 1 <= quantity <= MAX_QUANTITY:
        raise WriteRefusedError("quantity", f"expected 1 to {MAX_QUANTITY}, got {quantity}")


def _line(cart: Cart, line_id: str) -> CartLine:
    line = cart.line(line_id)
    if line is None:
        raise NotFoundError(f"no line {line_id!r} in this cart")
    return line


def _replaced(cart: Cart, changed: CartLine) -> Cart:
    lines = tuple(changed if line.line_id == changed.line_id else line for line in cart.lines)
    return replace(cart, lines=lines)
