"""The rows of a query on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
import real_parts

import brolly
from ml_tools.datasets_interface import SourceFailed, SourceRefused, SqlSource


@pytest.fixture(scope="module")
def database():
    with real_parts.postgresql() as uri:
        real_parts.executed(
            uri,
            "create table houses as select n as id, n * 1.5::float8 as price, n::numeric / 4 as share,"
            " 'town' || n % 3 as town, n % 2 = 0 as sold, date '2020-01-31' + n % 28 as day,"
            " timestamptz '2020-01-31 10:00+02' as at,"
            " case when n % 10 = 0 then null else n end as missing, json_build_object('n', n) as extra"
            " from generate_series(1, 25000) n",
        )
        yield uri


async def asked(database: str, query: str) -> object:
    connection = await asyncpg.connect(database)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_rows_come_with_their_types(fetchers, fetch, database):
    ours = fetchers(allow_sockets=True)

    stored = await fetch(ours, SqlSource(database=database, query="select * from houses where id <= 20500 order by id"))
    table = (await ours.parse_file(stored.id)).table

    assert (stored.name, table.num_rows) == ("query.parquet", 20_500)
    assert table["id"].to_pylist() == list(range(1, 20_501))
    assert {name: str(table.schema.field(name).type) for name in table.column_names} == {
        "id": "int64",
        "price": "double",
        "share": "double",
        "town": "string",
        "sold": "bool",
        "day": "date32[day]",
        "at": "timestamp[us, tz=UTC]",
        "missing": "int64",
        "extra": "string",
    }
    assert table.slice(9, 1).to_pylist() == [
        {
            "id": 10,
            "price": 15.0,
            "share": 2.5,
            "town": "town1",
            "sold": True,
            "day": date(2020, 2, 10),
            "at": datetime(2020, 1, 31, 8, tzinfo=UTC),
            "missing": None,
            "extra": '{"n" : 10}',
        }
    ]


@pytest.mark.parametrize(
    "query",
    [
        "delete from houses",
        "select 1; drop table houses",
        "commit; drop table houses",
        "select 1; commit; drop table houses; select 1",
        "with gone as (delete from houses returning 1) select * from gone",
        "select set_config('transaction_read_only', 'off', false); delete from houses",
        "create table x as select 1",
        "select * from nowhere",
        "select",
        "selec 1",
        "select 1 as a, 2 as a",
        "copy (select 1) to program 'true'",
        "select 1 for update; commit",
        "do 'begin commit; end'",
        "select $1::int",
        "select lo_create(0)",
        "",
    ],
)
async def test_a_query_that_writes_or_fails_is_refused_and_nothing_is_written(fetchers, fetch, database, query):
    with pytest.raises(brolly.InvalidArgument, match=r"source.query: expected|query"):
        await fetch(fetchers(allow_sockets=True), SqlSource(database=database, query=query))

    assert await asked(database, "select count(*) from houses") == 25_000


ODD = {
    "'{1,2}'::int[]": "[1,2]",
    "array['a b', null]": '["a b",null]',
    "array['2020-01-31'::date]": '["2020-01-31"]',
    "interval '1 day 2 hours'": "1 day 02:00:00",
    "B'101'": "101",
    "int4range(1, 3)": "[1, 3)",
    "'10.0.0.0/8'::inet": "10.0.0.0/8",
    "'7f3d6a1e-0000-4000-8000-000000000001'::uuid": "7f3d6a1e-0000-4000-8000-000000000001",
    "point(1, 2)": "(1,2)",
    "jsonb '{\"a\": 1e2}'": '{"a": 100}',
    "row(1, 'x')": "(1,x)",
    "1e300::numeric": 1e300,
    "'NaN'::numeric is null": False,
    "'\\x00ff'::bytea": b"\x00\xff",
    "null": None,
}


async def test_values_that_tables_have_no_type_for_are_text(fetchers, fetch, database):
    ours = fetchers(allow_sockets=True)
    columns = ", ".join(f"{value} as c{number}" for number, value in enumerate(ODD))

    stored = await fetch(ours, SqlSource(database=database, query=f"select {columns};"))

    [row] = (await ours.parse_file(stored.id)).table.to_pylist()
    assert dict(zip(ODD, row.values(), strict=True)) == ODD


async def test_a_value_that_cannot_be_kept_is_told_with_what_to_do(fetchers, fetch, database):
    source = SqlSource(database=database, query="select '4713-01-01 BC'::date as long_ago")

    with pytest.raises(
        brolly.InvalidArgument, match=r"^source\.query: expected values that can be kept.*cast it to text"
    ):
        await fetch(fetchers(allow_sockets=True), source)


async def test_a_database_may_be_asked_for_by_its_name(fetchers, fetch, database):
    ours = fetchers(allow_sockets=True, databases={"houses": brolly.Secret(database)})

    stored = await fetch(ours, SqlSource(database="houses", query="select 1 as one"))

    assert (await ours.parse_file(stored.id)).table.to_pydict() == {"one": [1]}
    assert stored.source.startswith("postgresql://")


async def test_a_query_that_takes_too_long_is_ended(fetchers, fetch, database):
    ours = fetchers(allow_sockets=True, timeout_s=0.5)

    with pytest.raises(brolly.DeadlineExceeded, match="the rows did not come in time"):
        await fetch(ours, SqlSource(database=database, query="select pg_sleep(20)"))
    await running(database, 0)


async def test_a_query_ends_when_its_fetch_is_cancelled(fetchers, fetch, database):
    source = SqlSource(database=database, query="select pg_sleep(20)")
    fetching = asyncio.create_task(fetch(fetchers(allow_sockets=True), source))
    await running(database, 1)

    fetching.cancel()

    with pytest.raises(asyncio.CancelledError):
        await fetching
    await running(database, 0)


async def running(database: str, count: int) -> None:
    """Wait until so many queries of ours run on the server."""
    active = "select count(*) from pg_stat_activity where application_name = 'ml-tools' and state = 'active'"
    async with asyncio.timeout(10):
        while await asked(database, active) != count:  # noqa: ASYNC110 - it is in another process
            await asyncio.sleep(0.01)


async def test_no_more_than_a_few_rows_are_in_memory(fetchers, fetch, database):
    ours = fetchers(allow_sockets=True)
    query = "select n, case when n > 9000 then 1 / (n - 12345) end as later from generate_series(1, 20000) n"
    source = SqlSource(database=database, query=query)

    received = []
    with pytest.raises(brolly.InvalidArgument, match="division by zero"):
        async for each in ours.fetch_file(source=source):
            received.append(each.received_bytes)

    assert len(received) == 2  # the rows before came while the query had not come to this one


async def test_more_than_the_bound_is_refused(fetchers, fetch, database):
    with pytest.raises(brolly.ResourceExhausted, match="at most 1000 bytes"):
        await fetch(fetchers(allow_sockets=True), SqlSource(database=database, query="table houses"), max_bytes=1000)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for `localhost`, with its key."""
    if shutil.which("openssl") is None:
        real_parts.missing("openssl")
    file = tmp_path / "certificate.pem"
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file, "-out", file]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(["openssl", "req", "-x509", *made, *named], check=True, capture_output=True)
    return file


@asynccontextmanager
async def encrypted(database: str, certificate: Path) -> AsyncIterator[int]:
    """Stand before a server that has no TLS, and yield the port."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    socket = parse_qs(urlsplit(database).query)["host"][0] + "/.s.PGSQL.5432"

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readexactly(8)
            writer.write(b"S")
            await writer.start_tls(tls)
            back, forth = await asyncio.open_unix_connection(socket)
            await asyncio.gather(piped(reader, forth), piped(back, writer))
        writer.close()

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def piped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while some := await reader.read(65_536):
        writer.write(some)
        await writer.drain()
    writer.close()


async def test_a_certificate_is_checked_for_the_name_that_was_asked_for(
    fetchers, fetch, database, certificate, monkeypatch
):
    async def one(host: str, mode: str) -> None:
        where = f"postgresql://postgres@{host}:{port}/postgres?sslmode={mode}"
        await fetch(fetchers(), SqlSource(database=where, query="select 1 as one"))

    async with encrypted(database, certificate) as port:
        await one("127.0.0.1", "require")
        await one("127.0.0.1", "prefer")
        with pytest.raises(SourceFailed, match="certificate verify failed"):
            await one("localhost", "verify-full")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await one("localhost", "verify-full")
        await one("127.0.0.1", "verify-ca")
        with pytest.raises(SourceFailed, match=r"certificate is not valid for '127\.0\.0\.1'"):
            await one("127.0.0.1", "verify-full")


async def test_sockets_and_inner_addresses_are_refused_unless_allowed(fetchers, fetch, database):
    host = parse_qs(urlsplit(database).query)["host"][0]

    for where in (database, f"host={host} dbname=postgres", "dbname=postgres", "postgresql://u@/db"):
        with pytest.raises(SourceRefused, match="allow_sockets"):
            await fetch(fetchers(), SqlSource(database=where, query="select 1"))
    for inside in ("127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254"):
        with pytest.raises(SourceRefused, match="expected a public address"):
            source = SqlSource(database=f"postgresql://u:p@{inside}/db", query="select 1")
            await fetch(fetchers(allowed_networks=()), source)


@pytest.mark.parametrize(
    "where",
    [
        "nowhere",
        "postgresql://u@a,b/db",
        "postgresql://u@a/db?passfile=/etc/passwd",
        "host=a service=x",
        "host=a hostaddr=127.0.0.1",
        "host=a sslkey=/etc/passwd",
        "postgresql://u@a:x/db",
        "postgresql://u@a:99999/db",
        "postgresql://u@a/db?sslmode=maybe",
        "mysql://a/b",
    ],
)
async def test_what_says_no_database_is_an_invalid_argument(fetchers, fetch, where):
    with pytest.raises(brolly.InvalidArgument, match=r"^source\.database: expected"):
        await fetch(fetchers(), SqlSource(database=where, query="select 1"))


async def test_a_database_that_does_not_answer_is_told_without_its_password(fetchers, fetch, tmp_path):
    with pytest.raises(SourceFailed, match=r"postgresql://127\.0\.0\.1/db cannot be read") as caught:
        await fetch(fetchers(), SqlSource(database="postgresql://u:hidden@127.0.0.1:1/db", query="select 1"))
    assert "hidden" not in caught.value.message
