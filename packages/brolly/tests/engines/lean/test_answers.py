"""What a listener answers to calls that are allowed, though unusual."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from brolly.engines.lean import envelope, frames
from brolly.engines.lean.frames import END_HEADERS, END_STREAM, PADDED, PREFACE, PRIORITY, Code, Kind, Setting
from brolly.engines.lean.headers import indexed, literal

GREETING = PREFACE + frames.settings({})
ECHO = envelope.request_head("/t.T/echo", "localhost", secure=False)
HI = b"\0\0\0\0\x02hi"


def data(number: int, payload: bytes, flags: int = END_STREAM) -> bytes:
    return frames.frame(Kind.DATA, flags, number, payload)


def opened(head: bytes, number: int = 1) -> bytes:
    return frames.headers(number, head, 0, 16_384)


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(opened(ECHO) + data(1, b"\x03" + HI + b"pad", END_STREAM | PADDED), id="padded data"),
        pytest.param(
            frames.frame(Kind.HEADERS, END_HEADERS | PADDED | PRIORITY, 1, b"\x02" + bytes(5) + ECHO + b"ab")
            + data(1, HI),
            id="padded headers with a priority",
        ),
        pytest.param(
            frames.frame(Kind.HEADERS, 0, 1, ECHO[:20])
            + frames.frame(Kind.CONTINUATION, 0, 1, ECHO[20:40])
            + frames.frame(Kind.CONTINUATION, END_HEADERS, 1, ECHO[40:])
            + data(1, HI),
            id="headers in parts",
        ),
        pytest.param(opened(ECHO) + b"".join(data(1, HI[n : n + 1], 0) for n in range(7)) + data(1, b""), id="bytes"),
        pytest.param(opened(ECHO) + data(1, HI, 0), id="no end"),
        pytest.param(opened(ECHO + literal(b"grpc-timeout", b"5S")) + data(1, HI), id="a deadline"),
        pytest.param(opened(ECHO + literal(b"grpc-timeout", b"soon")) + data(1, HI), id="no deadline"),
        pytest.param(frames.frame(99, 7, 1, b"what") + opened(ECHO) + data(1, HI), id="a kind that nobody knows"),
        pytest.param(opened(ECHO) + data(1, HI, 0) + frames.headers(1, literal(b"a", b"b"), 1, 99), id="trailers"),
    ],
)
async def test_every_way_to_write_a_call_is_read(peer: Any, call: bytes) -> None:
    peer.send(GREETING, call)

    assert (await peer.fields())[b":status"] == b"200"
    assert (await peer.until(Kind.DATA))[2] == HI
    assert await peer.fields() == {b"grpc-status": b"0"}


async def test_bytes_one_at_a_time_are_read(peer: Any) -> None:
    for byte in GREETING + opened(ECHO) + data(1, HI):
        peer.send(bytes((byte,)))
        await asyncio.sleep(0)

    assert (await peer.until(Kind.DATA))[2] == HI


async def test_a_compressed_message_is_unimplemented(peer: Any) -> None:
    peer.send(GREETING, opened(ECHO), data(1, b"\x01" + HI[1:]))

    fields = await peer.fields()
    assert (fields[b"grpc-status"], fields[b"grpc-accept-encoding"]) == (b"12", b"identity")


async def test_a_message_over_the_limit_is_refused_at_its_prefix(peer: Any) -> None:
    peer.send(GREETING, opened(ECHO), data(1, b"\0" + (2**32 - 1).to_bytes(4, "big"), 0))

    fields = await peer.fields()
    assert fields[b"grpc-status"] == b"8"
    assert b"max_message_bytes" in fields[b"grpc-message"]
    assert await peer.code_of(Kind.RST_STREAM) == Code.NO_ERROR


async def test_a_call_without_a_message_is_told_so(peer: Any) -> None:
    peer.send(GREETING, opened(ECHO), data(1, b""))

    assert (await peer.fields())[b"grpc-status"] == b"13"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"\x82\x86" + indexed(4, b"/t.T/echo") + indexed(31, b"application/grpc"), b"405"),
        (b"\x83\x86" + indexed(4, b"/t.T/echo") + indexed(31, b"text/html"), b"415"),
        (b"\x83\x86" + indexed(31, b"application/grpc"), b"400"),
    ],
    ids=["GET", "HTML", "no path"],
)
async def test_what_is_no_grpc_gets_a_status_of_http(peer: Any, head: bytes, status: bytes) -> None:
    peer.send(GREETING, opened(head), data(1, b""))

    assert await peer.fields() == {b":status": status}


async def test_a_reset_cancels_the_implementation(peer: Any, methods: Any) -> None:
    head = envelope.request_head("/t.T/wait", "localhost", secure=False)
    peer.send(GREETING, opened(head), data(1, HI))
    await methods.until(began=1)

    peer.send(frames.reset(1, Code.CANCEL))

    await methods.until(cancelled=1)


async def test_a_caller_that_vanishes_cancels_the_implementation(peer: Any, methods: Any) -> None:
    head = envelope.request_head("/t.T/wait", "localhost", secure=False)
    peer.send(GREETING, opened(head), data(1, HI))
    await methods.until(began=1)

    peer.close()

    await methods.until(cancelled=1)


async def test_an_error_fits_the_headers_that_the_caller_takes(peer: Any) -> None:
    head = envelope.request_head("/t.T/refuse", "localhost", secure=False)
    peer.send(
        PREFACE, frames.settings({Setting.MAX_HEADER_LIST_SIZE: 4096}), opened(head), data(1, b"\0\0\0\0\x055000 ")
    )

    _, _, block = await peer.until(Kind.HEADERS)
    assert len(block) < 4096
    assert b"grpc-status" in block


async def test_small_windows_are_obeyed(peer: Any) -> None:
    peer.send(PREFACE, frames.settings({Setting.INITIAL_WINDOW_SIZE: 3}), opened(ECHO), data(1, HI))

    assert (await peer.until(Kind.DATA))[2] == HI[:3]
    peer.send(frames.window_update(1, 1))
    assert (await peer.until(Kind.DATA))[2] == HI[3:4]
    peer.send(frames.settings({Setting.INITIAL_WINDOW_SIZE: 100}))
    assert (await peer.until(Kind.DATA))[2] == HI[4:]
    assert await peer.fields() == {b"grpc-status": b"0"}
