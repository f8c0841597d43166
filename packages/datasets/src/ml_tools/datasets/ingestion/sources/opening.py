"""The producers of an ingestion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.fetchers import BucketObjects
from ml_tools.datasets.formats import Bounds
from ml_tools.datasets.ingestion.ledger import Ledger
from ml_tools.datasets.ingestion.sources.bucket import BucketPlace
from ml_tools.datasets.ingestion.sources.files import FileRecords
from ml_tools.datasets.ingestion.sources.folder import FolderPlace
from ml_tools.datasets.ingestion.sources.messages import MessageRecords
from ml_tools.datasets.ingestion.sources.place import Place
from ml_tools.datasets.ingestion.specification import Specification

__all__ = ["producers_of"]


def producers_of(specification: Specification, ledger: Ledger, folder: Path, config: DatasetsConfig) -> list[Any]:
    """Return what gives the records that are not pushed."""
    if (queue := specification.queue) is not None:
        return [MessageRecords(queue, config.ingestion, max_in_flight=specification.limits().max_in_flight)]
    if (place := _place(specification, folder, config)) is None:
        return []
    bounds = Bounds(folder=folder, max_bytes=config.max_file_bytes)
    return [FileRecords(place, ledger, bounds, specification.options, poll_s=specification.poll_s)]


def _place(specification: Specification, folder: Path, config: DatasetsConfig) -> Place | None:
    options = specification.options
    if specification.folder is not None:
        return FolderPlace(Path(specification.folder), options, settle_s=config.ingestion.settle_s)
    if (bucket := specification.bucket) is None:
        return None
    fetching, prefix = config.fetching, bucket.prefix or ""
    objects = BucketObjects(folder, fetching, bucket=bucket.bucket, prefix=prefix, region=bucket.region)
    return BucketPlace(objects, options, every_version=bool(bucket.every_version))
