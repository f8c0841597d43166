"""A bare grpc.aio server that takes and gives a table as one message, an Arrow IPC stream. Argument: the address."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import grpc
import grpc.aio
import numpy as np
import pyarrow as pa

UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class Tables(grpc.GenericRpcHandler):
    """`/tables/put` takes a stream, `/tables/get` takes "ROWS COLUMNS" and gives one."""

    def __init__(self) -> None:
        self._methods = {
            "/tables/put": grpc.unary_unary_rpc_method_handler(put),
            "/tables/get": grpc.unary_unary_rpc_method_handler(get),
        }

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        return self._methods.get(handler_call_details.method)


async def put(request: bytes, context: Any) -> bytes:
    return str(pa.ipc.open_stream(request).read_all().num_rows).encode()


async def get(request: bytes, context: Any) -> bytes:
    rows, columns = map(int, request.split())
    numbers = np.arange(rows, dtype=np.float64)
    table = pa.table({f"column_{i}": numbers for i in range(columns)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


async def main(address: str) -> None:
    server = grpc.aio.server(options=UNLIMITED)
    server.add_generic_rpc_handlers((Tables(),))
    server.add_insecure_port(address)
    await server.start()
    print("ready", flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
