"""What `[applications.datasets.config.fetching]` may say."""

from __future__ import annotations

from typing import Annotated

import msgspec

import brolly

__all__ = ["FetchingConfig"]

_Positive = Annotated[int, msgspec.Meta(ge=1)]
_Seconds = Annotated[float, msgspec.Meta(gt=0)]


class FetchingConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[applications.datasets.config.fetching]`."""

    allowed_networks: tuple[str, ...] = ()
    """Networks that are not public and may be fetched from all the same, as 10.1.0.0/16; none unless told."""
    allow_sockets: bool = False
    """Whether a database may be reached by a unix socket."""
    local_folders: tuple[str, ...] = ()
    """Folders whose files, and those of the folders below, may be fetched and ingested; none unless told."""
    max_bytes: _Positive = 20 * 1024**3
    """The largest file that is fetched."""
    max_stored_bytes: _Positive = 100 * 1024**3
    """What the stored files may take together; the one that was not used for longest is forgotten first."""
    timeout_s: _Seconds = 3600.0
    """The longest time that a fetch may take."""
    stall_s: _Seconds = 30.0
    """The longest time that a source may say nothing."""
    attempts: _Positive = 5
    """How often a fetch that was broken off is taken up again without having come further."""
    s3_endpoint: str = ""
    """Where buckets are; Amazon's unless told."""
    s3_access_key: str = ""
    """The access key for buckets; public ones need none."""
    s3_secret_key: brolly.Secret | None = None
    """The secret key for buckets."""
    kaggle_endpoint: str = "https://www.kaggle.com/api/v1"
    """Where Kaggle's API is."""
    kaggle_username: str = ""
    """The name at Kaggle; KAGGLE_USERNAME, else what ~/.kaggle/kaggle.json says, unless told."""
    kaggle_key: brolly.Secret | None = None
    """The API token at Kaggle; KAGGLE_KEY, else what ~/.kaggle/kaggle.json says, unless told."""
    landsat_endpoint: str = "https://storage.googleapis.com"
    """Where the bucket of the Landsat archive is."""
    landsat_bucket: str = "gcp-public-data-landsat"
    """The bucket of the Landsat archive, with scenes as SENSOR/01/PATH/ROW/SCENE/SCENE_B1.TIF."""
    databases: dict[str, brolly.Secret] = {}
    """Databases that may be asked for by a name, as postgresql://USER:PASSWORD@HOST/DATABASE."""
