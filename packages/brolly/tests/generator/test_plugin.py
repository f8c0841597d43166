"""The generator as a plugin, the way that protoc and buf run it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def protoc(tmp_path):
    """Runs protoc with the plugin on a folder of protos; the output lands in `tmp_path / "out"`."""
    plugin = tmp_path / "protoc-gen-brolly"
    plugin.write_text(f"#!/bin/sh\nexec {sys.executable} -m brolly.generator.plugin\n")
    plugin.chmod(0o755)
    (tmp_path / "out").mkdir()

    def run(protos, name):
        options = [f"--plugin={plugin}", f"--brolly_out={tmp_path / 'out'}", f"-I{protos}", f"-I{installed()}"]
        command = [sys.executable, "-m", "grpc_tools.protoc", *options, f"-I{well_known()}", name]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run


def installed():
    import brolly

    return Path(brolly.__file__).parents[1]


def well_known():
    import grpc_tools

    return Path(grpc_tools.__file__).parent / "_proto"


def test_it_writes_what_the_command_line_writes(protoc, tmp_path):
    done = protoc(GOLDEN / "protos", "golden/v1/messages.proto")

    assert done.returncode == 0, done.stderr
    for name in ("messages.py", "messages_codec.py"):
        expected = GOLDEN / "expected/golden/v1" / name
        assert (tmp_path / "out/golden/v1" / name).read_text() == expected.read_text()


def test_refusals_are_an_error_of_protoc(protoc, tmp_path):
    protos = tmp_path / "protos"
    protos.mkdir()
    (protos / "a.proto").write_text('syntax = "proto3";\nmessage A {\n  float b = 1;\n  A a = 2;\n}\n')

    done = protoc(protos, "a.proto")

    assert done.returncode != 0
    assert "a.proto:3:3: field `b` is a scalar float; write `double`" in done.stderr
    assert "a.proto:4:3: field A.a requires another A without end" in done.stderr
    assert not list((tmp_path / "out").iterdir())


def test_editions_reach_the_plugin_to_be_refused(protoc, tmp_path):
    protos = tmp_path / "protos"
    protos.mkdir()
    (protos / "a.proto").write_text('edition = "2023";\nmessage A {}\n')

    done = protoc(protos, "a.proto")

    assert 'a.proto:1:1: the file is written in editions; write `syntax = "proto3";`' in done.stderr


def test_the_table_and_the_options_have_no_modules(protoc, tmp_path):
    protos = tmp_path / "protos"
    (protos / "brolly").mkdir(parents=True)
    shutil.copytree(installed() / "brolly/v1", protos / "brolly/v1")

    done = protoc(protos, "brolly/v1/table.proto")

    assert done.returncode == 0, done.stderr
    assert not list((tmp_path / "out").iterdir())
