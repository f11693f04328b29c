"""How a shop's service that misbehaves is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import httpx
import pytest

from assistant.commerce.errors import (
    BackendAnswerError,
    BackendUnavailableError,
    NotFoundError,
    WriteRefusedError,
)
from assistant.commerce.http import HttpBackend, open_client
from tests.corner_counter import CART_LINE


def backend(answer: Callable[[httpx.Request], httpx.Response]) -> HttpBackend:
    """A backend whose service answers like this."""
    transport = httpx.MockTransport(answer)
    return HttpBackend(httpx.Client(transport=transport, base_url="http://shop.example/api"))


def _same(answer: httpx.Response, _request: httpx.Request) -> httpx.Response:
    return answer


def _late(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("too late", request=request)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (_late, BackendUnavailableError),
        (lambda _r: httpx.Response(503), BackendUnavailableError),
        (lambda _r: httpx.Response(429), BackendUnavailableError),
        (lambda _r: httpx.Response(401), BackendAnswerError),
        (lambda _r: httpx.Response(302, headers={"location": "/"}), BackendAnswerError),
        (lambda _r: httpx.Response(200, text="<html>"), BackendAnswerError),
        (lambda _r: httpx.Response(200, json={}), BackendAnswerError),
        (lambda _r: httpx.Response(200, json={"cart": {"lines": 3}}), BackendAnswerError),
        (lambda _r: httpx.Response(404), NotFoundError),
        (lambda _r: httpx.Response(409, json={"code": "quantity"}), WriteRefusedError),
        (lambda _r: httpx.Response(422, text="no"), WriteRefusedError),
    ],
)
def test_failures_are_told_apart(
    answer: Callable[[httpx.Request], httpx.Response], error: type[Exception]
) -> None:
    """No answer, a wrong one, none of that name and a refusal are told apart."""
    with pytest.raises(error):
        backend(answer).add("c", CART_LINE, key="k")


def test_a_refusal_keeps_its_code() -> None:
    """The service's code is the error's, 'refused' without one."""
    for answer, code in (
        (httpx.Response(409, json={"code": "status"}), "status"),
        (httpx.Response(409), "refused"),
    ):
        with pytest.raises(WriteRefusedError) as refused:
            backend(partial(_same, answer)).cancel("W1", reason="", key="k")
        assert refused.value.code == code


def test_what_a_service_does_not_serve_is_not_offered() -> None:
    """405 and 501 say that nothing happened and never will; without versions there are none."""
    for status in (405, 501):
        with pytest.raises(WriteRefusedError) as refused:
            backend(partial(_same, httpx.Response(status))).change_payment("W1", "card", key="k")
        assert refused.value.code == "not_offered"
    assert backend(lambda _r: httpx.Response(404)).versions("p1") == ()


def test_keys_and_tokens_are_sent_and_emails_are_not_in_addresses() -> None:
    """A write carries its key, the client its token, and an e-mail goes in the body."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(404)

    client = open_client("http://shop.example/api", token="t0ken")  # noqa: S106 - an invented token
    assert client.headers["authorization"] == "Bearer t0ken"
    assert client.follow_redirects is False
    client.close()
    assert backend(answer).find_by_email("a@example.com") is None
    with pytest.raises(NotFoundError):
        backend(answer).cancel("W1", reason="", key="k1")
    assert "example.com" not in str(seen[0].url.path)
    assert seen[1].headers["idempotency-key"] == "k1"


def test_a_shop_may_serve_carts_alone() -> None:
    """Without rules there are no orders, without coupons none."""
    plain = backend(lambda _r: httpx.Response(404))
    assert plain.order_rules() is None
    assert plain.coupons() == ()
