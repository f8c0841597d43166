"""Which processes answer already, and what is in the way of the others."""

import asyncio
import socket
from contextlib import asynccontextmanager

import pytest

import brolly
from brolly.topology.reading import parse
from ml_tools.datasets_interface import Fetchers
from ml_tools.main.application import quiet
from ml_tools.main.deployment.answering import check_free, find_silent

TEXT = """
[processes.main]
applications = []
[processes.data]
applications = ["datasets"]
address = "{address}"
[applications.datasets]
provides = ["Collections", "Fetchers", "Ingestions", "Profiles"]
"""


@pytest.fixture
def address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def topology_at(address, folder, text=TEXT):
    return parse(text.format(address=address), folder / "t.toml", process="main", available={"main": lambda: quiet})


async def test_a_process_without_an_address_can_only_be_started(tmp_path):
    text = TEXT.replace('address = "{address}"', "")

    assert await find_silent(topology_at("", tmp_path, text), "main") == ("data",)


async def test_an_address_of_this_machine_that_nobody_uses_can_be_started(tmp_path, address):
    assert await find_silent(topology_at(address, tmp_path), "main") == ("data",)


async def test_an_address_of_another_machine_that_is_silent_is_told_with_what_to_do(tmp_path):
    text = TEXT.replace('"{address}"', '"{address}"\nplaintext = true')

    with pytest.raises(brolly.ConfigurationError) as caught:
        await find_silent(topology_at("240.0.0.1:7001", tmp_path, text), "main")

    found = "t.toml: processes.data.address: datasets does not answer at 240.0.0.1:7001, which is not on this machine; "
    assert found in str(caught.value)
    assert "start it there with `brolly up t.toml --process data`, or mend the address" in str(caught.value)


@asynccontextmanager
async def hosting(application, address, folder):
    text = f'[processes.data]\napplications = ["{application.name}"]\naddress = "{address}"'
    topology = parse(text, folder / "other.toml", available={application.name: lambda: application})
    async with brolly.System(topology, process="data"):
        yield


def offering(name, *contracts):
    @asynccontextmanager
    async def start(_, __):
        yield {contract: object() for contract in contracts}

    return brolly.Application(name=name, provides=contracts, start=start)


async def test_a_process_that_answers_is_left_alone(tmp_path, address):
    text = TEXT.replace('["Collections", "Fetchers", "Ingestions", "Profiles"]', '["Fetchers"]')

    async with hosting(offering("datasets", Fetchers), address, tmp_path):
        assert await find_silent(topology_at(address, tmp_path, text), "main") == ()


async def test_a_process_that_answers_for_something_else_is_told(tmp_path, address):
    async with hosting(offering("datasets", Fetchers), address, tmp_path):
        with pytest.raises(brolly.ConfigurationError, match=r"has no Collections, Ingestions, Profiles, but ml_tools"):
            await find_silent(topology_at(address, tmp_path), "main")


async def test_another_program_on_the_address_is_told(tmp_path):
    async def hang_up(_, writer):
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(brolly.ConfigurationError, match=f"another program listens on 127.0.0.1:{port}, where dat"):
            await find_silent(topology_at(f"127.0.0.1:{port}", tmp_path), "main")


async def test_an_own_address_that_is_taken_is_told(address):
    await check_free(address, "processes.main.address")
    host, _, port = address.rpartition(":")
    with socket.socket() as other:
        other.bind((host, int(port)))
        other.listen()

        with pytest.raises(
            brolly.ConfigurationError, match=r"processes\.main\.address: cannot listen on .*: address alr"
        ):
            await check_free(address, "processes.main.address")
