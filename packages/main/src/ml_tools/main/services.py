"""The contracts that `main` calls, by clients that know where each is served."""

from __future__ import annotations

import msgspec

from brolly import Clients
from ml_tools.datasets_interface import Collections, Fetchers, Ingestions, Profiles
from ml_tools.models_interface import Models
from ml_tools.utils_interface import PreProcessing, Visualization

__all__ = ["CONTRACTS", "Services", "services"]

CONTRACTS = (Collections, Fetchers, Ingestions, Models, PreProcessing, Profiles, Visualization)


class Services(msgspec.Struct, frozen=True, kw_only=True):
    """One client a contract."""

    collections: Collections
    fetchers: Fetchers
    ingestions: Ingestions
    models: Models
    pre_processing: PreProcessing
    profiles: Profiles
    visualization: Visualization


def services(clients: Clients) -> Services:
    """Take the clients from a System, or from what an application is started with."""
    return Services(
        collections=clients(Collections),
        fetchers=clients(Fetchers),
        ingestions=clients(Ingestions),
        models=clients(Models),
        pre_processing=clients(PreProcessing),
        profiles=clients(Profiles),
        visualization=clients(Visualization),
    )
