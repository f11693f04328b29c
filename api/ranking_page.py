"""The "how we rank" page as HTML without scripts; every text in it is escaped."""

from __future__ import annotations

from html import escape

from assistant.facts.places import POINTS
from assistant.phrasing.ranking import part_meaning, part_name, rule_name, statements
from retrieval.catalog.snapshot import ShopSettings
from retrieval.ranking_account import Part, RankingAccount

_WORDS = {
    "en": {
        "title": "How {shop} ranks",
        "parts": "What makes up a score",
        "of": "Points are thousandths of a score.",
        "rules": "Rules of the shop that hold now",
        "none": "None.",
        "other": "中文",
        "revision": "Catalog version {catalog}, rules revision {rules}.",
        "upto": "up to {points}",
        "needed": "as its place needs",
    },
    "zh": {
        "title": "{shop}如何排序",
        "parts": "得分由什么组成",
        "of": "1 分是得分的千分之一。",
        "rules": "本店当前生效的规则",
        "none": "没有。",
        "other": "English",
        "revision": "目录版本 {catalog}，规则版本 {rules}。",
        "upto": "最多 {points}",
        "needed": "视位置而定",
    },
}


def ranking_page(shop: ShopSettings, account: RankingAccount, language: str) -> str:
    """One page in one language, with a link to the other."""
    words = _WORDS[language]
    title = escape(words["title"].format(shop=shop.title))
    other = "en" if language == "zh" else "zh"
    rows = "".join(_row(part, language) for part in account.parts)
    told = "".join(f"<p>{escape(each)}</p>" for each in statements(account, language))
    rules = "".join(
        f"<li>{escape(rule_name(kind, language))}: {count}</li>"
        for kind, count in sorted(account.rules.items())
    )
    revision = words["revision"].format(catalog=account.catalog_version, rules=account.rules_revision)
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{language}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="color-scheme" content="light dark"><title>{title}</title>',
            '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">',
            '<link rel="stylesheet" href="/static/chat.css"><link rel="stylesheet" href="/static/pages.css">',
            f'</head><body class="sheet"><main><div class="column account"><h1>{title}</h1>',
            f'<p class="lead"><a href="?language={other}" lang="{other}">{escape(words["other"])}</a></p>',
            told,
            f"<h2>{escape(words['parts'])}</h2><p>{escape(words['of'])}</p>",
            f"<table>{rows}</table>",
            f"<h2>{escape(words['rules'])}</h2>",
            f"<ul>{rules}</ul>" if rules else f"<p>{escape(words['none'])}</p>",
            f'<p class="fine">{escape(revision)}</p></div></main></body></html>',
        )
    )


def _row(part: Part, language: str) -> str:
    words = _WORDS[language]
    amount = words["needed"] if part.most is None else f"{part.most * POINTS:+.0f}"
    shown = amount if part.most is None else words["upto"].format(points=amount)
    return (
        f'<tr><th scope="row">{escape(part_name(part, language))}</th><td>{escape(shown)}</td>'
        f"<td>{escape(part_meaning(part, language))}</td></tr>"
    )
