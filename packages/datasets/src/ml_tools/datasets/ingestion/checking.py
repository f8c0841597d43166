"""Whether a source can be read, as far as that is known before it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import msgspec

import brolly
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.fetchers import check_bucket, checked_path
from ml_tools.datasets.ingestion.reading import check_options
from ml_tools.datasets.ingestion.sources.messages import broker_address
from ml_tools.datasets_interface import BucketSource, FolderSource, LocalSource, PushSource, QueueSource

__all__ = ["Source", "checked_source"]

Source: TypeAlias = PushSource | FolderSource | BucketSource | QueueSource
_MAX_QUEUE_BYTES: Final = 255


def checked_source(source: Source, config: DatasetsConfig) -> dict[str, Any]:
    """Return a source as a specification has it; it looks at the disk.

    Raises:
        SourceRefused: It is a folder that may not be read.
        SourceNotFound: There is no such folder.
        brolly.InvalidArgument: There can be no such source.
        brolly.FailedPrecondition: A broker is not configured, or a library is not installed.
    """
    match source:
        case FolderSource():
            check_options(source.options)
            return {"folder": _folder(source.path, config.fetching.local_folders), "options": source.options}
        case BucketSource():
            check_options(source.options)
            check_bucket(source.bucket, source.prefix or "", source.region)
            return {"bucket": msgspec.structs.replace(source, options=None), "options": source.options}
        case QueueSource():
            if not 1 <= len(source.queue.encode()) <= _MAX_QUEUE_BYTES:
                text = f"expected a name of 1 to {_MAX_QUEUE_BYTES} bytes, got {len(source.queue.encode())}"
                raise brolly.InvalidArgument(f"source.queue: {text}")
            broker_address(source, config.ingestion)
            return {"queue": source}
        case PushSource():
            return {}


def _folder(path: str, allowed: Sequence[str]) -> str:
    found = checked_path(LocalSource(path=path), allowed)
    if not found.is_dir():
        raise brolly.InvalidArgument(f"source.path: expected a folder, got {path[:200]!r}, which is none")
    return str(found)
