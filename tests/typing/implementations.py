"""What satisfies a Protocol: both sides of the switch, and an implementation by hand; checked, not run."""

# pyright: reportUnnecessaryTypeIgnoreComment=true
from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import assert_type

from brolly.policies import Policies
from brolly.testing.v1.echo import Echo, LocalEcho
from brolly.testing.v1.echo_codec import RemoteEcho
from brolly.testing.v1.worker import LocalWorker, SquareResponse, Tick, WidgetNotFound, Worker
from brolly.testing.v1.worker_codec import RemoteWorker
from brolly.wire.caller import Caller
from brolly_testbed.echo import LoyalEcho
from brolly_testbed.worker import ScriptedWorker, WorkerConfig


def workers(policies: Policies, caller: Caller) -> list[Worker]:
    by_hand: Worker = ScriptedWorker(WorkerConfig())
    local: Worker = LocalWorker(by_hand, policies)
    remote: Worker = RemoteWorker(caller)
    return [by_hand, local, remote]


def echoes(policies: Policies, caller: Caller) -> list[Echo]:
    by_hand: Echo = LoyalEcho()
    local: Echo = LocalEcho(by_hand, policies)
    remote: Echo = RemoteEcho(caller)
    return [by_hand, local, remote]


async def a_coroutine_is_awaited_on_both_sides(local: LocalWorker, remote: RemoteWorker) -> None:
    assert_type(await local.square(7), SquareResponse)
    assert_type(await remote.square(7), SquareResponse)
    assert_type(local.count(1, pause_seconds=0.0), AsyncGenerator[Tick, None])
    assert_type(remote.count(1, pause_seconds=0.0), AsyncGenerator[Tick, None])


def the_fields_of_an_error_are_typed(error: WidgetNotFound) -> None:
    assert_type(error.widget, str)
    assert_type(error.tried, tuple[str, ...])
    assert_type(error.known, int | None)


class Lacking:
    async def square(self, value: int, *, offset: int | None = None) -> SquareResponse:
        return SquareResponse(value=value)


def what_lacks_a_method_is_seen() -> Worker:
    return Lacking()  # pyright: ignore[reportReturnType]
