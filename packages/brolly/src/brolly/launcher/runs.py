"""The runs that live on this machine: a folder of the user's state with one entry a run, `PID.json`."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from brolly.launcher.run_folder import Run, live_run

__all__ = ["live_runs", "recorded", "state_folder"]


def state_folder() -> Path:
    """Return where the state of this user is kept unless `--state` says otherwise."""
    from platformdirs import user_state_path

    return user_state_path("brolly", appauthor=False)


@contextmanager
def recorded(run: Run, folder: Path, state: Path) -> Generator[bool]:
    """Record a run as long as it lasts; False when the state folder cannot be written."""
    entry = state / "runs" / f"{run.pid}.json"
    try:
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        entry.write_bytes(msgspec.json.encode(str(folder)))
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        with suppress(OSError):
            entry.unlink()


def live_runs(state: Path) -> dict[Path, Run]:
    """Return the recorded runs that are alive, by their folder; entries of dead ones are removed."""
    runs: dict[Path, Run] = {}
    for entry in sorted((state / "runs").glob("*.json")):
        run = None
        with suppress(OSError, msgspec.MsgspecError):
            folder = Path(msgspec.json.decode(entry.read_bytes(), type=str))
            run = live_run(folder)
            if run is not None and f"{run.pid}.json" == entry.name:
                runs[folder] = run
        if run is None:
            with suppress(OSError):
                entry.unlink()
    return runs
