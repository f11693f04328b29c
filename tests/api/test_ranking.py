"""How a shop ranks, as anybody may read it."""

from __future__ import annotations

import pytest

from retrieval.catalog.snapshot import ShopSettings
from retrieval.shop_rules.reading import read_rules
from tests.api.serving import Site
from tests.fakes_assistant import SWEATER

RULES = (
    "pin: [{product: s-1}]\nage_restricted: [{category: Wine, minimum_age: 21}]\n"
    "sponsored: {enabled: true, most: 2, placements: [{product: s-1}]}\nobjectives: {most_per_brand: 3}"
)


async def test_json_has_live_weights_and_rules(site: Site) -> None:
    """Points of 1,000, rules that hold, ages, paid placement, in both languages."""
    site.catalogs.rules["wool"] = read_rules(RULES, revision=3)
    found = (await site.http.get("/api/shops/wool/ranking")).json()
    points = {part["feature"]: part["points"] for part in found["parts"]}
    assert (found["rules_revision"], found["title"]) == (3, "Wool & Co")
    assert (points["relevance"], points["diversity"], points["pin"]) == (1000.0, -80.0, None)
    assert (found["sponsored"], found["minimum_ages"]) == ({"enabled": True, "most": 2}, [21])
    assert {rule["kind"]: rule["count"] for rule in found["rules"]} == {
        "pin": 1,
        "age_restricted": 1,
        "sponsored": 1,
    }
    for part in found["parts"]:
        assert all(part["name"][each] and part["meaning"][each] for each in ("en", "zh")), part["feature"]


@pytest.mark.parametrize(
    ("query", "language", "told"),
    [
        ("", "en", "No place is paid for at the moment."),
        ("?language=zh", "zh", "目前没有付费推广。"),
    ],
)
async def test_the_page_is_in_both_languages(site: Site, query: str, language: str, told: str) -> None:
    """The catalog's own language, or the one asked for; no script, the same headers as every page."""
    answer = await site.http.get(f"/shop/wool/ranking{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert f'<html lang="{language}">' in answer.text
    assert told in answer.text
    assert "Wool &amp; Co" in answer.text
    assert "<script" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_paid_placement_is_told(site: Site) -> None:
    """How many at most, and the label that they carry."""
    site.catalogs.rules["wool"] = read_rules(RULES, revision=1)
    english = (await site.http.get("/shop/wool/ranking?language=en")).text
    assert "Paid placement is on: at most 2 products of an answer, each labeled “Sponsored”" in english
    assert "only for shoppers of a certain age (21)" in english
    assert "付费推广已开启" in (await site.http.get("/shop/wool/ranking?language=zh")).text


async def test_titles_are_escaped(site: Site) -> None:
    """A shop's title is text."""
    site.catalogs.add(ShopSettings(name="evil", title="<img src=x onerror=alert(1)>"), [SWEATER])
    text = (await site.http.get("/shop/evil/ranking")).text
    assert "<img" not in text
    assert "&lt;img src=x" in text


async def test_unknown_shops_and_languages(site: Site) -> None:
    """No such shop is 404, no such language 422."""
    assert (await site.http.get("/shop/nope/ranking")).status_code == 404
    assert (await site.http.get("/api/shops/nope/ranking")).status_code == 404
    assert (await site.http.get("/shop/wool/ranking?language=fr")).status_code == 422
