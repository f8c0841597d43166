"""Topologies: which application runs in which process, and where they are. Nothing here runs a process."""

from brolly.topology.model import ApplicationSettings, Limits, Process, Tls, Topology
from brolly.topology.reading import parse, read
from brolly.topology.secret import Secret

__all__ = ["ApplicationSettings", "Limits", "Process", "Secret", "Tls", "Topology", "parse", "read"]
