"""From descriptors to the text of every module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from google.protobuf.descriptor_pb2 import FileDescriptorProto

from brolly.generator.modules import codec_module, contract_module
from brolly.generator.reading import has_model, read
from brolly.generator.refusal import Refused

__all__ = ["generate"]


def generate(protos: Sequence[FileDescriptorProto], names: Iterable[str]) -> Mapping[str, str]:
    """Return the modules of the named files, by path and not yet formatted.

    Args:
        protos: All files that the named ones import, and themselves, with their source information.
        names: The files to generate from.

    Raises:
        Refused: Something in them has no Python form.
    """
    files, refusals = read(protos)
    wanted = [name for name in names if has_model(name)]
    own = [refusal for refusal in refusals if refusal.place.file in wanted]
    if own:
        raise Refused(own)
    modules: dict[str, str] = {}
    for file in (files.by_name[name] for name in wanted):
        if not file.is_empty:
            stem = file.name.removesuffix(".proto")
            modules[f"{stem}.py"] = contract_module(file, files)
            modules[f"{stem}_codec.py"] = codec_module(file, files)
    return modules
