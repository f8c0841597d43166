"""Loops that go on after errors, and end when they are cancelled whatever a library makes of it."""

from __future__ import annotations

import asyncio

__all__ = ["is_cancelled"]


def is_cancelled() -> bool:
    """Return whether the current task was cancelled, though what it awaited may have raised another error instead.

    A connection that fails while it is given up, say, raises its own error in the place of `asyncio.CancelledError`.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
