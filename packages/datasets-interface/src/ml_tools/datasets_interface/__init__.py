"""The contracts of the datasets service, and handles to call it by from `main` and from scripts."""

from brolly import handle
from ml_tools.datasets_interface.v1.collections import (
    Collection,
    CollectionExists,
    CollectionNotFound,
    Collections,
    VersionConflict,
)
from ml_tools.datasets_interface.v1.columns import (
    Column,
    ColumnKind,
)
from ml_tools.datasets_interface.v1.fetchers import (
    Fetchers,
    ParseBytesItem,
    Parsed,
    RejectedRow,
    Sample,
    SampleNotFound,
    UnreadableData,
)

__all__ = [
    "Collection",
    "CollectionExists",
    "CollectionNotFound",
    "Collections",
    "Column",
    "ColumnKind",
    "Fetchers",
    "ParseBytesItem",
    "Parsed",
    "RejectedRow",
    "Sample",
    "SampleNotFound",
    "UnreadableData",
    "VersionConflict",
    "collections",
    "fetchers",
]

collections = handle(Collections)
fetchers = handle(Fetchers)
