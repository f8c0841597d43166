"""Server reflection: which services there are, and the files that describe them, for tools without the contract."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any, Final

from google.protobuf import descriptor_pool
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.message import DecodeError
from grpc_reflection.v1alpha.reflection_pb2 import (
    ErrorResponse,
    ExtensionNumberResponse,
    FileDescriptorResponse,
    ListServiceResponse,
    ServerReflectionRequest,
    ServerReflectionResponse,
    ServiceResponse,
)

from brolly.errors import Code, InvalidArgument
from brolly.wire.serving import Handler

__all__ = ["SERVICE", "Reflection"]

SERVICE: Final = "grpc.reflection.v1alpha.ServerReflection"
_SERVICES: Final = (SERVICE, "grpc.reflection.v1.ServerReflection")
"""The same messages under both names; only the older one has a file that describes it."""


class Reflection:
    """Answers out of the descriptors of this process."""

    def __init__(self, services: Sequence[str]) -> None:
        self._services: Final = tuple(services)
        self._pool: Final[Any] = descriptor_pool.Default()

    def handlers(self) -> tuple[Handler, ...]:
        """Return how the methods of both versions are served."""
        return tuple(
            Handler(path=f"/{service}/ServerReflectionInfo", shape="exchange", answer=self._answer)
            for service in _SERVICES
        )

    async def _answer(self, requests: AsyncIterator[bytes], timeout_s: float | None) -> AsyncGenerator[bytes, None]:
        async for frame in requests:
            try:
                request = ServerReflectionRequest.FromString(frame)
            except DecodeError as error:
                raise InvalidArgument("expected a ServerReflectionRequest, got other bytes") from error
            response = self._response(request)
            response.valid_host = request.host
            response.original_request.CopyFrom(request)
            yield response.SerializeToString()

    def _response(self, request: ServerReflectionRequest) -> ServerReflectionResponse:
        try:
            return self._found(request)
        except KeyError:
            return _error(Code.NOT_FOUND, "there is no such name here")

    def _found(self, request: ServerReflectionRequest) -> ServerReflectionResponse:
        match request.WhichOneof("message_request"):
            case "list_services":
                services = [ServiceResponse(name=name) for name in self._services]
                return ServerReflectionResponse(list_services_response=ListServiceResponse(service=services))
            case "file_by_filename":
                return _files(self._pool.FindFileByName(request.file_by_filename))
            case "file_containing_symbol":
                return _files(self._pool.FindFileContainingSymbol(request.file_containing_symbol))
            case "file_containing_extension":
                wanted = request.file_containing_extension
                extended = self._pool.FindMessageTypeByName(wanted.containing_type)
                return _files(self._pool.FindExtensionByNumber(extended, wanted.extension_number).file)
            case "all_extension_numbers_of_type":
                name = request.all_extension_numbers_of_type
                extensions = self._pool.FindAllExtensions(self._pool.FindMessageTypeByName(name))
                numbers = sorted(extension.number for extension in extensions)
                return ServerReflectionResponse(
                    all_extension_numbers_response=ExtensionNumberResponse(
                        base_type_name=name, extension_number=numbers
                    )
                )
            case _:
                return _error(Code.INVALID_ARGUMENT, "expected one of the questions of ServerReflectionRequest")


def _files(file: FileDescriptor) -> ServerReflectionResponse:
    """Return a file and all that it imports."""
    found: dict[str, bytes] = {}
    waiting = [file]
    while waiting:
        one = waiting.pop()
        if one.name not in found:
            found[one.name] = one.serialized_pb
            waiting += one.dependencies
    files = FileDescriptorResponse(file_descriptor_proto=found.values())
    return ServerReflectionResponse(file_descriptor_response=files)


def _error(code: Code, text: str) -> ServerReflectionResponse:
    return ServerReflectionResponse(error_response=ErrorResponse(error_code=code, error_message=text))
