"""How many threads compute beside each other in native code, which has threads of its own."""

from __future__ import annotations

import os
import sys

from brolly.threads import workplace

__all__ = ["processors"]


def processors() -> int:
    """Return as many as the topology gives the running application, and no more than this process has processors."""
    there = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    place = workplace.get()
    return there if place is None else min(place.threads, there)
