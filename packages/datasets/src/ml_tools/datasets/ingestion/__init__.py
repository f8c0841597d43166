"""Records that come one by one, each kept once, and added to collections in new versions."""

from ml_tools.datasets.ingestion.opening import open_ingestions
from ml_tools.datasets.ingestion.stored import StoredIngestions

__all__ = ["StoredIngestions", "open_ingestions"]
