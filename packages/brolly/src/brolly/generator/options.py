"""The options of `brolly/v1/options.proto`, read without its generated module: that one is what we generate."""

from __future__ import annotations

import functools

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    MethodDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

__all__ = ["ERROR_CLASSES", "error_code", "is_many"]

ERROR_CLASSES = {
    1: "Cancelled",
    2: "Unknown",
    3: "InvalidArgument",
    4: "DeadlineExceeded",
    5: "NotFound",
    6: "AlreadyExists",
    7: "PermissionDenied",
    8: "ResourceExhausted",
    9: "FailedPrecondition",
    10: "Aborted",
    11: "OutOfRange",
    12: "Unimplemented",
    13: "Internal",
    14: "Unavailable",
    15: "DataLoss",
    16: "Unauthenticated",
}
"""The classes of `brolly.errors` by canonical code."""

_ERROR = 50651
_MANY = 50652


def error_code(message: DescriptorProto) -> int | None:
    """Return the code of a domain error; `None` for an ordinary message."""
    options = _options().FromString(message.options.SerializeToString())
    return getattr(options, "error") if options.HasField("error") else None  # noqa: B009 - no type has it


def is_many(method: MethodDescriptorProto) -> bool:
    """Tell whether a method is marked as one that answers with many messages, each with its tables."""
    options = _options().FromString(method.options.SerializeToString())
    return bool(getattr(options, "many"))  # noqa: B009 - no type has it


@functools.cache
def _options() -> type[Message]:
    """Return a message that reads our extensions and drops all others, whatever this process has imported."""
    error = FieldDescriptorProto(
        name="error",
        number=_ERROR,
        type=FieldDescriptorProto.TYPE_INT32,
        label=FieldDescriptorProto.LABEL_OPTIONAL,
        proto3_optional=True,
        oneof_index=0,
    )
    many = FieldDescriptorProto(
        name="many",
        number=_MANY,
        type=FieldDescriptorProto.TYPE_BOOL,
        label=FieldDescriptorProto.LABEL_OPTIONAL,
    )
    message = DescriptorProto(name="Options", field=[error, many])
    message.oneof_decl.add(name="_error")
    pool = DescriptorPool()
    pool.Add(  # pyright: ignore[reportUnknownMemberType]
        FileDescriptorProto(name="options.proto", package="brolly.generator", syntax="proto3", message_type=[message])
    )
    return GetMessageClass(pool.FindMessageTypeByName("brolly.generator.Options"))
