"""A pipeline that serves predictions: `scikit_learn_server.py PIPELINE.joblib PORT`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import joblib
import numpy as np
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, post


def main(file: str, port: str) -> None:
    pipeline = joblib.load(file)

    @post("/predictions", status_code=200, sync_to_thread=True)
    def predict(data: dict[str, Any]) -> dict[str, Any]:
        return {"predictions": pipeline.predict(np.array(data["rows"])).tolist()}

    application = Litestar([predict])
    server = Server(application, "127.0.0.1", int(port), interface=Interfaces.ASGI, log_enabled=False)
    asyncio.run(server.serve())


if __name__ == "__main__":
    main(*sys.argv[1:])
