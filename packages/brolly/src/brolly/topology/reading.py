"""Reads a topology file with the overrides of the environment, and tells everything that is wrong at once."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

from brolly.application import Application, discover
from brolly.configuration import ConfigurationError, Problem, environment
from brolly.topology import lines
from brolly.topology.deployment import find_in_processes, hosts_of
from brolly.topology.findings import Finding, find
from brolly.topology.hosted import Hosted
from brolly.topology.model import Document, Topology
from brolly.topology.overrides import Override, overrides
from brolly.topology.secret import Secret, resolve
from brolly.topology.toml_tables import table, with_value, without

__all__ = ["parse", "read"]

Available = Mapping[str, Callable[[], Application]]


def read(
    file: Path | str,
    environ: Mapping[str, str] | None = None,
    *,
    process: str | None = None,
    available: Available | None = None,
) -> Topology:
    """Read a topology for a whole deployment, or for one process of it.

    Args:
        file: The TOML file; paths inside are relative to it.
        environ: Where overrides and secrets come from; None: the environment of this process.
        process: The process to read it for. Then only its own applications have to be installed, and only
            their configs are decoded, so that it needs no other process's secrets.
        available: What is installed, as `discover` returns it; None: that.

    Raises:
        ConfigurationError: With every problem that was found.
    """
    try:
        text = Path(file).read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        found = f"the topology cannot be read: {reason}"
        raise ConfigurationError([Problem(place=str(file), found=found, fix="name a TOML file")]) from error
    return parse(text, file, environ, process=process, available=available)


def parse(
    text: str,
    file: Path | str,
    environ: Mapping[str, str] | None = None,
    *,
    process: str | None = None,
    available: Available | None = None,
) -> Topology:
    """Read a topology from a text, as `read` does; `file` is what it says it stands in."""
    environ = environment() if environ is None else environ
    reading = _Reading(text, Path(file), environ)
    document = reading.document()
    if process is not None and process not in document.processes:
        known = ", ".join(document.processes)
        reading.found([Finding(("processes",), f"there is no process {process!r}", f"name one of {known}")])
        process = None
    reading.place_hosted(document)
    hosted = Hosted(document, discover() if available is None else available, process)
    reading.found(find_in_processes(document))
    reading.found(hosted.findings(reading.decoded))
    reading.finish()
    return reading.topology(document, hosted)


class _Reading:
    """One text on its way to a topology, and what was found wrong so far."""

    def __init__(self, text: str, file: Path, environ: Mapping[str, str]) -> None:
        self.file = file
        self.folder = Path(os.path.abspath(file)).parent  # noqa: PTH100  links stay: a venv's python is one
        self.environ = environ
        self.places: dict[lines.Path, str] = {}
        self.problems: list[tuple[int, Problem]] = []
        self.raw: Mapping[str, Any] = self._toml(text)

    def _toml(self, text: str) -> dict[str, Any]:
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r" \(at line (\d+), column \d+\)| \(at end of document\)", str(error))
            number = int(line[1]) if line and line[1] else max(1, len(text.splitlines()))
            found = f"it is not TOML: {str(error)[: line.start() if line else None]}"
            place = f"{self.file}:{number}"
            raise ConfigurationError([Problem(place=place, found=found, fix="mend this line")]) from error
        self.places = {path: f"{self.file}:{line}" for path, line in lines.lines_of(text).items()}
        return raw

    def document(self) -> Document:
        """Return what of the file is sound; the rest has become problems."""
        self.raw = _hosted(self.raw)
        for override in list(overrides(self.raw, Document, self.environ)):
            self._override(override)
        self.found(find(self.raw, Document, (), self.decoded))
        sound = self.raw
        while findings := tuple(find(sound, Document, (), self.decoded)):
            for finding in reversed(findings):  # so that numbers of elements stay right
                sound = without(sound, finding.path)
        return msgspec.convert(sound, Document, dec_hook=self.decoded)

    def _override(self, override: Override | tuple[str, Finding]) -> None:
        if not isinstance(override, Override):
            variable, finding = override
            self.places[finding.path] = f"environment variable {variable}"
            self.found([finding])
            return
        self.raw = with_value(self.raw, override.path, override.value)
        for path in [path for path in self.places if path[: len(override.path)] == override.path]:
            del self.places[path]
        self.places[override.path] = f"environment variable {override.variable}"

    def place_hosted(self, document: Document) -> None:
        """Let applications without a section stand where a process names them."""
        for process, settings in document.processes.items():
            for index, name in enumerate(settings.applications):
                at = ("processes", process, "applications", index)
                self.places.setdefault(("applications", name), self._place(at))

    def decoded(self, kind: type, value: Any) -> Any:
        """Make a path or a secret, for `dec_hook`."""
        if kind is Path and isinstance(value, str):
            return Path(os.path.normpath(self.folder / value))
        if kind is Secret:
            return resolve(value, self.folder, self.environ)
        raise ValueError(f"expected {_said(kind)}, got {type(value).__name__}; write {_said(kind)}")

    def found(self, findings: Iterable[Finding]) -> None:
        """Keep what was found wrong, with its place."""
        for finding in findings:
            place = self._place(finding.path)
            path = ".".join(str(part) for part in finding.path)
            problem = Problem(place=place, path=path, found=finding.found, fix=finding.fix)
            line = int(place.rpartition(":")[2]) if place.startswith(f"{self.file}:") else -1
            self.problems.append((line, problem))

    def _place(self, path: lines.Path) -> str:
        """Where a key stands, else something below it, else the nearest table around it."""
        below = (at for at in self.places if at[: len(path)] == path)
        around = (path[:length] for length in range(len(path) - 1, 0, -1) if path[:length] in self.places)
        at = path if path in self.places else next(below, next(around, ()))
        return self.places.get(at, f"{self.file}:1")

    def finish(self) -> None:
        """Raise everything that was found, in the order of the file."""
        if self.problems:
            problems = sorted(self.problems, key=lambda problem: problem[0])
            raise ConfigurationError(dict.fromkeys(problem for _, problem in problems))

    def topology(self, document: Document, hosted: Hosted) -> Topology:
        """Make the topology of a sound document."""
        configs: dict[str, msgspec.Struct | None] = {}
        for name, application in hosted.installed.items():
            if hosted.is_own(name):
                section = document.applications[name].config
                wanted = application.config
                configs[name] = wanted and msgspec.convert(section, wanted, dec_hook=self.decoded)
        return Topology(
            transport=document.transport,
            processes=document.processes,
            applications={name: document.applications[name] for name in hosts_of(document)},
            file=self.folder / self.file.name,
            installed=hosted.installed,
            configs=configs,
        )


def _said(kind: type) -> str:
    return "a path in quotes" if kind is Path else f"a {kind.__name__}"


def _hosted(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give every hosted application a section, so that overrides can name it."""
    if not isinstance(raw.get("applications", {}), dict):
        return raw
    names = [name for process in table(raw.get("processes")).values() for name in _applications(process)]
    return {**raw, "applications": {**{name: {} for name in names}, **table(raw.get("applications"))}}


def _applications(process: object) -> Iterator[str]:
    names: object = table(process).get("applications")
    for name in cast("list[object]", names) if isinstance(names, list) else ():
        if isinstance(name, str):
            yield name
