import pytest

from brolly.topology.address import fault_of, is_loopback


@pytest.mark.parametrize(
    "address", ["127.0.0.1:1", "localhost:65535", "[::1]:80", "models.example:443", "unix:/run/a.sock"]
)
def test_sound_addresses_have_no_fault(address):
    assert fault_of(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        ":80",
        "host",
        "host:",
        "host:0",
        "host:65536",
        "host:-1",
        "host:x",
        "::1:80",
        "unix:",
        "unix:a",
        "unix:/" + "x" * 103,
    ],
)
def test_a_fault_is_found(address):
    assert fault_of(address)


def test_only_this_machine_reaches_loopback():
    inside = ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "unix:/a"]
    outside = ["0.0.0.0:1", "10.0.0.1:1", "[::]:1", "models:1"]

    assert [is_loopback(address) for address in inside + outside] == [True] * 5 + [False] * 4
