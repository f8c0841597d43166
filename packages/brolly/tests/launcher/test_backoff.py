from brolly.launcher.backoff import Backoff


def test_the_wait_doubles_from_nothing_to_its_limit():
    backoff = Backoff()

    assert [backoff.after(0.5) for _ in range(9)] == [0.0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


def test_a_life_of_ten_seconds_makes_it_forget():
    backoff = Backoff()
    for _ in range(5):
        backoff.after(0.5)

    assert backoff.after(10.0) == 0.0
    assert backoff.after(0.5) == 0.1
