"""Files and tables from where they are: the web, buckets, Kaggle, databases, folders, and samples."""

from ml_tools.datasets.fetchers.arrow_fetchers import ArrowFetchers
from ml_tools.datasets.fetchers.parts import converted

__all__ = ["ArrowFetchers", "converted"]
