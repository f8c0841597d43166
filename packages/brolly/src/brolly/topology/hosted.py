"""What must hold of applications: each is known, gets what it requires, and its config decodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from brolly import contracts
from brolly.application import Application, start_order
from brolly.configuration import ConfigurationError
from brolly.topology.deployment import hosts_of
from brolly.topology.findings import Finding, Hook, find, suggestion
from brolly.topology.model import Document

__all__ = ["Hosted"]


class Hosted:
    """The applications of a document, as far as they are installed here.

    With `own`, the name of a process, only the applications of that one have to be installed and sound.
    """

    def __init__(self, document: Document, available: Mapping[str, Callable[[], Application]], own: str | None) -> None:
        self.document = document
        self.available = available
        self.own = own
        self.installed: dict[str, Application] = {}
        self._findings = tuple(self._load())

    def findings(self, hook: Hook) -> Iterator[Finding]:
        """Find everything that is wrong; `hook` decodes what is not JSON's in their configs."""
        yield from self._findings
        yield from self._provided_twice()
        yield from self._required_in_vain()
        yield from self._circles()
        for name, application in self.installed.items():
            if self.is_own(name):
                yield from self._config(name, application, hook)

    def is_own(self, application: str) -> bool:
        """Whether this process has to be able to run it."""
        return self.own is None or application in self.document.processes[self.own].applications

    def _load(self) -> Iterator[Finding]:
        for process, settings in self.document.processes.items():
            for index, name in enumerate(settings.applications):
                path = ("processes", process, "applications", index)
                yield from self._load_one(name, path)

    def _load_one(self, name: str, path: tuple[str | int, ...]) -> Iterator[Finding]:
        if name not in self.available:
            yield from self._not_installed(name, path)
            return
        try:
            application = self.available[name]()
        except ConfigurationError as error:
            if self.is_own(name):
                yield from (Finding(path, problem.found, problem.fix) for problem in error.problems)
            return
        self.installed[name] = application
        yield from self._misnamed(name, application)

    def _not_installed(self, name: str, path: tuple[str | int, ...]) -> Iterator[Finding]:
        if self.own is not None and self.is_own(name):
            yield Finding(
                path,
                f"application {name!r} is not installed in this environment",
                "install its package here, or give the process the python of an environment that has it",
            )
        elif self.own is None and not self._described(name):
            near = suggestion(name, self.available)
            near = f"{near} Else install" if near.startswith("did") else "install"
            yield Finding(
                path,
                f"application {name!r} is not installed, and nothing says what it provides",
                f"{near} it, or write [applications.{name}] provides = [...]",
            )

    def _described(self, name: str) -> bool:
        return name in self.document.applications and bool(self.document.applications[name].provides)

    def _misnamed(self, name: str, application: Application) -> Iterator[Finding]:
        if application.name != name:
            yield Finding(
                ("applications", name),
                f"expected an application named {name!r}, got one named {application.name!r}",
                "give the Application the name of its entry point",
            )
        settings = self.document.applications.get(name)
        for index, contract in enumerate(settings.provides if settings else ()):
            known = [contracts.of(protocol) for protocol in application.provides]
            if not any(contract in (one.name, one.short_name) for one in known):
                yield Finding(
                    ("applications", name, "provides", index),
                    f"application {name!r} does not provide {contract!r}",
                    suggestion(contract, [one.short_name for one in known]),
                )

    def _provides(self, name: str) -> Iterator[str]:
        """The contracts of an application, by full name where it is installed."""
        if name in self.installed:
            yield from (contracts.of(protocol).name for protocol in self.installed[name].provides)
        elif name in self.document.applications:
            yield from self.document.applications[name].provides

    def _provided_twice(self) -> Iterator[Finding]:
        providers: dict[str, str] = {}
        for name in hosts_of(self.document):
            for contract in self._provides(name):
                other = next((providers[known] for known in providers if _same(known, contract)), name)
                providers[contract] = name
                if other != name:
                    yield Finding(
                        ("applications", name),
                        f"{contract} is provided by {other!r} and by {name!r}",
                        "host only one of them in a topology",
                    )

    def _required_in_vain(self) -> Iterator[Finding]:
        provided = [contract for name in hosts_of(self.document) for contract in self._provides(name)]
        for name, application in self.installed.items():
            for protocol in application.requires if self.is_own(name) else ():
                required = contracts.of(protocol).name
                if not any(_same(required, contract) for contract in provided):
                    yield Finding(
                        ("applications", name),
                        f"{name!r} requires {required}, which no application of this topology provides",
                        "host one that does; where it is not installed, write its provides = [...]",
                    )

    def _circles(self) -> Iterator[Finding]:
        for process, settings in self.document.processes.items():
            local = [self.installed[name] for name in settings.applications if name in self.installed]
            try:
                start_order(local)
            except ConfigurationError as error:
                path = ("processes", process, "applications")
                yield from (Finding(path, problem.found, problem.fix) for problem in error.problems)

    def _config(self, name: str, application: Application, hook: Hook) -> Iterator[Finding]:
        section: Mapping[str, object] = {}
        if name in self.document.applications:
            section = self.document.applications[name].config
        path = ("applications", name, "config")
        if application.config is not None:
            yield from find(section, application.config, path, hook)
        elif section:
            yield Finding(path, f"application {name!r} takes no config", "remove the section")


def _same(one: str, other: str) -> bool:
    """Whether two names, each full or the last part, mean one contract."""
    return one == other or (("." not in one or "." not in other) and one.rpartition(".")[2] == other.rpartition(".")[2])
