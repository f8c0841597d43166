"""What an exception of an implementation becomes when it leaves it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TypeVar

from brolly.counters import Counter
from brolly.errors import Cancelled, Error, Internal

__all__ = ["internal", "outward"]

_log = logging.getLogger("brolly")
E = TypeVar("E", bound=Error)


def outward(error: BaseException, counter: Counter) -> BaseException:
    """Return what a caller gets for an exception of an implementation, and count it.

    Contract errors and the caller's own cancellation pass as they are; anything unexpected becomes `Internal`.
    """
    if isinstance(error, Error):
        error.origin = "service"
    elif isinstance(error, asyncio.CancelledError):
        task = asyncio.current_task()
        if task is None or task.cancelling():
            return error
        error = _caused(Cancelled(f"{counter.method} was cancelled where it ran"), error)
    elif isinstance(error, Exception):
        error = internal(error, counter.method)
    else:
        return error
    counter.errors += 1
    return error


def internal(error: Exception, method: str) -> Internal:
    """Log an unexpected exception under a new id, and return the error that tells the id and nothing else."""
    error_id = secrets.token_hex(4)
    _log.error("%s failed unexpectedly (id %s)", method, error_id, exc_info=error, extra={"error_id": error_id})
    return _caused(Internal(f"internal error (id {error_id})", id=error_id), error)


def _caused(error: E, cause: BaseException) -> E:
    error.__cause__ = cause
    return error
