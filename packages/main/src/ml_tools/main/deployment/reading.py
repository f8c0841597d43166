"""The topology that is asked for, or the one that is built in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from brolly import Application, ConfigurationError, Topology
from brolly.application import discover
from brolly.configuration import Problem
from brolly.topology.reading import read

__all__ = ["OWN", "TOGETHER", "load"]

OWN = "main"
"""The process of a topology that this program is, and the application that it is."""
TOGETHER = Path(__file__).with_name("together.toml")
"""The topology that is built in: everything in one process."""
NEEDED = ("datasets", "utils", "models")


def load(file: Path | None, application: Application) -> Topology:
    """Read a topology for the process `main`.

    Args:
        file: The TOML file; None: the one that is built in.
        application: Takes the place of the installed `main`.

    Raises:
        ConfigurationError: It cannot be used, or the built-in one is meant and its services are not installed.
    """
    available: dict[str, Callable[[], Application]] = {**discover(), OWN: lambda: application}
    missing = [name for name in NEEDED if name not in available]
    if file is None and missing:
        found = f"the services {', '.join(missing)} are not installed here"
        fix = "install ml-tools-main[together] or name a topology with --topology FILE"
        raise ConfigurationError([Problem(found=found, fix=fix)])
    return read(TOGETHER if file is None else file, process=OWN, available=available)
