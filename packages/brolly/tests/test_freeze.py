"""Values of messages and arguments are immutable, and refused alike on both sides of the switch."""

import copy
import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from brolly import freeze
from brolly.errors import InvalidArgument
from brolly.frozen_mapping import FrozenMapping
from brolly.open_enum import OpenEnum


class Speed(OpenEnum):
    UNSPECIFIED = 0
    FAST = 1


def test_a_writable_array_is_copied():
    mine = np.array([1.0, 2.0])

    frozen = freeze.as_array(mine, "values", "float64")
    mine[0] = 9.0

    assert frozen.tolist() == [1.0, 2.0]
    assert not frozen.flags.writeable


def test_a_view_of_a_writable_array_is_copied():
    mine = np.array([1.0, 2.0])
    view = mine[:]
    view.setflags(write=False)

    frozen = freeze.as_array(view, "values", "float64")
    mine[0] = 9.0

    assert frozen[0] == 1.0


@pytest.mark.parametrize("memory", [bytearray(16), memoryview(bytearray(16))])
def test_memory_that_others_can_write_is_copied(memory):
    array = np.frombuffer(memory, "float64")
    array.setflags(write=False)

    assert freeze.as_array(array, "values", "float64") is not array


def test_a_constant_array_is_shared():
    array = np.array([1.0, 2.0])
    array.setflags(write=False)

    assert freeze.as_array(array, "values", "float64") is array
    assert freeze.as_array(array[1:], "values", "float64").base is array
    assert freeze.as_array(np.frombuffer(b"12345678"), "values", "float64").base is not None


@pytest.mark.parametrize(
    ("given", "dtype"),
    [
        ([1, 2], "float64"),
        ([1.0, 2.0], "float32"),
        (range(3), "int32"),
        (np.array([1, 2], dtype="uint8"), "int64"),
        ([2**64 - 1], "uint64"),
        ([True, False], "bool"),
        ([], "bool"),
        ((), "int32"),
        (np.empty(0), "int64"),
    ],
)
def test_numbers_that_fit_are_taken(given, dtype):
    frozen = freeze.as_array(given, "values", dtype)

    assert frozen.dtype == dtype
    assert frozen.tolist() == list(given)
    assert not frozen.flags.writeable


@pytest.mark.parametrize(
    ("given", "dtype", "told"),
    [
        ([0.5], "int64", "values: expected values for int64, got float64"),
        ([1, 0], "bool", "values: expected values for bool, got int64"),
        ([True], "float64", "values: expected values for float64, got bool"),
        (["1"], "float64", "values: expected values for float64, got <U1"),
        ([-1], "uint32", "values: expected values from 0 to 4294967295"),
        ([2**70], "int64", "values: expected values for int64, got object"),
        ([[1]], "int64", "values: expected one dimension, got shape (1, 1)"),
        (1.0, "float64", "values: expected one dimension, got shape ()"),
        ("abc", "float64", "values: expected one dimension, got shape ()"),
        (None, "float64", "values: expected one dimension, got shape ()"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(given, dtype, told):
    with pytest.raises(InvalidArgument) as caught:
        freeze.as_array(given, "values", dtype)

    assert str(caught.value) == told


@pytest.mark.parametrize("given", [["a", "b"], ("a", "b"), (each for each in "ab"), {"a": 1, "b": 2}])
def test_a_sequence_becomes_a_tuple(given):
    assert freeze.as_sequence(given, "texts") == ("a", "b")


@pytest.mark.parametrize("given", ["ab", b"ab", 7, None])
def test_what_is_no_sequence_is_refused(given):
    with pytest.raises(InvalidArgument, match=r"^texts: "):
        freeze.as_sequence(given, "texts")


def test_a_mapping_is_copied_once():
    mine = {"a": 1}

    frozen = freeze.as_mapping(mine, "counts")
    mine["a"] = 2

    assert frozen == {"a": 1}
    assert freeze.as_mapping(frozen, "counts") is frozen


def test_a_frozen_mapping_cannot_be_changed():
    frozen = FrozenMapping(a=1)

    for change in (
        lambda: frozen.update(a=2),
        lambda: frozen.pop("a"),
        frozen.popitem,
        lambda: frozen.setdefault("b", 2),
        frozen.clear,
        lambda: frozen.__delitem__("a"),
        lambda: frozen.__setitem__("a", 2),
        lambda: frozen.__ior__({"a": 2}),
    ):
        with pytest.raises(TypeError, match="make a new dict"):
            change()
    assert frozen == {"a": 1}


def test_a_frozen_mapping_is_hashed_copied_and_pickled_by_value():
    frozen = FrozenMapping(a=1, b=2)

    assert hash(frozen) == hash(FrozenMapping(b=2, a=1))
    assert copy.deepcopy(frozen) == pickle.loads(pickle.dumps(frozen)) == frozen
    assert type(pickle.loads(pickle.dumps(frozen))) is FrozenMapping


def test_a_time_is_utc_afterwards():
    noon = datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=-5)))

    assert freeze.as_time(noon, "at").tzinfo is UTC
    assert freeze.as_time(None, "at") is None
    assert freeze.as_sequence([noon], "history", each=freeze.utc)[0].hour == 17
    assert freeze.as_mapping({"a": noon}, "times", each=freeze.utc)["a"].hour == 17


def test_a_time_without_a_zone_is_refused():
    naive = datetime(2024, 1, 1)

    with pytest.raises(
        InvalidArgument, match=r"^at: expected a time with a zone, .* write datetime\(\.\.\., tzinfo=UTC\)"
    ):
        freeze.as_time(naive, "at")
    with pytest.raises(InvalidArgument, match=r"^history: "):
        freeze.as_sequence([naive], "history", each=freeze.utc)


def test_an_enum_left_unspecified_is_refused():
    assert freeze.as_specified(Speed.FAST, "speed") is Speed.FAST
    with pytest.raises(InvalidArgument, match=r"^speed: expected a member other than UNSPECIFIED of Speed$"):
        freeze.as_specified(Speed.UNSPECIFIED, "speed")


def test_numpy_is_loaded_by_the_first_array():
    code = "import sys; from brolly import freeze; freeze.as_sequence([1], 'a'); assert 'numpy' not in sys.modules"

    subprocess.run([sys.executable, "-c", code], check=True)
