"""Runs programs as children that never outlive it, whatever they do; only `launched` knows topologies."""

from brolly.launcher.launched import launched
from brolly.launcher.launcher import Launcher
from brolly.launcher.lifeline import Lifeline
from brolly.launcher.program import (
    CONFIGURATION_ERROR,
    Event,
    Exited,
    Killed,
    Observer,
    Program,
    Ready,
    Restarting,
    Started,
    StartFailed,
)

__all__ = [
    "CONFIGURATION_ERROR",
    "Event",
    "Exited",
    "Killed",
    "Launcher",
    "Lifeline",
    "Observer",
    "Program",
    "Ready",
    "Restarting",
    "StartFailed",
    "Started",
    "launched",
]
