"""Objects of buckets, by their URLs: signed where the configuration has keys, else public."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

import brolly
from ml_tools.datasets.fetchers.downloads import Remote
from ml_tools.datasets.fetchers.web import Web
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets.formats import extra
from ml_tools.datasets_interface import S3Source, SourceFailed, SourceNotFound

__all__ = ["folders", "public_remote", "signed_remote"]

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")
_REGION: Final = re.compile(r"[a-z0-9-]{1,40}")
_MAX_KEY: Final = 1024
_MAX_PAGES: Final = 20
_SPACE: Final = "{http://s3.amazonaws.com/doc/2006-03-01/}"


def signed_remote(source: S3Source, config: FetchingConfig) -> Remote:
    """Return where an object is; it blocks.

    Raises:
        brolly.InvalidArgument: It cannot be called so.
        brolly.FailedPrecondition: The library that signs is not installed.
    """
    region = source.region or "us-east-1"
    _check(source.bucket, source.key)
    if not _REGION.fullmatch(region):
        raise brolly.InvalidArgument(f"source.region: expected one such as us-east-1, got {region[:40]!r}")
    secret = config.s3_secret_key.reveal() if config.s3_secret_key else ""
    client = _client(config.s3_endpoint, region, config.s3_access_key, secret)
    parameters = {"Bucket": source.bucket, "Key": source.key}
    url = client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=int(min(config.timeout_s, 604_800)))
    return Remote(url=url, name=source.key, source=f"s3://{source.bucket}/{source.key}")


def public_remote(endpoint: str, bucket: str, key: str) -> Remote:
    """Return where an object of a public bucket is."""
    _check(bucket, key)
    return Remote(url=f"{endpoint.rstrip('/')}/{bucket}/{quote(key)}", name=key, source=f"s3://{bucket}/{key}")


async def folders(web: Web, endpoint: str, bucket: str, prefix: str) -> list[str]:
    """Return the names that follow a prefix of a public bucket, each up to the next /.

    Raises:
        SourceNotFound: There is no such bucket, or it is not public.
        SourceFailed: It cannot be listed.
    """
    found, token = list[str](), ""
    for _ in range(_MAX_PAGES):
        query = f"list-type=2&delimiter=%2F&prefix={quote(prefix, safe='')}"
        query += f"&continuation-token={quote(token, safe='')}" if token else ""
        page = await _listed(web, f"{endpoint.rstrip('/')}/{bucket}?{query}", f"s3://{bucket}/{prefix}")
        names = (element.text or "" for element in page.iter(f"{_SPACE}Prefix"))
        found += [name.removeprefix(prefix).rstrip("/") for name in names if name not in {"", prefix}]
        token = page.findtext(f"{_SPACE}NextContinuationToken") or ""
        if not token:
            break
    return found


async def _listed(web: Web, url: str, source: str) -> ET.Element:
    status, body = await web.read(url)
    if status in {403, 404}:
        raise SourceNotFound(f"there is no public {source}; its server says {status}", source=source)
    try:
        if status != 200:
            raise SourceFailed(f"{source} cannot be listed: its server says {status}", source=source, status=status)
        return ET.fromstring(body)  # noqa: S314 - expat 2.4.1 and newer bound what entities grow to
    except ET.ParseError as error:
        raise SourceFailed(f"{source}: expected a list in XML, got something else: {error}", source=source) from error


def _check(bucket: str, key: str) -> None:
    if not _BUCKET.fullmatch(bucket):
        raise brolly.InvalidArgument(f"source.bucket: expected the name of a bucket, got {bucket[:70]!r}")
    if not key or len(key.encode()) > _MAX_KEY:
        raise brolly.InvalidArgument(f"source.key: expected 1 to {_MAX_KEY} bytes, got {len(key.encode())}")


@lru_cache(maxsize=8)
def _client(endpoint: str, region: str, access_key: str, secret_key: str) -> Any:
    boto3, botocore = extra("boto3", "s3", "a bucket"), extra("botocore", "s3", "a bucket")
    settings: dict[str, Any] = {"signature_version": "s3v4" if access_key else botocore.UNSIGNED}
    if endpoint:
        settings["s3"] = {"addressing_style": "path"}
    return boto3.client(
        "s3",
        region_name=region,
        endpoint_url=endpoint or None,
        aws_access_key_id=access_key or None,
        aws_secret_access_key=secret_key or None,
        config=extra("botocore.config", "s3", "a bucket").Config(**settings),
    )
