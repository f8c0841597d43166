"""The harness itself; no figure is judged here."""

import subprocess
import sys

import msgspec


def test_a_benchmark_writes_the_shared_form_and_prints_a_table(root, tmp_path):
    command = [sys.executable, root / "tests/benchmarks/run.py", "local_call", "--rounds", "1", "--out", tmp_path]

    ended = subprocess.run(command, check=True, capture_output=True, text=True, timeout=50)

    results = msgspec.json.decode((tmp_path / "local_call.json").read_bytes())
    assert set(results[0]) == {"case", "ours", "peer", "peer_name", "unit", "ratio", "goal", "met"}
    assert all(result["ratio"] == result["ours"] / result["peer"] for result in results)
    assert all(result["case"] in ended.stdout for result in results)


def test_an_unknown_benchmark_is_refused(root):
    command = [sys.executable, root / "tests/benchmarks/run.py", "nonesuch"]

    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=50)

    assert ended.returncode == 2
    assert "local_call" in ended.stderr
