"""The server around the API."""

import socket

import httpx
import pytest

from brolly import ConfigurationError
from ml_tools.main.api import served
from ml_tools.main.config import MainConfig


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_it_answers_on_its_port_and_leaves_it_at_the_end(script, port):
    async with served(script.services, MainConfig(port=port)), httpx.AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{port}/health")).json() == {"status": "ok"}

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


async def test_a_port_in_use_is_an_error_of_the_configuration(script, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        with pytest.raises(ConfigurationError, match=f"cannot listen on 127.0.0.1:{port}: address already in use; "):
            async with served(script.services, MainConfig(port=port)):
                pytest.fail("it was entered")


async def test_two_servers_do_not_share_a_port(script, port):
    async with served(script.services, MainConfig(port=port)):
        with pytest.raises(ConfigurationError, match="address already in use"):
            async with served(script.services, MainConfig(port=port)):
                pytest.fail("it was entered")
