"""Proves that each wheel of dist/ stands alone: `run.py UV [DISTRIBUTION ...]`, for `make test-wheels`.

A wheel is imported where only what it requires is installed; then its test group joins it, and its tests run against
it from a folder outside the source tree. Where there is a `test_application.py`, those are the tests of the whole
package, without those of its parts, which `make test` runs.
"""

import os
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
LOCKED = [
    "--frozen",
    "--all-packages",
    "--all-groups",
    "--all-extras",
    "--no-emit-workspace",
    "--no-hashes",
    "--quiet",
]


def main(uv: str, *chosen: str) -> None:
    uv = uv if uv == "uv" else str(ROOT / uv)
    members = {project(path)["name"]: path.parent for path in sorted(ROOT.glob("packages/*/pyproject.toml"))}
    wheels = {name: wheel_of(name) for name in members}
    times: list[str] = []
    with tempfile.TemporaryDirectory(prefix="wheels-") as folder:
        constraints = Path(folder, "constraints.txt")
        constraints.write_text(locked_versions(uv) + "".join(f"{n} @ {w.as_uri()}\n" for n, w in wheels.items()))
        for name in chosen or members:
            print(f"\n== {wheels[name].name}", flush=True)
            start = time.monotonic()
            prove(uv, members[name], wheels[name], Path(folder, name), constraints)
            times.append(f"{name:<24}{time.monotonic() - start:6.1f} s")
    print("", *times, sep="\n")


def prove(uv: str, member: Path, wheel: Path, home: Path, constraints: Path) -> None:
    python = home / "bin" / "python"
    install = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--no-sources",
        "--python",
        python,
        "--constraints",
        constraints,
    ]
    run(uv, "venv", "--quiet", "--python", sys.executable, home)

    run(*install, wheel)
    for module in modules_of(wheel):
        check = f"import sys, {module}; assert {module}.__file__.startswith(sys.prefix), {module}.__file__"
        run(python, "-c", check, cwd=home)

    run(*install, "--group", f"{member / 'pyproject.toml'}:test")
    tests = tests_of(member)
    if not tests:
        print("it has no tests of its own", flush=True)
        return
    options = ["-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "-p", "no:cacheprovider", "-m", "not slow"]
    run(python, "-m", "pytest", *options, *tests, cwd=home)


def tests_of(member: Path) -> list[Path]:
    tests = member / "tests"
    whole = sorted(tests.glob("test_*.py"))
    return whole if tests / "test_application.py" in whole else sorted(tests.rglob("test_*.py"))


def run(*command: object, cwd: Path = ROOT) -> None:
    ours = {"PYTHONPATH", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}
    environment = {key: value for key, value in os.environ.items() if key not in ours}
    environment["PATH"] = f"{command[0]}/..:{environment['PATH']}"
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, check=False)
    if done.returncode:
        sys.exit(f"failed: {' '.join(str(part) for part in command)}")


def project(pyproject: Path) -> dict:
    return tomllib.loads(pyproject.read_text())["project"]


def wheel_of(name: str) -> Path:
    found = sorted(ROOT.glob(f"dist/{name.replace('-', '_')}-*.whl"))
    if len(found) != 1:
        sys.exit(f"expected one wheel of {name} in dist/, got {len(found)}: run `make build`")
    return found[0]


def modules_of(wheel: Path) -> list[str]:
    """The outermost packages of a wheel; one of a namespace is named in full."""
    with zipfile.ZipFile(wheel) as archive:
        packages = {PurePosixPath(path).parent for path in archive.namelist() if path.endswith("/__init__.py")}
    return [".".join(path.parts) for path in packages if not packages & set(path.parents)]


def locked_versions(uv: str) -> str:
    return subprocess.run([uv, "export", *LOCKED], cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
