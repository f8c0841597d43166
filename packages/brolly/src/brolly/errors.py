"""The errors of every contract: one root, one class per canonical gRPC code, domain errors below them.

An implementation raises them and a caller catches them, the same class with the same fields on both sides of the
switch. Domain errors are generated from proto messages.
"""

from __future__ import annotations

import enum
import re
from typing import Any, ClassVar, Literal

__all__ = [
    "Aborted",
    "AlreadyExists",
    "Cancelled",
    "Code",
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
    "Unauthenticated",
    "Unavailable",
    "Unimplemented",
    "Unknown",
    "by_code",
    "domain_error",
]


class Code(enum.IntEnum):
    """The canonical codes, by the numbers that gRPC gives them."""

    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


class Error(Exception):
    """Root of all errors that cross the switch; raise one of its subclasses."""

    code: ClassVar[Code] = Code.UNKNOWN
    wire_name: ClassVar[str] = ""
    """Full name of the proto message of a domain error; empty for a canonical one."""
    fields: ClassVar[tuple[str, ...]] = ()
    """Names of the attributes that travel with a domain error."""

    origin: Literal["service", "transport"] = "service"
    """Who says so: the service that was called, or the way to it. Neither means that the work was not done."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.wire_name:
            _domain_errors[cls.wire_name] = cls

    @property
    def message(self) -> str:
        """The text; a domain error raised without one is described by its name and fields."""
        return str(self.args[0]) if self.args and self.args[0] else self._described()

    def __str__(self) -> str:
        return self.message

    def _described(self) -> str:
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", type(self).__name__).lower()
        values = ", ".join(f"{name}={getattr(self, name, None)!r}" for name in self.fields)
        return f"{words}: {values}" if values else words


_domain_errors: dict[str, type[Error]] = {}


class Cancelled(Error):
    """The operation was cancelled, though not by its caller."""

    code = Code.CANCELLED


class Unknown(Error):
    """A peer that is not brolly's failed without saying how."""

    code = Code.UNKNOWN


class InvalidArgument(Error):
    """An argument is wrong whatever the state of the system; the message names it."""

    code = Code.INVALID_ARGUMENT


class DeadlineExceeded(Error):
    """The time ran out before the answer came; the work may have been done all the same."""

    code = Code.DEADLINE_EXCEEDED


class NotFound(Error):
    """What was asked for does not exist."""

    code = Code.NOT_FOUND


class AlreadyExists(Error):
    """What was to be created exists already."""

    code = Code.ALREADY_EXISTS


class PermissionDenied(Error):
    """The caller is known and may not do this."""

    code = Code.PERMISSION_DENIED


class ResourceExhausted(Error):
    """A limit, a quota or a size is exhausted; where a limit refuses a call, nothing was begun."""

    code = Code.RESOURCE_EXHAUSTED


class FailedPrecondition(Error):
    """The system is not in the state that the operation needs."""

    code = Code.FAILED_PRECONDITION


class Aborted(Error):
    """The operation lost against a concurrent one; try the whole again."""

    code = Code.ABORTED


class OutOfRange(Error):
    """The operation went past the valid range."""

    code = Code.OUT_OF_RANGE


class Unimplemented(Error):
    """The implementation has no such method or parameter."""

    code = Code.UNIMPLEMENTED


class Internal(Error):
    """Something broke that should not; its text stays in the log of the service, under this id."""

    code = Code.INTERNAL

    def __init__(self, message: str = "", *, id: str = "") -> None:
        super().__init__(message)
        self.id = id
        """Stands in the log of the service beside the exception; empty when the peer gave none."""


class Unavailable(Error):
    """The service cannot be reached now; the work may have been done all the same."""

    code = Code.UNAVAILABLE


class DataLoss(Error):
    """Data is lost or damaged beyond repair."""

    code = Code.DATA_LOSS


class Unauthenticated(Error):
    """The caller is not known."""

    code = Code.UNAUTHENTICATED


_canonical: dict[int, type[Error]] = {
    error.code.value: error for error in Error.__subclasses__() if not error.wire_name
}


def by_code(code: int) -> type[Error]:
    """Return the canonical class of a gRPC code; `Unknown` for a number that has none."""
    return _canonical.get(code, Unknown)


def domain_error(wire_name: str) -> type[Error] | None:
    """Return the class of a domain error among those imported so far, else `None`."""
    return _domain_errors.get(wire_name)
