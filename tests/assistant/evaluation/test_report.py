"""Reports: the JSON form, and an HTML page in which every text is escaped."""

from __future__ import annotations

import json
import re

from assistant.evaluation.conversations import HeldTurn
from assistant.evaluation.html_report import confusion_svg, html_page
from assistant.evaluation.report import conversations_report, understanding_report
from assistant.evaluation.types import RejectedRow
from assistant.evaluation.understanding import Judged
from assistant.types import Intent
from tests.assistant.evaluation.judging import RED, SOFT_60, got, judged, wanted

EVIL = "<script>alert('x')</script> & \"more\""


def bad() -> Judged:
    """A wrong reading of an utterance that would be markup."""
    right = wanted("refine", "color = red | 红色 soft", sort="price asc", references=[1], search_text="mugs")
    return judged(right, got(SOFT_60, points_at=("p2",), search_text=EVIL), say=EVIL, ms=7.0)


def test_the_json_form_holds_figures_groups_confusion_and_failures() -> None:
    """Two utterances, one right: every part is there and is plain JSON."""
    report = understanding_report([judged(wanted(), got(), ms=1.0), bad()], [], reader="parser")
    again = json.loads(json.dumps(report, allow_nan=False))
    assert (again["kind"], again["reader"], again["utterances"]) == ("understanding", "parser", 2)
    assert again["overall"]["everything"]["value"] == 0.5
    assert again["by_intent"]["refine"]["intent"]["value"] == 0.0
    assert {"wanted": "refine", "got": "find", "count": 1} in again["confusion"]
    assert again["timing_ms"]["p50"] == 4.0
    (failure,) = again["failures"]
    assert failure["faults"] == ["intent", "constraints", "sort", "references", "search text"]
    assert failure["wanted"] == (
        "refine; color eq red | 红色 soft; sort price asc; points at 1; search 'mugs'"
    )


def test_the_page_escapes_utterances_readings_and_rejected_rows() -> None:
    """No tag of the shopper's, the reading's or the file's reaches the page."""
    rejected = RejectedRow(file=EVIL, line=3, field=EVIL, expected=EVIL, got=EVIL)
    page = html_page(understanding_report([bad()], [rejected], reader="both"), title=EVIL)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 7
    assert set(re.findall(r"</?([a-z0-9]+)", page)) <= {
        *"html head meta title style body h1 h2 p table tr th td br span svg text rect ul li".split()
    }


def test_conversations_add_turns_replies_and_violations() -> None:
    """A turn with wrong cards is a failure that says so, in both forms."""
    fine = judged(wanted(), got(RED))
    turn = HeldTurn(
        conversation="f:1",
        judged=judged(wanted(), got()),
        cards_right=False,
        item_violations=("p1: price lte 60",),
        claim_violations=(),
        reply=EVIL,
    )
    report = conversations_report([turn], [], mode="reduced")
    (failure,) = json.loads(json.dumps(report))["failures"]
    assert (failure["faults"], failure["violations"]) == (["cards"], ["p1: price lte 60"])
    page = html_page(report, title="t")
    assert "items that break a condition" in page
    assert "p1: price lte 60" in page
    assert fine.faults == ("constraints",)


def test_the_confusion_plot_counts_and_shades_by_row() -> None:
    """Three of four finds read as find: that square is shaded .75 and says 3; all 15 intents are named."""
    svg = confusion_svg(
        [{"wanted": "find", "got": "find", "count": 3}, {"wanted": "find", "got": "refine", "count": 1}]
    )
    assert "rgba(38,110,72,0.75)" in svg
    assert "rgba(190,50,40,0.25)" in svg
    assert ">3</text>" in svg
    assert all(svg.count(f">{intent.value}</text>") == 2 for intent in Intent)


def test_a_report_of_nothing_is_a_page() -> None:
    """No utterance: no share, no time, no failure."""
    page = html_page(understanding_report([], [], reader="parser"), title="empty")
    assert "no time" in page
    assert "Failures (0)" in page
