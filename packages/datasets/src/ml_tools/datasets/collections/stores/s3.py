"""Contents in a bucket of S3, or of what speaks its protocol."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, IncompleteReadError

import brolly
from ml_tools.datasets.collections.contents import Half, is_name, sha256_of
from ml_tools.datasets.collections.stores.cache import Cache
from ml_tools.datasets.collections.stores.location import Location
from ml_tools.datasets.folder import unusable

__all__ = ["S3Store"]

_PART_BYTES: Final = 16 * 1024**2
_MAX_PARTS: Final = 10_000
_BLOCK_BYTES: Final = 1024**2
_ATTEMPTS: Final = 5
_OWNER: Final = "deployment"
_ABSENT: Final = ("404", "NoSuchKey", "NotFound", "NoSuchUpload")
_UNSUPPORTED: Final = ("501", "NotImplemented", "MethodNotAllowed")
_BROKEN: Final = (HTTPClientError, IncompleteReadError)


class S3Store:
    """Keeps contents under a prefix of a bucket; what is read goes through a cache on this disk."""

    def __init__(self, location: Location, cache: Cache) -> None:
        self._bucket = location.bucket
        self._prefix = location.prefix
        self._client: Any = _client(location)
        self._cache = cache

    def claim(self, deployment: str) -> str:
        try:
            owner = self._owner()
            if not owner:
                self._call("put_object", Key=self._key(_OWNER), Body=deployment.encode())
                owner = self._owner()
        except brolly.Error as error:
            raise unusable(str(error), "check address, credentials and permissions", setting="store") from error
        return owner

    def put(self, name: str, file: Path) -> None:
        size = file.stat().st_size
        with file.open("rb") as source:
            if size <= _PART_BYTES:
                self._call("put_object", Key=self._key(name), Body=source.read())
            else:
                self._put_parts(name, source, max(_PART_BYTES, -(-size // _MAX_PARTS)))
        found = self._call("head_object", Key=self._key(name))["ContentLength"]
        if found != size:
            raise brolly.Unavailable(f"the store kept {found} bytes of {size} that were sent; try again")

    def get(self, name: str, file: Path) -> None:
        self._cache.link(name, file, self._fetch)

    def names(self) -> Iterator[list[str]]:
        for page in self._pages("list_objects_v2", "Contents", Prefix=self._prefix):
            yield [name for item in page if is_name(name := item["Key"].removeprefix(self._prefix))]

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            self._call("delete_object", Key=self._key(name))

    def halves(self) -> Iterator[list[Half]]:
        for page in self._uploads():
            found = [Half(name=item["Key"].removeprefix(self._prefix), id=item["UploadId"]) for item in page]
            yield [half for half in found if is_name(half.name)]

    def drop(self, half: Half) -> None:
        with suppress(FileNotFoundError):  # it has ended meanwhile
            self._call("abort_multipart_upload", Key=self._key(half.name), UploadId=half.id)

    def _put_parts(self, name: str, source: Any, part_bytes: int) -> None:
        key = self._key(name)
        upload = self._call("create_multipart_upload", Key=key)["UploadId"]
        parts: list[dict[str, Any]] = []
        try:
            while block := source.read(part_bytes):
                brolly.checkpoint()
                number = len(parts) + 1
                sent = self._call("upload_part", Key=key, UploadId=upload, PartNumber=number, Body=block)
                parts.append({"PartNumber": number, "ETag": sent["ETag"]})
            self._call("complete_multipart_upload", Key=key, UploadId=upload, MultipartUpload={"Parts": parts})
        except BaseException:
            with suppress(brolly.Error, FileNotFoundError):  # else the collection of garbage finds it
                self._call("abort_multipart_upload", Key=key, UploadId=upload)
            raise

    def _fetch(self, name: str, file: Path) -> None:
        """Write contents to a file; a connection that breaks is taken up where it broke."""
        digest, attempt = hashlib.sha256(), 0
        with file.open("wb") as target:
            while True:
                attempt += 1
                try:
                    for block in self._blocks(name, target.tell()):
                        target.write(block)
                        digest.update(block)
                except _BROKEN as error:
                    if attempt == _ATTEMPTS:
                        raise _unavailable(error) from error
                else:
                    break
        if digest.hexdigest() != sha256_of(name):
            raise ValueError("they are not what was written")

    def _blocks(self, name: str, start: int) -> Iterator[bytes]:
        found = self._call("get_object", Key=self._key(name), **({"Range": f"bytes={start}-"} if start else {}))
        with closing(found["Body"]) as body:  # which itself enters what does not notice its end
            while block := body.read(_BLOCK_BYTES):
                brolly.checkpoint()
                yield block

    def _owner(self) -> str:
        try:
            return self._call("get_object", Key=self._key(_OWNER))["Body"].read().decode().strip()
        except FileNotFoundError:
            return ""

    def _uploads(self) -> Iterator[list[dict[str, Any]]]:
        """Return what was begun to be put in parts; nothing where the store cannot tell."""
        try:
            yield from self._pages("list_multipart_uploads", "Uploads", Prefix=self._prefix)
        except (brolly.Unimplemented, FileNotFoundError):  # which some say when there are none
            return

    def _pages(self, operation: str, items: str, **arguments: str) -> Iterator[list[dict[str, Any]]]:
        with _errors():
            for page in self._client.get_paginator(operation).paginate(Bucket=self._bucket, **arguments):
                yield page.get(items, [])

    def _call(self, operation: str, **arguments: Any) -> Any:
        with _errors():
            return getattr(self._client, operation)(Bucket=self._bucket, **arguments)

    def _key(self, name: str) -> str:
        return self._prefix + name


def _client(location: Location) -> Any:
    # Stores that are not of AWS know no checksums of their own; the signature covers the SHA-256 of what is sent.
    own = "when_required" if location.endpoint else "when_supported"
    signed: Any = {"payload_signing_enabled": True, **({"addressing_style": "path"} if location.endpoint else {})}
    config = Config(
        request_checksum_calculation=own,
        response_checksum_validation=own,
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
        connect_timeout=10,
        read_timeout=60,
        max_pool_connections=32,
        s3=signed,
    )
    session: Any = boto3.Session()
    return session.client(
        "s3",
        endpoint_url=location.endpoint or None,
        region_name=location.region or ("us-east-1" if location.endpoint else None),
        aws_access_key_id=location.access_key and location.access_key.reveal(),
        aws_secret_access_key=location.secret_key and location.secret_key.reveal(),
        config=config,
    )


@contextmanager
def _errors() -> Generator[None]:
    """Raise what an error of the store means to a caller."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _ABSENT:
            raise FileNotFoundError(code) from error
        if code in _UNSUPPORTED:
            raise brolly.Unimplemented(f"the store does not know {error.operation_name}") from error
        raise _unavailable(error) from error
    except (BotoCoreError, Boto3Error) as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> brolly.Unavailable:
    return brolly.Unavailable(f"the store of contents cannot be used: {str(error)[:300]}; try again")
