"""Who uses the folder: any number of processes at once, or one alone that may clean it."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from ml_tools.datasets.folder import unusable

__all__ = ["Tenancy", "tenancy"]

_PATIENCE_S: Final = 30.0
_STEP_S: Final = 0.02


class Tenancy:
    """A lock on the folder, which the kernel releases when the process dies, however that comes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.alone = self._lock(fcntl.LOCK_EX)
        """True when no other process uses the folder, and none will before `share`."""

    async def share(self) -> None:
        """Let others in, or wait until the one that is alone does.

        Raises:
            brolly.ConfigurationError: It does not.
        """
        end = asyncio.get_running_loop().time() + _PATIENCE_S
        while not self._lock(fcntl.LOCK_SH):
            if asyncio.get_running_loop().time() > end:
                raise unusable("expected a folder that can be shared, got one that another process cleans")
            await asyncio.sleep(_STEP_S)
        self.alone = False

    def _lock(self, kind: int) -> bool:
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@asynccontextmanager
async def tenancy(folder: Path) -> AsyncGenerator[Tenancy, None]:
    """Use the folder, alone when nobody else is there."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        found = Tenancy(descriptor)
        if not found.alone:
            await found.share()
        yield found
    finally:
        os.close(descriptor)
