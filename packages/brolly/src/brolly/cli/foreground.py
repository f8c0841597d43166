"""`brolly up --process NAME`: one process of a topology, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from brolly.cli.logs import configure
from brolly.cli.signals import StopRequest
from brolly.configuration import ConfigurationError

if TYPE_CHECKING:
    from brolly.launcher.lifeline import Lifeline

__all__ = ["serve"]

logger = logging.getLogger("brolly")


def serve(file: Path, process: str, *, run: Path | None, logs: str, lifeline: Lifeline | None) -> int:
    """Run one process; returns the exit code."""
    from brolly.launcher.run_folder import run_folder

    configure(logs)
    with ExitStack() as stack:
        folder = (run or stack.enter_context(run_folder(None))).resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return asyncio.run(_serve(file, process, folder, lifeline))


async def _serve(file: Path, process: str, run: Path, lifeline: Lifeline | None) -> int:
    from brolly.system import System

    stop = StopRequest()
    try:
        async with System(file, process, run=run, listen=True) as system:
            if lifeline is not None:
                lifeline.ready()
            else:
                print(f"{process} is ready at {system.address}; its run folder is {run}", flush=True)
            await stop.wait()
    except ConfigurationError:
        raise
    except Exception:
        logger.exception("process %s cannot run", process)
        return 1
    return stop.exit_code
