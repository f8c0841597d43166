"""The lean engine: the same gRPC as the reference engine's, on asyncio transports and without grpcio."""

from brolly.engines.lean.channel import LeanChannel
from brolly.engines.lean.listener import LeanListener

__all__ = ["LeanChannel", "LeanListener"]
