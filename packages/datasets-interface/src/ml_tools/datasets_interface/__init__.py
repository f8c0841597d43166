"""The contracts of the datasets service, and handles to call it by from `main` and from scripts."""

from brolly import handle
from ml_tools.datasets_interface.v1.collections import (
    AllOf,
    AnyOf,
    Collection,
    CollectionExists,
    CollectionNotFound,
    Collections,
    Comparison,
    Filter,
    Operator,
    SortKey,
    TagNotFound,
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
from ml_tools.datasets_interface.v1.profiles import (
    Bin,
    ColumnProfile,
    Correlation,
    Finding,
    FindingKind,
    Level,
    NumberValues,
    Profile,
    Profiles,
    Quantiles,
    TextValues,
    TimeValues,
    UnknownValues,
)

__all__ = [
    "AllOf",
    "AnyOf",
    "Bin",
    "Collection",
    "CollectionExists",
    "CollectionNotFound",
    "Collections",
    "Column",
    "ColumnKind",
    "ColumnProfile",
    "Comparison",
    "Correlation",
    "Fetchers",
    "Filter",
    "Finding",
    "FindingKind",
    "Level",
    "NumberValues",
    "Operator",
    "ParseBytesItem",
    "Parsed",
    "Profile",
    "Profiles",
    "Quantiles",
    "RejectedRow",
    "Sample",
    "SampleNotFound",
    "SortKey",
    "TagNotFound",
    "TextValues",
    "TimeValues",
    "UnknownValues",
    "UnreadableData",
    "VersionConflict",
    "collections",
    "fetchers",
    "profiles",
]

collections = handle(Collections)
fetchers = handle(Fetchers)
profiles = handle(Profiles)
