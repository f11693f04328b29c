"""A shop's own REST service as its backend; the endpoints are listed in assistant/README.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from assistant.commerce.document import from_data, to_data
from assistant.commerce.errors import (
    BackendAnswerError,
    BackendUnavailableError,
    NotFoundError,
    WriteRefusedError,
)
from assistant.commerce.types import (
    Address,
    Cart,
    CartLine,
    Coupon,
    Customer,
    Order,
    OrderRules,
    Swap,
    WriteResult,
)
from retrieval.types import Sku

TIMEOUT_S = 5.0
"""How long one request may take, connecting included."""

_T = TypeVar("_T")


def open_client(base_url: str, *, token: str | None = None, timeout_s: float = TIMEOUT_S) -> httpx.Client:
    """A client of a shop's service that follows no redirect; `token` is sent as a bearer token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=base_url, headers=headers, timeout=timeout_s, follow_redirects=False)


class HttpBackend:
    """Speaks to the service through `client`, whose base URL is the service's root. Thread-safe."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def cart(self, cart_id: str) -> Cart:
        """The cart."""
        return from_data(Cart, self._get(f"/carts/{_part(cart_id)}"))

    def add(self, cart_id: str, line: CartLine, *, key: str) -> WriteResult:
        """POST the line."""
        return self._write("POST", f"/carts/{_part(cart_id)}/lines", key, to_data(line))

    def set_quantity(self, cart_id: str, line_id: str, quantity: int, *, key: str) -> WriteResult:
        """PATCH the line's quantity."""
        path = f"/carts/{_part(cart_id)}/lines/{_part(line_id)}"
        return self._write("PATCH", path, key, {"quantity": quantity})

    def remove(self, cart_id: str, line_id: str, *, key: str) -> WriteResult:
        """DELETE the line."""
        return self._write("DELETE", f"/carts/{_part(cart_id)}/lines/{_part(line_id)}", key)

    def order_rules(self) -> OrderRules | None:
        """The shop's rules; 404 says that it serves no orders."""
        return self._optional(OrderRules, "GET", "/order-rules")

    def find_by_email(self, email: str) -> str | None:
        """POST, so that no e-mail stands in an address that servers log."""
        found = self._optional(dict[str, str], "POST", "/customers/find", {"email": email})
        return found.get("customer_id") if found else None

    def find_by_name(self, name: str, postal_code: str) -> str | None:
        """POST the name and the postal code."""
        asked = {"name": name, "postal_code": postal_code}
        found = self._optional(dict[str, str], "POST", "/customers/find", asked)
        return found.get("customer_id") if found else None

    def customer(self, customer_id: str) -> Customer:
        """A customer's record."""
        return from_data(Customer, self._get(f"/customers/{_part(customer_id)}"))

    def orders(self, customer_id: str) -> Sequence[Order]:
        """A customer's orders."""
        return from_data(tuple[Order, ...], self._get(f"/customers/{_part(customer_id)}/orders"))

    def cancel(self, order_id: str, *, reason: str, key: str) -> WriteResult:
        """POST the reason."""
        return self._write("POST", f"/orders/{_part(order_id)}/cancel", key, {"reason": reason})

    def return_items(
        self,
        order_id: str,
        item_ids: Sequence[str],
        *,
        refund_to: str,
        key: str,
    ) -> WriteResult:
        """POST the items and where the refund goes."""
        body = {"item_ids": list(item_ids), "refund_to": refund_to}
        return self._write("POST", f"/orders/{_part(order_id)}/return", key, body)

    def change_address(self, order_id: str, address: Address, *, key: str) -> WriteResult:
        """PUT the address."""
        return self._write("PUT", f"/orders/{_part(order_id)}/address", key, to_data(address))

    def versions(self, product_id: str) -> Sequence[Sku]:
        """The product's versions; 404 says that the shop tells none."""
        return self._optional(tuple[Sku, ...], "GET", f"/products/{_part(product_id)}/skus") or ()

    def exchange_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """POST the items, what takes their places, and who pays the difference."""
        body = _swap_body(items, method_id, difference_minor)
        return self._write("POST", f"/orders/{_part(order_id)}/exchange", key, body)

    def change_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """POST as for an exchange."""
        body = _swap_body(items, method_id, difference_minor)
        return self._write("POST", f"/orders/{_part(order_id)}/items", key, body)

    def change_payment(self, order_id: str, method_id: str, *, key: str) -> WriteResult:
        """PUT the method."""
        return self._write("PUT", f"/orders/{_part(order_id)}/payment", key, {"method_id": method_id})

    def change_account_address(self, customer_id: str, address: Address, *, key: str) -> WriteResult:
        """PUT the address."""
        return self._write("PUT", f"/customers/{_part(customer_id)}/address", key, to_data(address))

    def coupons(self) -> Sequence[Coupon]:
        """The shop's coupons."""
        return self._optional(tuple[Coupon, ...], "GET", "/coupons") or ()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _get(self, path: str) -> Any:
        return _data(self._send("GET", path))

    def _optional(self, kind: type[_T], method: str, path: str, body: object = None) -> _T | None:
        try:
            return from_data(kind, _data(self._send(method, path, body=body)))
        except NotFoundError:
            return None

    def _write(self, method: str, path: str, key: str, body: object = None) -> WriteResult:
        answer = self._send(method, path, body=body, headers={"Idempotency-Key": key})
        result = from_data(WriteResult, _data(answer))
        if result.cart is None and result.order is None and result.customer is None:
            raise BackendAnswerError("a write: expected the cart, order or customer after it, got none")
        return result

    def _send(
        self, method: str, path: str, *, body: object = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        try:
            answer = self._client.request(method, path, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise BackendUnavailableError(
                f"{method}: the shop's service gave no answer ({type(error).__name__})"
            ) from error
        if answer.is_success:
            return answer
        raise _failure(method, answer)


def _failure(method: str, answer: httpx.Response) -> Exception:
    status = answer.status_code
    if status in (httpx.codes.METHOD_NOT_ALLOWED, httpx.codes.NOT_IMPLEMENTED):
        return WriteRefusedError("not_offered")
    if status == httpx.codes.NOT_FOUND:
        return NotFoundError(f"{method}: the shop's service knows no such record")
    if status in (httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY):
        try:
            stated = answer.json()
        except ValueError:
            stated = {}
        code = stated.get("code") if isinstance(stated, dict) else None
        return WriteRefusedError(code if isinstance(code, str) else "refused")
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.TOO_MANY_REQUESTS:
        return BackendUnavailableError(f"{method}: the shop's service answered {status}")
    return BackendAnswerError(f"{method}: expected 2xx, 404, 409 or 422 of the shop's service, got {status}")


def _swap_body(items: Sequence[Swap], method_id: str, difference_minor: int) -> dict[str, Any]:
    return {
        "items": [to_data(item) for item in items],
        "method_id": method_id,
        "difference_minor": difference_minor,
    }


def _data(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise BackendAnswerError("the shop's service: expected JSON, got something else") from error


def _part(text: str) -> str:
    """Text as one segment of a path."""
    return quote(text, safe="")
