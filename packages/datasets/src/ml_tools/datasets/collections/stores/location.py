"""Where contents are kept in S3, as the configuration says."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Final

import msgspec

from brolly import Secret
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.folder import unusable

__all__ = ["Location", "location"]

_ADDRESS: Final = re.compile(r"s3://([a-z0-9][a-z0-9.-]{2,62})(?:/(.*))?")
_ENDPOINT: Final = re.compile(r"https?://[^/@\s]+/?")


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A prefix of a bucket, and how it is reached."""

    bucket: str
    prefix: str
    """Ends with a slash, unless it is empty."""
    endpoint: str = ""
    """Empty: AWS's own."""
    region: str = ""
    access_key: Secret | None = None
    secret_key: Secret | None = None


def location(config: DatasetsConfig) -> Location:
    """Return where the configuration says.

    Raises:
        brolly.ConfigurationError: It says something else, or the driver is not installed.
    """
    found = _ADDRESS.fullmatch(config.store)
    if found is None:
        fix = "write it so, or leave it out for the folder"
        raise unusable(f"expected s3://BUCKET/PREFIX, got {config.store[:100]!r}", fix, setting="store")
    if config.s3_endpoint and not _ENDPOINT.fullmatch(config.s3_endpoint):
        got = f"expected https://HOST:PORT, got {config.s3_endpoint.rpartition('@')[2][:100]!r}"
        raise unusable(got, "write it so, or leave it out for AWS", setting="s3_endpoint")
    if (config.s3_access_key is None) != (config.s3_secret_key is None):
        raise unusable("expected both s3_access_key and s3_secret_key, got one", "set both", setting="s3_access_key")
    if find_spec("boto3") is None:
        fix = "install ml-tools-datasets[s3]"
        raise unusable("expected the driver of S3, boto3, to be installed", fix, setting="store")
    prefix = (found[2] or "").strip("/")
    return Location(
        bucket=found[1],
        prefix=f"{prefix}/" if prefix else "",
        endpoint=config.s3_endpoint,
        region=config.s3_region,
        access_key=config.s3_access_key,
        secret_key=config.s3_secret_key,
    )
