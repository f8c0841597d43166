"""The logging of a process: one line a record on standard error, as JSON or to be read by people."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import msgspec

__all__ = ["JsonLines", "TextLines", "configure"]

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure(form: str, level: int = logging.INFO) -> None:
    """Send the records of this process to standard error, as `json` or `text`."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


class JsonLines(logging.Formatter):
    """One JSON object a line, with whatever was given as `extra`, such as call id and application."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_extra(record),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(fields, enc_hook=str).decode()


class TextLines(logging.Formatter):
    """Time, level, logger, message, then what was given as `extra`; exceptions below."""

    def __init__(self) -> None:
        super().__init__("{asctime}.{msecs:03.0f} {levelname} {name}: {message}", "%H:%M:%S", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the standard library's name
        """Return the line without its exception."""
        extra = " ".join(f"{name}={value}" for name, value in _extra(record).items())
        return super().formatMessage(record) + (f" [{extra}]" if extra else "")


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}
