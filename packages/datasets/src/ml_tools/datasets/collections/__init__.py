"""Named tables in immutable versions: metadata in a database, contents in a folder of Parquet files."""

from ml_tools.datasets.collections.stored import StoredCollections, open_collections

__all__ = ["StoredCollections", "open_collections"]
