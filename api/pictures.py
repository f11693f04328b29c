"""Product pictures: where a page finds them, and which local files may be served at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from api.schemas import ItemForm, ItemJson, details_json, item_json
from retrieval.types import Product, RankedItem

_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=3600",
}
"""For pictures alone: an SVG file may not run, load or frame anything, even opened by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPicture:
    """A picture file inside the source folder, and the media type it is served as."""

    path: Path
    media_type: str


def web_url(text: str | None) -> str | None:
    """The text where it is an absolute http or https address, else None."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.netloc else None


def page_url(shop: str, product: Product) -> str | None:
    """Where a page loads the picture: a remote one as it is, a local one from this server."""
    if not product.image:
        return None
    if "//" in product.image[:8] or ":" in product.image.split("/", 1)[0]:
        return web_url(product.image)
    return f"/api/shops/{quote(shop, safe='')}/images/{quote(product.product_id, safe='')}"


def local_picture(source_dir: str | None, image: str | None) -> LocalPicture | None:
    """The picture's file; None unless it is a picture that lies, links resolved, inside the source folder."""
    if not source_dir or not image or "\0" in image or web_url(image):
        return None
    root = Path(source_dir).resolve()
    path = (root / image).resolve()
    media_type = _TYPES.get(path.suffix.lower())
    if media_type is None or not path.is_relative_to(root) or not path.is_file():
        return None
    return LocalPicture(path=path, media_type=media_type)


def page_items(shop: str) -> ItemForm:
    """How items of a shop are written for a page: pictures it can load, addresses it may link, details."""

    def form(ranked: RankedItem) -> ItemJson:
        item = item_json(ranked)
        item["image"] = page_url(shop, ranked.product)
        item["url"] = web_url(ranked.product.url)
        item["details"] = details_json(ranked.product)
        return item

    return form
