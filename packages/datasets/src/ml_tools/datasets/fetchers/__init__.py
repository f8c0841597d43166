"""Files and tables from where they are: the web, buckets, Kaggle, databases, folders, and samples."""

from ml_tools.datasets.fetchers.arrow_fetchers import ArrowFetchers
from ml_tools.datasets.fetchers.bucket_objects import BucketObjects
from ml_tools.datasets.fetchers.buckets import BucketObject, check_bucket
from ml_tools.datasets.fetchers.local_files import checked_path, opened_file

__all__ = [
    "ArrowFetchers",
    "BucketObject",
    "BucketObjects",
    "check_bucket",
    "checked_path",
    "opened_file",
]
