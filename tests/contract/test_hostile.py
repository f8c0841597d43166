"""Bytes that no honest peer sends: a typed error, the process alive, the memory back."""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import numpy as np
import pyarrow as pa
import pytest

import brolly
from brolly.engines.choice import channel_to
from brolly.launcher import Event, Ready, launched
from brolly.testing.v1 import echo_pb2
from brolly.testing.v1.echo import Circle, Echo
from brolly.testing.v1.worker import Worker
from brolly.topology import Topology
from brolly.topology.reading import parse
from brolly.wire.engine import Channel

pytestmark = pytest.mark.usefixtures("engine")

ECHO_TABLE = "/brolly.testing.v1.Echo/EchoTable"
SWAP_TABLES = "/brolly.testing.v1.Echo/SwapTables"
MEGABYTE = 1024 * 1024


@asynccontextmanager
async def served(folder: Path, settings: str = "") -> AsyncGenerator[Channel, None]:
    """Serve an echo on a unix socket; the channel given sends what it is told, of any size."""
    text = f'[processes.server]\napplications = ["echo"]\n[applications.echo]\n{settings}'
    topology = parse(text, folder / "topology.toml")
    async with brolly.System(topology, process="server", run=folder, listen=True) as system:
        assert system.address is not None
        channel = channel_of(topology, system.address)
        try:
            yield channel
            assert (await whole(channel, stream_of(pa.table({"a": [1]})))).num_rows == 1  # alive and well
        finally:
            await channel.close()


def channel_of(topology: Topology, address: str) -> Channel:
    """Return a channel of the same engine as the server's, which sends messages of any size."""
    engine = topology.process("server").engine
    return channel_to(address, engine, max_message_bytes=1024 * MEGABYTE, tls=None, own_tls=None)


def stream_of(table: pa.Table, **options: Any) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def frame(chunk: bytes, size_bytes: int = 0) -> bytes:
    return echo_pb2.EchoTableRequest(table={"size_bytes": size_bytes, "chunk": chunk}).SerializeToString()


async def each(frames: Iterable[bytes]) -> AsyncGenerator[bytes, None]:
    for one in frames:
        yield one


async def send(channel: Channel, frames: Iterable[bytes], path: str = ECHO_TABLE) -> list[bytes]:
    return [reply async for reply in channel.stream(path, each(frames), (), 20.0)]


async def whole(channel: Channel, stream: bytes) -> pa.Table:
    replies = await send(channel, [frame(stream, len(stream))])
    chunks = b"".join(echo_pb2.EchoTableResponse.FromString(reply).table.chunk for reply in replies)
    return pa.ipc.open_stream(chunks).read_all()


def with_bad_offsets() -> bytes:
    """A text column whose second offset points far behind its bytes."""
    table = pa.table({"t": ["aa", "bb", "cc"]})
    stream = stream_of(table)
    offsets = struct.pack("<4i", 0, 2, 4, 6)
    assert stream.count(offsets) == 1
    return stream.replace(offsets, struct.pack("<4i", 0, 2**30, 4, 6))


def with_bad_indices() -> bytes:
    """A category column with an index that has no category."""
    table = pa.table({"c": pa.array(["x", "y", "x"]).dictionary_encode()})
    stream = stream_of(table)
    indices = struct.pack("<3i", 0, 1, 0)
    assert stream.count(indices) == 1
    return stream.replace(indices, struct.pack("<3i", 0, 1_000_000, 0))


def with_bad_text() -> bytes:
    return stream_of(pa.table({"t": ["aaaa"]})).replace(b"aaaa", b"\xff\xfe\xfd\xfc")


GOOD = stream_of(pa.table({"a": np.arange(1000)}))
WRONG_STREAMS = {
    "bad offsets": with_bad_offsets(),
    "bad indices": with_bad_indices(),
    "bad text": with_bad_text(),
    "no stream at all": b"hello, this is no Arrow",
    "zeros": bytes(64),
    "cut in a body": GOOD[: len(GOOD) // 2],
    "cut in the schema": GOOD[:20],
    "compressed": stream_of(pa.table({"a": np.zeros(1_000_000)}), compression="zstd"),
    "a huge length": b"\xff\xff\xff\xff\xff\xff\xff\x7f" + bytes(64),
}


@pytest.mark.parametrize("name", WRONG_STREAMS)
async def test_a_table_that_is_not_valid_is_an_invalid_argument(tmp_path: Path, name: str) -> None:
    stream = WRONG_STREAMS[name]

    async with served(tmp_path) as channel:
        with pytest.raises(brolly.InvalidArgument) as caught:
            await send(channel, [frame(stream, len(stream))])

    assert caught.value.origin == "service"


async def test_a_stream_of_flipped_bits_never_kills_the_process(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    table = pa.table({"a": [1, None, 3], "t": ["x", "yy", None], "l": [[1], [], None]})
    good = bytearray(stream_of(table))

    async with served(tmp_path) as channel:
        for _ in range(300):
            bad = bytearray(good)
            for at in rng.integers(0, len(bad), size=4):
                bad[at] ^= 1 << int(rng.integers(0, 8))
            try:
                await send(channel, [frame(bytes(bad), len(bad))])
            except (brolly.InvalidArgument, brolly.ResourceExhausted):
                continue


@pytest.mark.parametrize(
    ("size_bytes", "error", "named"),
    [
        (len(GOOD) + 1, brolly.InvalidArgument, "cut short"),
        (len(GOOD) - 1, brolly.InvalidArgument, "got more"),
        (1, brolly.InvalidArgument, "got more"),
        (3 * 1024**3, brolly.InvalidArgument, "cut short"),
        (5 * 1024**3, brolly.ResourceExhausted, "max_table_bytes"),
        (2**64 - 1, brolly.ResourceExhausted, "max_table_bytes"),
    ],
)
async def test_a_size_that_lies_is_told_so(
    tmp_path: Path, size_bytes: int, error: type[brolly.Error], named: str
) -> None:
    async with served(tmp_path) as channel:
        with pytest.raises(error, match=named):
            await send(channel, [frame(GOOD, size_bytes)])


async def test_a_size_said_twice_is_refused(tmp_path: Path) -> None:
    half = len(GOOD) // 2

    async with served(tmp_path) as channel:
        with pytest.raises(brolly.InvalidArgument, match="once"):
            await send(channel, [frame(GOOD[:half], len(GOOD)), frame(GOOD[half:], len(GOOD))])


async def test_a_table_of_unknown_size_is_taken_up_to_the_limit(tmp_path: Path) -> None:
    async with served(tmp_path, "max_table_bytes = 20_000") as channel:
        replies = await send(channel, [frame(GOOD[:1000]), frame(GOOD[1000:])])
        assert replies
        with pytest.raises(brolly.ResourceExhausted, match="max_table_bytes"):
            await send(channel, (frame(bytes(10_000)) for _ in range(100)))


@pytest.mark.parametrize("frames", [[], [b""], [frame(b"", 0)]], ids=["no frame", "an empty frame", "no chunk"])
async def test_a_table_that_never_comes_is_named(tmp_path: Path, frames: list[bytes]) -> None:
    async with served(tmp_path) as channel:
        with pytest.raises(brolly.InvalidArgument, match="table is missing"):
            await send(channel, frames)


async def test_the_second_table_of_two_is_missed_by_name(tmp_path: Path) -> None:
    request = echo_pb2.SwapTablesRequest(left={"chunk": GOOD}).SerializeToString()

    async with served(tmp_path) as channel:
        with pytest.raises(brolly.InvalidArgument, match="right is missing"):
            await send(channel, [request], SWAP_TABLES)


@pytest.mark.parametrize("path", [ECHO_TABLE, "/brolly.testing.v1.Echo/EchoOptionals"])
async def test_a_frame_of_100_megabytes_is_refused(tmp_path: Path, path: str) -> None:
    huge = frame(bytes(100 * MEGABYTE), 100 * MEGABYTE)

    async with served(tmp_path) as channel:
        with pytest.raises(brolly.ResourceExhausted):
            if path == ECHO_TABLE:
                await send(channel, [huge])
            else:
                await channel.unary(path, huge, (), 20.0)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory of another process is read from /proc")
async def test_the_memory_of_refused_tables_comes_back(tmp_path: Path) -> None:
    huge = frame(bytes(100 * MEGABYTE), 100 * MEGABYTE)
    truncated = [frame(bytes(MEGABYTE), 900 * MEGABYTE), *(frame(bytes(MEGABYTE)) for _ in range(50))]
    events: list[Event] = []
    file = tmp_path / "topology.toml"
    file.write_text('[processes.server]\napplications = ["echo"]')

    topology = parse(file.read_text(), file)
    async with launched(topology, run=tmp_path, observe=events.append):
        pid = next(event.pid for event in events if isinstance(event, Ready))
        channel = channel_of(topology, f"unix:{tmp_path}/server.sock")
        await whole(channel, GOOD)
        before = resident_megabytes(pid)
        for _ in range(5):
            with pytest.raises(brolly.ResourceExhausted):
                await send(channel, [huge])
            with pytest.raises(brolly.InvalidArgument):
                await send(channel, truncated)
        after = resident_megabytes(pid)
        assert (await whole(channel, GOOD)).num_rows == 1000
        await channel.close()

    assert after - before < 60  # of the 750 that were sent to it


async def test_a_caller_that_leaves_in_the_middle_of_a_table_leaves_nothing(tmp_path: Path) -> None:
    async with served(tmp_path, "limits = { size = 1 }") as channel:
        for _ in range(3):
            calls = channel.stream(ECHO_TABLE, endless(), (), 20.0)
            task = asyncio.ensure_future(anext(calls))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await calls.aclose()


async def endless() -> AsyncGenerator[bytes, None]:
    yield frame(bytes(1000), 2 * 1024**3)
    while True:
        await asyncio.sleep(0.01)
        yield frame(bytes(1000))


async def test_a_peer_that_answers_nonsense_is_data_loss(tmp_path: Path) -> None:
    async def nonsense(request: bytes, context: Any) -> bytes:
        return b"\xff\xff\xff"

    async with imposter(tmp_path, nonsense) as clients:
        with pytest.raises(brolly.DataLoss, match="Worker/Square"):
            await clients(Worker).square(2)


async def test_a_peer_that_leaves_out_what_is_required_is_data_loss(tmp_path: Path) -> None:
    async def nothing(request: bytes, context: Any) -> bytes:
        return b""

    async with imposter(tmp_path, nothing, service="Echo", method="EchoDrawing", application="echo") as clients:
        with pytest.raises(brolly.DataLoss, match="shape"):
            await clients(Echo).echo_drawing(Circle(radius=1.0), class_="")


def part(rows: bytes, rows_size: int, rest: bytes = b"", rest_size: int = 0) -> bytes:
    """The first frame of a part, with as much of its two tables as is given."""
    tables = {"rows": {"size_bytes": rows_size, "chunk": rows}, "rest": {"size_bytes": rest_size, "chunk": rest}}
    return echo_pb2.TablePart(**tables).SerializeToString()


def rest_of(chunk: bytes) -> bytes:
    return echo_pb2.TablePart(rest={"chunk": chunk}).SerializeToString()


SIZE = len(GOOD)
WHOLE = part(GOOD, SIZE, GOOD, SIZE)
WRONG_PARTS = {
    "no size": ([part(GOOD, 0, GOOD, 0)], "rows.size_bytes: expected the size"),
    "no size of the second table": ([part(GOOD, SIZE, GOOD, 0)], "rest.size_bytes: expected the size"),
    "a size that comes late": ([part(GOOD, SIZE), part(b"", 0, GOOD, SIZE)], "rest.size_bytes: expected the size"),
    "an empty frame": ([b""], "rows.size_bytes: expected the size"),
    "a chunk without a part": ([rest_of(GOOD)], "rows.size_bytes: expected the size"),
    "cut short": ([part(GOOD, SIZE, GOOD[:500], SIZE)], "cut short"),
    "cut before the second table": ([part(GOOD, SIZE, b"", SIZE)], "rest is missing"),
    "another part before the end": ([part(GOOD, SIZE, GOOD[:500], SIZE), WHOLE], "once"),
    "more than was told": ([part(GOOD, SIZE, GOOD[:500], SIZE), rest_of(GOOD)], "got more"),
    "no valid table": ([part(bytes(64), 64, GOOD, SIZE)], "valid Arrow"),
    "no message": ([b"\xff\xff\xff"], "Echo/SplitTable"),
}


@pytest.mark.parametrize("name", WRONG_PARTS)
async def test_parts_that_are_not_what_they_say_are_data_loss_after_the_good_ones(tmp_path: Path, name: str) -> None:
    wrong, named = WRONG_PARTS[name]
    numbers: list[int] = []

    async with splitter(tmp_path, [WHOLE, *wrong]) as clients:
        with pytest.raises(brolly.DataLoss, match=named):
            async for each_part in clients(Echo).split_table(pa.table({"a": [1]}), part_rows=1):
                numbers.append(each_part.rows.num_rows + each_part.rest.num_rows)

    assert numbers == [2000]


async def test_a_part_that_tells_a_size_over_the_limit_is_refused_before_it_comes(tmp_path: Path) -> None:
    async with splitter(tmp_path, [WHOLE, part(b"", 5 * 1024**3, b"", 1)]) as clients:
        parts = clients(Echo).split_table(pa.table({"a": [1]}), part_rows=1)
        await anext(parts)
        with pytest.raises(brolly.ResourceExhausted, match="max_table_bytes"):
            await anext(parts)


async def test_what_a_peer_says_between_parts_stays_what_it_said(tmp_path: Path) -> None:
    async def serve(requests: Any, context: Any) -> AsyncGenerator[bytes, None]:
        yield WHOLE
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "no more of it")

    async with imposter(tmp_path, serve, **SPLIT) as clients:
        parts = clients(Echo).split_table(pa.table({"a": [1]}), part_rows=1)
        await anext(parts)
        with pytest.raises(brolly.InvalidArgument, match="no more of it"):
            await anext(parts)


@pytest.mark.parametrize(
    "frames",
    [[], [b"\xff\xff\xff"], [frame(GOOD[:500], len(GOOD))]],
    ids=["no frame", "no message", "cut short"],
)
async def test_an_answer_of_one_table_that_is_wrong_is_data_loss(tmp_path: Path, frames: list[bytes]) -> None:
    async def serve(requests: Any, context: Any) -> AsyncGenerator[bytes, None]:
        for one in frames:
            yield one

    shape = grpc.stream_stream_rpc_method_handler
    async with imposter(
        tmp_path, serve, service="Echo", method="EchoTable", application="echo", shape=shape
    ) as clients:
        with pytest.raises(brolly.DataLoss, match="Echo/EchoTable"):
            await clients(Echo).echo_table(pa.table({"a": [1]}))


SPLIT: Any = {
    "service": "Echo",
    "method": "SplitTable",
    "application": "echo",
    "shape": grpc.stream_stream_rpc_method_handler,
}


@asynccontextmanager
async def splitter(folder: Path, frames: list[bytes]) -> AsyncGenerator[brolly.Clients, None]:
    """Answer each call of `split_table` with these frames."""

    async def serve(requests: Any, context: Any) -> AsyncGenerator[bytes, None]:
        for one in frames:
            yield one

    async with imposter(folder, serve, **SPLIT) as clients:
        yield clients


@asynccontextmanager
async def imposter(
    folder: Path,
    serve: Any,
    *,
    service: str = "Worker",
    method: str = "Square",
    application: str = "worker",
    shape: Any = grpc.unary_unary_rpc_method_handler,
) -> AsyncGenerator[brolly.Clients, None]:
    """Serve one method by a bare grpc server, and connect a System to it."""
    server = grpc.aio.server()
    handler = shape(serve)
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(f"brolly.testing.v1.{service}", {method: handler}),)
    )
    server.add_insecure_port(f"unix:{folder}/server.sock")
    await server.start()
    text = f'[processes.server]\napplications = ["{application}"]\n[processes.client]'
    try:
        topology = parse(text, folder / "topology.toml")
        async with brolly.System(topology, process="client", run=folder) as system:
            yield system.client
    finally:
        await server.stop(None)


def resident_megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
