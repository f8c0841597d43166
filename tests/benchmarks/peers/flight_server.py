"""A bare Arrow Flight server on a free loopback port, which it prints: takes a table, or makes one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from pyarrow import flight


class Tables(flight.FlightServerBase):
    """Reads what is put; makes what the ticket "ROWS COLUMNS" says, as the Worker of the testbed does."""

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
