"""The reference engine: gRPC by grpcio's asyncio API, over TCP or a unix socket."""

from brolly.engines.grpcio.channel import GrpcChannel
from brolly.engines.grpcio.listener import GrpcListener

__all__ = ["GrpcChannel", "GrpcListener"]
