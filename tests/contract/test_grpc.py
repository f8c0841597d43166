"""The engines as peers in other languages and operators see it: addresses, health, reflection, drain, TLS."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import grpc.aio
import pyarrow as pa
import pytest
import real_parts
from grpc_health.v1 import health_pb2, health_pb2_grpc

import brolly
from brolly.testing.v1 import worker_pb2
from brolly.testing.v1.worker import Worker
from brolly.topology.reading import parse

pytestmark = pytest.mark.usefixtures("engine")

BUF = Path(sys.executable).with_name("buf")


@asynccontextmanager
async def served(folder: Path, lines: str) -> AsyncGenerator[brolly.System, None]:
    """Serve echo and worker, with more lines for the process."""
    text = f'[processes.server]\napplications = ["echo", "worker"]\n{lines}\n[processes.client]'
    topology = parse(text, folder / "topology.toml")
    async with brolly.System(topology, process="server", run=folder) as system:
        yield system


async def client_of(folder: Path, lines: str) -> brolly.System:
    text = f'[processes.server]\napplications = ["worker"]\n{lines}\n[processes.client]'
    return brolly.System(parse(text, folder / "topology.toml"), process="client", run=folder)


async def test_nobody_at_a_unix_socket_is_unavailable_within_a_second(tmp_path: Path) -> None:
    async with await client_of(tmp_path, "") as system:
        await _unavailable(system)


async def test_nobody_at_a_port_is_unavailable_within_a_second(tmp_path: Path, free_port: int) -> None:
    async with await client_of(tmp_path, f'address = "127.0.0.1:{free_port}"') as system:
        await _unavailable(system)


async def test_one_who_accepts_and_says_nothing_is_unavailable_within_two_seconds(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:  # the kernel accepts, and nobody reads
        lines = f'address = "127.0.0.1:{listener.getsockname()[1]}"'
        async with await client_of(tmp_path, lines) as system:
            await _unavailable(system, within_s=2.0)


async def _unavailable(system: brolly.System, within_s: float = 1.0) -> None:
    started = time.monotonic()
    with pytest.raises(brolly.Unavailable) as caught:
        await system.client(Worker).square(2)
    assert time.monotonic() - started < within_s
    assert caught.value.origin == "transport"


async def test_a_peer_that_comes_back_is_found_again(tmp_path: Path) -> None:
    async with await client_of(tmp_path, "") as client:
        for _ in range(2):
            async with served(tmp_path, ""):
                started = time.monotonic()
                while True:
                    try:
                        assert (await client.client(Worker).square(2)).value == 4
                        break
                    except brolly.Unavailable:
                        assert time.monotonic() - started < 1.0
                        await asyncio.sleep(0.02)
            with pytest.raises(brolly.Unavailable):
                await client.client(Worker).square(2)


async def test_calls_under_way_end_before_the_process_does_and_new_ones_are_refused(tmp_path: Path) -> None:
    async with await client_of(tmp_path, "") as client:
        worker = client.client(Worker)
        server = served(tmp_path, "grace_s = 5.0")
        await server.__aenter__()
        await worker.square(1)
        running = asyncio.create_task(worker.sleep(0.5, say="done"))
        await asyncio.sleep(0.1)

        stopping = asyncio.create_task(server.__aexit__(None, None, None))
        await asyncio.sleep(0.1)
        with pytest.raises(brolly.Unavailable):
            await worker.square(1)

        assert (await running).said == "done"
        await stopping


async def test_calls_that_outlast_the_grace_time_are_cancelled(tmp_path: Path) -> None:
    async with await client_of(tmp_path, "") as client:
        started = time.monotonic()
        async with served(tmp_path, "grace_s = 0.2"):
            running = asyncio.create_task(client.client(Worker).sleep(30.0, say="never"))
            await asyncio.sleep(0.2)

        with pytest.raises((brolly.Unavailable, brolly.Cancelled)):
            await running
        assert time.monotonic() - started < 3.0


async def test_health_tells_of_each_service_and_of_the_whole(tmp_path: Path) -> None:
    async with served(tmp_path, ""), grpc.aio.insecure_channel(f"unix:{tmp_path}/server.sock") as channel:
        health = health_pb2_grpc.HealthStub(channel)
        for service in ("", "brolly.testing.v1.Worker", "brolly.testing.v1.Echo"):
            reply = await health.Check(health_pb2.HealthCheckRequest(service=service))
            assert reply.status == health_pb2.HealthCheckResponse.SERVING
        with pytest.raises(grpc.aio.AioRpcError):
            await health.Check(health_pb2.HealthCheckRequest(service="no.such.Service"))


async def test_any_grpc_client_gets_the_details_of_a_domain_error(tmp_path: Path) -> None:
    from google.rpc.status_pb2 import Status

    async with served(tmp_path, ""), grpc.aio.insecure_channel(f"unix:{tmp_path}/server.sock") as channel:
        call = channel.unary_unary("/brolly.testing.v1.Worker/Fail")(
            worker_pb2.FailRequest(failure=1, text="gone").SerializeToString()
        )
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call

    status = Status.FromString(dict(caught.value.trailing_metadata())["grpc-status-details-bin"])
    widget = worker_pb2.WidgetNotFound()
    assert status.details[0].Unpack(widget)
    assert (caught.value.code(), caught.value.details()) == (grpc.StatusCode.NOT_FOUND, "gone")
    assert (widget.widget, list(widget.tried)) == ("sprocket", ["shelf", "drawer"])


async def buf_curl(port: int, method: str, *messages: dict[str, object]) -> list[dict[str, object]]:
    """Call a method by reflection, with no proto at hand."""
    process = await asyncio.create_subprocess_exec(
        *(BUF, "curl", "--http2-prior-knowledge", "--protocol", "grpc", "-d", "@-"),
        f"http://127.0.0.1:{port}/{method}",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate("\n".join(map(json.dumps, messages)).encode())
    assert process.returncode == 0, err.decode()
    decoder, text, found = json.JSONDecoder(), out.decode().strip(), []
    while text:
        message, end = decoder.raw_decode(text)
        found.append(message)
        text = text[end:].strip()
    return found


@pytest.mark.skipif(not BUF.exists(), reason="buf is not installed; it comes with the development dependencies")
async def test_buf_curl_calls_by_reflection(tmp_path: Path, free_port: int) -> None:
    import base64

    table = pa.table({"a": [1.5, None], "t": ["x", "ü"]})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    stream = sink.getvalue().to_pybytes()
    frames = [stream[at : at + 100] for at in range(0, len(stream), 100)]

    async with served(tmp_path, f'address = "127.0.0.1:{free_port}"'):
        square = await buf_curl(free_port, "brolly.testing.v1.Worker/Square", {"value": 7})
        ticks = await buf_curl(free_port, "brolly.testing.v1.Worker/Count", {"upto": 3})
        echoed = await buf_curl(
            free_port,
            "brolly.testing.v1.Echo/EchoTable",
            {"label": "mine", "table": {"sizeBytes": len(stream), "chunk": base64.b64encode(frames[0]).decode()}},
            *({"table": {"chunk": base64.b64encode(frame).decode()}} for frame in frames[1:]),
        )

    assert square == [{"value": "49"}]
    assert [tick.get("number", "0") for tick in ticks] == ["0", "1", "2"]
    assert echoed[0]["label"] == "mine"
    received = b"".join(base64.b64decode(frame["table"]["chunk"]) for frame in echoed)
    assert pa.ipc.open_stream(received).read_all().equals(table)


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """An authority, and certificates of it for a server and a client on loopback."""
    if shutil.which("openssl") is None:
        real_parts.missing("openssl, which the tests of TLS need,")
    folder = tmp_path / "tls"
    folder.mkdir()

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl(*new, "-subj", "/CN=authority", "-keyout", "ca.key", "-out", "ca.pem")
    for name in ("server", "client"):
        openssl(
            *new, "-subj", f"/CN={name}", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE",
            "-keyout", f"{name}.key", "-out", f"{name}.pem",
        )  # fmt: skip
    return folder


async def test_tls_encrypts_and_mutual_tls_demands_a_certificate(
    tmp_path: Path, certificates: Path, free_port: int
) -> None:
    server_tls = (
        f'tls = {{ certificate = "{certificates}/server.pem", key = "{certificates}/server.key", '
        f'authority = "{certificates}/ca.pem" }}'
    )
    client_tls = f'tls = {{ certificate = "{certificates}/client.pem", key = "{certificates}/client.key" }}'
    address = f'address = "127.0.0.1:{free_port}"'
    text = f'[processes.server]\napplications = ["worker"]\n{address}\n{server_tls}\n[processes.client]\n'

    async with brolly.System(parse(text, tmp_path / "t.toml"), process="server"):
        with_certificate = parse(text + client_tls, tmp_path / "t.toml")
        async with brolly.System(with_certificate, process="client") as system:
            assert (await system.client(Worker).square(3)).value == 9
        async with brolly.System(parse(text, tmp_path / "t.toml"), process="client") as system:
            with pytest.raises(brolly.Unavailable):
                await system.client(Worker).square(3)
        plain = text.replace(server_tls, "")
        async with brolly.System(parse(plain, tmp_path / "t.toml"), process="client") as system:
            with pytest.raises(brolly.Unavailable):
                await system.client(Worker).square(3)
        context = ssl.create_default_context(cafile=certificates / "ca.pem")
        context.load_cert_chain(certificates / "client.pem", certificates / "client.key")
        assert await asyncio.to_thread(_tls_version, context, free_port) in ("TLSv1.2", "TLSv1.3")


def _tls_version(context: ssl.SSLContext, port: int) -> str | None:
    """Shake hands, in a thread: the server may be on the event loop of the test."""
    context.set_alpn_protocols(["h2"])
    with (
        socket.create_connection(("127.0.0.1", port)) as raw,
        context.wrap_socket(raw, server_hostname="127.0.0.1") as wrapped,
    ):
        return wrapped.version()
