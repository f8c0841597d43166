"""The generator's output for `golden/protos` is what stands in `golden/expected`; its README says how to renew it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from brolly.generator.formatting import formatted
from brolly.generator.generation import generate
from brolly.generator.output import changes, made
from brolly.generator.protoc import descriptors, proto_names

GOLDEN = Path(__file__).parent / "golden"
PROTOS = GOLDEN / "protos"
EXPECTED = GOLDEN / "expected"
MODULES = sorted(
    path.relative_to(EXPECTED).as_posix()
    for path in EXPECTED.rglob("*.py")
    if not path.name.endswith(("_pb2.py", "__init__.py"))
)


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return made(PROTOS, [], tmp_path_factory.mktemp("scratch"))[0]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_generated_as_expected(output, module):
    assert output[module] == (EXPECTED / module).read_text()


def test_nothing_else_is_generated(output):
    assert not changes(output, EXPECTED)


def test_the_order_of_files_does_not_matter():
    names = proto_names(PROTOS)
    forwards = generate(descriptors(PROTOS, names), names)

    backwards = generate(descriptors(PROTOS, names[::-1]), names[::-1])

    assert backwards == forwards


def test_output_is_formatted_once_and_for_all(output):
    modules = {name: output[name] for name in MODULES}

    assert formatted(modules) == modules


def test_every_module_can_be_imported():
    names = ", ".join(name.removesuffix(".py").replace("/", ".") for name in MODULES)
    command = [sys.executable, "-W", "error", "-c", f"import {names}"]

    # In a process of its own: a module of these names stays in protobuf's pool for good.
    done = subprocess.run(command, cwd=EXPECTED, capture_output=True, text=True, check=False)

    assert done.stderr == ""


def test_contracts_load_nothing_heavy():
    names = ", ".join(name.removesuffix(".py").replace("/", ".") for name in MODULES if not name.endswith("_codec.py"))
    heavy = {"google.protobuf", "grpc", "numpy", "pyarrow"}
    code = f"import sys, {names}; print(sorted({heavy} & sys.modules.keys()))"

    done = subprocess.run([sys.executable, "-c", code], cwd=EXPECTED, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_output_passes_strict_type_checking(tmp_path):
    pytest.importorskip("pyright", reason="pyright is not installed; `make sync` installs it")
    settings = tmp_path / "pyrightconfig.json"
    settings.write_text(
        json.dumps(
            {
                "include": [EXPECTED.name],
                "exclude": ["**/*_pb2.py"],
                "extraPaths": [EXPECTED.name],
                "typeCheckingMode": "strict",
                "pythonVersion": "3.11",
            }
        )
    )
    (tmp_path / EXPECTED.name).symlink_to(EXPECTED)
    command = [sys.executable, "-m", "pyright", "-p", str(settings), "--pythonpath", sys.executable]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.stdout.strip().endswith("0 errors, 0 warnings, 0 informations")
