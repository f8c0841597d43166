"""Named tables in immutable versions: metadata in a database, contents in a store of Parquet files."""

from ml_tools.datasets.collections.clock import moment, now_us
from ml_tools.datasets.collections.database import Database
from ml_tools.datasets.collections.naming import check_name
from ml_tools.datasets.collections.opening import open_collections
from ml_tools.datasets.collections.requests import page_after, page_of
from ml_tools.datasets.collections.schema import dead_letters, ingested_files, ingested_records, ingestions
from ml_tools.datasets.collections.stored import StoredCollections

__all__ = [
    "Database",
    "StoredCollections",
    "check_name",
    "dead_letters",
    "ingested_files",
    "ingested_records",
    "ingestions",
    "moment",
    "now_us",
    "open_collections",
    "page_after",
    "page_of",
]
