"""The text of gRPC around messages: header blocks of requests and answers, status, deadlines."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, unquote

from brolly.engines.lean.headers import Fields, indexed, literal
from brolly.errors import Code, Error, Internal
from brolly.wire import status

__all__ = [
    "ANSWER",
    "SUCCESS",
    "error_of",
    "prefix_of",
    "rejection",
    "request_head",
    "request_tail",
    "timeout_of",
    "trailers",
]

_DETAILS: Final = b"grpc-status-details-bin"
_TYPE: Final = indexed(31, b"application/grpc")
_IDENTITY: Final = literal(b"grpc-accept-encoding", b"identity")
_STATUS_200: Final = b"\x88"
_POST: Final = b"\x83"
_SCHEMES: Final = {False: b"\x86", True: b"\x87"}
_AUTHORITY, _PATH, _STATUS, _AGENT = 1, 4, 8, 58

ANSWER: Final = _STATUS_200 + _TYPE + _IDENTITY
"""The header block before the messages of an answer."""
SUCCESS: Final = literal(b"grpc-status", b"0")
"""The header block after them."""

_AS_IT_IS: Final = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")
_MOST_MESSAGE: Final = 1024
_TIMEOUT: Final = re.compile(rb"([0-9]{1,8})([HMSmun])")
_UNITS: Final = {b"H": 3600.0, b"M": 60.0, b"S": 1.0, b"m": 1e-3, b"u": 1e-6, b"n": 1e-9}
_BY_HTTP_STATUS: Final = {
    b"400": Code.INTERNAL,
    b"401": Code.UNAUTHENTICATED,
    b"403": Code.PERMISSION_DENIED,
    b"404": Code.UNIMPLEMENTED,
    b"429": Code.UNAVAILABLE,
    b"502": Code.UNAVAILABLE,
    b"503": Code.UNAVAILABLE,
    b"504": Code.UNAVAILABLE,
}


def request_head(path: str, authority: str, *, secure: bool) -> bytes:
    """Return the part of a request's header block that is the same for every call of a method."""
    return b"".join(
        (
            _POST + _SCHEMES[secure],
            indexed(_PATH, path.encode()),
            indexed(_AUTHORITY, authority.encode()),
            literal(b"te", b"trailers"),
            _TYPE,
            indexed(_AGENT, b"grpc-python-brolly"),
            _IDENTITY,
        )
    )


def request_tail(metadata: Sequence[tuple[str, str]], timeout_s: float | None) -> bytes:
    """Return the part that is not: metadata, and last the deadline."""
    parts = [literal(name.encode(), value.encode()) for name, value in metadata]
    if timeout_s is not None:
        parts.append(literal(b"grpc-timeout", _timeout_text(timeout_s)))
    return b"".join(parts)


def _timeout_text(seconds: float) -> bytes:
    """Write a time in at most eight digits."""
    for per_second, unit in ((1e6, b"u"), (1e3, b"m"), (1.0, b"S")):
        if seconds * per_second < 1e8:
            return b"%d%b" % (max(1, int(seconds * per_second)), unit)
    return b"99999999S"


def timeout_of(fields: Fields) -> float | None:
    """Return the seconds that a caller gives, or `None` where it does not say."""
    text = fields.get(b"grpc-timeout")
    match = None if text is None else _TIMEOUT.fullmatch(text)
    return None if match is None else int(match[1]) * _UNITS[match[2]]


def prefix_of(message: bytes) -> bytes:
    """Return what stands before a message: that it is not compressed, and its size."""
    return b"\x00" + len(message).to_bytes(4, "big")


def trailers(error: Error, *, alone: bool, most_bytes: int) -> bytes:
    """Return the header block that ends a call with an error.

    Args:
        error: What the caller is told.
        alone: Whether it is the first block of the answer too.
        most_bytes: The largest list of headers that the peer takes; what does not fit is cut off.
    """
    head = ANSWER if alone else b""
    code = literal(b"grpc-status", b"%d" % error.code)
    details = b"" if error.origin == "transport" else base64.b64encode(status.encode(error)).rstrip(b"=")
    text = quote(error.message, safe=_AS_IT_IS).encode()
    block = head + code + literal(b"grpc-message", text) + (literal(_DETAILS, details) if details else b"")
    if len(block) + 512 <= most_bytes:
        return block
    return head + code + literal(b"grpc-message", quote(error.message[: _MOST_MESSAGE // 4], safe=_AS_IT_IS).encode())


def rejection(http_status: int) -> bytes:
    """Return the header block that answers what is no gRPC request."""
    return indexed(_STATUS, b"%d" % http_status)


def error_of(fields: Fields, *, http_status: bytes) -> Error | None:
    """Return what the last header block of an answer says; `None` for success."""
    code = fields.get(b"grpc-status")
    if code is None:
        return _without_status(http_status)
    if code == b"0":
        return None
    message = unquote(fields.get(b"grpc-message", b"").decode("ascii", "replace"), errors="replace")
    details = fields.get(_DETAILS)
    number = int(code) if code.isdigit() and len(code) < 4 else int(Code.UNKNOWN)
    return status.decode(number, message, None if details is None else _unpadded(details))


def _without_status(http_status: bytes) -> Error:
    if http_status == b"200":
        error: Error = Internal("the peer ended the call without a status")
    else:
        text = http_status.decode("ascii", "replace")[:20]
        error = status.decode(_BY_HTTP_STATUS.get(http_status, Code.UNKNOWN), f"the peer answered HTTP {text}", None)
    error.origin = "transport"
    return error


def _unpadded(value: bytes) -> bytes | None:
    try:
        return base64.b64decode(value.rstrip(b"=") + b"=" * (-len(value.rstrip(b"=")) % 4), validate=True)
    except binascii.Error:
        return None
