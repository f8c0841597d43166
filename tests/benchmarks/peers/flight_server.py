"""A bare Arrow Flight server on a free loopback port, which it prints: takes a table, or makes one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from pyarrow import flight


class Tables(flight.FlightServerBase):
    """`do_put` reads a table, `do_get` takes the ticket "ROWS COLUMNS" and makes one, as the test contract's Worker does."""

    def do_put(self, context, descriptor, reader, writer):
        reader.read_all()

    def do_get(self, context, ticket):
        rows, columns = map(int, ticket.ticket.split())
        numbers = np.arange(rows, dtype=np.float64)
        return flight.RecordBatchStream(pa.table({f"column_{i}": numbers for i in range(columns)}))


if __name__ == "__main__":
    server = Tables("grpc://127.0.0.1:0")
    print(server.port, flush=True)
    server.serve()
