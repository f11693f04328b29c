"""How much a shopper, a page or a client may send at once."""

from __future__ import annotations

MAX_FRAME_BYTES = 65_536
MAX_ID_CHARS = 200
MAX_CONTEXT_CHARS = 500
MAX_PROFILE_CHARS = 60
