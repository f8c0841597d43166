"""The messages of a queue become records, each once, and stay in the broker until they are written; from RabbitMQ."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import secrets
import textwrap
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import aio_pika
import pytest
import real_parts

import brolly
import ml_tools.datasets_interface
from ml_tools.datasets.ingestion.ledger import Ledger
from ml_tools.datasets.ingestion.sources.messages import MessageRecords, _record
from ml_tools.datasets.ingestion_config import IngestionConfig
from ml_tools.datasets_interface import IngestionSettings, QueueSource

Publish = Callable[..., Awaitable[None]]


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with real_parts.rabbitmq() as address:
        yield address


@pytest.fixture
async def channel(broker: str) -> AsyncIterator[Any]:
    connection = await aio_pika.connect(broker)
    async with connection:
        yield await connection.channel()


@pytest.fixture
async def queue(channel: Any) -> Any:
    return await channel.declare_queue(f"q-{secrets.token_hex(4)}", durable=True)


@pytest.fixture
def publish(channel: Any, queue: Any) -> Publish:
    async def publish(*bodies: Any, **properties: Any) -> None:
        for body in bodies:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            message = aio_pika.Message(content, delivery_mode=aio_pika.DeliveryMode.PERSISTENT, **properties)
            await channel.default_exchange.publish(message, routing_key=queue.name)

    return publish


async def waiting(channel: Any, queue: Any) -> int:
    """Return how many messages nobody was given."""
    return (await channel.declare_queue(queue.name, durable=True, passive=True)).declaration_result.message_count


class Proxy:
    """Stands between a client and the broker, and cuts all connections when it is told."""

    def __init__(self, broker: str) -> None:
        self.broker = urlsplit(broker)
        self.writers: list[asyncio.StreamWriter] = []
        self.refuses = False

    @property
    def address(self) -> str:
        port = self.server.sockets[0].getsockname()[1]
        return self.broker._replace(netloc=f"{self.broker.netloc.rpartition('@')[0]}@127.0.0.1:{port}").geturl()

    def cut(self) -> None:
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()

    async def joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        if self.refuses:
            self.cut()
            return
        to_reader, to_writer = await asyncio.open_connection(self.broker.hostname, self.broker.port)
        self.writers.append(to_writer)
        await asyncio.gather(_copied(reader, to_writer), _copied(to_reader, writer))


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await reader.read(65536):
            writer.write(block)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def between(broker: str) -> AsyncIterator[Proxy]:
    proxy = Proxy(broker)
    proxy.server = await asyncio.start_server(proxy.joined, "127.0.0.1", 0)
    try:
        yield proxy
    finally:
        proxy.server.close()
        proxy.cut()


async def test_messages_are_written_once_and_acknowledged_and_poison_is_a_dead_letter(
    opens: Any, quick: Any, published: Any, broker: str, channel: Any, queue: Any, publish: Publish
) -> None:
    await publish({"n": 1}, {"n": 2}, b"no JSON \xff\0", b" " * (1024**2 + 9))
    await publish({"n": 1}, {"n": 3}, message_id="x")
    source = QueueSource(broker="own", queue=queue.name)
    async with opens({"own": broker}) as (collections, ingestions):
        await ingestions.start_ingestion("events", source=source, collection="rooms", settings=quick)
        told = await published(ingestions, "events", 3, dead=2)
        assert (told.received, told.repeated) == (6, 1)
        first = await ingestions.list_dead_letters("events")
        second = await ingestions.list_dead_letters("events", after=first.next_after)  # they are large
        letters = {one.payload[:20]: one.reason for one in first.dead_letters + second.dead_letters}
        assert letters.keys() == {"no JSON \ufffd\ufffd", " " * 20}
        assert letters[" " * 20].startswith("expected a record of 1048576 bytes at most")
        await ingestions.stop_ingestion("events")
        rows = (await collections.read_collection("rooms")).table.to_pylist()

    assert sorted(row["n"] for row in rows) == [1, 1, 2]
    assert [row["n"] for row in rows if row["record_key"] == "x"] == [1]
    assert await waiting(channel, queue) == 0


def test_a_message_without_an_id_is_known_by_its_bytes() -> None:
    first, again, other = (
        _record(SimpleNamespace(body=body, message_id=None, channel=None, delivery_tag=1))
        for body in (b'{"n": 1}', b'{"n": 1}', b'{"n": 2}')
    )

    assert first.origin == again.origin != other.origin


async def test_what_the_pipeline_does_not_ask_for_stays_in_the_broker_and_goes_back_on_stop(
    opens: Any, until: Any, broker: str, channel: Any, queue: Any, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = asyncio.Event()
    write = Ledger.write

    async def slow(self: Ledger, records: Any) -> Any:
        await released.wait()
        return await write(self, records)

    monkeypatch.setattr(Ledger, "write", slow)
    await publish(*({"n": number} for number in range(50)))
    source, few = QueueSource(broker="own", queue=queue.name), IngestionSettings(max_in_flight=7, batch_s=0.01)
    async with opens({"own": broker}) as (collections, ingestions):
        await ingestions.start_ingestion("events", source=source, collection="rooms", settings=few)

        async def full() -> bool:
            return (await ingestions.get_ingestion("events")).in_flight == 7

        await until(full)
        assert await waiting(channel, queue) == 43
        stopping = asyncio.create_task(ingestions.stop_ingestion("events"))
        await asyncio.sleep(0.1)
        assert await waiting(channel, queue) == 43  # nothing is acknowledged that is not written
        released.set()
        told = await stopping
        assert (told.written, told.published, told.in_flight) == (7, 7, 0)

        async def back() -> bool:
            return await waiting(channel, queue) == 43

        await until(back)
        assert (await collections.get_collection("rooms")).row_count == 7


async def test_a_lost_connection_is_made_again_and_what_comes_again_is_written_once(
    opens: Any, quick: Any, published: Any, until: Any, broker: str, channel: Any, queue: Any, publish: Publish
) -> None:
    async with between(broker) as proxy, opens({"own": proxy.address}) as (collections, ingestions):
        source = QueueSource(broker="own", queue=queue.name)
        await ingestions.start_ingestion("events", source=source, collection="rooms", settings=quick)
        await publish(*({"n": number} for number in range(300)))
        async with asyncio.timeout(20):
            while (await ingestions.get_ingestion("events")).received < 150:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        proxy.refuses = True
        proxy.cut()

        async def troubled() -> bool:
            told = await ingestions.get_ingestion("events")
            return told.in_flight == 0 and "cannot be read, and is tried again" in (told.trouble or "")

        await until(troubled)
        proxy.refuses = False
        await published(ingestions, "events", 300)
        await ingestions.stop_ingestion("events")
        assert sorted((await collections.read_collection("rooms")).table["n"].to_pylist()) == list(range(300))
    assert await waiting(channel, queue) == 0


async def test_a_queue_that_is_deleted_is_waited_for(
    opens: Any, quick: Any, published: Any, until: Any, broker: str, channel: Any, queue: Any, publish: Publish
) -> None:
    async with opens({"own": broker}) as (_, ingestions):
        source = QueueSource(broker="own", queue=queue.name)
        await ingestions.start_ingestion("events", source=source, collection="rooms", settings=quick)
        await publish({"n": 1})
        await published(ingestions, "events", 1)
        await queue.delete(if_unused=False)

        async def troubled() -> bool:
            return "no queue" in ((await ingestions.get_ingestion("events")).trouble or "")

        await until(troubled)
        await channel.declare_queue(queue.name, durable=True)
        await publish({"n": 2})
        await published(ingestions, "events", 2)


async def test_nobody_is_told_the_password(
    opens: Any, quick: Any, until: Any, broker: str, queue: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = broker.replace(f":{real_parts.KEYS[1]}@", ":the-wrong%20word@")
    async with opens({"own": wrong}) as (_, ingestions):
        source = QueueSource(broker="own", queue=queue.name)
        told = await ingestions.start_ingestion("events", source=source, collection="rooms", settings=quick)

        async def troubled() -> bool:
            nonlocal told
            told = await ingestions.get_ingestion("events")
            return told.trouble is not None

        await until(troubled)

    assert told.trouble is not None
    assert "of broker 'own' cannot be read" in told.trouble
    for said in (told.trouble, caplog.text, repr(told)):
        assert "the-wrong" not in said
        assert "wrong word" not in said


def test_an_error_that_says_the_password_is_told_without_it() -> None:
    address = brolly.Secret("amqp://someone:pass%20word@host/")
    records = MessageRecords(QueueSource(broker="own", queue="q"), IngestionConfig(), max_in_flight=1)

    told = str(records._unavailable(OSError("no amqp://someone:pass%20word@host, with 'pass word'"), address))

    assert "OSError: no amqp://someone:***@host, with '***'" in told


@pytest.mark.parametrize("address", ["http://host/", "amqp://", "amqp://a:hidden@host:port/"])
async def test_an_address_that_is_none_of_a_broker_is_refused_at_the_start(opens: Any, address: str) -> None:
    with pytest.raises(brolly.ConfigurationError, match=r"ingestion\.brokers\.own: expected amqp://") as caught:
        async with opens({"own": address}):
            pass

    assert "hidden" not in str(caught.value)


async def test_a_queue_that_cannot_be_is_refused(opens: Any) -> None:
    async with opens({"own": "amqp://host/"}) as (_, ingestions):
        with pytest.raises(brolly.FailedPrecondition, match="which are own, got 'other'"):
            source = QueueSource(broker="other", queue="q")
            await ingestions.start_ingestion("one", source=source, collection="rooms")
        with pytest.raises(brolly.InvalidArgument, match=r"source\.queue: expected a name of 1 to 255 bytes, got 0"):
            source = QueueSource(broker="own", queue="")
            await ingestions.start_ingestion("one", source=source, collection="rooms")


def shown(heading: str) -> list[str]:
    """Return the blocks of code below a heading of the README."""
    text = Path(__file__).parents[2].joinpath("README.md").read_text().partition(f"## {heading}\n")[2]
    blocks = re.findall(r"^    .*\n(?:    .*\n|\n(?=    ))*", text.partition("\n## ")[0], re.MULTILINE)
    return [textwrap.dedent(block) for block in blocks]


async def test_the_sources_of_the_readme_fill_one_collection(
    broker: str,
    channel: Any,
    until: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings, code = shown("How records are ingested")
    monkeypatch.setenv("S3_SECRET_KEY", real_parts.KEYS[1])
    monkeypatch.setenv("EVENTS_BROKER", broker)
    (tmp_path / "arrivals").mkdir()
    (tmp_path / "arrivals" / "rooms.csv").write_text("id,price\n10,100\n11,110\n")
    os.utime(tmp_path / "arrivals" / "rooms.csv", (0, 0))  # so that it is settled
    (tmp_path / "buckets").mkdir()
    await channel.declare_queue("rooms", durable=True)
    await channel.default_exchange.publish(aio_pika.Message(b'{"id": 20, "price": 200}'), routing_key="rooms")
    with real_parts.rclone(tmp_path / "buckets") as endpoint:
        client = real_parts.client(endpoint)
        client.create_bucket(Bucket="arrivals")
        client.put_object(Bucket="arrivals", Key="rooms/a.csv", Body=b"id,price\n30,300\n")
        for said, here in (
            ("/srv/arrivals", str(tmp_path / "arrivals")),
            ("reader", real_parts.KEYS[0]),
            ("https://s3.example.org", endpoint),
            ("[applications.datasets.config.fetching]\n", '\\g<0>allowed_networks = ["127.0.0.1"]\n'),
        ):
            settings = re.sub(re.escape(said), here, settings)
        topology = tmp_path / "datasets.toml"
        topology.write_text(
            f'[processes.main]\napplications = ["datasets"]\n[applications.datasets.config]\n'
            f'folder = "{tmp_path / "state"}"\n{settings}'
        )
        code = code.replace("/srv/arrivals", str(tmp_path / "arrivals")).replace("publish_s=5.0", "publish_s=0.1")
        code = code.replace("datasets.toml", str(topology)) + textwrap.indent("await done()\n", "    ")

        async def done() -> None:
            async def filled() -> bool:
                return sorted((await _ids()) or []) == [1, 2, 3, 10, 11, 20, 30]

            await until(filled)

        async def _ids() -> Any:
            with suppress(brolly.NotFound):
                return (await ml_tools.datasets_interface.collections.read_collection("rooms")).table["id"].to_pylist()

        scope = {**vars(ml_tools.datasets_interface), "brolly": brolly, "done": done}
        exec(f"async def main():\n{textwrap.indent(code, '    ')}", scope)
        await scope["main"]()

    assert "as key 'id', got None" in capsys.readouterr().out
