"""Calls a method by its name and JSON alone, without generated code: for `brolly call`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, cast

import grpc
from google.protobuf import json_format, message_factory
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError, Message
from google.rpc.status_pb2 import Status
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from brolly.engines.grpcio.credentials import client_credentials
from brolly.topology import Tls

__all__ = ["Failure", "Outside", "Unanswered"]

_OPTIONS = (("grpc.enable_http_proxy", 0), ("grpc.max_receive_message_length", -1))
_OPERATIONAL = ("grpc.reflection.", "grpc.health.")


class Unanswered(Exception):
    """Nothing answers at an address."""


class Failure(Exception):
    """A call that failed, as the service said it."""

    def __init__(self, code: str, text: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        """The name of the canonical code, as NOT_FOUND."""
        self.text = text
        self.details = details
        """The messages beside it, as JSON."""


class Outside:
    """A connection to one address whose services are learned by reflection; close it by `with`.

    Where the process demands a certificate of its callers, its own is shown.
    """

    def __init__(self, address: str, tls: Tls | None = None) -> None:
        self.address = address
        if tls is None:
            self._channel = grpc.insecure_channel(address, options=_OPTIONS)
        else:
            self._channel = grpc.secure_channel(
                address, client_credentials(tls, tls if tls.authority else None), options=_OPTIONS
            )
        self._database = ProtoReflectionDescriptorDatabase(self._channel)
        self._pool = DescriptorPool(self._database)

    def __enter__(self) -> Outside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()

    def services(self) -> tuple[str, ...]:
        """Return the full names of the services that are served, without those for operators.

        Raises:
            Unanswered: Nothing listens, or it is no gRPC server with reflection.
        """
        try:
            names = cast("Iterable[str]", self._database.get_services())
        except grpc.RpcError as error:
            raise Unanswered(f"{self.address}: {_details_of(error)}") from error
        return tuple(sorted(name for name in names if not name.startswith(_OPERATIONAL)))

    def methods(self, service: str) -> tuple[str, ...]:
        """Return the names of the methods of a service, given by its full name."""
        return tuple(method.name for method in self._service(service).methods)

    def request(self, service: str, method: str, json: str) -> Message:
        """Make a request out of JSON.

        Raises:
            ValueError: It is not JSON, or not of the request's form.
        """
        message = message_factory.GetMessageClass(self._method(service, method).input_type)()
        try:
            return json_format.Parse(json, message, descriptor_pool=self._pool)
        except json_format.ParseError as error:
            raise ValueError(" ".join(str(error).split())) from error

    def takes_several(self, service: str, method: str) -> bool:
        """Whether a method takes a stream of requests."""
        return bool(self._method(service, method).client_streaming)

    def call(
        self, service: str, method: str, requests: Sequence[Message], timeout_s: float | None = None
    ) -> Iterator[str]:
        """Call a method and yield its responses, each as JSON on one line.

        Raises:
            Failure: The call failed.
        """
        descriptor = self._method(service, method)
        try:
            for response in self._responses(descriptor, requests, timeout_s):
                yield self._json(response)
        except grpc.RpcError as error:
            raise self._failure(error) from error

    def _responses(
        self, method: MethodDescriptor, requests: Sequence[Message], timeout_s: float | None
    ) -> Iterable[Message]:
        shape = (
            "stream" if method.client_streaming else "unary",
            "stream" if method.server_streaming else "unary",
        )
        connect = getattr(self._channel, "_".join(shape))
        invoke = connect(
            f"/{method.containing_service.full_name}/{method.name}",
            request_serializer=_wire_form,
            response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
        )
        given = iter(requests) if method.client_streaming else requests[0]
        answer = invoke(given, timeout=timeout_s)
        return answer if method.server_streaming else (answer,)

    def _service(self, name: str) -> ServiceDescriptor:
        return self._pool.FindServiceByName(name)

    def _method(self, service: str, name: str) -> MethodDescriptor:
        return self._service(service).methods_by_name[name]

    def _json(self, message: Message) -> str:
        return json_format.MessageToJson(
            message,
            indent=None,
            always_print_fields_with_no_presence=True,
            ensure_ascii=False,
            descriptor_pool=self._pool,
        )

    def _failure(self, error: grpc.RpcError) -> Failure:
        return Failure(_code_of(error), _details_of(error), tuple(self._details(error)))

    def _details(self, error: Any) -> Iterator[str]:
        metadata: dict[str, bytes] = dict(error.trailing_metadata() or ())
        status = Status()
        with suppress(DecodeError):
            status.ParseFromString(metadata.get("grpc-status-details-bin", b""))
        for detail in status.details:
            with suppress(KeyError, DecodeError, TypeError):  # of a type that the server does not describe
                kind = self._pool.FindMessageTypeByName(detail.TypeName())
                message = message_factory.GetMessageClass(kind)()
                message.ParseFromString(detail.value)
                yield f"{kind.name} {self._json(message)}"


def _wire_form(message: Message) -> bytes:
    return message.SerializeToString()


def _code_of(error: Any) -> str:
    return str(error.code().name)


def _details_of(error: Any) -> str:
    return str(error.details() or "")
