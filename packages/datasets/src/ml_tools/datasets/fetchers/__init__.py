"""Files and tables from where they are: the web, buckets, Kaggle, databases, folders, and samples."""

from ml_tools.datasets.fetchers.arrow_fetchers import ArrowFetchers

__all__ = ["ArrowFetchers"]
