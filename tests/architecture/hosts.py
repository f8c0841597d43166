"""Fails when a file that git has, or would have, names the host of a package registry, for `make lint`.

Such names break behind a mirror: see the section on the lock in README.md.
"""

import re
import subprocess
import sys
from pathlib import Path

# Written in parts, so that this file does not find itself.
HOSTS = [
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("registry.yarnpkg", "com"),
    ("deb.debian", "org"),
    ("conda.anaconda", "org"),
    ("crates", "io"),
    ("proxy.golang", "org"),
]
PATTERN = re.compile("|".join(re.escape(".".join(host)) for host in HOSTS).encode(), re.IGNORECASE)


def main(root: Path) -> None:
    problems = [problem for path in files(root) for problem in named_in(root, path)]
    if problems:
        sys.exit("\n".join(["a package registry's host is named in:", *problems]))


def files(root: Path) -> list[str]:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(listing, cwd=root, check=True, capture_output=True).stdout.decode().rstrip("\0").split("\0")


def named_in(root: Path, path: str) -> list[str]:
    if not (root / path).is_file():
        return []
    lines = content(root, path).splitlines()
    return [f"  {path}:{number}" for number, line in enumerate(lines, 1) if PATTERN.search(line)]


def content(root: Path, path: str) -> bytes:
    """What git would have of a file: the working copy of uv.lock does hold addresses."""
    if path != "uv.lock":
        return (root / path).read_bytes()
    strip = ["sed", "-E", "-f", "deploy/lock/strip.sed", path]
    return subprocess.run(strip, cwd=root, check=True, capture_output=True).stdout


if __name__ == "__main__":
    main(Path.cwd())
