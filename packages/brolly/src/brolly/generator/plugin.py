"""`protoc-gen-brolly`: the generator as a plugin of protoc or buf; reads a request and writes a response."""

from __future__ import annotations

import sys

from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest, CodeGeneratorResponse
from google.protobuf.descriptor_pb2 import EDITION_2023, EDITION_2024

from brolly.generator.formatting import formatted
from brolly.generator.generation import generate
from brolly.generator.protoc import MissingTool
from brolly.generator.refusal import Refused

__all__ = ["main", "respond"]


def main() -> None:
    """Answer protoc."""
    request = CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
    sys.stdout.buffer.write(respond(request).SerializeToString())


def respond(request: CodeGeneratorRequest) -> CodeGeneratorResponse:
    """Return the modules of the files that are asked for, or everything that is refused as one error."""
    response = CodeGeneratorResponse(
        # Editions are taken from protoc only to be refused with a place and an advice.
        supported_features=CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL
        | CodeGeneratorResponse.FEATURE_SUPPORTS_EDITIONS,
        minimum_edition=EDITION_2023,
        maximum_edition=EDITION_2024,
    )
    try:
        modules = formatted(generate(request.proto_file, request.file_to_generate))
    except (Refused, MissingTool) as error:
        response.error = str(error)
        return response
    for name, text in sorted(modules.items()):
        response.file.add(name=name, content=text)
    return response


if __name__ == "__main__":
    main()
