import tomllib

import pytest

from brolly.topology.lines import lines_of

TEXT = '''# a comment with [brackets] and = signs
transport = "local"   # and "quotes"

[processes.main]
applications = [
  "echo",  # the first
  "wor]ker",
]
address = 'unix:/a#b'
a.b.c = 1
"quoted key" = """
[not.a.header]
x = 1
"""
tls = { certificate = "a,}", key = { deep = [1, 2] } }

[applications . "worker.one"]
limits.size = 4
when = 1979-05-27 07:32:00
text = """four quotes: \\""" here """"

[[applications.many]]
name = "one"
[[applications.many]]
name = "two"
[applications.many.below]
x = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("transport",), 2),
        (("processes", "main"), 4),
        (("processes", "main", "applications"), 5),
        (("processes", "main", "applications", 0), 6),
        (("processes", "main", "applications", 1), 7),
        (("processes", "main", "address"), 9),
        (("processes", "main", "a", "b", "c"), 10),
        (("processes", "main", "quoted key"), 11),
        (("processes", "main", "tls", "key", "deep", 1), 15),
        (("applications", "worker.one"), 17),
        (("applications", "worker.one", "limits", "size"), 18),
        (("applications", "worker.one", "when"), 19),
        (("applications", "worker.one", "text"), 20),
        (("applications", "many", 0, "name"), 23),
        (("applications", "many", 1, "name"), 25),
        (("applications", "many", 1, "below", "x"), 27),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else None,
)
def test_every_key_has_its_line(path, line):
    assert lines_of(TEXT)[path] == line


def test_no_line_is_found_for_what_stands_inside_a_text():
    assert ("not", "a", "header") not in lines_of(TEXT)


def test_it_finds_the_keys_that_the_parser_finds():
    lines = lines_of(TEXT)

    assert {path for path in _paths(tomllib.loads(TEXT)) if path not in lines} == set()


def test_an_empty_text_has_no_lines():
    assert lines_of("") == {}


def test_windows_ends_of_lines_are_lines():
    assert lines_of("a = 1\r\n[b]\r\nc = 2\r\n")[("b", "c")] == 3


def _paths(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        if not (isinstance(value, list) and isinstance(below, dict)):
            yield (*path, key)
        yield from _paths(below, (*path, key))
