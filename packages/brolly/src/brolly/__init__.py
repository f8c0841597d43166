"""Services from protobuf contracts, called the same way in one process or over gRPC."""

from brolly.application import Application, Clients
from brolly.configuration import ConfigurationError
from brolly.deadlines import deadline
from brolly.errors import (
    Aborted,
    AlreadyExists,
    Cancelled,
    DataLoss,
    DeadlineExceeded,
    Error,
    FailedPrecondition,
    Internal,
    InvalidArgument,
    NotFound,
    OutOfRange,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    Unimplemented,
    Unknown,
)
from brolly.handles import handle
from brolly.system import System
from brolly.threads import checkpoint, offload
from brolly.topology import Secret, Topology

__all__ = [
    "Aborted",
    "AlreadyExists",
    "Application",
    "Cancelled",
    "Clients",
    "ConfigurationError",
    "DataLoss",
    "DeadlineExceeded",
    "Error",
    "FailedPrecondition",
    "Internal",
    "InvalidArgument",
    "NotFound",
    "OutOfRange",
    "PermissionDenied",
    "ResourceExhausted",
    "Secret",
    "System",
    "Topology",
    "Unauthenticated",
    "Unavailable",
    "Unimplemented",
    "Unknown",
    "checkpoint",
    "deadline",
    "handle",
    "offload",
]
