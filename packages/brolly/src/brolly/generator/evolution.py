"""What a change of protos breaks for callers and implementations in Python, beyond what `buf breaking` sees.

buf knows the wire. It does not know that a field without `optional` is a parameter that callers must give, nor that an
order of fields is an order of parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from google.protobuf.descriptor_pb2 import FileDescriptorProto

from brolly.generator.model import Attribute, Choice, Files, Message, Service
from brolly.generator.protoc import is_wanted
from brolly.generator.reading import read
from brolly.generator.refusal import Place, Refusal

__all__ = ["findings"]


def findings(
    before: Sequence[FileDescriptorProto], now: Sequence[FileDescriptorProto], only: Sequence[str] = ()
) -> list[Refusal]:
    """Return what may not change as it did, in the order of the files.

    Args:
        before: The released protos, and all that they import.
        now: The protos as they are.
        only: Folders or files to keep to; all when empty.
    """
    old, new = read(before)[0], read(now)[0]
    found = [*_services(old, new), *_messages(old, new)]
    return sorted(each for each in found if is_wanted(each.place.file, only))


def _services(old: Files, new: Files) -> Iterator[Refusal]:
    remaining = {service.full_name: service for _, service in new.services()}
    for file, service in old.services():
        if service.full_name in remaining:
            yield from _methods(service, remaining[service.full_name])
        else:
            place = Place(file.name, 1 if file.name in new.by_name else 0, 1)
            yield Refusal(place, f"service {service.name} is gone", "keep it until no caller is left, or begin a v2")


def _methods(old: Service, new: Service) -> Iterator[Refusal]:
    remaining = {method.rpc: method for method in new.methods}
    for method in old.methods:
        now = remaining.get(method.rpc)
        if now is None:
            found = f"rpc {old.name}.{method.rpc} is gone"
            yield Refusal(new.place, found, "keep it until no caller is left, or begin a v2")
        elif now.is_many != method.is_many:
            words = ("many responses", "one") if method.is_many else ("one response", "many")
            found = f"rpc {old.name}.{method.rpc} returned {words[0]} and returns {words[1]}"
            yield Refusal(now.place, found, "keep it as it was, and add another rpc")


def _messages(old: Files, new: Files) -> Iterator[Refusal]:
    for name, message in new.messages.items():
        earlier = old.messages.get(name)
        if earlier is None:
            continue
        yield from _attributes(earlier, message)
        if earlier.error != message.error:
            found = f"domain error {message.name} was {earlier.error} and is {message.error}"
            yield Refusal(message.place, found, "keep its code, as callers catch it by that; add another error")
        if name in old.requests and name in new.requests:
            yield from _position(earlier, message)


def _attributes(old: Message, new: Message) -> Iterator[Refusal]:
    earlier = {each.name: each for each in old.attributes}
    members = {each.name for choice in old.attributes if isinstance(choice, Choice) for each in choice.members}
    for each in new.attributes:
        before = earlier.get(each.name)
        if before is None and each.name not in members:
            yield from _added(each)
        elif before is not None and before.is_required != each.is_required:
            words = ("required", "optional") if before.is_required else ("optional", "required")
            found = f"field {each.path} was {words[0]} and is {words[1]}"
            yield Refusal(each.place, found, "keep it as it was, and add another field")


def _added(attribute: Attribute) -> Iterator[Refusal]:
    if isinstance(attribute, Choice):
        found = f"oneof {attribute.path} was added, and a oneof is required"
        yield Refusal(attribute.place, found, "put it into a message of its own, and add that as `optional`")
    elif attribute.is_table:
        found = f"table {attribute.path} was added, and a table is required"
        yield Refusal(attribute.place, found, "add an rpc that takes or returns it")
    elif attribute.is_required:
        found = f"field {attribute.path} was added, and is required"
        yield Refusal(attribute.place, found, "write `optional`, `repeated` or a map, as earlier callers leave it out")


def _position(old: Message, new: Message) -> Iterator[Refusal]:
    """Compare the parameters that may be given by position."""
    before, now = old.first, new.first
    if before is None or now is None or before.name == now.name:
        return
    if before.name in {each.name for each in new.attributes if each.is_required}:
        found = f"the parameter by position of {new.name} was `{before.python}` and is `{now.python}`"
        yield Refusal(now.place, found, f"keep `{before.name}` the first required field")
