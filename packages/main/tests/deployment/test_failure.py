"""A service that goes away is told by the names of the topology."""

import brolly
from brolly.topology.reading import parse
from ml_tools.main.deployment.failure import lost
from ml_tools.main.deployment.journal import Journal

TEXT = """
[processes.main]
[processes.models]
applications = ["models"]
[processes.data]
applications = ["datasets"]
address = "127.0.0.1:7001"
[applications.models]
provides = ["Models"]
[applications.datasets]
provides = ["Fetchers"]
"""


def told(message, folder):
    topology = parse(TEXT, folder / "t.toml", process="main", available={})
    return str(lost(brolly.Unavailable(message), topology, folder))


def test_the_address_in_the_error_says_which_service_it_was(tmp_path):
    assert told(f"unix:{tmp_path}/models.sock: Socket closed", tmp_path) == (
        f"models (process 'models' at unix:{tmp_path}/models.sock) went away in the middle of the work: Socket closed; "
        "nothing unfinished was kept: run the same again"
    )
    assert told("127.0.0.1:7001: gone", tmp_path).startswith("datasets (process 'data' at 127.0.0.1:7001) went away")


def test_an_error_without_an_address_is_told_as_it_is(tmp_path):
    assert told("the lights are out", tmp_path) == (
        "a service cannot be reached: the lights are out; run the same again"
    )


def test_the_last_words_of_a_process_are_its_own():
    journal = Journal()
    journal.write(b"utils  | one\nmodels | two\n")
    journal.write(b"utils  | three\nutils  | \n")

    assert (journal.last_words("utils"), journal.last_words("models")) == ("three", "two")
    assert journal.last_words("datasets") == ""


def test_a_journal_is_kept_as_a_file_when_there_is_something_in_it():
    journal = Journal()
    assert journal.keep() is None

    journal.write(b"models | boo\n")

    file = journal.keep()
    assert file.read_text() == "models | boo\n"
    file.unlink()
