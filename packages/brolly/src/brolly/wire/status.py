"""Errors on the wire: `google.rpc.Status`, its code, its text and at most one detail."""

from __future__ import annotations

import importlib
from typing import Any, Final

from google.protobuf.message import DecodeError
from google.rpc.error_details_pb2 import RequestInfo
from google.rpc.status_pb2 import Status

from brolly.errors import Code, Error, Internal, by_code, domain_error

__all__ = ["decode", "encode"]

_TYPE_URL: Final = "type.googleapis.com/"
_TRANSPORT_CODES: Final = frozenset(
    {
        Code.CANCELLED,
        Code.UNKNOWN,
        Code.DEADLINE_EXCEEDED,
        Code.RESOURCE_EXHAUSTED,
        Code.UNIMPLEMENTED,
        Code.INTERNAL,
        Code.UNAVAILABLE,
    }
)
"""What gRPC itself says when no service could; a service of brolly always adds a status of its own."""


def encode(error: Error) -> bytes:
    """Return the serialized `google.rpc.Status` of an error."""
    status = Status(code=error.code, message=error.message)
    if error.wire_name:
        codec = _codec(type(error))
        detail = status.details.add()
        detail.type_url = _TYPE_URL + error.wire_name
        detail.value = codec.encode(error).SerializeToString()
    elif isinstance(error, Internal) and error.id:
        status.details.add().Pack(RequestInfo(request_id=error.id))
    return status.SerializeToString()


def decode(code: int, message: str, status: bytes | None) -> Error:
    """Return the error that a peer sent.

    A domain error that is not known to this process, or not readable, becomes the class of its code.

    Args:
        code: The gRPC code.
        message: The gRPC message.
        status: The serialized `google.rpc.Status`, or `None` where the peer sent none.
    """
    error = None if status is None else _detailed(status)
    if error is None:
        error = by_code(code)(message)
    if status is None and code in _TRANSPORT_CODES:
        error.origin = "transport"
    return error


def _detailed(serialized: bytes) -> Error | None:
    try:
        status = Status.FromString(serialized)
        for detail in status.details:
            name = detail.type_url.rpartition("/")[2]
            kind = domain_error(name)
            if kind is not None:
                codec = _codec(kind)
                return codec.decode(codec.message.FromString(detail.value), status.message)
            if name == RequestInfo.DESCRIPTOR.full_name and status.code == Code.INTERNAL:
                return Internal(status.message, id=RequestInfo.FromString(detail.value).request_id)
    except (DecodeError, Error):
        return None
    return None


def _codec(kind: type[Error]) -> Any:
    module = importlib.import_module(f"{kind.__module__}_codec")
    return next(codec for codec in module.ERRORS if codec.kind is kind)
