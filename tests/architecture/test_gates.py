"""The gates hold: what must not be merged is seen by the make target that is to see it."""

from pathlib import Path

import pytest

FORBIDDEN = ["brolly_testbed", "grpc", "grpc_tools", "brolly.generator"]


def test_unmodified_copy_passes(copy):
    status, output = copy.make("lint", "check-generate")

    assert status == 0, output


@pytest.mark.parametrize("imported", FORBIDDEN)
def test_forbidden_import_is_seen(copy, imported):
    offender = copy.folder / "packages/brolly/src/brolly/offender.py"
    offender.write_text(f'"""Imports what it must not."""\n\nimport {imported}  # noqa: F401\n')

    status, output = copy.make("lint")

    assert status != 0
    assert f"brolly.offender -> {imported}" in output


def test_wrong_type_is_seen(copy):
    offender = copy.folder / "packages/brolly/src/brolly/offender.py"
    offender.write_text('"""Has a wrong type."""\n\nNUMBER: int = "one"\n')

    status, output = copy.make("types")

    assert status != 0
    assert "offender.py:3" in output


def test_stale_generated_file_is_seen(copy):
    generated = Path("packages/brolly/src/brolly/testing/v1/echo.py")
    with (copy.folder / generated).open("a") as file:
        file.write("\nstale = True\n")

    status, output = copy.make("check-generate")

    assert status != 0
    assert "testing/v1/echo.py" in output


def test_registry_host_is_seen(copy):
    host = ".".join(["pypi", "org"])  # noqa: FLY002 - else this file would name it
    (copy.folder / "notes.md").write_text(f"pip download --index-url https://{host}/simple\n")

    status, output = copy.make("lint")

    assert status != 0
    assert "notes.md:1" in output
