"""Fits of one library against others, each in a process of its own that prints numbers as JSON."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path

import numpy as np
import rounds
import servers
from result import Result, compared

__all__ = ["MOST_ERROR", "compare_fits", "run", "saved"]

MOST_ERROR = 1.01


async def compare_fits(
    script: str, name: str, arguments: dict[str, list[str]], count: int, *, goal: float, unit: str
) -> list[Result]:
    """Measure a fit by us and by a peer in turns, and return time, processor time, and error on rows held out.

    Args:
        script: Of the folder `peers`; it prints `seconds`, `processor_s` and `error`.
        name: Of the results.
        arguments: Of the script, for `ours` first and for one peer by its name.
        count: Of rounds.
        goal: Our time in shares of the peer's.
        unit: Of the error.
    """
    found: dict[str, list[dict[str, float]]] = {}

    async def fit(library: str) -> float:
        found.setdefault(library, []).append(await run(script, arguments[library]))
        return found[library][-1]["seconds"]

    seconds = await rounds.medians({each: partial(fit, each) for each in arguments}, count, warm_ups=0)
    processor_s = {each: float(np.median([one["processor_s"] for one in fits])) for each, fits in found.items()}
    error = {each: fits[0]["error"] for each, fits in found.items()}
    ours, peer = arguments
    return [
        compared(f"{name}: {what}", of[ours], of[peer], peer_name=peer, unit=each, goal=most)
        for what, of, each, most in (
            ("time", seconds, "s", goal),
            ("processor", processor_s, "s", None),
            ("error", error, unit, MOST_ERROR),
        )
    ]


async def run(script: str, arguments: list[str]) -> dict[str, float]:
    """Run a script of the folder `peers`, and return the numbers that it prints."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*servers.peer(script, *arguments), stdout=pipe, stderr=pipe)
    printed, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{script} {arguments} ended with status {process.returncode}:\n{said.decode()}")
    return json.loads(printed)


def saved(file: Path, x: np.ndarray, y: np.ndarray, rows: int) -> str:
    """Save rows to learn from, and those after them to measure the error on."""
    np.savez(file, train_x=x[:rows], train_y=y[:rows], test_x=x[rows:], test_y=y[rows:])
    return str(file)
