"""What ties a child to its launcher: it dies with it, and tells it when it is ready.

The launcher keeps the other end of the socket, which closes when the launcher dies, however that happens.
Linux also kills the child by itself, which helps where the child cannot run a line of Python any more.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import threading
from contextlib import suppress

__all__ = ["READY", "Lifeline"]

READY = b"ready\n"

_PR_SET_PDEATHSIG = 1


class Lifeline:
    """The child's end."""

    def __init__(self, parent: int, descriptor: int) -> None:
        """Tie this process to its parent; call it first of all.

        Args:
            parent: The process id that the launcher said it has.
            descriptor: The inherited socket.
        """
        os.set_inheritable(descriptor, False)  # noqa: FBT003
        self._socket = socket.socket(fileno=descriptor)
        if sys.platform == "linux":
            _die_with_parent()
        if os.getppid() != parent:
            _die()  # it died before it could be watched
        threading.Thread(target=self._watch, name="lifeline", daemon=True).start()

    def ready(self) -> None:
        """Tell the launcher that this process answers."""
        with suppress(OSError):  # the launcher is gone, and this process will be
            self._socket.sendall(READY)

    def _watch(self) -> None:
        with suppress(OSError):
            while self._socket.recv(1):
                pass
        _die()


def _die_with_parent() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
