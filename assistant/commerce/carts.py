"""How a cart changes by a write; shared by the backends that keep carts themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from assistant.commerce.errors import NotFoundError, WriteRefusedError
from assistant.commerce.protocols import MAX_QUANTITY
from assistant.commerce.types import Cart, CartLine, WriteResult


class CartKeeper(ABC):
    """The cart writes of a ShopBackend, over one that changes a stored cart under a key."""

    def add(self, cart_id: str, line: CartLine, *, key: str) -> WriteResult:
        """Add pieces of a product."""
        return self._change_cart(cart_id, key, lambda cart: with_added(cart, line))

    def set_quantity(self, cart_id: str, line_id: str, quantity: int, *, key: str) -> WriteResult:
        """Make it this many."""
        return self._change_cart(cart_id, key, lambda cart: with_quantity(cart, line_id, quantity))

    def remove(self, cart_id: str, line_id: str, *, key: str) -> WriteResult:
        """Take a line out."""
        return self._change_cart(cart_id, key, lambda cart: without(cart, line_id))

    @abstractmethod
    def _change_cart(self, cart_id: str, key: str, change: Callable[[Cart], Cart]) -> WriteResult:
        """Store what `change` makes of the cart, once per key."""


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
