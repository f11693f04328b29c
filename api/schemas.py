"""The public JSON form of a turn: one function for the command line, REST and the websocket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NotRequired

from typing_extensions import TypedDict

from assistant.types import ModelCall, Receipt, Reference, Turn, Understanding
from retrieval.money import to_major
from retrieval.shop_rules.types import is_sponsored
from retrieval.types import Constraint, Product, RankedItem, Reason, Sort


class ConstraintJson(TypedDict):
    """One condition that the utterance states; a price is a number in major units."""

    facet: str
    op: str
    value: str | int | float
    strength: str
    currency: NotRequired[str]


class SortJson(TypedDict):
    """An order asked for."""

    field: str
    direction: str


class ReferenceJson(TypedDict):
    """Products that the utterance points at."""

    kind: str
    text: str
    product_ids: list[str]


class UnderstandingJson(TypedDict):
    """What the utterance says."""

    intents: list[str]
    constraints: list[ConstraintJson]
    sort: SortJson | None
    references: list[ReferenceJson]


class ReasonJson(TypedDict):
    """Why an item stands where it does, with the catalog fields behind it."""

    feature: str
    text: str
    fields: dict[str, str]


class ItemJson(TypedDict):
    """One product card. `contributions` (feature → addend) sum to `score`; a `sponsored` one is paid for."""

    product_id: str
    title: str
    price: int | float | None
    currency: str
    url: str | None
    image: str | None
    score: float
    contributions: dict[str, float]
    reasons: list[ReasonJson]
    alternative: NotRequired[bool]
    sponsored: NotRequired[bool]
    details: NotRequired[DetailsJson]


class DetailsJson(TypedDict):
    """What a card on a page shows besides; `rating` is on a 0–5 scale, `stock` None is unknown."""

    category: list[str]
    brand: str | None
    merchant: str | None
    rating: float | None
    rating_count: int
    in_stock: bool
    stock: int | None
    compare_at_price: int | float | None


class ClaimJson(TypedDict):
    """One factual span of the reply and the record behind it."""

    text: str
    product_id: str | None
    field: str


class ModelCallJson(TypedDict):
    """One call of the language model."""

    purpose: str
    prompt: str
    prompt_sha256: str
    model: str
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    ms: float
    accepted: bool
    note: str


class ReceiptJson(TypedDict):
    """What the reply rests on."""

    catalog_version: int
    record_ids: list[str]
    claims: list[ClaimJson]
    model_calls: list[ModelCallJson]
    reply_source: str


class QuickReplyJson(TypedDict):
    """An answer offered as a button: `text` is shown, `says` is sent, `count` products would be left."""

    text: str
    says: str
    count: int | None


class TurnJson(TypedDict):
    """One finished turn."""

    conversation: str
    turn: int
    language: str
    understanding: UnderstandingJson
    items: list[ItemJson]
    reply: str
    receipt: ReceiptJson
    mode: str
    timings_ms: dict[str, float | None]
    quick_replies: list[QuickReplyJson]


TIMINGS = ("understanding", "cards", "first_text", "total")
ItemForm = Callable[[RankedItem], ItemJson]


def turn_json(turn: Turn, *, conversation: str | None = None, item: ItemForm | None = None) -> TurnJson:
    """A turn as callers read it; `conversation` replaces the stored id by the one the caller gave."""
    return TurnJson(
        conversation=turn.conversation_id if conversation is None else conversation,
        turn=turn.turn,
        language=turn.language,
        understanding=understanding_json(turn.understanding),
        items=[(item or item_json)(ranked) for ranked in turn.items],
        reply=turn.reply,
        receipt=receipt_json(turn.receipt),
        mode=turn.mode.value,
        timings_ms=timings_json(turn.timings_ms),
        quick_replies=[
            QuickReplyJson(text=reply.text, says=reply.says, count=reply.count)
            for reply in turn.quick_replies
        ],
    )


def item_json(ranked: RankedItem) -> ItemJson:
    """An item with its picture as the source names it."""
    product = ranked.product
    contributions: dict[str, float] = {}
    for part in ranked.contributions:
        contributions[part.feature] = contributions.get(part.feature, 0.0) + part.value
    form = ItemJson(
        product_id=product.product_id,
        title=product.title,
        price=price_json(product.price_minor, product.currency),
        currency=product.currency,
        url=product.url,
        image=product.image,
        score=ranked.final_score,
        contributions=contributions,
        reasons=[_reason_json(reason) for reason in ranked.reasons],
    )
    if ranked.alternative:
        form["alternative"] = True
    if is_sponsored(ranked):
        form["sponsored"] = True
    return form


def details_json(product: Product) -> DetailsJson:
    """What a page shows of a product besides the item's own fields."""
    return DetailsJson(
        category=list(product.category),
        brand=product.brand,
        merchant=product.merchant,
        rating=product.rating,
        rating_count=product.rating_count,
        in_stock=product.in_stock,
        stock=product.stock,
        compare_at_price=price_json(product.compare_at_price_minor, product.currency),
    )


def understanding_json(understanding: Understanding) -> UnderstandingJson:
    """Intents (primary first), the constraints stated here, the order and the references."""
    return UnderstandingJson(
        intents=[intent.value for intent in understanding.intents],
        constraints=[_constraint_json(constraint) for constraint in understanding.constraints],
        sort=_sort_json(understanding.sort),
        references=[_reference_json(reference) for reference in understanding.references],
    )


def receipt_json(receipt: Receipt) -> ReceiptJson:
    """What the reply rests on, call by call."""
    return ReceiptJson(
        catalog_version=receipt.catalog_version,
        record_ids=list(receipt.record_ids),
        claims=[
            ClaimJson(text=claim.text, product_id=claim.product_id, field=claim.field)
            for claim in receipt.claims
        ],
        model_calls=[_model_call_json(call) for call in receipt.model_calls],
        reply_source=receipt.reply_source,
    )


def timings_json(timings_ms: Mapping[str, float]) -> dict[str, float | None]:
    """The four timings in ms since the line was read; None for one that the turn never reached."""
    return {name: round(timings_ms[name], 3) if name in timings_ms else None for name in TIMINGS}


def failed_turn_json(
    *, conversation: str | None, code: str, message: str, total_ms: float
) -> dict[str, object]:
    """A turn that failed: every field of a turn, empty, and `error`."""
    return {
        "conversation": conversation,
        "turn": None,
        "language": None,
        "understanding": {"intents": [], "constraints": [], "sort": None, "references": []},
        "items": [],
        "reply": "",
        "receipt": None,
        "mode": None,
        "timings_ms": timings_json({"total": total_ms}),
        "quick_replies": [],
        "error": {"code": code, "message": message},
    }


def _model_call_json(call: ModelCall) -> ModelCallJson:
    return ModelCallJson(
        purpose=call.purpose,
        prompt=call.prompt,
        prompt_sha256=call.prompt_sha256,
        model=call.model,
        prompt_tokens=call.prompt_tokens,
        cached_tokens=call.cached_tokens,
        completion_tokens=call.completion_tokens,
        ms=round(call.ms, 3),
        accepted=call.accepted,
        note=call.note,
    )


def _constraint_json(constraint: Constraint) -> ConstraintJson:
    value = constraint.value
    form = ConstraintJson(
        facet=constraint.facet,
        op=constraint.op.value,
        value=value if isinstance(value, str) else _plain(value),
        strength=constraint.strength.value,
    )
    if constraint.currency is not None:
        form["currency"] = constraint.currency
    return form


def _sort_json(sort: Sort | None) -> SortJson | None:
    return None if sort is None else SortJson(field=sort.field, direction=sort.direction)


def _reference_json(reference: Reference) -> ReferenceJson:
    return ReferenceJson(kind=reference.kind, text=reference.text, product_ids=list(reference.product_ids))


def _reason_json(reason: Reason) -> ReasonJson:
    return ReasonJson(feature=reason.feature, text=reason.text, fields=dict(reason.fields))


def price_json(price_minor: int | None, currency: str) -> int | float | None:
    """A price as a plain number in major units; None where the source states none."""
    return None if price_minor is None else _plain(to_major(price_minor, currency))


def _plain(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number
