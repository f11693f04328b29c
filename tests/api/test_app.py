"""REST, pages and headers against a real server on a loopback port."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.types import MAX_UTTERANCE_CHARS, Mode
from retrieval.catalog.snapshot import ShopSettings
from tests.api.serving import Site
from tests.fakes_assistant import SWEATER


async def begin(site: Site) -> str:
    """A new conversation's id."""
    answer = await site.http.post("/api/conversations", json={"shop": "wool"})
    assert answer.status_code == 201
    return str(answer.json()["conversation"])


async def test_a_turn_by_rest_has_the_form_of_the_command_line(site: Site) -> None:
    """The same fields, with the picture's address and the details that pages show."""
    conversation = await begin(site)
    answer = await site.http.post(f"/api/conversations/{conversation}/turns", json={"say": "a sweater"})
    turn = answer.json()
    assert answer.status_code == 200
    assert list(turn) == [
        "conversation",
        "turn",
        "language",
        "understanding",
        "items",
        "reply",
        "receipt",
        "mode",
        "timings_ms",
        "quick_replies",
    ]
    assert turn["conversation"] == conversation
    assert turn["items"][0]["image"] == "/api/shops/wool/images/s-1"
    assert sum(turn["items"][0]["contributions"].values()) == turn["items"][0]["score"]


async def test_history_is_what_was_said(site: Site) -> None:
    """GET returns every turn, oldest first; an unknown id is 404."""
    conversation = await begin(site)
    for said in ("one", "two"):
        await site.http.post(f"/api/conversations/{conversation}/turns", json={"say": said})
    history = (await site.http.get(f"/api/conversations/{conversation}")).json()
    assert [(past["say"], past["turn"]["turn"]) for past in history["turns"]] == [("one", 1), ("two", 2)]
    assert history["agents"] == []
    missing = await site.http.get("/api/conversations/" + "x" * 43)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "conversation_not_found")


async def test_the_same_cid_gets_the_same_turn(site: Site) -> None:
    """A repeated POST with its cid runs nothing again."""
    conversation = await begin(site)
    body = {"say": "a sweater", "cid": "x"}
    turns = [
        (await site.http.post(f"/api/conversations/{conversation}/turns", json=body)).json()["turn"]
        for _ in range(2)
    ]
    assert turns == [1, 1]
    assert len(site.assistant.heard) == 1


async def test_simultaneous_turns_of_one_conversation_are_serialized(site: Site) -> None:
    """Three at once become turns 1 to 3, never two at a time."""
    conversation = await begin(site)
    answers = await asyncio.gather(
        *(site.http.post(f"/api/conversations/{conversation}/turns", json={"say": "hi"}) for _ in range(3))
    )
    assert sorted(answer.json()["turn"] for answer in answers) == [1, 2, 3]
    assert site.assistant.overlap == 1


async def test_delete_erases(site: Site) -> None:
    """After DELETE the conversation is unknown."""
    conversation = await begin(site)
    assert (await site.http.delete(f"/api/conversations/{conversation}")).status_code == 204
    assert (await site.http.delete(f"/api/conversations/{conversation}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 422, "invalid_request"),
        ("{}", 422, "invalid_request"),
        ('{"say": 5}', 422, "invalid_request"),
        ('{"say": " "}', 422, "invalid_request"),
        ('{"say": "hi", "more": 1}', 422, "invalid_request"),
        (json.dumps({"say": "x" * (MAX_UTTERANCE_CHARS + 1)}), 422, "invalid_request"),
    ],
)
async def test_a_bad_body_is_refused_in_our_form(site: Site, body: str, status: int, code: str) -> None:
    """Errors have one form, and quote nothing of the body."""
    conversation = await begin(site)
    answer = await site.http.post(
        f"/api/conversations/{conversation}/turns",
        content=body,
        headers={"content-type": "application/json"},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_unexpected_errors_tell_nothing(site: Site) -> None:
    """A bug is a 500 of our form."""
    site.assistant.failure = ZeroDivisionError("secret")
    conversation = await begin(site)
    answer = await site.http.post(f"/api/conversations/{conversation}/turns", json={"say": "hi"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "secret" not in answer.text


async def test_health_tells_model_and_catalogs(site: Site) -> None:
    """200 with the visible versions; 503 once no shop is left."""
    health = await site.http.get("/health")
    assert health.status_code == 200
    assert health.json() == {
        "status": "ok",
        "mode": "full",
        "model": "scripted@1",
        "shops": [{"name": "wool", "catalog_version": 7, "products": 1}],
    }
    site.catalogs.snapshots.clear()
    empty = await site.http.get("/health")
    assert (empty.status_code, empty.json()["status"]) == (503, "no_shop")


async def test_a_deleted_shop_is_gone_everywhere(site: Site) -> None:
    """Pages, products and new conversations of it are 404, also when it was served before."""
    assert (await site.http.get("/api/shops/wool")).status_code == 200
    site.catalogs.snapshots.clear()
    for path in ("/api/shops/wool", "/shop/wool", "/api/shops/wool/products/s-1"):
        answer = await site.http.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "shop_not_found")
    assert (await site.http.post("/api/conversations", json={"shop": "wool"})).status_code == 404


async def test_a_new_catalog_version_is_read_once(site: Site) -> None:
    """Requests share one snapshot until the version changes."""
    for _ in range(3):
        await site.http.get("/api/shops/wool")
    assert site.catalogs.loads == 1
    site.catalogs.add(ShopSettings(name="wool", title="New"), [SWEATER], version=8)
    assert (await site.http.get("/api/shops/wool")).json()["title"] == "New"
    assert site.catalogs.loads == 2


async def test_product_shows_the_record(site: Site) -> None:
    """One product by id, also an id with a slash; an unknown one is 404."""
    site.catalogs.add(
        ShopSettings(name="wool"), [SWEATER, replace(SWEATER, product_id="a/b", title="Slash")], version=8
    )
    assert (await site.http.get("/api/shops/wool/products/s-1")).json()["price"] == 45.5
    assert (await site.http.get("/api/shops/wool/products/a%2Fb")).json()["title"] == "Slash"
    assert (await site.http.get("/api/shops/wool/products/none")).status_code == 404


def sell(site: Site, image: str | None) -> None:
    """Make the sweater's picture this one."""
    snapshot = site.catalogs.snapshots["wool"]
    site.catalogs.add(snapshot.shop, [replace(SWEATER, image=image)], version=snapshot.catalog_version + 1)


async def test_a_local_picture_is_served_harmless(site: Site, tmp_path: Path) -> None:
    """An SVG comes with its type, no sniffing, and a policy under which it can't run or load anything."""
    (tmp_path / "source" / "images").mkdir()
    (tmp_path / "source" / "images" / "s-1.svg").write_text("<svg/>")
    answer = await site.http.get("/api/shops/wool/images/s-1")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "image",
    [
        "../secret.png",
        "images/../../secret.png",
        "/etc/hostname.png",
        "link.png",
        "page.html",
        "missing.png",
        "a\0.png",
        "https://elsewhere.example/x.png",
        "",
        None,
    ],
)
async def test_nothing_but_pictures_of_the_source_is_served(
    site: Site, tmp_path: Path, image: str | None
) -> None:
    """Paths and links that leave the source folder, other types and remote addresses are 404."""
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "source" / "link.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "source" / "page.html").write_text("<script></script>")
    sell(site, image)
    assert (await site.http.get("/api/shops/wool/images/s-1")).status_code == 404


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        ("images/s-1.svg", "/api/shops/wool/images/s-1"),
        ("https://elsewhere.example/x.png", "https://elsewhere.example/x.png"),
        ("javascript:alert(1)", None),
        ("data:image/svg+xml,<svg/>", None),
        ("//elsewhere.example/x.png", None),
        (None, None),
    ],
)
async def test_pages_get_addresses_they_may_load(site: Site, image: str | None, shown: str | None) -> None:
    """A local picture by our address, a remote one as it is, and nothing else."""
    sell(site, image)
    assert (await site.http.get("/api/shops/wool/products/s-1")).json()["image"] == shown


async def test_pages_allow_nothing_inline(site: Site) -> None:
    """The chat page's policy has no unsafe source, and the page needs none."""
    page = await site.http.get("/shop/wool")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<style" not in page.text
    assert "onclick" not in page.text


async def test_the_only_shop_is_the_first_page(site: Site) -> None:
    """With one shop / leads to it; with two it lists them."""
    first = await site.http.get("/")
    assert (first.status_code, first.headers["location"]) == (307, "/shop/wool")
    site.catalogs.add(ShopSettings(name="other"), [SWEATER])
    assert "Choose a shop" in (await site.http.get("/")).text


async def test_another_host_name_is_refused(site: Site) -> None:
    """A rebound DNS name does not reach the application."""
    answer = await site.http.get("/health", headers={"host": "rebound.example"})
    assert answer.status_code == 400


async def test_shop_greets_in_both_languages(site: Site) -> None:
    """Greeting and disclosure exist in English and Chinese; examples in the catalog's language."""
    products = [
        replace(SWEATER, product_id=f"p{n}", category=("Clothing", name))
        for n, name in enumerate(["Sweaters", "Sweaters", "Hats", "Socks"])
    ]
    site.catalogs.add(ShopSettings(name="wool", title="Wool & Co"), products, version=8)
    shop: dict[str, Any] = (await site.http.get("/api/shops/wool")).json()
    assert set(shop["greeting"]) == set(shop["disclosure"]) == {"en", "zh"}
    assert "Wool & Co" in shop["greeting"]["en"]
    assert shop["examples"] == {
        "en": ["Show me sweaters under $50", "Which hats are rated best?", "What is new in socks?"]
    }


async def test_metrics_count_turns_and_failures(site: Site) -> None:
    """Counters by mode and code."""
    conversation = await begin(site)
    site.assistant.mode = Mode.REDUCED
    await site.http.post(f"/api/conversations/{conversation}/turns", json={"say": "hi"})
    site.assistant.failure = ZeroDivisionError()
    await site.http.post(f"/api/conversations/{conversation}/turns", json={"say": "hi"})
    text = (await site.http.get("/metrics")).text
    assert 'shopwright_turns_total{mode="reduced"} 1' in text
    assert 'shopwright_failures_total{code="internal"} 1' in text


async def test_prompts_are_readable(site: Site) -> None:
    """The list names every template, and one can be shown by name or version."""
    listed = (await site.http.get("/api/prompts")).json()
    name = listed[0]["name"]
    assert (await site.http.get(f"/api/prompts/{name}@1")).json()["ref"] == f"{name}@1"
    missing = await site.http.get("/api/prompts/none")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "prompt_not_found")


async def test_openapi_describes_the_turn(site: Site) -> None:
    """The document is served, and the documentation page loads nothing from elsewhere."""
    api = (await site.http.get("/openapi.json")).json()
    assert "TurnJson" in api["components"]["schemas"]
    docs = (await site.http.get("/docs")).text
    assert "http://" not in docs
    assert "https://" not in docs
