"""Objects of buckets, by their URLs: signed where the configuration has keys, else public."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote_plus
from xml.etree import ElementTree as ET

import msgspec

import brolly
from ml_tools.datasets.fetchers.downloads import Remote
from ml_tools.datasets.fetchers.web import Web
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets.formats import extra
from ml_tools.datasets_interface import S3Source, SourceFailed, SourceNotFound

__all__ = ["BucketObject", "bucket_pages", "check_bucket", "folders", "public_remote", "signed_remote"]

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")
_REGION: Final = re.compile(r"[a-z0-9-]{1,40}")
_MAX_KEY: Final = 1024
_ANY_REGION: Final = "us-east-1"
_MAX_PAGES: Final = 20
_PAGE_KEYS: Final = 1000
_OBJECTS: Final = ("list_objects_v2", "Contents", ("ContinuationToken",))
"""How to list objects: the operation, what one of them is called, and what says where the next page begins."""
_VERSIONS: Final = ("list_object_versions", "Version", ("KeyMarker", "VersionIdMarker"))
_SPACE: Final = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class BucketObject(msgspec.Struct, frozen=True, kw_only=True):
    """An object, as the list of its bucket has it."""

    key: str
    etag: str
    """Without quotes; empty where the list has none."""
    version: str = ""
    """Which version it is, in a list of versions; empty for the newest."""
    mark: str
    """What changes when the object does."""


def signed_remote(source: S3Source, config: FetchingConfig, version: str = "") -> Remote:
    """Return where an object is, or a version of it; it blocks.

    Raises:
        brolly.InvalidArgument: It cannot be called so.
        brolly.FailedPrecondition: The library that signs is not installed.
    """
    _check(source.bucket, source.key)
    parameters = {"Bucket": source.bucket, "Key": source.key} | ({"VersionId": version} if version else {})
    url = _signed("get_object", parameters, source.region, config)
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


def check_bucket(bucket: str, prefix: str, region: str | None) -> None:
    """Refuse what no bucket, prefix or region can be called, or a bucket where the library that signs is missing."""
    if not _BUCKET.fullmatch(bucket):
        raise brolly.InvalidArgument(f"source.bucket: expected the name of a bucket, got {bucket[:70]!r}")
    if len(prefix.encode()) > _MAX_KEY:
        raise brolly.InvalidArgument(f"source.prefix: expected at most {_MAX_KEY} bytes, got {len(prefix.encode())}")
    _check_region(region)
    extra("boto3", "s3", "a bucket")


async def bucket_pages(
    web: Web, config: FetchingConfig, bucket: str, prefix: str, region: str | None, *, every_version: bool = False
) -> AsyncGenerator[list[BucketObject], None]:
    """Return the objects of a bucket whose keys begin with the prefix, page by page, in each the oldest first.

    Raises:
        SourceNotFound: There is no such bucket, or it may not be listed.
        SourceFailed: It cannot be listed.
        brolly.FailedPrecondition: The library that signs is not installed.
    """
    operation, entry, following = _VERSIONS if every_version else _OBJECTS
    at: dict[str, str] = {}
    while True:
        parameters = {"Bucket": bucket, "Prefix": prefix, "MaxKeys": _PAGE_KEYS, "EncodingType": "url", **at}
        url = await brolly.offload(_signed, operation, parameters, region, config)
        page = await _listed(web, url, f"s3://{bucket}/{prefix}")
        decoded = unquote_plus if page.findtext(f"{_SPACE}EncodingType") == "url" else str
        found = sorted(page.iter(f"{_SPACE}{entry}"), key=_modified)
        yield [_object(one, decoded) for one in found]
        before, at = at, {name: page.findtext(f"{_SPACE}Next{name}") or "" for name in following}
        at = {name: decoded(value) if name == "KeyMarker" else value for name, value in at.items() if value}
        if not at or at == before:
            return


def _object(found: ET.Element, decoded: Callable[[str], str]) -> BucketObject:
    etag, version = (found.findtext(f"{_SPACE}ETag") or "").strip('"'), found.findtext(f"{_SPACE}VersionId") or ""
    version = "" if version == "null" else version  # which replaces another of that name
    mark = version or etag or _modified(found)
    return BucketObject(key=decoded(found.findtext(f"{_SPACE}Key") or ""), etag=etag, version=version, mark=mark)


def _modified(found: ET.Element) -> str:
    return found.findtext(f"{_SPACE}LastModified") or ""


def _signed(operation: str, parameters: dict[str, Any], region: str | None, config: FetchingConfig) -> str:
    """Return a URL that the operation is asked for by; it blocks."""
    _check_region(region)
    secret = config.s3_secret_key.reveal() if config.s3_secret_key else ""
    client = _client(config.s3_endpoint, region or _ANY_REGION, config.s3_access_key, secret)
    expires_s = int(min(config.timeout_s, 604_800))
    return client.generate_presigned_url(operation, Params=parameters, ExpiresIn=expires_s)


async def _listed(web: Web, url: str, source: str) -> ET.Element:
    status, body = await web.read(url)
    if status in {403, 404}:
        text = f"there is no {source} that may be listed; its server says {status}"
        raise SourceNotFound(text, source=source)
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


def _check_region(region: str | None) -> None:
    if region is not None and not _REGION.fullmatch(region):
        raise brolly.InvalidArgument(f"source.region: expected one such as {_ANY_REGION}, got {region[:40]!r}")


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
