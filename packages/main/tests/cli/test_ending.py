"""How a command ends when something fails."""

import logging
from pathlib import Path

import pytest

import brolly
from ml_tools.main.cli.ending import carried_out
from ml_tools.main.deployment import ServiceLost


def failing(error):
    async def work(_):
        logging.getLogger("brolly").error("what a service logs")
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (brolly.InvalidArgument("expected this, got that"), 2),
        (brolly.NotFound("expected this, got that"), 2),
        (brolly.FailedPrecondition("expected this, got that"), 2),
        (brolly.ConfigurationError([]), 2),
        (brolly.Unavailable("it is down"), 1),
        (brolly.ResourceExhausted("it is full"), 1),
        (ServiceLost("it went away"), 2),
    ],
)
def test_an_error_is_its_message_and_the_code_says_whose_it_is(capfd, error, code):
    assert carried_out(failing(error), verbose=False) == code

    assert capfd.readouterr().err == f"{error}\n"


def test_what_broke_unexpectedly_says_where_its_log_is(capfd):
    assert carried_out(failing(brolly.Internal("internal error (id 12ab)", id="12ab")), verbose=False) == 1

    said, _, log = capfd.readouterr().err.strip().partition("; what was logged is in ")
    assert said == "internal error (id 12ab)"
    assert "what a service logs" in Path(log).read_text()
    Path(log).unlink()


def test_verbose_shows_the_log_too(capfd):
    carried_out(failing(brolly.Unavailable("it is down")), verbose=True)

    assert "ERROR brolly: what a service logs\n" in capfd.readouterr().err


def test_the_logging_of_the_program_is_left_as_it_was():
    before = (logging.getLogger().level, list(logging.getLogger().handlers))

    carried_out(failing(brolly.Unavailable("it is down")), verbose=False)

    assert (logging.getLogger().level, list(logging.getLogger().handlers)) == before


def test_what_libraries_tell_of_themselves_is_not_shown(capfd):
    async def work(_):
        logging.getLogger("some.library").info("backend 'x' is not there")
        logging.getLogger("some.library").warning("the disk is full")
        logging.getLogger("ml_tools.main").info("serving")
        return 0

    assert carried_out(work, verbose=True) == 0

    said = capfd.readouterr().err
    assert "backend" not in said
    assert "the disk is full" in said
    assert "serving" in said
