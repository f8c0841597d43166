"""`brolly call` against a running system."""

import pytest


@pytest.fixture
def running(up):
    one = up()
    one.ready("main", "work")
    return one


def test_calls_from_outside_by_names_and_json(running):
    """Everything that `call` prints, over one system: its start costs more than the calls."""
    for arguments, text, code, out, err in CALLS:
        done = running.call(*arguments, text=text)

        assert (done.returncode, done.stdout) == (code, out), (arguments, done.stderr)
        assert done.stderr.startswith(err) if err else done.stderr == ""
        assert "Traceback" not in done.stderr


METHODS = "Square, Sleep, Compute, Fail, Count, Fit, MakeTable, Total, Observe"
CALLS = [
    (("Worker/Square", '{"value": 7}'), None, 0, '{"value": "49"}\n', ""),
    (("brolly.testing.v1.Worker/Square", "-"), '{"value": "3"}', 0, '{"value": "9"}\n', ""),
    (("Worker/Square",), None, 0, '{"value": "0"}\n', ""),
    (("Worker/Count", '{"upto": 2}'), None, 0, '{"number": "0"}\n{"number": "1"}\n', ""),
    (("Worker/Total", '[{"value": 1}, {"value": 5}]'), None, 0, '{"value": "6", "count": "2"}\n', ""),
    (("Worker/Total", "[]"), None, 0, '{"value": "0", "count": "0"}\n', ""),
    (
        ("Worker/Fail", '{"failure": "FAILURE_DOMAIN", "text": "no such widget"}'),
        None,
        1,
        "",
        'NOT_FOUND: no such widget {WidgetNotFound {"widget": ',
    ),
    (
        ("Worker/Count", '{"upto": 3, "failAt": 1}'),
        None,
        1,
        '{"number": "0"}\n',
        "NOT_FOUND: ",
    ),
    (
        ("Worker/Sleep", '{"seconds": 9}', "--timeout", "0.1"),
        None,
        1,
        "",
        "DEADLINE_EXCEEDED: ",
    ),
    (("Worker/Sqare",), None, 2, "", f"brolly.testing.v1.Worker has no method 'Sqare'; it has {METHODS}\n"),
    (
        ("Wroker/Square",),
        None,
        2,
        "",
        "no service 'Wroker' answers; there is brolly.testing.v1.Echo, brolly.testing.v1.Worker",
    ),
    (("Worker/Square", '{"valu": 7}'), None, 2, "", "the request does not fit brolly.testing.v1.Worker/Square: "),
    (("Worker/Square", "{"), None, 2, "", "the request does not fit brolly.testing.v1.Worker/Square: "),
]
