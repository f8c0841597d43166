"""The messages of a queue of RabbitMQ."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import msgspec

import brolly
from ml_tools.datasets.folder import unusable
from ml_tools.datasets.formats import extra
from ml_tools.datasets.ingestion.records import MAX_PAYLOAD, Raw, digest
from ml_tools.datasets.ingestion_config import IngestionConfig
from ml_tools.datasets_interface import QueueSource

__all__ = ["MessageRecords", "broker_address", "check_brokers"]

_CONNECT_S: Final = 10.0
_CLOSE_S: Final = 5.0
_MAX_PREFETCH: Final = 65_535
_HIDDEN: Final = "***"


def check_brokers(config: IngestionConfig) -> None:
    """Raise `brolly.ConfigurationError` for the address of a broker that is none, without showing it."""
    for name, address in config.brokers.items():
        try:
            parts = urlsplit(address.reveal())
            good = parts.scheme in {"amqp", "amqps"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            good = False
        if not good:
            found = "expected amqp:// or amqps://USER:PASSWORD@HOST:PORT/VHOST, got something else"
            raise unusable(found, "write it so", setting=f"ingestion.brokers.{name}")


def broker_address(source: QueueSource, config: IngestionConfig) -> brolly.Secret:
    """Return where the broker is.

    Raises:
        brolly.FailedPrecondition: It is not configured, or the library that asks it is not installed.
    """
    extra("aio_pika", "rabbitmq", "a queue")
    if (address := config.brokers.get(source.broker)) is None:
        known = ", ".join(sorted(config.brokers)) or "none"
        text = (
            f"source.broker: expected one of those that are configured, which are {known}, got {source.broker[:100]!r}"
        )
        fix = "add it to [applications.datasets.config.ingestion.brokers] of the topology"
        raise brolly.FailedPrecondition(f"{text}; {fix}")
    return address


class _Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What a message is acknowledged by."""

    channel: Any
    tag: int


class MessageRecords:
    """A producer of messages, each acknowledged when its record is settled.

    No more are delivered than may be on their way: what the pipeline does not ask for stays in the broker. After the
    connection was lost, the broker gives again what was not acknowledged; it is known by its key.
    """

    def __init__(self, source: QueueSource, config: IngestionConfig, *, max_in_flight: int) -> None:
        self._source = source
        self._config = config
        self._prefetch = min(max_in_flight, _MAX_PREFETCH)
        self._connection: Any = None

    async def items(self) -> AsyncGenerator[Raw]:
        await self.close()
        arrived: asyncio.Queue[Any] = asyncio.Queue()
        address = broker_address(self._source, self._config)
        try:
            queue, tag = await self._consume(address, arrived)
        except Exception as error:
            raise self._unavailable(error, address) from error
        try:
            while not isinstance(message := await arrived.get(), BaseException):
                yield _record(message)
            raise self._unavailable(message, address)
        finally:
            await _stop(queue, tag)

    async def settled(self, item: Raw, outcome: bool | Exception) -> None:  # noqa: FBT001 - as the protocol has it
        delivery: _Delivery = item.token
        if not delivery.channel.is_closed:  # else the broker gives it again
            await delivery.channel.basic_ack(delivery.tag)

    async def close(self) -> None:
        """Close the connection; what is not acknowledged goes back to the queue."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                async with asyncio.timeout(_CLOSE_S):
                    await connection.close()

    async def _consume(self, address: brolly.Secret, arrived: asyncio.Queue[Any]) -> tuple[Any, str]:
        """Let messages arrive, and last why no more do."""

        async def arrive(message: Any) -> None:
            arrived.put_nowait(message)

        def ended(*reason: Any) -> None:
            arrived.put_nowait(next((one for one in reason if isinstance(one, Exception)), _ENDED))

        library = extra("aio_pika", "rabbitmq", "a queue")
        self._connection = await library.connect(address.reveal(), timeout=_CONNECT_S)
        async with asyncio.timeout(_CONNECT_S):
            channel = await self._connection.channel(publisher_confirms=False)
            channel.close_callbacks.add(ended)
            (await channel.get_underlay_channel()).on_consumer_cancel_callbacks.add(ended)
            await channel.set_qos(prefetch_count=self._prefetch)
            queue = await channel.get_queue(self._source.queue)
            return queue, await queue.consume(arrive)

    def _unavailable(self, error: BaseException, address: brolly.Secret) -> brolly.Unavailable:
        """Return what to tell, which holds no password, whatever the error says."""
        said = f"{type(error).__name__}: {error}"
        if password := urlsplit(address.reveal()).password:
            said = said.replace(password, _HIDDEN).replace(unquote(password), _HIDDEN)
        where = f"queue {self._source.queue[:100]!r} of broker {self._source.broker[:100]!r}"
        return brolly.Unavailable(f"{where} cannot be read, and is tried again: {said[:300]}")


_ENDED: Final = ConnectionError("the broker ended it")


def _record(message: Any) -> Raw:
    body: bytes = message.body
    known_by = str(message.message_id or "").replace("\0", "\ufffd") or digest(body)
    payload = body[: MAX_PAYLOAD + 1].decode(errors="replace")  # more than that is refused
    return Raw(origin=known_by, payload=payload, token=_Delivery(channel=message.channel, tag=message.delivery_tag))


async def _stop(queue: Any, tag: str) -> None:
    """Take no further messages; those that arrived and were not asked for go back when the connection is closed."""
    with suppress(Exception):
        async with asyncio.timeout(_CLOSE_S):
            await queue.cancel(tag)
