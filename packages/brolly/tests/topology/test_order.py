from brolly.testing.v1.echo import Echo
from brolly.testing.v1.worker import Worker
from brolly.topology.order import process_order

TEXT = """
[processes.main]
applications = ["echo"]
[processes.work]
applications = ["worker"]
"""


def test_a_process_comes_after_those_that_it_needs(read, application):
    installed = [
        application("echo", provides=(Echo,), requires=(Worker,)),
        application("worker", provides=(Worker,)),
    ]

    assert process_order(read(TEXT, installed=installed)) == ("work", "main")


def test_processes_that_need_nothing_stay_in_the_order_of_the_file(read):
    assert process_order(read(TEXT)) == ("main", "work")


def test_a_circle_stays_in_some_order(read, application):
    installed = [
        application("echo", provides=(Echo,), requires=(Worker,)),
        application("worker", provides=(Worker,), requires=(Echo,)),
    ]

    assert set(process_order(read(TEXT, installed=installed))) == {"main", "work"}
