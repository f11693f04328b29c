"""Items for other versions of the same product: an exchange once delivered, a change before it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.acting.cases import Case, Step
from assistant.acting.paying import chosen_method, refused
from assistant.commerce.swaps import (
    Versions,
    difference,
    exchange_refusal,
    is_bought,
    items_refusal,
    swaps_refusal,
    values,
)
from assistant.commerce.types import Order, OrderLine, OrderRules, OrderStatus, Swap
from assistant.facts.order_changes import ask_items_brief, ask_version_brief, change_brief
from assistant.parsing.exchanging import Wanted, meant_versions, read_swaps
from assistant.parsing.orders import picks
from assistant.phrasing.order_changes import bought_label
from retrieval.types import Sku

SWAPS = frozenset({"exchange", "items", "alter"})
"""Kinds of a wish for other versions; which of them it is depends on where the order stands."""
_AT_HOME = frozenset({OrderStatus.DELIVERED, OrderStatus.EXCHANGE_REQUESTED, OrderStatus.RETURN_REQUESTED})
_Candidates = Mapping[str, tuple[Sku, ...]]


def swap_step(case: Case) -> Step:
    """Find items, versions and payment method, asking for one at a time, then ask for a yes."""
    case = replace(case, pending=replace(case.pending, kind=_kind(case.order, case.rules)))
    refusal = (
        exchange_refusal(case.order, case.rules, now=case.now)
        if case.pending.kind == "exchange"
        else items_refusal(case.order, case.rules)
    )
    if refusal is not None:
        return refused(case, refusal.code)
    versions = versions_of(case)
    candidates = _heard(case, versions)
    if not candidates:
        labels = tuple(bought_label(line) for line in case.order.lines)
        brief = ask_items_brief(case.order, case.language)
        return Step(brief=brief, pending=case.pending, awaiting="items", choices=labels)
    kept = [x.title for x in case.order.lines if x.item_id in candidates and not x.returnable]
    if kept and case.pending.kind == "exchange":
        return refused(case, "not_returnable", *kept)
    swaps = _settled(candidates)
    case = replace(case, pending=replace(case.pending, swaps=swaps))
    for line in case.order.lines:
        if line.item_id in candidates and Swap(item_id=line.item_id, sku_id="") in swaps:
            return _ask_version(case, line, versions[line.product_id], candidates[line.item_id])
    return _confirm(case, versions)


def versions_of(case: Case) -> Versions:
    """What the shop sells now of the order's products; none of those withheld. Raises CommerceError."""
    ids = dict.fromkeys(line.product_id for line in case.order.lines)
    return {
        product_id: () if product_id in case.withheld else tuple(case.backend.versions(product_id))
        for product_id in ids
    }


def _kind(order: Order, rules: OrderRules) -> str:
    """An exchange where the items are with the customer, else a change of items."""
    if order.status in rules.item_statuses:
        return "items"
    offered = order.status in rules.exchange_statuses or not rules.item_statuses
    return "exchange" if offered or order.status in _AT_HOME else "items"


def _confirm(case: Case, versions: Versions) -> Step:
    order, pending = case.order, case.pending
    refusal = swaps_refusal(order, pending.swaps, versions)
    if refusal is not None:
        return refused(case, refusal.code, *refusal.titles)
    amount = difference(order, pending.swaps, versions)
    method = chosen_method(case, amount)
    if isinstance(method, Step):
        return method
    pending = replace(pending, method_id=method.method_id, amount_minor=amount)
    brief = change_brief("confirm", pending, order, case.customer, versions, language=case.language)
    labels = tuple(dict.fromkeys(_label(sku) for skus in versions.values() for sku in skus))
    return Step(brief=brief, pending=pending, awaiting="confirmation", choices=labels)


def _settled(candidates: _Candidates) -> tuple[Swap, ...]:
    """A version where exactly one is left that can be had, else "" for one to be asked for."""
    return tuple(
        Swap(item_id=item_id, sku_id=skus[0].sku_id if len(skus) == 1 and skus[0].in_stock else "")
        for item_id, skus in candidates.items()
    )


def _ask_version(case: Case, line: OrderLine, skus: Sequence[Sku], meant: Sequence[Sku]) -> Step:
    open_skus = [sku for sku in skus if sku.in_stock and not is_bought(line, sku)]
    if not open_skus:
        return refused(case, "no_other", line.title)
    offered = [sku for sku in meant if sku.in_stock] or open_skus
    labels = tuple(_label(sku) for sku in offered)
    gone = bool(meant) and not any(sku.in_stock for sku in meant)
    brief = ask_version_brief(case.order, line, labels, gone=gone, language=case.language)
    return Step(brief=brief, pending=case.pending, awaiting="version", choices=labels)


def _heard(case: Case, versions: Versions) -> _Candidates:
    """Versions that each item may become, by what was said before and now; () where none was said."""
    lines = {line.item_id: line for line in case.order.lines}
    known = {swap.item_id: _known(lines[swap.item_id], swap, versions) for swap in case.pending.swaps}
    if known and case.awaiting == "method":
        return known
    asked = next((item_id for item_id, skus in known.items() if not skus), None)
    if case.awaiting == "version" and asked is not None:
        return {**known, asked: _answered(case, lines[asked], versions)}
    for wanted in _read(case, versions, first=not known):
        if wanted.skus or not known.get(wanted.item_id):
            known[wanted.item_id] = _possible(wanted.skus)
    return known


def _known(line: OrderLine, swap: Swap, versions: Versions) -> tuple[Sku, ...]:
    return tuple(sku for sku in versions.get(line.product_id, ()) if sku.sku_id == swap.sku_id)


def _read(case: Case, versions: Versions, *, first: bool) -> tuple[Wanted, ...]:
    """What this utterance names; while nothing is known yet, together with what the wish began with."""
    lines, said = case.order.lines, case.pending.said
    read = read_swaps(case.text, lines, versions)
    if not first or any(wanted.skus for wanted in read):
        return read
    if case.awaiting != "items":
        return read_swaps(said, lines, versions) or read
    places = [place for place in picks(case.text, case.choices) if place < len(lines)]
    items = [wanted.item_id for wanted in read] or [lines[place].item_id for place in places]
    return tuple(
        Wanted(item_id=x.item_id, skus=meant_versions(said, x, versions.get(x.product_id, ())))
        for x in lines
        if x.item_id in items
    )


def _answered(case: Case, line: OrderLine, versions: Versions) -> tuple[Sku, ...]:
    """Of the versions offered, those that the answer names."""
    skus = versions.get(line.product_id, ())
    offered = [sku for sku in skus if _label(sku) in case.choices]
    bought = [sku for sku in skus if is_bought(line, sku)]
    meant = meant_versions(case.text, line, [*bought, *offered])
    if len(meant) == 1:
        return meant
    places = picks(case.text, case.choices)
    if len(places) == 1:
        return tuple(sku for sku in offered if _label(sku) == case.choices[places[0]])
    return _possible(meant or meant_versions(case.text, line, skus) or tuple(offered))


def _possible(skus: tuple[Sku, ...]) -> tuple[Sku, ...]:
    """Those that can be had, where any can."""
    return tuple(sku for sku in skus if sku.in_stock) or skus


def _label(sku: Sku) -> str:
    return " ".join(values(sku)) or sku.sku_id
