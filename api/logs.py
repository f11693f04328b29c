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


def log_plain(*, level: int) -> None:
    """Send logs from `level` up to standard error as lines for people."""
    _log_to_stderr(logging.Formatter("%(levelname)s %(name)s: %(message)s"), level=level)


def log_json_lines() -> None:
    """Send logs to standard error as JSON lines: our own from INFO, those of libraries from WARNING."""
    handler = _log_to_stderr(JsonLines(), level=logging.INFO)
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or record.name.startswith("api."))
    logging.getLogger("api").setLevel(logging.INFO)


def _log_to_stderr(formatter: logging.Formatter, *, level: int) -> logging.Handler:
    """The only handler; it has a level of its own because some libraries raise that of their loggers."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.setLevel(level)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    return handler
