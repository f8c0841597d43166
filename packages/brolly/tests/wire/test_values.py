"""Times, enums and arrays on their way to protobuf and back."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from brolly.errors import InvalidArgument
from brolly.testing.v1 import echo_pb2
from brolly.testing.v1.echo import Volume
from brolly.wire import arrays, values


@pytest.mark.parametrize(
    "time",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=9))),
    ],
)
def test_a_time_survives_as_protobuf_has_it(time):
    message = values.to_timestamp(time, "at")

    assert values.to_datetime(message, "at") == time
    assert message.ToDatetime(UTC) == time


def test_nanoseconds_are_cut_off():
    assert values.to_datetime(Timestamp(seconds=1, nanos=1999), "at").microsecond == 1
    assert values.to_timedelta(Duration(nanos=-1999), "lasting") == timedelta(microseconds=-1)


@pytest.mark.parametrize("time", [Timestamp(seconds=2**60), Timestamp(nanos=-1), Timestamp(nanos=10**9)])
def test_a_malformed_time_names_its_field(time):
    with pytest.raises(InvalidArgument, match=r"^at: expected "):
        values.to_datetime(time, "at")


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match=r"^at: expected a time with a zone"):
        values.to_timestamp(datetime(2024, 1, 1), "at")


@pytest.mark.parametrize("microseconds", [0, 1, -1, 999_999, -1_000_001, 315_576_000_000 * 10**6])
def test_a_span_survives_as_protobuf_has_it(microseconds):
    span = timedelta(microseconds=microseconds)

    message = values.to_duration(span, "lasting")

    assert values.to_timedelta(message, "lasting") == span
    assert message.ToTimedelta() == span


@pytest.mark.parametrize("span", [Duration(seconds=2**40), Duration(seconds=1, nanos=-1), Duration(nanos=10**9)])
def test_a_malformed_span_names_its_field(span):
    with pytest.raises(InvalidArgument, match=r"^lasting: expected "):
        values.to_timedelta(span, "lasting")


def test_a_span_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match=r"^lasting: expected at most 315576000000 s"):
        values.to_duration(timedelta.max, "lasting")


def test_a_required_enum_is_never_unspecified():
    with pytest.raises(ValueError, match=r"^volume: expected a member other than UNSPECIFIED of Volume$"):
        values.to_number(Volume.UNSPECIFIED, "volume")
    with pytest.raises(InvalidArgument, match=r"^volume is missing; it is required$"):
        values.to_member(Volume, 0, "volume")


def test_an_array_is_written_as_protobuf_does():
    numbers = np.arange(300, dtype="float64")
    message = echo_pb2.Arrays()

    arrays.put(message, 1, numbers)

    assert message == echo_pb2.Arrays(doubles=numbers.tolist())


def test_an_array_of_any_layout_is_written():
    numbers = np.arange(10, dtype="float64")[::-2]
    message = echo_pb2.Arrays()

    arrays.put(message, 1, numbers)

    assert list(message.doubles) == numbers.tolist()


def test_an_array_is_read_without_a_way_to_write_it():
    read = arrays.get(echo_pb2.Arrays(bools=[True, False]).bools, "bool")

    assert read.dtype == bool
    assert not read.flags.writeable
