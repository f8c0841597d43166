"""What is pushed to an ingestion, as HTTP brings it: records as JSON, or a file."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile

from brolly import InvalidArgument
from ml_tools.datasets_interface import PushedRecord
from ml_tools.main.api.requests import decoded, own_name

__all__ = ["MOST_BYTES", "MOST_RECORDS", "file_of", "records_of"]

MOST_BYTES = 2 * 1024**2
"""Of one request, as the contract bounds files."""
MOST_RECORDS = 10_000
"""Of one request, as the contract bounds them."""
LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")


def records_of(body: bytes, content_type: str) -> tuple[PushedRecord, ...]:
    """Return the records of an array or of lines; without a content type that tells, `[` begins an array.

    A line that is no JSON object is a record too: the ingestion keeps it as a dead letter.

    Raises:
        InvalidArgument: It is neither, not UTF-8, or has too many.
    """
    text = _text_of(body)
    is_array = content_type == "application/json" or (content_type not in LINES and text.lstrip()[:1] == "[")
    payloads = _elements(text) if is_array else [line.strip() for line in text.split("\n") if line.strip()]
    if len(payloads) > MOST_RECORDS:
        raise InvalidArgument(f"expected at most {MOST_RECORDS} records, got {len(payloads)}; push some later")
    return tuple(PushedRecord(payload=payload) for payload in payloads)


async def file_of(request: Request[Any, Any, Any], file_name: str | None) -> tuple[bytes, str | None]:
    """Return a file that is the body or its one part, and the name of it.

    Raises:
        InvalidArgument: There is none, or there are several.
    """
    if request.content_type[0].startswith("multipart/"):
        content, own = await _part_of(request)
        name = file_name or own
    else:
        content, name = await request.body(), file_name
    if not content:
        raise InvalidArgument("expected a file, got nothing; send it as the body, or as the one part of an upload")
    return content, None if name is None else own_name(name)


async def _part_of(request: Request[Any, Any, Any]) -> tuple[bytes, str]:
    files = [value for _, value in (await request.form()).multi_items() if isinstance(value, UploadFile)]
    try:
        if len(files) != 1:
            raise InvalidArgument(f"expected one file, got {len(files)}")
        return await files[0].read(), files[0].filename
    finally:
        for file in files:
            await file.close()


def _text_of(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidArgument(f"expected JSON in UTF-8, got another byte at {error.start}; send it as UTF-8") from error
    if not text.strip():
        raise InvalidArgument("expected records, got nothing; send an array of JSON objects, or one object a line")
    return text


def _elements(text: str) -> list[str]:
    return [bytes(element).decode() for element in decoded(text, list[msgspec.Raw])]
