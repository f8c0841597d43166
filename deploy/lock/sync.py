"""Brings the environment to the committed lock: `python3 sync.py UV`, for `make sync`.

uv.lock is committed without the addresses of any package index (see strip.sed). uv resolves it again against
the index configured here, keeps its versions and writes the addresses into the working copy. It checks no
hashes of a lock that it resolves again, so this does: before anything is installed, the stripped result must
be what git has (staged is enough: that is how a wanted change is accepted).
"""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "uv.lock"
STRIP = "sed -E -f deploy/lock/strip.sed"
SYNC = ["sync", "--frozen", "--all-packages", "--all-groups", "--all-extras", "--compile-bytecode", "--quiet"]


def main(uv: str) -> None:
    in_git = shutil.which("git") is not None and (ROOT / ".git").exists()
    if in_git:
        git("config", "filter.lock.clean", STRIP)
        git("config", "filter.lock.smudge", "cat")
        git("config", "filter.lock.required", "true")
    found = LOCK.read_bytes() if LOCK.exists() else b""
    expected = git("show", ":uv.lock") if in_git else stripped(found)

    resolved = resolve(uv, expected)
    if expected and resolved != expected:
        if not in_git:
            LOCK.write_bytes(found)
        sys.exit(difference(expected, resolved))
    if in_git and expected:
        git("add", "uv.lock")  # the same bytes: only tells git of the file's new size, else `git status` reports it

    subprocess.run([uv, *SYNC], cwd=ROOT, check=True)


def resolve(uv: str, start: bytes | None) -> bytes:
    """Locks until the stripped result leads to itself: uv orders markers differently by where it starts."""
    for _ in range(5):
        subprocess.run([uv, "lock", "--quiet"], cwd=ROOT, check=True)
        resolved = stripped(LOCK.read_bytes())
        if resolved == start:
            return resolved
        LOCK.write_bytes(resolved)
        start = resolved
    sys.exit("expected uv to settle on one lock, got another each time")


def git(*arguments: str) -> bytes | None:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def stripped(lock: bytes) -> bytes:
    return subprocess.run(STRIP.split(), cwd=ROOT, input=lock, stdout=subprocess.PIPE, check=True).stdout


def difference(expected: bytes, resolved: bytes) -> str:
    before, after = packages(expected), packages(resolved)
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    rows = [f"  {name}: {versions(before, name)} -> {versions(after, name)}" for name in names]
    return "\n".join(
        [
            "uv.lock, resolved here, differs from what is committed:",
            *(rows or ["  no package, only its head"]),
            "If you changed what a package requires: `git add uv.lock`, then `make sync` again.",
            "If you did not: the package index configured here has other files than those that were locked.",
        ]
    )


def packages(lock: bytes) -> dict[str, list[dict[str, object]]]:
    """The lock's entries by name; a name has several where versions differ by platform or Python."""
    entries: dict[str, list[dict[str, object]]] = {}
    for package in tomllib.loads(lock.decode()).get("package", []):
        entries.setdefault(package["name"], []).append(package)
    return entries


def versions(entries: dict[str, list[dict[str, object]]], name: str) -> str:
    return ", ".join(str(entry.get("version")) for entry in entries.get(name, [])) or "none"


if __name__ == "__main__":
    main(sys.argv[1])
