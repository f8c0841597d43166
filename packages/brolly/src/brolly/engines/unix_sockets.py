"""Unix sockets that processes leave behind."""

from __future__ import annotations

import socket
from pathlib import Path

__all__ = ["remove_stale"]


def remove_stale(path: Path) -> None:
    """Remove a socket that a process left behind; one that somebody listens on is theirs.

    Raises:
        OSError: Somebody listens on it.
    """
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
        else:
            raise OSError(f"cannot listen on unix:{path}: another process does; stop it, or choose another run folder")
