"""What a request asks for: JSON that names a sample or a collection, or an upload with the same fields beside it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile

from brolly import InvalidArgument
from ml_tools.main.api.bodies import ComparisonRequest
from ml_tools.main.comparison import CHUNK_BYTES, Dataset, read_collection, read_file, read_sample
from ml_tools.main.services import Services

__all__ = ["Asked", "asked", "decoded", "own_name"]

T = TypeVar("T")

LONGEST_NAME = 200


class Asked(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A comparison as it was asked for, and the file if one was sent."""

    body: ComparisonRequest
    upload: UploadFile | None

    async def read(self, services: Services) -> Dataset:
        """Read the rows.

        Raises:
            NotFound: There is no such sample or collection.
            InvalidArgument: There is not exactly one source, or it cannot be read.
        """
        body = self.body
        if sum(source is not None for source in (body.sample, body.collection, self.upload)) != 1:
            raise InvalidArgument("expected one of: a sample, a collection, an uploaded file; name exactly one")
        if self.upload is not None:
            name = own_name(self.upload.filename) or "upload"
            return await read_file(services, name, name, _chunks(self.upload))
        if body.sample is not None:
            return await read_sample(services, body.sample)
        assert body.collection is not None
        return await read_collection(services, body.collection, body.version)


@asynccontextmanager
async def asked(request: Request[Any, Any, Any]) -> AsyncGenerator[Asked, None]:
    """Take a request apart; what was uploaded is gone when this is left.

    Raises:
        InvalidArgument: It is not of the form that it should have; says where.
    """
    if not request.content_type[0].startswith("multipart/"):
        yield Asked(body=decoded(await request.body(), ComparisonRequest), upload=None)
        return
    form = await request.form()
    files = [value for value in form.values() if isinstance(value, UploadFile)]
    try:
        if len(files) > 1:
            raise InvalidArgument(f"expected one file, got {len(files)}")
        texts = {name: value for name, value in form.items() if isinstance(value, str) and value}
        yield Asked(body=_of_form(texts), upload=files[0] if files else None)
    finally:
        for file in files:
            await file.close()


def decoded(body: bytes | str, kind: type[T]) -> T:
    """Decode JSON.

    Raises:
        InvalidArgument: It is none, or not of the form; says where.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:  # a validation error is one too
        raise _unfit(error) from error


def own_name(path: str) -> str:
    """Return the name of a file without its folders, and not longer than names may be."""
    return path.replace("\\", "/").rpartition("/")[2][:LONGEST_NAME]


def _of_form(texts: Mapping[str, str]) -> ComparisonRequest:
    fields: dict[str, Any] = dict(texts)
    if "models" in fields:
        fields["models"] = [name.strip() for name in texts["models"].split(",") if name.strip()]
    try:
        return msgspec.convert(fields, ComparisonRequest, strict=False)
    except msgspec.ValidationError as error:
        raise _unfit(error) from error


def _unfit(error: Exception) -> InvalidArgument:
    text = str(error).replace("`", "'")
    return InvalidArgument(f"the request does not fit: {text[:1].lower()}{text[1:]}; /schema says what is expected")


async def _chunks(upload: UploadFile) -> AsyncGenerator[bytes, None]:
    while chunk := await upload.read(CHUNK_BYTES):
        yield chunk
