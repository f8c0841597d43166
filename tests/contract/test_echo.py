"""Every type that a contract can hold arrives as it was sent, over every transport."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from brolly import InvalidArgument
from brolly.testing import equal
from brolly.testing.v1.echo import (
    Arrays,
    Circle,
    Collections,
    Drawing,
    Echo,
    EchoTableResponse,
    Note,
    Optionals,
    Scalars,
    Square,
    Times,
    Tree,
    Volume,
)

UNICODE = "grüße, 世界 \U0001f30d \x00 end"


def scalars(**changes: Any) -> Scalars:
    zero: dict[str, Any] = {
        "double_value": 0.0,
        "int32_value": 0,
        "int64_value": 0,
        "uint32_value": 0,
        "uint64_value": 0,
        "sint32_value": 0,
        "sint64_value": 0,
        "fixed32_value": 0,
        "fixed64_value": 0,
        "sfixed32_value": 0,
        "sfixed64_value": 0,
        "bool_value": False,
        "string_value": "",
        "bytes_value": b"",
        "volume": Volume.QUIET,
    }
    return Scalars(**(zero | changes))


LARGEST = scalars(
    double_value=1.7976931348623157e308,
    int32_value=2**31 - 1,
    int64_value=2**63 - 1,
    uint32_value=2**32 - 1,
    uint64_value=2**64 - 1,
    sint32_value=2**31 - 1,
    sint64_value=2**63 - 1,
    fixed32_value=2**32 - 1,
    fixed64_value=2**64 - 1,
    sfixed32_value=2**31 - 1,
    sfixed64_value=2**63 - 1,
    bool_value=True,
    string_value=UNICODE,
    bytes_value=bytes(range(256)),
    volume=Volume.LOUD,
    optional_double=1.7976931348623157e308,
    optional_int64=2**63 - 1,
    optional_string=UNICODE,
    optional_bool=True,
    optional_bytes=bytes(range(256)),
)
SMALLEST = scalars(
    double_value=5e-324,
    int32_value=-(2**31),
    int64_value=-(2**63),
    sint32_value=-(2**31),
    sint64_value=-(2**63),
    sfixed32_value=-(2**31),
    sfixed64_value=-(2**63),
)


async def test_scalars_come_back_whatever_their_value(connect: Any) -> None:
    values = [
        scalars(),
        LARGEST,
        SMALLEST,
        *(scalars(double_value=value) for value in (math.nan, math.inf, -math.inf, -0.0, 0.1)),
        scalars(string_value="x" * 100_000, bytes_value=b"\xff" * 100_000),
        scalars(volume=Volume(77)),
    ]

    async with connect("echo") as clients:
        echo = clients(Echo)
        for value in values:
            reply = await echo.echo_scalars(value)

            assert equal(reply, value)
            assert [type(getattr(reply, name)) for name in reply.__struct_fields__] == [
                type(getattr(value, name)) for name in value.__struct_fields__
            ]


async def test_optional_values_come_back_set_or_not(connect: Any) -> None:
    cases: list[dict[str, Any]] = [
        {},
        {"number": 0.0, "text": "", "flag": False, "raw": b""},
        {"number": math.nan, "text": UNICODE, "flag": True, "raw": b"\x00"},
        {"volume": Volume.LOUD, "note": Note(text="a", volume=Volume.QUIET)},
        {"volume": Volume.UNSPECIFIED, "note": Note(text="")},
    ]

    async with connect("echo") as clients:
        for case in cases:
            assert equal(await clients(Echo).echo_optionals(**case), Optionals(**case))


async def test_collections_come_back_in_order_and_immutable(connect: Any) -> None:
    full: dict[str, Any] = {
        "texts": ("", UNICODE, "b", "a"),
        "raws": (b"", b"\x00\xff"),
        "notes": (Note(text="1"), Note(text="", volume=Volume.LOUD)),
        "volumes": (Volume.LOUD, Volume.UNSPECIFIED, Volume(9)),
        "counts": {"": 0, "z": -(2**63), UNICODE: 2**63 - 1},
        "notes_by_number": {-(2**31): Note(text="low"), 0: Note(text="zero")},
        "volumes_by_name": {"loud": Volume.LOUD, "new": Volume(5)},
    }

    async with connect("echo") as clients:
        for case in ({}, full):
            reply = await clients(Echo).echo_collections(**case)

            assert equal(reply, Collections(**case))
            assert isinstance(reply.texts, tuple)
            with pytest.raises(TypeError):
                reply.counts["more"] = 1


def arrays(values: list[Any]) -> Arrays:
    return Arrays(
        doubles=np.array(values, np.float64),
        floats=np.array(values, np.float32),
        **{f"{name}s": np.array(values).astype(dtype) for name, dtype in INTEGERS.items()},
        bools=np.array(values, np.bool_),
    )


INTEGERS = {
    "int32": "int32",
    "int64": "int64",
    "uint32": "uint32",
    "uint64": "uint64",
    "sint32": "int32",
    "sint64": "int64",
    "fixed32": "uint32",
    "fixed64": "uint64",
    "sfixed32": "int32",
    "sfixed64": "int64",
}
EXTREMES = Arrays(
    doubles=np.array([math.nan, math.inf, -math.inf, -0.0, 5e-324]),
    floats=np.array([math.nan, math.inf, -0.0, 1e-45], np.float32),
    **{f"{name}s": np.array([np.iinfo(dtype).min, 0, np.iinfo(dtype).max], dtype) for name, dtype in INTEGERS.items()},
    bools=np.array([True, False]),
)


async def test_arrays_come_back_bit_by_bit_and_read_only(connect: Any) -> None:
    async with connect("echo") as clients:
        for value in (arrays([]), arrays([0]), arrays(list(range(10_000))), EXTREMES):
            reply = await clients(Echo).echo_arrays(value, doubles=value.doubles)

            assert equal(reply, value)
            assert not reply.doubles.flags.writeable
            assert not reply.int64s.flags.writeable


async def test_times_come_back_to_the_microsecond(connect: Any) -> None:
    east = timezone(timedelta(hours=9))
    cases = [
        (datetime(1970, 1, 1, tzinfo=UTC), timedelta(0)),
        (datetime(1, 1, 1, tzinfo=UTC), timedelta(microseconds=-1)),
        (datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), timedelta(days=100_000, microseconds=1)),
        (datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=east), timedelta(seconds=-1.5)),
    ]

    async with connect("echo") as clients:
        for at, lasting in cases:
            reply = await clients(Echo).echo_times(at, lasting=lasting, history=(at, at))

            assert equal(reply, Times(at=at, lasting=lasting, history=(at, at)))
            assert reply.at.tzinfo is UTC
        reply = await clients(Echo).echo_times(at, lasting=lasting, until=at)
        assert reply.until == at


async def test_a_oneof_comes_back_as_the_member_that_was_sent(connect: Any) -> None:
    async with connect("echo") as clients:
        for shape in (Circle(radius=0.0), Circle(radius=2.5), Square(side=-1.0)):
            assert equal(await clients(Echo).echo_drawing(shape, class_="x"), Drawing(shape=shape, class_="x"))


async def test_a_recursive_message_comes_back_whole(connect: Any) -> None:
    tree = Tree(name="leaf")
    for depth in range(40):
        tree = Tree(name=str(depth), branches=(tree, Tree(name="twig")))

    async with connect("echo") as clients:
        assert await clients(Echo).echo_tree(tree) == tree


def tables() -> dict[str, pa.Table]:
    megabytes = np.arange(10_000_000, dtype=np.float64)
    return {
        "no columns": pa.table({}),
        "no rows": pa.table({"a": pa.array([], pa.float64()), "b": pa.array([], pa.string())}),
        "one row": pa.table({"a": [1.5], "b": ["ü"]}),
        "every kind": pa.table(
            {
                "missing": pa.array([1, None, 3]),
                "nan": [math.nan, math.inf, -0.0],
                "text": ["", UNICODE, None],
                "raw": pa.array([b"\xff", None, b""]),
                "category": pa.array(["x", "y", "x"]).dictionary_encode(),
                "list": [[1], [], None],
                "at": pa.array([datetime(2026, 1, 1, tzinfo=UTC)] * 3),
                "nothing": pa.nulls(3),
            }
        ).replace_schema_metadata({"source": "census"}),
        "chunked": pa.concat_tables([pa.table({"a": [1, 2]}), pa.table({"a": [3]})]),
        "sliced": pa.table({"a": list(range(100)), "t": [str(i) for i in range(100)]}).slice(7, 13),
        "80 MB": pa.table({"a": megabytes}),
    }


@pytest.mark.parametrize("name", tables())
async def test_a_table_comes_back_equal(connect: Any, name: str) -> None:
    table = tables()[name]

    async with connect("echo") as clients:
        reply = await clients(Echo).echo_table(table, label="about it")

        assert equal(reply, EchoTableResponse(table=table, label="about it"))
        reply.table.validate(full=True)


async def test_two_tables_of_one_message_keep_their_places(connect: Any) -> None:
    small, large = pa.table({"a": [1]}), pa.table({"b": np.arange(500_000)})

    async with connect("echo") as clients:
        for left, right in ((small, large), (large, small), (small, small), (large, large)):
            reply = await clients(Echo).swap_tables(left, right=right)

            assert reply.left.equals(right)
            assert reply.right.equals(left)


async def notes(count: int) -> AsyncGenerator[Note, None]:
    for number in range(count):
        yield Note(text=str(number))


@pytest.mark.parametrize("count", [0, 1, 1000])
async def test_items_go_out_and_a_stream_comes_back(connect: Any, count: int) -> None:
    async with connect("echo") as clients:
        echo = clients(Echo)

        assert [note.text async for note in echo.echo_notes(notes(count))] == [str(n) for n in range(count)]
        assert (await echo.join_notes(notes(count))).text == "".join(str(n) for n in range(count))
        assert [n async for n in echo.repeat_note(Note(text="x"), times=count)] == [Note(text="x")] * count


async def test_a_stream_that_is_dropped_while_it_waits_for_an_item_closes_their_source(connect: Any) -> None:
    closed = asyncio.Event()

    async def slow() -> AsyncGenerator[Note, None]:
        try:
            yield Note(text="first")
            await asyncio.sleep(60.0)
        finally:
            closed.set()

    async with connect("echo") as clients:
        async with aclosing(clients(Echo).echo_notes(slow())) as replies:
            assert (await anext(replies)).text == "first"

        assert closed.is_set()


async def test_what_a_contract_forbids_is_an_invalid_argument(connect: Any) -> None:
    async with connect("echo") as clients:
        echo = clients(Echo)

        with pytest.raises(InvalidArgument, match="history"):
            await echo.echo_times(
                datetime(2026, 1, 1, tzinfo=UTC), lasting=timedelta(0), history=(datetime(2026, 1, 1),)
            )
        with pytest.raises(InvalidArgument, match="texts"):
            await echo.echo_collections(texts="not a tuple")
        with pytest.raises(InvalidArgument, match="doubles"):
            await echo.echo_arrays(arrays([]), doubles=[[1.0], [2.0]])


async def test_a_writable_array_that_changes_later_does_not_show(connect: Any) -> None:
    mine = np.zeros(3)
    value = Arrays(doubles=mine, **{name: getattr(arrays([]), name) for name in Arrays.__struct_fields__[1:]})

    async with connect("echo") as clients:
        call = clients(Echo).echo_arrays(value)
        mine[0] = 1.0
        reply = await call
        mine[1] = 1.0

        assert reply.doubles.tolist() == [0.0, 0.0, 0.0]


async def test_a_list_or_dict_that_changes_later_does_not_show(connect: Any) -> None:
    texts: list[str] = ["a"]
    counts = {"a": 1}

    async with connect("echo") as clients:
        call = clients(Echo).echo_collections(texts=texts, counts=counts)
        texts.append("b")
        reply = await call
        counts["b"] = 2

        assert reply.texts == ("a",)
        assert dict(reply.counts) == {"a": 1}
