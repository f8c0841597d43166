"""A bare grpc.aio server of ready answers, without serializers. Arguments: the address, PATH=HEX for each method."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import grpc.aio


class Ready(grpc.GenericRpcHandler):
    """Answers each path with its constant."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self._methods = {
            path: grpc.unary_unary_rpc_method_handler(answering(answer)) for path, answer in answers.items()
        }

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        return self._methods.get(handler_call_details.method)


def answering(answer: bytes) -> Callable[[bytes, Any], Awaitable[bytes]]:
    async def serve(request: bytes, context: Any) -> bytes:
        return answer

    return serve


async def main(address: str, *answers: str) -> None:
    server = grpc.aio.server()
    ready = {path: bytes.fromhex(hexed) for path, _, hexed in (answer.partition("=") for answer in answers)}
    server.add_generic_rpc_handlers((Ready(ready),))
    server.add_insecure_port(address)
    await server.start()
    print("ready", flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
