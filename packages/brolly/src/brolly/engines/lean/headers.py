"""Header blocks (HPACK, RFC 7541): written without state, read by `hpack`, and known ones recognized."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

import hpack

from brolly.engines.lean.faults import ConnectionFault, StreamFault
from brolly.engines.lean.frames import Code

__all__ = ["MOST_HEADER_BYTES", "Fields", "HeaderReader", "indexed", "literal"]

Fields = Mapping[bytes, bytes]
"""The headers of one block; of those that stand there twice, the last."""

MOST_HEADER_BYTES: Final = 32 * 1024
"""The largest list of headers that is taken, and the largest block."""
_MOST_KNOWN: Final = 256
_MOST_KNOWN_BYTES: Final = 1024
_TIMEOUT: Final = b"\x00\x0cgrpc-timeout"
_STATIC: Final = 61
_OF_HTTP_1: Final = frozenset({b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"})


def literal(name: bytes, value: bytes) -> bytes:
    """Return a header that leaves no trace in the reader's table."""
    return b"\x00" + _text(name) + _text(value)


def indexed(index: int, value: bytes) -> bytes:
    """Return a header whose name is in the static table, without a trace in the reader's."""
    return _integer(index, 15) + _text(value)


class HeaderReader:
    """Reads the blocks of one connection, in their order: each may change the table that the next refers to.

    A block that neither refers to the table nor changes it means the same wherever it stands. An engine like this one
    sends only such, and the same again and again, so they are kept; what differs is a deadline, which stands last.
    """

    def __init__(self) -> None:
        self._decoder = hpack.Decoder(max_header_list_size=MOST_HEADER_BYTES)
        self._known: dict[bytes, Fields] = {}

    def read(self, block: bytes) -> Fields:
        """Return the headers of a block.

        Raises:
            ConnectionFault: It cannot be read, or holds too much; what follows could not be read either.
            StreamFault: It was read, and is no list of headers that HTTP/2 allows.
        """
        fields = self._known.get(block)
        if fields is not None:
            return fields
        head, timeout = _before_timeout(block)
        fields = self._known.get(head) if timeout else None
        if fields is not None:
            return {**fields, b"grpc-timeout": timeout}
        pairs = self._decoded(block)
        fields = _checked(pairs)
        if len(self._known) < _MOST_KNOWN and len(block) <= _MOST_KNOWN_BYTES and _is_stateless(head):
            self._known[head] = {
                name: value for name, value in fields.items() if not timeout or name != b"grpc-timeout"
            }
        return fields

    def _decoded(self, block: bytes) -> list[tuple[bytes, bytes]]:
        try:
            pairs = cast("Iterable[tuple[bytes, bytes]]", self._decoder.decode(block, raw=True))
            return [(bytes(name), bytes(value)) for name, value in pairs]
        except hpack.OversizedHeaderListError as error:
            raise ConnectionFault(Code.ENHANCE_YOUR_CALM, "the headers are too large") from error
        except (hpack.HPACKError, IndexError, ValueError) as error:
            raise ConnectionFault(Code.COMPRESSION_ERROR, "the headers cannot be read") from error


def _checked(pairs: list[tuple[bytes, bytes]]) -> Fields:
    fields: dict[bytes, bytes] = {}
    regular = False
    for name, value in pairs:
        if name.startswith(b":"):
            if regular or name in fields:
                raise StreamFault(Code.PROTOCOL_ERROR, "a pseudo-header stands twice or late")
        else:
            regular = True
            if not name or name != name.lower() or name in _OF_HTTP_1:
                raise StreamFault(Code.PROTOCOL_ERROR, "a header has a name that HTTP/2 forbids")
        fields[name] = value
    return fields


def _text(value: bytes) -> bytes:
    return _integer(len(value), 127) + value


def _integer(value: int, mask: int) -> bytes:
    """Write an integer whose first byte has room for `mask`, with the bits above it zero."""
    if value < mask:
        return bytes((value,))
    groups, rest = bytearray((mask,)), value - mask
    while rest > 0x7F:
        groups.append(rest & 0x7F | 0x80)
        rest >>= 7
    groups.append(rest)
    return bytes(groups)


def _read_integer(block: bytes, at: int, mask: int) -> tuple[int, int]:
    """Read an integer; return it and where it ends. The decoder has bounded it before."""
    value = block[at] & mask
    at += 1
    if value < mask:
        return value, at
    shift = 0
    while True:
        byte = block[at]
        value += (byte & 0x7F) << shift
        at += 1
        shift += 7
        if byte < 0x80:
            return value, at


def _before_timeout(block: bytes) -> tuple[bytes, bytes]:
    """Split a block that ends with a deadline: what stands before it, and its text; else the block and nothing.

    What stands before is only used when it is known as a block of its own, and then the deadline begins where it ends.
    """
    at = block.rfind(_TIMEOUT)
    start = at + len(_TIMEOUT) + 1
    if at > 0 and start <= len(block) and block[start - 1] == len(block) - start:
        return block[:at], block[start:]
    return block, b""


def _is_stateless(block: bytes) -> bool:
    at = 0
    try:
        while at < len(block):
            if block[at] & 0x80:
                if block[at] & 0x7F > _STATIC:
                    return False
                at += 1
                continue
            if block[at] & 0x60:
                return False
            index, at = _read_integer(block, at, 15)
            if index > _STATIC:
                return False
            for _ in range(1 if index else 2):
                length, at = _read_integer(block, at, 127)
                at += length
    except IndexError:
        return False
    return at == len(block)
