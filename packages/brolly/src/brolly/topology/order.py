"""In which order processes are started, and in the reverse of it stopped."""

from __future__ import annotations

from brolly import contracts
from brolly.topology.model import Topology

__all__ = ["process_order"]


def process_order(topology: Topology) -> tuple[str, ...]:
    """Put processes after those that they need, as far as their applications are installed here.

    Processes that need each other in a circle stay in the order of the file: none waits for another.
    """
    ordered: dict[str, None] = {}

    def visit(name: str, waiting: frozenset[str]) -> None:
        if name in ordered or name in waiting:
            return
        for needed in _needs(topology, name):
            visit(needed, waiting | {name})
        ordered[name] = None

    for name in topology.processes:
        visit(name, frozenset())
    return tuple(ordered)


def _needs(topology: Topology, process: str) -> tuple[str, ...]:
    hosted = topology.processes[process].applications
    installed = [topology.installed[name] for name in hosted if name in topology.installed]
    required = [contracts.of(protocol).name for one in installed for protocol in one.requires]
    providers = [topology.provider_of(contract) for contract in required]
    return tuple(dict.fromkeys(topology.process_of(provider) for provider in providers if provider))
