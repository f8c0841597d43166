"""Generated codecs: every value of a message survives the wire, and what does not fit is told by field."""

import math
import random
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from brolly.errors import InvalidArgument
from brolly.testing import equal
from brolly.testing.v1 import echo, echo_codec, echo_pb2, worker, worker_codec, worker_pb2

SEEDS = range(60)
TEXTS = ("", "a", "häß", "日本語", "👩‍🔬", "\0\x7f", "x" * 300)
DOUBLES = (0.0, -0.0, 1.5, math.inf, -math.inf, math.nan, 5e-324, 1.7976931348623157e308)
WIDTHS = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}
KINDS = {
    "int32": ("int32", "sint32", "sfixed32"),
    "int64": ("int64", "sint64", "sfixed64"),
    "uint32": ("uint32", "fixed32"),
    "uint64": ("uint64", "fixed64"),
}


class Values:
    """Draws values of messages, the extreme ones often; the same for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one_of(self, *makers):
        return self.random.choice(makers)()

    def several(self, make):
        return tuple(make() for _ in range(self.random.choice((0, 0, 1, 2, 5))))

    def maybe(self, make):
        return self.one_of(lambda: None, make)

    def integer(self, width):
        low, high = WIDTHS[width]
        return self.one_of(lambda: low, lambda: high, lambda: 0, lambda: self.random.randint(low, high))

    def double(self):
        return self.random.choice(DOUBLES)

    def text(self):
        return self.random.choice(TEXTS)

    def raw(self):
        return self.random.randbytes(self.random.choice((0, 1, 40)))

    def volume(self):
        return echo.Volume(self.random.choice((1, 2, 3, -1, 2**31 - 1)))

    def time(self):
        # Whole microseconds: the years 1 to 9999 hold fewer than 2**58 of them.
        since = self.random.choice((0, -1, 253402300799999999, -62135596800000000, self.random.getrandbits(54)))
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=since)

    def span(self):
        limit = 315_576_000_000 * 10**6
        return timedelta(microseconds=self.random.choice((0, 1, -1, -1_500_000, limit, -limit)))

    def note(self):
        return echo.Note(text=self.text(), volume=self.maybe(self.volume))

    def shape(self):
        return self.one_of(lambda: echo.Circle(radius=self.double()), lambda: echo.Square(side=self.double()))

    def tree(self, depth=3):
        branches = self.several(lambda: self.tree(depth - 1)) if depth else ()
        return echo.Tree(name=self.text(), branches=branches)

    def scalars(self):
        integers = {f"{kind}_value": self.integer(width) for width, kinds in KINDS.items() for kind in kinds}
        return echo.Scalars(
            double_value=self.double(),
            bool_value=self.random.random() < 0.5,
            string_value=self.text(),
            bytes_value=self.raw(),
            volume=self.volume(),
            **integers,
        )

    def optionals(self):
        return echo.Optionals(
            number=self.maybe(self.double),
            text=self.maybe(self.text),
            flag=self.maybe(lambda: self.random.random() < 0.5),
            volume=self.maybe(lambda: self.one_of(self.volume, lambda: echo.Volume.UNSPECIFIED)),
            note=self.maybe(self.note),
            raw=self.maybe(self.raw),
        )

    def collections(self):
        return echo.Collections(
            texts=self.several(self.text),
            raws=self.several(self.raw),
            notes=self.several(self.note),
            volumes=self.several(lambda: self.one_of(self.volume, lambda: echo.Volume.UNSPECIFIED)),
            counts={text: self.integer("int64") for text in self.several(self.text)},
            notes_by_number={number: self.note() for number in self.several(lambda: self.integer("int32"))},
            volumes_by_name={text: self.volume() for text in self.several(self.text)},
        )

    def arrays(self):
        integers = {
            f"{kind}s": np.array(self.several(lambda width=width: self.integer(width)), dtype=width)
            for width, kinds in KINDS.items()
            for kind in kinds
        }
        with np.errstate(over="ignore"):
            floats = np.array(self.several(self.double), dtype="float32")
        return echo.Arrays(
            doubles=np.array(self.several(self.double)),
            floats=floats,
            bools=np.array(self.several(lambda: self.random.random() < 0.5), dtype=bool),
            **integers,
        )

    def times(self):
        return echo.Times(
            at=self.time(),
            lasting=self.span(),
            until=self.maybe(self.time),
            history=self.several(self.time),
        )

    def drawing(self):
        return echo.Drawing(shape=self.shape(), class_=self.text())


MESSAGES = ("note", "tree", "scalars", "optionals", "collections", "arrays", "times", "drawing")


def encoded(value):
    return getattr(echo_codec, f"encode_{type(value).__name__.lower()}")(value).SerializeToString()


def decoded(kind, frame):
    message = getattr(echo_pb2, kind.__name__).FromString(frame)
    return getattr(echo_codec, f"decode_{kind.__name__.lower()}")(message)


@pytest.mark.parametrize("name", MESSAGES)
def test_every_value_survives(name):
    for seed in SEEDS:
        value = getattr(Values(seed), name)()

        back = decoded(type(value), encoded(value))

        assert equal(back, value), (seed, value, back)


def test_arrays_are_written_as_protobuf_does():
    for seed in SEEDS:
        value = Values(seed).arrays()
        lists = {name: getattr(value, name).tolist() for name in value.__struct_fields__}

        assert encoded(value) == echo_pb2.Arrays(**lists).SerializeToString()


def test_collections_are_immutable():
    value = decoded(echo.Collections, encoded(Values(3).collections()))

    assert isinstance(value.texts, tuple)
    with pytest.raises(TypeError, match="make a new dict"):
        value.counts["new"] = 1


def test_arrays_are_read_only():
    value = decoded(echo.Arrays, encoded(echo.Arrays(doubles=[1.0])))

    with pytest.raises(ValueError, match="read-only"):
        value.doubles[0] = 2.0
    assert value.int32s.dtype == np.int32
    assert not value.int32s.flags.writeable


def test_unknown_fields_are_dropped():
    newer = encoded(echo.Note(text="a")) + b"\x9a\x06\x03new"

    value = decoded(echo.Note, newer)

    assert encoded(value) == encoded(echo.Note(text="a"))


def test_an_unknown_enum_value_survives():
    message = echo_pb2.Note(text="a", volume=77)

    value = decoded(echo.Note, message.SerializeToString())

    assert value.volume is not None
    assert (value.volume.value, value.volume.is_known) == (77, False)
    assert encoded(value) == message.SerializeToString()


@pytest.mark.parametrize(
    ("kind", "message", "path"),
    [
        (echo.Scalars, echo_pb2.Scalars(), "Scalars.volume"),
        (echo.Times, echo_pb2.Times(), "Times.at"),
        (echo.Times, echo_pb2.Times(at={"seconds": 1}), "Times.lasting"),
        (echo.Drawing, echo_pb2.Drawing(), "Drawing.shape"),
    ],
)
def test_what_is_missing_is_named(kind, message, path):
    with pytest.raises(InvalidArgument, match=f"^{path} is missing; it is required$"):
        decoded(kind, message.SerializeToString())


def test_an_absent_scalar_reads_as_zero():
    assert worker_codec.decode_observation(worker_pb2.Observation()) == worker.Observation(
        began=0, cancelled=0, dropped=0, computing=0, most_at_once=0
    )


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: echo.Scalars(**{**fields(), "volume": echo.Volume.UNSPECIFIED}), "Scalars.volume: expected a"),
        (lambda: echo.Collections(texts="abc"), "Collections.texts: expected several values, got str"),
        (lambda: echo.Collections(counts=[1]), "Collections.counts: expected a mapping, got list"),
        (lambda: echo.Arrays(int32s=[2**31]), "Arrays.int32s: expected values from -2147483648 to 2147483647"),
        (lambda: echo.Arrays(int64s=[1.5]), "Arrays.int64s: expected values for int64, got float64"),
        (lambda: echo.Arrays(doubles=[[1.0]]), r"Arrays.doubles: expected one dimension, got shape \(1, 1\)"),
        (lambda: echo.Times(at=datetime(2024, 1, 1), lasting=timedelta()), "Times.at: expected a time with a zone"),
    ],
)
def test_what_cannot_be_a_message_is_refused_where_it_is_made(make, told):
    with pytest.raises((TypeError, ValueError), match=f"^{told}"):
        make()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (lambda: echo.Drawing(shape="round", class_=""), "Drawing.shape: expected Circle | Square, got str"),
        (lambda: echo.Note(text=7), "bad argument type for built-in operation"),
        (lambda: echo.Scalars(**{**fields(), "int32_value": 2**31}), "Value out of range: 2147483648"),
    ],
)
def test_what_does_not_fit_the_wire_is_a_plain_error(value, told):
    with pytest.raises((TypeError, ValueError)) as caught:
        encoded(value())

    assert told in str(caught.value)


def test_times_are_utc_whatever_their_zone():
    noon = datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))

    value = echo.Times(at=noon, lasting=timedelta(), history=[noon])

    assert (value.at, value.at.tzinfo) == (noon, UTC)
    assert value.history[0].tzinfo is UTC


def test_a_domain_error_survives_with_its_text():
    codec = worker_codec.ERRORS[0]
    error = worker.WidgetNotFound("no such thing", widget="a", tried=["b", "c"], known=7)

    back = codec.decode(codec.message.FromString(codec.encode(error).SerializeToString()), str(error))

    assert type(back) is codec.kind is worker.WidgetNotFound
    assert (str(back), back.widget, back.tried, back.known) == ("no such thing", "a", ("b", "c"), 7)


def test_a_deep_tree_survives():
    tree = echo.Tree(name="leaf")
    for _ in range(60):
        tree = echo.Tree(name="", branches=(tree,))

    assert decoded(echo.Tree, encoded(tree)) == tree


def fields():
    value = Values(0).scalars()
    return {name: getattr(value, name) for name in value.__struct_fields__}
