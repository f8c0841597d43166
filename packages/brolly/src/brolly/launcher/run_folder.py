"""The folder of one run: its sockets, and `run.json`, which tells others what runs there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from brolly.configuration import ConfigurationError, Problem

__all__ = ["FILE", "Run", "live_run", "run_folder", "write_run"]

FILE = "run.json"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What runs in a folder."""

    pid: int
    """The process that holds the run together."""
    topology: str
    """The file that it was started from."""
    processes: Mapping[str, str]
    """The address of each process, by name."""


@contextmanager
def run_folder(chosen: Path | None) -> Generator[Path]:
    """Give a run its folder, which only this user can enter.

    Args:
        chosen: A folder to use, made where it is not there, that stays; None: a new one, removed at the end.

    Raises:
        ConfigurationError: Another run lives in the chosen folder.
    """
    if chosen is None:
        folder = Path(tempfile.mkdtemp(prefix="brolly-"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    folder = chosen.absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (other := live_run(folder)) is not None:
        found = f"the run of process {other.pid} ({other.topology}) lives in {folder}"
        raise ConfigurationError([Problem(path="--run", found=found, fix="stop it, or choose another folder")])
    try:
        yield folder
    finally:
        with suppress(OSError):
            (folder / FILE).unlink()


def live_run(folder: Path) -> Run | None:
    """Return the run that lives in a folder; None when there is none, or its process has died."""
    try:
        run = msgspec.json.decode((folder / FILE).read_bytes(), type=Run)
    except (OSError, msgspec.MsgspecError):
        return None
    return run if _is_alive(run.pid) else None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_run(folder: Path, run: Run) -> None:
    """Say what runs in a folder, at once for every reader."""
    draft = folder / f".{FILE}.{run.pid}"
    draft.write_bytes(msgspec.json.encode(run))
    draft.replace(folder / FILE)
