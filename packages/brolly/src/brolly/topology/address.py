"""Addresses: `HOST:PORT`, `[IPV6]:PORT` or `unix:/path`."""

from __future__ import annotations

import ipaddress
from pathlib import Path

from brolly.configuration import ConfigurationError, Problem

__all__ = ["MAX_PATH_BYTES", "fault_of", "is_loopback", "socket_in"]

MAX_PATH_BYTES = 103
"""The longest path of a unix socket that Linux (107) and macOS (103) both take."""

MAX_PORT = 65535


def fault_of(address: str) -> str | None:
    """Return what is wrong with an address, or None."""
    if address.startswith("unix:"):
        return _path_fault(address.removeprefix("unix:"))
    host, colon, port = address.rpartition(":")
    if not colon or not host.strip("[]"):
        return f"expected HOST:PORT or unix:/path, got {address!r}"
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        return f"expected an IPv6 address in brackets, got {address!r}"
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= MAX_PORT):
        return f"expected a port from 1 to {MAX_PORT}, got {port!r}"
    return None


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach a sound address."""
    if address.startswith("unix:"):
        return True
    host = address.rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def socket_in(run: Path, process: str) -> str:
    """Return the address of a process's socket in a run's folder.

    Raises:
        ConfigurationError: The path is longer than a unix socket may have.
    """
    path = run.absolute() / f"{process}.sock"
    if (fault := _path_fault(str(path))) is not None:
        raise ConfigurationError(
            [Problem(path=f"processes.{process}", found=fault, fix="choose a shorter folder with --run")]
        )
    return f"unix:{path}"


def _path_fault(path: str) -> str | None:
    if not path.startswith("/"):
        return f"expected an absolute path after unix:, got {path!r}"
    if (size := len(path.encode())) > MAX_PATH_BYTES:
        return f"expected a socket path of at most {MAX_PATH_BYTES} bytes, got {size}: {path}"
    return None
