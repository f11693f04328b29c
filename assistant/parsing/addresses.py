# ruff: noqa: E501 - a pattern reads better whole
"""A postal address as people write it in one line, in English or Chinese. Pure."""

from __future__ import annotations

import re
import unicodedata

from assistant.commerce.types import Address

_LEAD = re.compile(
    r"(?is)^.*?\b(?:address|it|order|package|parcel|orders?)\b[^,\d]{0,40}?\b(?:to|is|:)\s+(?=\S*\d)|^.*?\b(?:to|is|be)\s*:?\s+(?=\d)"
)
_LEAD_ZH = re.compile(r"^.*?(?:改成|改为|换成|改到|寄到|送到|发到|地址是|地址为|地址[:：]|更新为|变更为)\s*")
_REGION_CODE = re.compile(r"^(?P<region>[A-Za-z][A-Za-z .]*?)[ ]+(?P<code>\d{5}(?:-\d{4})?)$")
_CODE = re.compile(
    r"^(?:zip(?: code)?:? ?|postcode:? ?)?(?P<code>\d{4,6}(?:-\d{4})?|[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2})$",
    re.I,
)
_CODE_IN = re.compile(r"(?<!\d)\d{6}(?!\d)")
_ZH_PARTS = re.compile(
    r"^(?P<region>[\u4e00-\u9fff]{2,8}?(?:省|自治区|特别行政区))?(?P<city>[\u4e00-\u9fff]{2,8}?(?:市|自治州|地区))(?P<line>[\u4e00-\u9fff\w\-#号室栋单元 ]{4,})$"
)
_MOST = 200


def read_address(text: str) -> Address | None:
    """The address in the text: street, city and postal code at least; None where one of them is missing."""
    said = unicodedata.normalize("NFKC", text).strip()[:_MOST]
    if re.search(r"[\u4e00-\u9fff]", said):
        return _chinese(said)
    parts = [part.strip() for part in _LEAD.sub("", said, count=1).strip(" .").split(",") if part.strip()]
    return _western(parts)


def _western(parts: list[str]) -> Address | None:
    country = ""
    if len(parts) > 3 and not any(c.isdigit() for c in parts[-1]):
        country = parts.pop()
    if len(parts) < 3 or not any(c.isdigit() for c in parts[0]):
        return None
    region, code = "", ""
    if match := _REGION_CODE.match(parts[-1]):
        region, code = match.group("region"), match.group("code")
        parts = parts[:-1]
    elif match := _CODE.match(parts[-1]):
        code = match.group("code")
        parts = parts[:-1]
        if len(parts) > 2 and len(parts[-1]) == 2:
            region = parts.pop()
    if not code or len(parts) < 2:
        return None
    return Address(
        line1=parts[0],
        line2=", ".join(parts[1:-1]),
        city=parts[-1],
        region=region,
        country=country,
        postal_code=code,
    )


def _chinese(said: str) -> Address | None:
    code = _CODE_IN.search(said)
    rest = _CODE_IN.sub("", _LEAD_ZH.sub("", said, count=1))
    rest = re.sub(r"邮(?:政)?编(?:码)?(?:是|为|[:：])?", "", rest).strip(" ,，。;；")
    match = _ZH_PARTS.match(rest.replace("，", "").replace(",", ""))
    if match is None or code is None:
        return None
    return Address(
        line1=match.group("line").strip(),
        city=match.group("city"),
        region=match.group("region") or "",
        postal_code=code.group(),
    )
