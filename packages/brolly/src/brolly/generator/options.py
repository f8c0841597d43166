"""The options of `brolly/v1/options.proto`, read without its generated module: that one is what we generate."""

from __future__ import annotations

import functools

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

__all__ = ["ERROR_CLASSES", "error_code"]

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


def error_code(message: DescriptorProto) -> int | None:
    """Return the code of a domain error; `None` for an ordinary message."""
    options = _options().FromString(message.options.SerializeToString())
    return getattr(options, "error") if options.HasField("error") else None  # noqa: B009 - no type has it


@functools.cache
def _options() -> type[Message]:
    """Return a message that reads our extension and drops all others, whatever this process has imported."""
    field = FieldDescriptorProto(
        name="error",
        number=_ERROR,
        type=FieldDescriptorProto.TYPE_INT32,
        label=FieldDescriptorProto.LABEL_OPTIONAL,
        proto3_optional=True,
        oneof_index=0,
    )
    message = DescriptorProto(name="Options", field=[field])
    message.oneof_decl.add(name="_error")
    pool = DescriptorPool()
    pool.Add(  # pyright: ignore[reportUnknownMemberType]
        FileDescriptorProto(name="options.proto", package="brolly.generator", syntax="proto3", message_type=[message])
    )
    return GetMessageClass(pool.FindMessageTypeByName("brolly.generator.Options"))
