"""How a command ends: its exit code, and the one message that says why."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Coroutine
from signal import Signals
from typing import Any

from brolly import ConfigurationError, Error, InvalidArgument, NotFound
from brolly.cli.signals import StopRequest
from brolly.errors import AlreadyExists, FailedPrecondition, Internal, OutOfRange
from ml_tools.main.deployment import Journal, ServiceLost

__all__ = ["FAILED", "USAGE", "carried_out", "stopped_by"]

FAILED = 1
USAGE = 2
ASKED_WRONGLY = (InvalidArgument, NotFound, FailedPrecondition, OutOfRange, AlreadyExists)

Stop = Callable[[], Awaitable[int]]


def carried_out(work: Callable[[Journal], Coroutine[Any, Any, int]], *, verbose: bool) -> int:
    """Run a command to its end, and return its exit code.

    Args:
        work: The command; gets what keeps the log.
        verbose: Whether the log is shown on standard error.
    """
    journal = Journal(sys.stderr.buffer if verbose else None)
    root = logging.getLogger()
    journal.addFilter(_is_ours_or_matters)
    root.addHandler(journal)
    level, root.level = root.level, logging.INFO
    logging.captureWarnings(capture=True)
    try:
        return asyncio.run(work(journal))
    except (ConfigurationError, ServiceLost, Error) as error:
        code, message = _told(error, journal)
        print(message, file=sys.stderr)
        return code
    finally:
        logging.captureWarnings(capture=False)
        root.setLevel(level)
        root.removeHandler(journal)


async def stopped_by(work: Coroutine[Any, Any, int]) -> int:
    """Do something until it is done or a signal comes, which cancels it; return the exit code."""
    stop = StopRequest()
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        working.cancel()
        await asyncio.wait({working})
        return 128 + (stop.signal or Signals.SIGTERM)
    finally:
        stopping.cancel()
        working.cancel()


def _is_ours_or_matters(record: logging.LogRecord) -> bool:
    """Libraries tell much at INFO that means nothing to who uses the services."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in {"brolly", "ml_tools"}


def _told(error: Exception, journal: Journal) -> tuple[int, str]:
    if isinstance(error, ConfigurationError | ServiceLost):
        return USAGE, str(error)
    if isinstance(error, Internal):
        log = journal.keep()
        return FAILED, f"{error}" + (f"; what was logged is in {log}" if log else "")
    if isinstance(error, ASKED_WRONGLY):
        return USAGE, str(error)
    return FAILED, str(error)
