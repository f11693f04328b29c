"""Log records as JSON lines; only fields named here are written, so that no shopper's text gets in."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_FIELDS = ("shop", "conversation", "turn", "mode", "total_ms", "code")


class JsonLines(logging.Formatter):
    """One JSON object a record: at, level, logger, message, the fields above, and a traceback if any."""

    def format(self, record: logging.LogRecord) -> str:
        """The JSON text of one record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_json_lines() -> None:
    """Send every log of this process to standard error as JSON lines; libraries only from WARNING."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("api").setLevel(logging.INFO)
