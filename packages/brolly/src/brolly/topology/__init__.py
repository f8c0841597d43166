"""Topologies: which application runs in which process, and where they are. Nothing here runs a process.

`brolly.topology.reading` reads the files; it is left out here, as most who import a topology never read one.
"""

from brolly.topology.model import ApplicationSettings, Limits, Process, Tls, Topology
from brolly.topology.secret import Secret

__all__ = ["ApplicationSettings", "Limits", "Process", "Secret", "Tls", "Topology"]
