"""The lock names no host, and nothing is installed from a lock that is not the committed one."""

import shutil
import subprocess

import pytest


@pytest.fixture
def uv(root):
    own = sorted(root.glob(".tools/*/bin/uv"))
    return str(own[-1]) if own else shutil.which("uv")


def test_committed_lock_names_no_host(root):
    lock = subprocess.run(["git", "show", ":uv.lock"], cwd=root, check=True, capture_output=True).stdout

    assert b"[[package]]" in lock
    assert b"://" not in lock


def test_lock_with_another_hash_is_refused(copy, uv):
    lock = (copy.folder / "uv.lock").read_text()
    (copy.folder / "uv.lock").write_text(lock.replace("sha256:", "sha256:0", 1))
    copy.git("add", "uv.lock")
    (copy.folder / "uv.lock").write_text(lock)

    status, output = copy.make("sync", f"UV={uv}", "SYNCED=synced")

    assert status != 0
    assert "buf-bin: 1." in output
    assert not (copy.folder / "synced").exists()
