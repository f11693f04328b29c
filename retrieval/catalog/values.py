"""Single values of a source as typed ones: text, lists, category paths, stock, ratings, dates."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_EMPTY = frozenset({"", "nan", "null", "none", "n/a", "na", "-", "--", "nil", "undefined", "无", "暂无"})
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_PATH_MARKS = (">", "›", "»", "→", "::", "|", "/", "\\")
_YES = frozenset(
    {
        "true",
        "yes",
        "y",
        "t",
        "in_stock",
        "instock",
        "in stock",
        "stock",
        "available",
        "limited_availability",
        "limitedavailability",
        "limited availability",
        "low stock",
        "有货",
        "现货",
        "是",
        "有",
        "在售",
        "上架",
        "充足",
    }
)
_NO = frozenset(
    {
        "false",
        "no",
        "n",
        "f",
        "out_of_stock",
        "outofstock",
        "out of stock",
        "soldout",
        "sold_out",
        "sold out",
        "unavailable",
        "not available",
        "discontinued",
        "backorder",
        "backordered",
        "preorder",
        "pre-order",
        "无货",
        "缺货",
        "售罄",
        "否",
        "没有",
        "下架",
        "停售",
        "预售",
    }
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_RATING = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|out of|of|★|stars?|分|星)?\s*(\d+)?\s*(%)?", re.IGNORECASE)
_DATE_FORMS = (
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y.%m.%d",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%Y年%m月%d日",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%m %d, %Y",
    "%Y-%m",
    "%Y",
)
_EPOCHS = (datetime(1990, 1, 1, tzinfo=UTC).timestamp(), datetime(2100, 1, 1, tzinfo=UTC).timestamp())


def is_empty(value: object) -> bool:
    """Whether a source's value says nothing: None, NaN, blank, "N/A", "null", an empty list."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, str):
        return value.strip().casefold() in _EMPTY
    return isinstance(value, (list, tuple, dict)) and not value


def text_of(value: object) -> str:
    """A scalar as text; whole floats lose their ".0", "" for anything empty or nested."""
    if is_empty(value) or isinstance(value, (Mapping, list, tuple)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def plain_text(text: str) -> str:
    """Text without HTML: tags, scripts and styles are dropped, blocks become lines, entities characters."""
    if _TAGS.search(text):
        parser = _TextOnly()
        parser.feed(text)
        parser.close()
        text = unescape("".join(parser.pieces))
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def texts_of(value: object, *, split: str | None = None) -> tuple[str, ...]:
    """A list's or text's parts without repeats: JSON lists, lists of `name`d objects, or split text.

    `split` is a separator when it holds a space or is one character, else any of its characters.
    """
    return tuple(dict.fromkeys(part for part in _parts(value, split) if not is_empty(part)))


def category_path(value: object) -> tuple[str, ...]:
    """Levels of a category, general first, of "A > B > C", "A/B/C" or a list; the first of several paths."""
    if not isinstance(value, str):
        return _without_repeats([level for part in texts_of(value) for level in category_path(part)])
    text = value.strip()
    if listed := _listed(text):
        return category_path(listed[0] if any(">" in part for part in listed) else listed)
    for mark in _PATH_MARKS:
        if mark in text:
            if mark == ">" and "," in text and all(">" in path for path in text.split(",")):
                text = text.split(",")[0]
            return _without_repeats(re.split(r">+" if mark == ">" else re.escape(mark), text))
    return _without_repeats([text])


def whole_number(value: object) -> int:
    """Read a count such as 12, "1,234", "(56)" or "2.3k" or "1.2万". Raises ValueError."""
    if isinstance(value, bool):
        raise ValueError("a whole number")
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            raise ValueError("a whole number")
        return int(value)
    text = text_of(value).casefold()
    found = _NUMBER.findall(text)
    if len(found) != 1:
        raise ValueError("a whole number")
    scale = 10_000 if "万" in text else 1_000 if re.search(r"\dk\b", text) else 1
    number = found[0]
    if scale == 1 and re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})+", number):
        number = re.sub(r"[.,]", "", number)
    return int(float(number.replace(",", ".")) * scale)


def yes_or_no(value: object) -> bool:
    """Read an availability or flag: booleans, numbers (above 0), "in stock", 有货. Raises ValueError."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and math.isfinite(value):
        return value > 0
    text = text_of(value).casefold().rsplit("schema.org/", 1)[-1].strip()
    if text in _YES:
        return True
    if text in _NO:
        return False
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text) > 0
    raise ValueError("yes or no, such as 'in stock'")


def rating_of(value: object, *, scale: float = 5.0) -> float:
    """A rating on 0–5; "4.5/5", "9 out of 10" and "90%" state their own scale. Raises ValueError."""
    if isinstance(value, bool):
        raise ValueError("a rating")
    if isinstance(value, (int, float)):
        rating = float(value)
    else:
        match = _RATING.match(text_of(value))
        if match is None:
            raise ValueError("a rating")
        rating = float(match.group(1).replace(",", "."))
        if match.group(3):
            scale = 100.0
        elif match.group(2):
            scale = float(match.group(2))
    if not (scale > 0 and 0 <= rating <= scale):
        raise ValueError(f"a rating of 0 to {scale:g}")
    return round(rating * 5.0 / scale, 3)


def moment(value: object) -> datetime:
    """A time in UTC from ISO 8601, common written forms or epoch seconds or ms. Raises ValueError."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    text = text_of(value)
    if re.fullmatch(r"\d{9,14}(\.\d+)?", text):
        return _from_epoch(float(text))
    try:
        found = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        found = _written(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _from_epoch(number: float) -> datetime:
    for seconds in (number, number / 1_000):
        if _EPOCHS[0] <= seconds <= _EPOCHS[1]:
            return datetime.fromtimestamp(seconds, tz=UTC)
    raise ValueError("a date from 1990 to 2100")


def _written(text: str) -> datetime:
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError("a date such as 2026-01-31")


def _parts(value: object, split: str | None) -> list[str]:
    if isinstance(value, Mapping):
        name = value.get("name", value.get("value", value.get("title", value.get("src", value.get("url")))))
        return [text_of(name)] if name is not None else []
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [part for child in value for part in _parts(child, None)]
    text = text_of(value)
    if listed := _listed(text):
        return [part.strip() for part in listed]
    if split is None:
        return [text]
    if len(split) == 1 or " " in split:
        return [part.strip() for part in text.split(split)]
    return [part.strip() for part in re.split(f"[{re.escape(split)}]", text)]


def _listed(text: str) -> list[str]:
    """Strings of a list written as text, JSON or with single quotes; [] when the text is no list."""
    if not (text.startswith("[") and text.endswith("]")) or len(text) > 20_000:
        return []
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return [single or double for single, double in _QUOTED.findall(text)]
    return [text_of(child) for child in value if not isinstance(child, (dict, list))]


def _without_repeats(levels: Sequence[str]) -> tuple[str, ...]:
    cleaned = (plain_text(level).strip(" -") for level in levels)
    return tuple(dict.fromkeys(level for level in cleaned if not is_empty(level)))


class _TextOnly(HTMLParser):
    """Collects the text of a page."""

    _BLOCKS = re.compile(r"p|div|br|li|ul|ol|t[rdh]|table|h[1-6]|section|article|hr")
    _SILENT = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in self._SILENT:
            self._silent += 1
        elif self._BLOCKS.fullmatch(tag):
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._BLOCKS.fullmatch(tag):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)
