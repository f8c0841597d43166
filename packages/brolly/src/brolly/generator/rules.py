"""Rules over whole files that decide what is refused: how messages, methods and tables go together."""

from __future__ import annotations

from collections.abc import Iterator

from brolly.generator.model import Attribute, Field, File, Files, Kind, Message, Method
from brolly.generator.naming import snake
from brolly.generator.refusal import Refusal

__all__ = ["refusals_of"]

_OWN_MESSAGE = "declare a message of its own for it"


def refusals_of(files: Files) -> Iterator[Refusal]:
    """Iterate over everything in the files that cannot be generated from."""
    for file in files.by_name.values():
        yield from _services(file)
        yield from _names(file)
        for service in file.services:
            for method in service.methods:
                yield from _request(method, file, files)
                yield from _response(method, files)
                yield from _tables(method, files)
                yield from _many(method, files)
        for message in file.messages:
            for attribute in message.attributes:
                yield from _elements(attribute, files)
            yield from _recursion(message, files)
            yield from _error(message)
    yield from _shared(files)


def _services(file: File) -> Iterator[Refusal]:
    for service in file.services[1:]:
        found = f"{service.name} is the second service of the file"
        yield Refusal(service.place, found, "give it a file of its own, named like it")


def _names(file: File) -> Iterator[Refusal]:
    """Find names that are different in the proto and the same in Python."""
    made = {f"{side}{service.name}": service.name for service in file.services for side in ("Local", "Remote")}
    seen: dict[str, str] = {}
    for each in (*file.messages, *file.enums, *file.services):
        if each.name in {"None", "True", "False"}:
            yield Refusal(each.place, f"the name {each.name} is kept by Python", "rename it")
        if each.name in made:
            found = f"{each.name} is also what is generated for service {made[each.name]}"
            yield Refusal(each.place, found, "rename it")
    for message in file.messages:
        other = seen.setdefault(snake(message.name), message.name)
        if other != message.name:
            found = f"messages {other} and {message.name} are both `{snake(message.name)}` in function names"
            yield Refusal(message.place, found, "rename one of them")
    for service in file.services:
        methods: dict[str, str] = {}
        for method in service.methods:
            other = methods.setdefault(method.python, method.rpc)
            if other != method.rpc:
                found = f"rpcs {other} and {method.rpc} are both `{method.python}` in Python"
                yield Refusal(method.place, found, "rename one of them")


def _request(method: Method, file: File, files: Files) -> Iterator[Refusal]:
    request = files.messages.get(method.request)
    if request is None:
        found = f"rpc {method.rpc} takes {method.request}, which has no Python form"
        yield Refusal(method.place, found, f"declare a message of its own, `{method.rpc}Request`")
        return
    if request.error:
        found = f"rpc {method.rpc} takes the domain error {request.name}"
        yield Refusal(method.place, found, f"declare a message of its own, `{method.rpc}Request`")
    if request.file != file.name and method.request in files.requests:
        found = f"rpc {method.rpc} takes {request.name}, which is declared in {request.file}"
        yield Refusal(method.place, found, "declare it in this file, as its fields are the method's parameters")
    if method.request in files.requests and files.takes_items(method):
        found = f"rpc {method.rpc} takes a stream of {request.name}, which is the request of another rpc"
        yield Refusal(method.place, found, "declare a message of its own for the items")


def _shared(files: Files) -> Iterator[Refusal]:
    takers: dict[str, Method] = {}
    for _, service in files.services():
        for method in service.methods:
            if method.request not in files.requests or files.takes_items(method):
                continue
            first = takers.setdefault(method.request, method)
            if first is not method:
                name = method.request.rpartition(".")[2]
                found = f"rpc {method.rpc} takes {name}, as rpc {first.rpc} does"
                yield Refusal(method.place, found, f"declare a message of its own, `{method.rpc}Request`")


def _response(method: Method, files: Files) -> Iterator[Refusal]:
    response = files.messages.get(method.response)
    if response is None:
        found = f"rpc {method.rpc} returns {method.response}, which has no Python form"
        yield Refusal(method.place, found, f"declare a message of its own, `{method.rpc}Response`")
    elif response.error:
        found = f"rpc {method.rpc} returns the domain error {response.name}"
        yield Refusal(method.place, found, "return a message, and let the implementation raise the error")
    elif method.response in files.requests:
        found = f"rpc {method.rpc} returns {response.name}, which is the request of an rpc"
        yield Refusal(method.place, found, f"declare a message of its own, `{method.rpc}Response`")


def _tables(method: Method, files: Files) -> Iterator[Refusal]:
    request, response = files.messages.get(method.request), files.messages.get(method.response)
    if request is not None and request.tables and not method.is_client_stream:
        found = f"{request.name} holds a table and rpc {method.rpc} takes it in one piece"
        yield Refusal(method.place, found, f"write `rpc {method.rpc}(stream {request.name})`")
    if response is not None and response.tables and not (method.is_server_stream or method.is_many):
        found = f"{response.name} holds a table and rpc {method.rpc} returns it in one piece"
        yield Refusal(method.place, found, f"write `returns (stream {response.name})`")


def _many(method: Method, files: Files) -> Iterator[Refusal]:
    response = files.messages.get(method.response)
    if response is None or not method.is_many:
        return
    if not response.tables:
        found = f"rpc {method.rpc} is marked `many`, and {response.name} holds no table"
        said = "it is a stream of many as it stands" if method.is_server_stream else "it returns one message"
        yield Refusal(method.place, found, f"leave the option out, as {said}")
    elif not method.is_server_stream:
        found = f"rpc {method.rpc} is marked `many`, and returns {response.name} in one piece"
        yield Refusal(method.place, found, f"write `returns (stream {response.name})`")


def _elements(attribute: Attribute, files: Files) -> Iterator[Refusal]:
    """Find messages that are something else than a value of a field."""
    fields = (attribute,) if isinstance(attribute, Field) else attribute.members
    for field in fields:
        message = files.messages.get(field.element.type)
        if message is None:
            continue
        if message.error:
            found = f"field {field.path} is the domain error {message.name}"
            yield Refusal(field.place, found, _OWN_MESSAGE)
        elif message.full_name in files.requests and not message.tables:
            found = f"field {field.path} is {message.name}, the request of an rpc"
            yield Refusal(field.place, found, _OWN_MESSAGE)
        if message.tables:
            found = f"field {field.path} is {message.name}, which holds a table"
            advice = "put the table itself into the request or response, as `brolly.v1.Table`"
            yield Refusal(field.place, found, advice)


def _error(message: Message) -> Iterator[Refusal]:
    if message.error:
        for table in message.tables:
            found = f"domain error {message.name} holds the table `{table.name}`"
            yield Refusal(table.place, found, "say in other fields what is wrong, as errors travel in one piece")


def _recursion(message: Message, files: Files) -> Iterator[Refusal]:
    for attribute in message.attributes:
        if attribute.is_required and any(
            _reaches(each, message.full_name, files, frozenset()) for each in _inner(attribute)
        ):
            kind = "field" if isinstance(attribute, Field) else "oneof"
            found = f"{kind} {attribute.path} requires another {message.name} without end"
            yield Refusal(attribute.place, found, "write `optional`, `repeated` or a map somewhere on the way")


def _inner(attribute: Attribute) -> Iterator[str]:
    for element in attribute.elements:
        if element.kind is Kind.MESSAGE:
            yield element.type


def _reaches(start: str, goal: str, files: Files, seen: frozenset[str]) -> bool:
    """Tell whether a message cannot be without another."""
    if start == goal:
        return True
    message = files.messages.get(start)
    if message is None or start in seen:
        return False
    required = (each for each in message.attributes if each.is_required)
    return any(_reaches(each, goal, files, seen | {start}) for one in required for each in _inner(one))
