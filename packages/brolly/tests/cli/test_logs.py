import json
import logging

import pytest

from brolly.cli.logs import JsonLines, TextLines


@pytest.fixture
def record():
    error = ValueError("why")
    failure = (ValueError, error, None)
    record = logging.LogRecord("brolly.x", logging.ERROR, "f.py", 1, "it %s", ("failed",), failure)
    record.call_id = "c1"
    record.created = 0.5
    record.msecs = 500
    return record


def test_a_json_line_has_everything(record):
    line = JsonLines().format(record)

    fields = json.loads(line)
    assert "\n" not in line
    assert fields.pop("exception") == "ValueError: why"
    assert fields == {
        "time": "1970-01-01T00:00:00.500+00:00",
        "level": "ERROR",
        "logger": "brolly.x",
        "message": "it failed",
        "call_id": "c1",
    }


def test_what_json_cannot_hold_is_written_as_text(record):
    record.call_id = object

    assert json.loads(JsonLines().format(record))["call_id"] == "<class 'object'>"


def test_a_text_line_can_be_read(record):
    first, *rest = TextLines().format(record).splitlines()

    assert first.endswith(".500 ERROR brolly.x: it failed [call_id=c1]")
    assert rest[-1] == "ValueError: why"
