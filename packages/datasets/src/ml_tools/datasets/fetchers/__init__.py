"""Tables out of the bytes of files, and the samples that scikit-learn ships."""

from ml_tools.datasets.fetchers.arrow_fetchers import ArrowFetchers

__all__ = ["ArrowFetchers"]
