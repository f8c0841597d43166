"""Flow control of what arrives: how much the peer may send, and when it is given more."""

from __future__ import annotations

from typing import Final

from brolly.engines.lean import frames
from brolly.engines.lean.faults import ConnectionFault, StreamFault
from brolly.engines.lean.frames import CONNECTION, Code
from brolly.engines.lean.sender import Sender
from brolly.engines.lean.stream import Stream

__all__ = ["FIRST_WINDOW", "STREAM_WINDOW", "WINDOW", "Credit"]

FIRST_WINDOW: Final = 65_535
"""What each side has until it is told otherwise."""
STREAM_WINDOW: Final = 8 * 1024 * 1024
WINDOW: Final = 128 * 1024 * 1024
_STREAM_STEP: Final = STREAM_WINDOW // 4
_STEP: Final = WINDOW // 8
_MOST_UNREAD: Final = WINDOW // 2
"""While less waits to be read on all streams together, one that is not read holds up no other."""


class Credit:
    """What one connection and its streams may still receive.

    The bytes of a message under way are given back as they come: its size is bounded, and its reader waits. Those
    behind a message that nobody has read yet are given back when it is read, so a slow reader stops its sender.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender: Final = sender
        self._window = WINDOW
        self._owed = 0
        self._unread = 0

    def take(self, stream: Stream | None, size: int) -> StreamFault | None:
        """Note that a frame begins; returns what is wrong when the peer sends more than the stream lets it.

        Raises:
            ConnectionFault: The peer sends more than the connection lets it.
        """
        self._window -= size
        if self._window < 0:
            raise ConnectionFault(Code.FLOW_CONTROL_ERROR, "more data than the window of the connection")
        if stream is not None:
            stream.window -= size
            if stream.window < 0:
                return StreamFault(Code.FLOW_CONTROL_ERROR, "more data than the window of the stream")
        return None

    def arrived(self, stream: Stream | None, size: int) -> None:
        """Note that a frame is in; `None` for a stream whose bytes were dropped."""
        self._owed += size
        if stream is not None:
            self._unread += size
            stream.held += size
            if not stream.inbound.messages:
                self.give(stream)
        self._give()

    def give(self, stream: Stream) -> None:
        """Let the peer send as much again as was read of a stream."""
        if not stream.held:
            return
        stream.owed += stream.held
        self.forget(stream)
        if stream.owed >= _STREAM_STEP and stream.receiving and not stream.inbound.ended:
            self._sender.write(frames.window_update(stream.id, stream.owed))
            stream.window += stream.owed
            stream.owed = 0

    def forget(self, stream: Stream) -> None:
        """Count what waits on a stream no more."""
        self._unread -= stream.held
        stream.held = 0
        self._give()

    def _give(self) -> None:
        if self._owed >= _STEP and self._unread < _MOST_UNREAD:
            self._sender.write(frames.window_update(CONNECTION, self._owed))
            self._window += self._owed
            self._owed = 0
