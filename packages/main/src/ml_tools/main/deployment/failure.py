"""A service that went away, by the names that the topology gives it."""

from __future__ import annotations

from pathlib import Path

from brolly import Topology, Unavailable

__all__ = ["ServiceLost", "lost"]


class ServiceLost(Exception):
    """A service cannot be reached any more; its text says which, where, and what to do."""


def lost(error: Unavailable, topology: Topology, run: Path) -> ServiceLost:
    """Tell which process an error is about: its address stands in the text of whoever called it."""
    addresses = {name: topology.address_of(name, run) for name in topology.processes}
    about = [name for name, address in addresses.items() if address in error.message]
    if not about:
        return ServiceLost(f"a service cannot be reached: {error.message}; run the same again")
    name = max(about, key=lambda name: len(addresses[name]))
    services = ", ".join(topology.processes[name].applications)
    why = error.message.replace(addresses[name], "").strip(": ")
    return ServiceLost(
        f"{services} (process {name!r} at {addresses[name]}) went away in the middle of the work: {why}; "
        "nothing unfinished was kept: run the same again"
    )
