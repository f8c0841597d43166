"""The rows of a query on a real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import real_parts

import brolly
from ml_tools.datasets_interface import SourceFailed, SourceRefused, SqlSource


@pytest.fixture(scope="module")
def database():
    with real_parts.postgresql() as uri:
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(
                "create table houses as select n as id, n * 1.5::float8 as price, n::numeric / 4 as share,"
                " 'town' || n % 3 as town, n % 2 = 0 as sold, date '2020-01-31' + n % 28 as day,"
                " timestamptz '2020-01-31 10:00+02' as at,"
                " case when n % 10 = 0 then null else n end as missing, json_build_object('n', n) as extra"
                " from generate_series(1, 25000) n"
            )
        yield uri


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
            "extra": '{"n":10}',
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
        "select lo_create(0)",
        "",
    ],
)
async def test_a_query_that_writes_or_fails_is_refused_and_nothing_is_written(fetchers, fetch, database, query):
    with pytest.raises(brolly.InvalidArgument, match=r"source.query: expected|query"):
        await fetch(fetchers(allow_sockets=True), SqlSource(database=database, query=query))

    with psycopg.connect(database) as connection:
        assert connection.execute("select count(*) from houses").fetchone() == (25_000,)


async def test_a_database_may_be_asked_for_by_its_name(fetchers, fetch, database):
    ours = fetchers(allow_sockets=True, databases={"houses": brolly.Secret(database)})

    stored = await fetch(ours, SqlSource(database="houses", query="select 1 as one"))

    assert (await ours.parse_file(stored.id)).table.to_pydict() == {"one": [1]}
    assert stored.source.startswith("postgresql://")


async def test_a_query_that_takes_too_long_is_ended(fetchers, fetch, database):
    ours = fetchers(allow_sockets=True, timeout_s=0.3)

    with pytest.raises((brolly.InvalidArgument, SourceFailed), match="statement timeout"):
        await fetch(ours, SqlSource(database=database, query="select pg_sleep(20)"))


async def test_more_than_the_bound_is_refused(fetchers, fetch, database):
    with pytest.raises(brolly.ResourceExhausted, match="at most 1000 bytes"):
        await fetch(fetchers(allow_sockets=True), SqlSource(database=database, query="table houses"), max_bytes=1000)


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
