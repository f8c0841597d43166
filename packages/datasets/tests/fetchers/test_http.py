"""Files of the web: resumed, checked, bounded; from servers that cut off, lie, stall and change their files."""

from __future__ import annotations

import asyncio
import hashlib
import random
from datetime import timedelta

import pytest

import brolly
from ml_tools.datasets_interface import HttpSource, SourceFailed, SourceNotFound, SourceRefused

CONTENT = b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(200_000))
RANDOM = random.Random(0).randbytes(300_000)


async def test_a_file_is_stored_with_its_name_and_checksum(fetchers, fetch, server):
    server.answers["/data/squares.csv"] = lambda asked: asked.whole(CONTENT)
    ours = fetchers()

    stored = await fetch(ours, HttpSource(url=f"{server.url}/data/squares.csv?signed=secret"))

    assert (stored.name, stored.size_bytes) == ("squares.csv", len(CONTENT))
    assert stored.id == hashlib.sha256(CONTENT).hexdigest()
    assert stored.source == f"{server.url}/data/squares.csv"
    assert b"".join([each.chunk async for each in ours.read_file(stored.id)]) == CONTENT
    assert (await ours.parse_file(stored.id)).table.num_rows == 200_000
    assert server.asked[0].headers["accept-encoding"] == "identity"


async def test_a_connection_that_is_cut_is_taken_up_where_it_ended(fetchers, fetch, server):
    async def cut(asked):
        await asked.ranged(CONTENT, upto=min(len(CONTENT), asked.begin + 700_000))

    server.answers["/x.csv"] = cut

    stored = await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))

    assert stored.id == hashlib.sha256(CONTENT).hexdigest()
    assert [asked.begin for asked in server.asked] == list(range(0, len(CONTENT), 700_000))
    assert {asked.headers.get("if-range") for asked in server.asked[1:]} == {'"1"'}


async def test_a_fetch_that_was_given_up_goes_on_another_time(fetchers, fetch, server):
    async def half(asked):
        await asked.ranged(CONTENT, upto=1_000_000)

    server.answers["/x.csv"] = half
    with pytest.raises(SourceFailed, match="breaks off after 1000000 bytes") as caught:
        await fetch(fetchers(attempts=1), HttpSource(url=f"{server.url}/x.csv"))
    assert caught.value.source == f"{server.url}/x.csv"

    server.answers["/x.csv"] = lambda asked: asked.ranged(CONTENT)
    stored = await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))

    assert server.asked[-1].begin == 1_000_000
    assert stored.id == hashlib.sha256(CONTENT).hexdigest()


async def test_a_fetch_whose_caller_left_goes_on_another_time(fetchers, fetch, server):
    async def slow(asked):
        await asked.ranged(CONTENT, upto=1_000_000)
        await asyncio.sleep(5)

    server.answers["/x.csv"] = slow
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await fetch(fetchers(stall_s=10), HttpSource(url=f"{server.url}/x.csv"))

    server.answers["/x.csv"] = lambda asked: asked.ranged(CONTENT)
    stored = await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))

    assert server.asked[-1].begin == 1_000_000
    assert stored.id == hashlib.sha256(CONTENT).hexdigest()


async def test_a_server_without_ranges_is_asked_from_the_begin(fetchers, fetch, server):
    async def once_cut(asked):
        await asked.head(200, Content_Length=len(CONTENT))
        await asked.send(CONTENT if len(server.asked) > 1 else CONTENT[:1000])

    server.answers["/x.csv"] = once_cut

    stored = await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))

    assert stored.id == hashlib.sha256(CONTENT).hexdigest()
    assert [asked.begin for asked in server.asked] == [0, 0]


@pytest.mark.parametrize("is_honest", [True, False], ids=["says so", "says nothing"])
async def test_a_file_that_changes_between_ranges_is_started_over(fetchers, fetch, server, is_honest):
    other = RANDOM if is_honest else CONTENT[::-1]  # of the same length, so that only its mark tells

    async def changing(asked):
        if len(server.asked) == 1:
            await asked.ranged(CONTENT, upto=50_000)
        elif is_honest:
            await asked.ranged(other, etag='"2"')
        else:
            end = len(other)
            span = f"bytes {asked.begin}-{end - 1}/{end}"
            etag = {"ETag": '"2"'}
            if asked.begin:
                await asked.head(206, Content_Length=end - asked.begin, Content_Range=span, **etag)
            else:
                await asked.head(200, Content_Length=end, **etag)
            await asked.send(other[asked.begin :])

    server.answers["/x.csv"] = changing

    stored = await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))

    assert stored.id == hashlib.sha256(other).hexdigest()


async def test_a_file_that_never_stays_the_same_is_refused(fetchers, fetch, server):
    async def changing(asked):
        await asked.ranged(CONTENT, etag=f'"{len(server.asked)}"', upto=100_000)

    server.answers["/x.csv"] = changing

    with pytest.raises(brolly.Aborted, match="changes while it is read, 3 times"):
        await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))


async def test_a_length_that_is_a_lie_is_found_out(fetchers, fetch, server):
    async def lying(asked):
        await asked.head(200, Content_Length=2_000_000)
        await asked.send(b"a,b\n1,2\n")

    server.answers["/x.csv"] = lying

    with pytest.raises(SourceFailed, match="breaks off after 8 bytes, 3 times"):
        await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))


async def test_a_server_that_stalls_is_given_up(fetchers, fetch, server):
    async def stalling(asked):
        await asked.head(200, Content_Length=100)
        await asyncio.sleep(30)

    server.answers["/x.csv"] = stalling

    with pytest.raises(SourceFailed, match="ReadTimeout"):
        await fetch(fetchers(attempts=1), HttpSource(url=f"{server.url}/x.csv"))
    with pytest.raises(brolly.DeadlineExceeded, match="did not come in time"):
        await fetch(fetchers(stall_s=30), HttpSource(url=f"{server.url}/x.csv"), timeout=timedelta(seconds=0.2))


async def test_a_server_that_is_busy_is_asked_again(fetchers, fetch, server):
    async def busy(asked):
        await (asked.head(503, Content_Length=0) if len(server.asked) < 3 else asked.whole(CONTENT))

    server.answers["/x.csv"] = busy

    assert (await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))).size_bytes == len(CONTENT)

    server.answers["/x.csv"] = lambda asked: asked.head(503, Content_Length=0)
    with pytest.raises(SourceFailed, match="503") as caught:
        await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))
    assert caught.value.status == 503


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, SourceNotFound),
        (410, SourceNotFound),
        (401, brolly.Unauthenticated),
        (403, brolly.PermissionDenied),
        (400, SourceFailed),
    ],
)
async def test_a_server_that_refuses_is_asked_once(fetchers, fetch, server, status, error):
    server.answers["/x.csv"] = lambda asked: asked.head(status, Content_Length=0)

    with pytest.raises(error, match=str(status)):
        await fetch(fetchers(), HttpSource(url=f"{server.url}/x.csv"))
    assert len(server.asked) == 1


async def test_more_than_the_bound_is_refused_whatever_the_server_says(fetchers, fetch, server):
    async def endless(asked):
        await asked.head(200)
        while True:
            await asked.send(bytes(100_000))

    server.answers["/known.csv"] = lambda asked: asked.whole(CONTENT)
    server.answers["/endless.csv"] = endless

    for name in ("known", "endless"):
        with pytest.raises(brolly.ResourceExhausted, match="at most 1000000 bytes"):
            await fetch(fetchers(), HttpSource(url=f"{server.url}/{name}.csv"), max_bytes=1_000_000)


async def test_another_checksum_is_data_loss_and_keeps_nothing(fetchers, fetch, server):
    server.answers["/x.csv"] = lambda asked: asked.ranged(CONTENT)
    ours = fetchers()

    with pytest.raises(brolly.DataLoss, match="expected bytes of SHA-256 00"):
        await fetch(ours, HttpSource(url=f"{server.url}/x.csv"), sha256="00" * 32)
    assert (await ours.list_files()).files == ()

    expected = hashlib.sha256(CONTENT).hexdigest().upper()
    assert (await fetch(ours, HttpSource(url=f"{server.url}/x.csv"), sha256=expected)).id == expected.lower()
    assert server.asked[-1].begin == 0


async def test_redirects_are_followed_and_secrets_stay_where_they_belong(fetchers, fetch, server):
    server.answers["/a"] = lambda asked: asked.head(302, Location="/b%20c.csv", Content_Length=0)
    server.answers["/b%20c.csv"] = lambda asked: asked.whole(CONTENT)
    server.answers["/round"] = lambda asked: asked.head(302, Location="/round", Content_Length=0)
    server.answers["/ftp"] = lambda asked: asked.head(302, Location="ftp://example.com/x", Content_Length=0)

    assert (await fetch(fetchers(), HttpSource(url=f"{server.url}/a"))).size_bytes == len(CONTENT)
    with pytest.raises(SourceFailed, match="at most 10 redirects"):
        await fetch(fetchers(), HttpSource(url=f"{server.url}/round"))
    with pytest.raises(SourceFailed, match="no address of the web"):
        await fetch(fetchers(), HttpSource(url=f"{server.url}/ftp"))


async def test_a_redirect_inward_is_refused(fetchers, fetch, server):
    port = server.url.rpartition(":")[2]
    server.answers["/in"] = lambda asked: asked.head(302, Location=f"http://[::1]:{port}/x", Content_Length=0)
    server.answers["/x"] = lambda asked: asked.whole(CONTENT)

    with pytest.raises(SourceRefused, match="expected a public address, got '::1'"):
        await fetch(fetchers(allowed_networks=("127.0.0.1/32",)), HttpSource(url=f"{server.url}/in"))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "127.1",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[::]",
        "224.0.0.1",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "[2001:0:1::]",
        "255.255.255.255",
        "0.1.2.3",
    ],
)
async def test_nothing_inside_is_fetched(fetchers, fetch, server, host):
    port = server.url.rpartition(":")[2]

    with pytest.raises((SourceRefused, SourceFailed), match=r"expected a public address|cannot be resolved"):
        await fetch(fetchers(allowed_networks=()), HttpSource(url=f"http://{host}:{port}/x.csv"))
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x.csv",
        "file:///etc/passwd",
        "ftp://example.com/x",
        "http://",
        "http://u:p@example.com/x",
        "http://example.com/a b",
        "http://example.com/a\r\nX: y",
        "gopher://example.com",
        "http://example.com:99999/",
        "http://[::1",
        "http://" + "x" * 9000,
    ],
)
async def test_what_is_no_url_of_the_web_is_an_invalid_argument(fetchers, fetch, url):
    with pytest.raises(brolly.InvalidArgument, match=r"^url: expected"):
        await fetch(fetchers(), HttpSource(url=url))


async def test_a_file_is_fetched_by_one_at_a_time(fetchers, fetch, server):
    async def slow(asked):
        await asyncio.sleep(0.2)
        await asked.whole(CONTENT)

    server.answers["/x.csv"] = slow
    source = HttpSource(url=f"{server.url}/x.csv")

    found = await asyncio.gather(fetch(fetchers(), source), fetch(fetchers(), source), return_exceptions=True)

    assert sorted(type(each).__name__ for each in found) == ["Aborted", "StoredFile"]
