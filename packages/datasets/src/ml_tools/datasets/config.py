"""What `[applications.datasets.config]` may say."""

from __future__ import annotations

from typing import Annotated

import msgspec

from brolly import Secret
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets.ingestion_config import IngestionConfig

__all__ = ["DatasetsConfig"]

_Positive = Annotated[int, msgspec.Meta(ge=1)]
_Limit = Annotated[int, msgspec.Meta(ge=0)]
_Seconds = Annotated[float, msgspec.Meta(gt=0)]


class DatasetsConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[applications.datasets.config]`."""

    folder: str = ""
    """Where everything is kept; `ml_tools/datasets` in the user's folder for data when empty."""
    max_file_bytes: _Positive = 1024**3
    """The largest file that is parsed, as it comes and as it is decompressed."""
    database: str = ""
    """`postgresql://USER@HOST:PORT/NAME` of the database of collections; SQLite in the folder when empty."""
    database_password: Secret | None = None
    """The password of that user, when it needs one."""
    store: str = ""
    """`s3://BUCKET/PREFIX` for the contents of collections; in the folder when empty."""
    s3_endpoint: str = ""
    """The address of a store that is not of AWS, as `https://HOST:PORT`."""
    s3_region: str = ""
    """The region of the store; what the environment says when empty."""
    s3_access_key: Secret | None = None
    """With `s3_secret_key`, who asks the store; what the usual chain of AWS finds unless set."""
    s3_secret_key: Secret | None = None
    """The other half of `s3_access_key`."""
    cache_bytes: _Limit = 10 * 1024**3
    """How much of an S3 store is kept in the folder, so that it is not fetched again."""
    max_collections: _Limit = 0
    """How many collections there may be; 0: any number."""
    max_bytes: _Limit = 0
    """How large their contents may be together, with those that can be restored; 0: of any size."""
    restore_s: Annotated[float, msgspec.Meta(ge=0)] = 7 * 86400.0
    """How long a deleted collection can be restored."""
    collect_interval_s: _Seconds = 3600.0
    """How often garbage is collected, by any one of the processes that share the database."""
    lease_s: _Seconds = 300.0
    """How long a process may say nothing until what it was writing counts as garbage."""
    query_s: _Seconds = 60.0
    """The most that a query may compute, in seconds."""
    query_memory_bytes: Annotated[int, msgspec.Meta(ge=64 * 1024**2)] = 1024**3
    """The most memory of a query, and of rows that are sorted or sampled by a read."""
    query_disk_bytes: _Limit = 10 * 1024**3
    """The most that a query may put aside in the folder when its memory is used up."""
    query_rows: _Positive = 10_000_000
    """The most rows that a query may return."""
    fetching: FetchingConfig = FetchingConfig()
    """From where files are fetched."""
    ingestion: IngestionConfig = IngestionConfig()
    """What ingestions may read, and how."""
