"""What the scripted customer says: each wish in one plain sentence, and answers to questions. Pure.

A terse customer says only what kind of thing they want, of which order where they have one, and nothing
else before it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.evaluation.tau2_writes import (
    ACCOUNT,
    ADDRESS,
    CANCEL,
    EXCHANGE,
    ITEMS,
    PAYMENT,
    RETURN,
    Data,
    Write,
)

_TERSE = {
    CANCEL: "I want to cancel an order",
    RETURN: "I'd like to send something back, order {number}",
    ADDRESS: "the shipping address of {number} is wrong",
    ACCOUNT: "I moved, please update my account address",
    PAYMENT: "can I pay for order {number} differently? I'd like to change the payment",
    EXCHANGE: "I need to exchange something I received in order {number}",
    ITEMS: "I'd like to modify the items in my order {number}",
}


def terse_wish_of(write: Write) -> str:
    """The wish without its details."""
    return _TERSE[write.name].format(number=write.arguments.get("order_id", ""))


def wish_of(write: Write, user: Data, data: Data) -> str:
    """The wish, with all that the customer knows."""
    number, method = write.arguments.get("order_id", ""), _method(write, user)
    order = data["orders"].get(number, {"items": []})
    sentences = {
        CANCEL: f"Please cancel order {number}. {_reason(write)}",
        RETURN: f"I want to return {_titles(write, order)} from order {number}, refund to {method}",
        ADDRESS: f"Please change the address of order {number} to {_address(write)}",
        ACCOUNT: f"Please change my default address to {_address(write)}",
        PAYMENT: f"Please change the payment method of order {number} to {method}",
        EXCHANGE: f"In order {number} I want to exchange {_changes(write, order, data)}, using {method}",
        ITEMS: f"In order {number} I want to change {_changes(write, order, data)}, using {method}",
    }
    return sentences[write.name]


def answer_to(awaiting: str, write: Write, user: Data, data: Data, *, asked: str) -> str:
    """The answer to a question; "" where nothing is asked. `asked` is the question's text."""
    order = data["orders"].get(write.arguments.get("order_id", ""), {"items": []})
    answers = {
        "identity": _identity(user),
        "confirmation": "yes",
        "order": str(write.arguments.get("order_id", "")),
        "reason": _reason(write),
        "items": _titles(write, order),
        "version": _version(write, order, data, asked),
        "method": _method(write, user),
        "address": _address(write),
    }
    return answers.get(awaiting, "")


def _identity(user: Data) -> str:
    if not user:
        return ""
    name = user["name"]
    return f"My name is {name['first_name']} {name['last_name']}, zip {user['address']['zip']}"


def _titles(write: Write, order: Data) -> str:
    """The items as the customer names them: all, or by title and options."""
    ids = write.arguments.get("item_ids", ())
    chosen = [item for item in order["items"] if item["item_id"] in ids]
    if len(chosen) == len(order["items"]):
        return "everything"
    return " and ".join(f"the {i['name']} ({', '.join(i['options'].values())})" for i in chosen)


def _changes(write: Write, order: Data, data: Data) -> str:
    """Each item by title and options, and what is to be different of it."""
    told = []
    for item, new in _swapped(write, order, data):
        wanted = {n: v for n, v in new["options"].items() if item["options"].get(n) != v}
        bought = ", ".join(item["options"].values())
        told.append(f"the {item['name']} ({bought}) to {_named(wanted)}")
    return " and ".join(told)


def _version(write: Write, order: Data, data: Data, asked: str) -> str:
    """The whole version wanted of the item that the question names."""
    for item, new in _swapped(write, order, data):
        if item["name"] in asked:
            return _named(new["options"])
    return ""


def _swapped(write: Write, order: Data, data: Data) -> Iterator[tuple[Data, Data]]:
    """Bought items and the variants wanted in their places."""
    items = {item["item_id"]: item for item in order["items"]}
    pairs = zip(write.arguments.get("item_ids", ()), write.arguments.get("new_item_ids", ()), strict=False)
    for old, new in pairs:
        yield items[old], data["products"][items[old]["product_id"]]["variants"][new]


def _named(options: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in options.items())


def _method(write: Write, user: Data) -> str:
    method = user.get("payment_methods", {}).get(write.arguments.get("payment_method_id"), {})
    kind = str(method.get("source", "")).replace("_", " ")
    return f"{kind} ending in {method['last_four']}" if "last_four" in method else kind


def _reason(write: Write) -> str:
    mistake = write.arguments.get("reason") == "ordered by mistake"
    return "I ordered it by mistake" if mistake else "I no longer need it"


def _address(write: Write) -> str:
    given = write.arguments
    if "address1" not in given:
        return ""
    street = ", ".join(part for part in (given["address1"], given["address2"]) if part)
    return f"{street}, {given['city']}, {given['state']} {given['zip']}, {given['country']}"
