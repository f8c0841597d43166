import os
import subprocess
import sys

import pytest

from brolly.configuration import ConfigurationError
from brolly.launcher.run_folder import FILE, Run, live_run, run_folder, write_run
from brolly.launcher.runs import live_runs, recorded


def run(pid=None):
    return Run(pid=pid or os.getpid(), topology="/t.toml", processes={"main": "unix:/x"})


@pytest.fixture
def dead_pid():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_new_folder_is_private_and_removed_at_the_end():
    with run_folder(None) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700

    assert not folder.exists()


def test_a_chosen_folder_stays(tmp_path):
    with run_folder(tmp_path / "a" / "b") as folder:
        write_run(folder, run())
        assert live_run(folder) == run()

    assert list(folder.iterdir()) == []


def test_a_folder_where_a_run_lives_is_refused(tmp_path):
    write_run(tmp_path, run())

    with (
        pytest.raises(ConfigurationError, match=f"--run: the run of process {os.getpid()} .* lives in"),
        run_folder(tmp_path),
    ):
        pass


def test_a_folder_that_a_dead_run_left_is_used_again(tmp_path, dead_pid):
    write_run(tmp_path, run(dead_pid))

    with run_folder(tmp_path) as folder:
        assert live_run(folder) is None


def test_a_damaged_record_is_no_run(tmp_path):
    (tmp_path / FILE).write_text("{")

    assert live_run(tmp_path) is None


def test_a_run_is_recorded_as_long_as_it_lasts(tmp_path):
    state, folder = tmp_path / "state", tmp_path / "run"
    folder.mkdir()
    write_run(folder, run())

    with recorded(run(), folder, state) as written:
        assert written
        assert live_runs(state) == {folder: run()}

    assert live_runs(state) == {}


def test_entries_of_dead_runs_are_ignored_and_removed(tmp_path, dead_pid):
    state, folder = tmp_path / "state", tmp_path / "run"
    folder.mkdir()
    (state / "runs").mkdir(parents=True)
    write_run(folder, run(dead_pid))
    (state / "runs" / f"{dead_pid}.json").write_text(f'"{folder}"')
    (state / "runs" / "0.json").write_text("{")

    assert live_runs(state) == {}
    assert list((state / "runs").iterdir()) == []


def test_a_state_folder_that_cannot_be_written_is_no_obstacle(tmp_path):
    (tmp_path / "state").write_text("a file")

    with recorded(run(), tmp_path, tmp_path / "state") as written:
        assert not written
