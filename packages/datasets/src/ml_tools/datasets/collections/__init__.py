"""Named tables in immutable versions: metadata in a database, contents in a store of Parquet files."""

from ml_tools.datasets.collections.database import Database
from ml_tools.datasets.collections.opening import open_collections
from ml_tools.datasets.collections.stored import StoredCollections

__all__ = ["Database", "StoredCollections", "open_collections"]
