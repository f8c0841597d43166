"""What a peer did wrong: to the whole connection, or to one stream of it."""

from __future__ import annotations

from brolly.engines.lean.frames import Code

__all__ = ["ConnectionFault", "StreamFault"]


class ConnectionFault(Exception):
    """The connection cannot go on; the peer is told the code by GOAWAY."""

    def __init__(self, code: Code, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class StreamFault(Exception):
    """One stream cannot go on; the peer is told the code by RST_STREAM."""

    def __init__(self, code: Code, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
