"""Callers that break the rules of HTTP/2: told so by the right code, and nobody else notices."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import Any

import hpack
import pytest

from brolly.engines.lean import envelope, frames
from brolly.engines.lean.frames import CONNECTION, END_HEADERS, END_STREAM, PADDED, PREFACE, Code, Kind, Setting
from brolly.engines.lean.headers import indexed, literal

GREETING = PREFACE + frames.settings({})
HEAD = envelope.request_head("/t.T/mirror", "localhost", secure=False)
OPEN = frames.headers(1, HEAD, 0, 16_384)
MANY = 3000


def frame(kind: int, number: int, payload: bytes = b"", flags: int = 0) -> bytes:
    return frames.frame(kind, flags, number, payload)


def header_of(size: int, kind: int, number: int = 0) -> bytes:
    """A frame of which only the header comes."""
    return frames.HEADER.pack(size >> 16, size & 0xFFFF, kind, 0, number)


def rapid_resets() -> bytes:
    calls = (
        frames.headers(number, HEAD, 0, 16_384) + frames.reset(number, Code.CANCEL) for number in range(1, 2 * MANY, 2)
    )
    return b"".join(calls)


BOMB = HEAD + b"\x40\x04bomb\x7f" + bytes((0xA1, 0x1E)) + b"x" * 4000 + b"\xbe" * 20
"""A header of 4,000 bytes kept in the table, and 20 times one byte that stands for it."""

FAULTS: dict[str, tuple[bytes, Code]] = {
    "no HTTP/2": (b"GET / HTTP/1.1\r\n\r\n", Code.PROTOCOL_ERROR),
    "a first frame that is not SETTINGS": (PREFACE + frame(Kind.PING, 0, bytes(8)), Code.PROTOCOL_ERROR),
    "a first frame of DATA": (PREFACE + frame(Kind.DATA, 1, b"x"), Code.PROTOCOL_ERROR),
    "DATA larger than announced": (GREETING + OPEN + header_of(5_000_000, Kind.DATA, 1), Code.FRAME_SIZE_ERROR),
    "HEADERS larger than taken": (GREETING + header_of(100_000, Kind.HEADERS, 1), Code.FRAME_SIZE_ERROR),
    "half a setting": (GREETING + frame(Kind.SETTINGS, 0, bytes(5)), Code.FRAME_SIZE_ERROR),
    "an acknowledgement that says more": (GREETING + frame(Kind.SETTINGS, 0, bytes(6), 1), Code.FRAME_SIZE_ERROR),
    "settings of a stream": (GREETING + frame(Kind.SETTINGS, 1), Code.PROTOCOL_ERROR),
    "a window that is too large": (
        GREETING + frames.settings({Setting.INITIAL_WINDOW_SIZE: 2**31}),
        Code.FLOW_CONTROL_ERROR,
    ),
    "a frame size that is too small": (GREETING + frames.settings({Setting.MAX_FRAME_SIZE: 1}), Code.PROTOCOL_ERROR),
    "a push that is neither on nor off": (GREETING + frames.settings({Setting.ENABLE_PUSH: 2}), Code.PROTOCOL_ERROR),
    "a short ping": (GREETING + frame(Kind.PING, 0, bytes(7)), Code.FRAME_SIZE_ERROR),
    "a ping of a stream": (GREETING + frame(Kind.PING, 1, bytes(8)), Code.PROTOCOL_ERROR),
    "a credit of nothing": (GREETING + frames.window_update(CONNECTION, 0), Code.PROTOCOL_ERROR),
    "a credit over the largest window": (
        GREETING + frames.window_update(CONNECTION, 2**31 - 1),
        Code.FLOW_CONTROL_ERROR,
    ),
    "a short credit": (GREETING + frame(Kind.WINDOW_UPDATE, 0, bytes(3)), Code.FRAME_SIZE_ERROR),
    "a credit of no stream": (GREETING + frames.window_update(7, 1), Code.PROTOCOL_ERROR),
    "data of no stream": (GREETING + frame(Kind.DATA, 7, b"x"), Code.PROTOCOL_ERROR),
    "data of the connection": (GREETING + frame(Kind.DATA, 0, b"x"), Code.PROTOCOL_ERROR),
    "a reset of no stream": (GREETING + frames.reset(7, Code.CANCEL), Code.PROTOCOL_ERROR),
    "a short reset": (GREETING + OPEN + frame(Kind.RST_STREAM, 1, bytes(3)), Code.FRAME_SIZE_ERROR),
    "a stream of even number": (GREETING + frames.headers(2, HEAD, 0, 16_384), Code.PROTOCOL_ERROR),
    "a promise": (GREETING + frame(Kind.PUSH_PROMISE, 1, bytes(4)), Code.PROTOCOL_ERROR),
    "a priority of the connection": (GREETING + frame(Kind.PRIORITY, 0, bytes(5)), Code.PROTOCOL_ERROR),
    "a short goodbye": (GREETING + frame(Kind.GOAWAY, 0, bytes(4)), Code.FRAME_SIZE_ERROR),
    "a continuation of nothing": (GREETING + frame(Kind.CONTINUATION, 1, HEAD), Code.PROTOCOL_ERROR),
    "a ping between headers": (
        GREETING + frame(Kind.HEADERS, 1, HEAD) + frame(Kind.PING, 0, bytes(8)),
        Code.PROTOCOL_ERROR,
    ),
    "data between headers": (GREETING + OPEN + frame(Kind.HEADERS, 3, HEAD) + frame(Kind.DATA, 1), Code.PROTOCOL_ERROR),
    "padding longer than headers": (
        GREETING + frame(Kind.HEADERS, 1, b"\xff" + HEAD, PADDED | END_HEADERS),
        Code.PROTOCOL_ERROR,
    ),
    "padding longer than data": (GREETING + OPEN + frame(Kind.DATA, 1, b"\xffab", PADDED), Code.PROTOCOL_ERROR),
    "padding of nothing": (GREETING + OPEN + frame(Kind.DATA, 1, b"", PADDED), Code.FRAME_SIZE_ERROR),
    "headers that refer to nothing": (GREETING + frames.headers(1, b"\xff\x80\x01", 0, 16_384), Code.COMPRESSION_ERROR),
    "headers that are cut": (GREETING + frames.headers(1, HEAD[:-3], 0, 16_384), Code.COMPRESSION_ERROR),
    "headers that grow when they are read": (GREETING + frames.headers(1, BOMB, 0, 16_384), Code.ENHANCE_YOUR_CALM),
    "continuations without end": (
        GREETING + frame(Kind.HEADERS, 1, HEAD) + MANY * frame(Kind.CONTINUATION, 1),
        Code.ENHANCE_YOUR_CALM,
    ),
    "continuations of much": (
        GREETING + frame(Kind.HEADERS, 1, HEAD) + 9 * frame(Kind.CONTINUATION, 1, bytes(4000)),
        Code.ENHANCE_YOUR_CALM,
    ),
    "pings without end": (GREETING + MANY * frame(Kind.PING, 0, bytes(8)), Code.ENHANCE_YOUR_CALM),
    "settings without end": (GREETING + MANY * frames.settings({}), Code.ENHANCE_YOUR_CALM),
    "empty data without end": (GREETING + OPEN + MANY * frame(Kind.DATA, 1), Code.ENHANCE_YOUR_CALM),
    "resets without end": (GREETING + rapid_resets(), Code.ENHANCE_YOUR_CALM),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_connection_that_breaks_the_rules_is_left_with_the_reason(peer: Any, name: str) -> None:
    said, code = FAULTS[name]

    peer.send(said)

    assert await peer.code_of(Kind.GOAWAY) == code
    assert await peer.at_end()


async def open_call(peer: Any, path: str) -> None:
    peer.send(GREETING, frames.headers(1, envelope.request_head(path, "localhost", secure=False), 0, 16_384))


STREAM_FAULTS: dict[str, tuple[bytes, Code]] = {
    "a name in capitals": (frames.headers(3, HEAD + literal(b"X-Name", b"v"), 0, 16_384), Code.PROTOCOL_ERROR),
    "a path said twice": (frames.headers(3, HEAD + indexed(4, b"/a"), 0, 16_384), Code.PROTOCOL_ERROR),
    "a header of HTTP/1": (frames.headers(3, HEAD + literal(b"connection", b"close"), 0, 16_384), Code.PROTOCOL_ERROR),
    "trailers that do not end": (frames.headers(1, literal(b"a", b"b"), 0, 16_384), Code.PROTOCOL_ERROR),
    "a credit of nothing": (frames.window_update(1, 0), Code.PROTOCOL_ERROR),
    "a credit over the largest window": (frames.window_update(1, 2**31 - 1), Code.FLOW_CONTROL_ERROR),
    "an end within a message": (frame(Kind.DATA, 1, b"\0\0\0\0\x05ab", END_STREAM), Code.PROTOCOL_ERROR),
    "an end within a prefix": (frame(Kind.DATA, 1, b"\0\0", END_STREAM), Code.PROTOCOL_ERROR),
}


@pytest.mark.parametrize("name", STREAM_FAULTS)
async def test_a_stream_that_breaks_the_rules_is_reset_and_the_others_go_on(peer: Any, name: str) -> None:
    said, code = STREAM_FAULTS[name]
    await open_call(peer, "/t.T/mirror")

    peer.send(said, frames.headers(5, envelope.request_head("/t.T/echo", "localhost", secure=False), 0, 16_384))
    peer.send(frame(Kind.DATA, 5, b"\0\0\0\0\x02hi", END_STREAM))

    assert await peer.code_of(Kind.RST_STREAM) == code
    assert (await peer.until(Kind.DATA))[1:] == (5, b"\0\0\0\0\x02hi")


async def test_data_after_the_end_resets_the_stream(peer: Any) -> None:
    await open_call(peer, "/t.T/wait")

    peer.send(frame(Kind.DATA, 1, b"\0\0\0\0\x00", END_STREAM), frame(Kind.DATA, 1, b"x"))

    assert await peer.code_of(Kind.RST_STREAM) == Code.STREAM_CLOSED


async def test_more_data_than_the_window_resets_the_stream(peer: Any) -> None:
    """Nobody reads, so no credit comes back: a small message, so that all behind it waits."""
    await open_call(peer, "/t.T/hold")

    peer.send(frame(Kind.DATA, 1, b"\0\0\0\0\x00"))
    for _ in range(9):
        peer.send(frame(Kind.DATA, 1, envelope.prefix_of(bytes(1024 * 1024)) + bytes(1024 * 1024)))

    assert await peer.code_of(Kind.RST_STREAM) == Code.FLOW_CONTROL_ERROR


async def test_more_calls_at_once_than_announced_are_refused(peer: Any) -> None:
    head = envelope.request_head("/t.T/wait", "localhost", secure=False)
    body = b"\0\0\0\0\x00"

    peer.send(GREETING)
    for number in range(1, 2 * 1001, 2):
        peer.send(frames.headers(number, head, 0, 16_384), frame(Kind.DATA, number, body, END_STREAM))

    _, number, payload = await peer.until(Kind.RST_STREAM)
    assert (number, int.from_bytes(payload, "big")) == (2001, Code.REFUSED_STREAM)


async def test_one_who_asks_and_does_not_read_is_left(peer: Any, address: str) -> None:
    """Answers are bounded though each is small: no memory for a peer that takes none."""
    peer.send(GREETING)
    await asyncio.sleep(0.05)
    head = envelope.request_head("/t.T/" + "n" * 150, "localhost", secure=False)
    with pytest.raises(ConnectionError):
        for number in range(1, 200_000, 2):
            peer.send(frames.headers(number, head, END_STREAM, 16_384))
            if number % 2001 == 0:
                await peer._writer.drain()


async def test_one_who_says_nothing_is_left_after_a_while(peer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brolly.engines.lean.connection._SETTLED_WITHIN_S", 0.1)
    reader, writer = await asyncio.open_unix_connection(peer._writer.get_extra_info("peername"))

    assert b"no settings in time" in await asyncio.wait_for(reader.read(), 5.0)
    writer.close()


async def test_flipped_bits_and_torn_frames_never_stand_in_the_log(address: str) -> None:
    numbers = random.Random(7)
    echo = envelope.request_head("/t.T/echo", "localhost", secure=False)
    encoded = hpack.Encoder().encode([(b":method", b"POST"), (b":path", b"/t.T/echo"), (b"own", b"a value" * 9)])
    good = b"".join(
        (
            GREETING,
            OPEN,
            frame(Kind.DATA, 1, b"\0\0\0\0\x02hi\0\0\0"),
            frames.headers(3, echo + literal(b"grpc-timeout", b"1S"), 0, 16_384),
            frame(Kind.DATA, 3, b"\0\0\0\0\x02hi", END_STREAM),
            frames.headers(5, encoded, END_STREAM, 16_384),
            frames.window_update(1, 1000),
            frame(Kind.PING, 0, bytes(8)),
            frames.reset(1, Code.CANCEL),
        )
    )
    for _ in range(300):
        bad = bytearray(good)
        for _ in range(numbers.randint(1, 6)):
            bad[numbers.randrange(len(PREFACE), len(bad))] ^= 1 << numbers.randrange(8)
        reader, writer = await asyncio.open_unix_connection(address.removeprefix("unix:"))
        writer.write(bad[: numbers.randint(len(PREFACE), len(bad))])
        writer.write_eof()
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 5.0)
        writer.close()
