import io

from brolly.launcher.output import LONGEST_LINE_BYTES, Output, PrefixedLines


class Terminal(io.BytesIO):
    def isatty(self) -> bool:
        return True


class Gone(io.BytesIO):
    def write(self, data: bytes) -> int:
        raise BrokenPipeError


def written(*chunks: bytes) -> bytes:
    stream = io.BytesIO()
    lines = PrefixedLines("main", Output(stream, ("main", "models")))
    for chunk in chunks:
        lines.feed(chunk)
    lines.finish()
    return stream.getvalue()


def test_lines_stand_behind_padded_names():
    assert written(b"one\ntwo\n") == b"main   | one\nmain   | two\n"


def test_a_line_may_come_in_pieces():
    assert written(b"on", b"", b"e\ntw", b"o") == b"main   | one\nmain   | two\n"


def test_an_empty_line_stays():
    assert written(b"\n\r\n") == b"main   | \nmain   | \n"


def test_a_long_line_comes_in_several():
    lines = written(b"x" * (2 * LONGEST_LINE_BYTES + 1)).splitlines()

    assert [len(line) - len("main   | ") for line in lines] == [LONGEST_LINE_BYTES, LONGEST_LINE_BYTES, 1]


def test_bytes_that_are_no_text_pass():
    assert written(b"\xff\xfe\n") == b"main   | \xff\xfe\n"


def test_only_a_terminal_gets_colours():
    terminal = Terminal()

    PrefixedLines("main", Output(terminal, ("main",))).feed(b"one\n")

    assert terminal.getvalue() == b"\x1b[36mmain | \x1b[0mone\n"


def test_a_reader_that_has_gone_away_is_no_error():
    PrefixedLines("main", Output(Gone(), ("main",))).feed(b"one\n")
