"""Health, reflection and the end of a listener, as operators and their tools see them."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest, ServerReflectionResponse

import brolly
from brolly.engines.lean import LeanChannel, LeanListener

CHECK, WATCH = "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"
MOST_BYTES = 4 * 1024 * 1024


def health_of(frame: bytes) -> str:
    return HealthCheckResponse.ServingStatus.Name(HealthCheckResponse.FromString(frame).status)


async def asked(channel: LeanChannel, version: str = "v1", **question: Any) -> ServerReflectionResponse:
    async def requests() -> Any:
        yield ServerReflectionRequest(host="here", **question).SerializeToString()

    path = f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"
    (frame,) = [frame async for frame in channel.stream(path, requests(), (), 5.0)]
    response = ServerReflectionResponse.FromString(frame)
    assert response.valid_host == "here"
    return response


async def test_health_is_told_of_what_is_served(channel: LeanChannel) -> None:
    for service in ("", "t.T"):
        request = HealthCheckRequest(service=service).SerializeToString()
        assert health_of(await channel.unary(CHECK, request, (), 5.0)) == "SERVING"

    with pytest.raises(brolly.NotFound):
        await channel.unary(CHECK, HealthCheckRequest(service="no.Such").SerializeToString(), (), 5.0)
    with pytest.raises(brolly.InvalidArgument):
        await channel.unary(CHECK, b"\xff", (), 5.0)


async def test_a_watcher_sees_the_end_and_does_not_delay_it(tmp_path: Path, methods: Any) -> None:
    listener = LeanListener(f"unix:{tmp_path}/own.sock", max_message_bytes=MOST_BYTES)
    await listener.start(methods.handlers())
    channel = LeanChannel(listener.address, max_message_bytes=MOST_BYTES)

    async with aclosing(channel.stream(WATCH, b"", (), 5.0)) as changes:
        assert health_of(await anext(changes)) == "SERVING"
        draining = asyncio.create_task(listener.drain(30.0))
        assert [health_of(change) async for change in changes] == ["NOT_SERVING"]

    await asyncio.wait_for(draining, 5.0)
    await channel.close()
    assert not (tmp_path / "own.sock").exists()


async def test_a_service_that_is_not_known_can_be_watched(channel: LeanChannel) -> None:
    request = HealthCheckRequest(service="no.Such").SerializeToString()

    async with aclosing(channel.stream(WATCH, request, (), 5.0)) as changes:
        assert health_of(await anext(changes)) == "SERVICE_UNKNOWN"


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
async def test_reflection_lists_the_services(channel: LeanChannel, version: str) -> None:
    listed = (await asked(channel, version, list_services="")).list_services_response.service

    names = [service.name for service in listed]
    assert names == ["t.T", "grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"]


@pytest.mark.parametrize(
    "question",
    [{"file_containing_symbol": "brolly.testing.v1.Worker"}, {"file_by_filename": "brolly/testing/v1/worker.proto"}],
    ids=["by symbol", "by name"],
)
async def test_reflection_gives_a_file_with_what_it_imports(channel: LeanChannel, question: dict[str, str]) -> None:
    import brolly.testing.v1.worker_pb2  # noqa: F401  so that this process knows the file

    response = await asked(channel, **question)

    files = [FileDescriptorProto.FromString(file) for file in response.file_descriptor_response.file_descriptor_proto]
    names = {file.name for file in files}
    assert files[0].name == "brolly/testing/v1/worker.proto"
    assert {name for file in files for name in file.dependency} <= names


async def test_reflection_knows_extensions(channel: LeanChannel) -> None:
    import brolly.v1.options_pb2  # noqa: F401

    options = "google.protobuf.MessageOptions"
    numbers = (await asked(channel, all_extension_numbers_of_type=options)).all_extension_numbers_response
    extension: Any = {"containing_type": options, "extension_number": numbers.extension_number[0]}

    assert numbers.base_type_name == options
    assert (await asked(channel, file_containing_extension=extension)).HasField("file_descriptor_response")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"file_containing_symbol": "no.Such"}, 5),
        ({"file_by_filename": "no/such.proto"}, 5),
        ({"all_extension_numbers_of_type": "no.Such"}, 5),
        ({"file_containing_extension": {"containing_type": "no.Such", "extension_number": 1}}, 5),
        ({}, 3),
    ],
)
async def test_reflection_says_what_it_does_not_know(channel: LeanChannel, question: Any, code: int) -> None:
    assert (await asked(channel, **question)).error_response.error_code == code


async def test_an_address_that_is_taken_is_not_listened_on(address: str, methods: Any) -> None:
    second = LeanListener(address, max_message_bytes=MOST_BYTES)

    with pytest.raises(OSError, match="another process does"):
        await second.start(methods.handlers())


async def test_a_port_that_is_taken_is_named(methods: Any) -> None:
    first = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    taken = f"127.0.0.1:{first.sockets[0].getsockname()[1]}"

    with pytest.raises(OSError, match=f"cannot listen on {taken}"):
        await LeanListener(taken, max_message_bytes=MOST_BYTES).start(methods.handlers())
    first.close()


async def test_a_socket_left_behind_is_taken_over(tmp_path: Path, methods: Any) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(f"{tmp_path}/own.sock")
    listener = LeanListener(f"unix:{tmp_path}/own.sock", max_message_bytes=MOST_BYTES)

    await listener.start(methods.handlers())

    await listener.drain(1.0)
    await LeanListener(f"unix:{tmp_path}/never.sock", max_message_bytes=MOST_BYTES).drain(1.0)


async def test_a_deadline_ends_a_call_whose_caller_does_not_read(
    channel: LeanChannel, methods: Any, peer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from brolly.engines.lean import envelope, frames
    from brolly.engines.lean.headers import literal

    monkeypatch.setattr("brolly.engines.lean.answering._LATE_S", 0.05)
    head = envelope.request_head("/t.T/flow", "localhost", secure=False) + literal(b"grpc-timeout", b"100m")

    peer.send(frames.PREFACE, frames.settings({}), frames.headers(1, head, 0, 16_384))
    peer.send(frames.frame(frames.Kind.DATA, 1, 1, envelope.prefix_of(b"9999") + b"9999"))

    await peer.fields()
    assert (await peer.fields())[b"grpc-status"] == b"4"
