"""Everything that has no Python form is refused with its place, what was found, and what to write instead."""

import pytest

from brolly.generator.generation import generate
from brolly.generator.protoc import descriptors
from brolly.generator.refusal import Refused

IMPORTS = {
    "(brolly.v1.error)": "brolly/v1/options",
    "(brolly.v1.many)": "brolly/v1/options",
    "brolly.v1.Code": "brolly/v1/options",
    "brolly.v1.Table": "brolly/v1/table",
    "protobuf.Any": "google/protobuf/any",
    "protobuf.Empty": "google/protobuf/empty",
    "protobuf.FieldMask": "google/protobuf/field_mask",
    "protobuf.Int64Value": "google/protobuf/wrappers",
    "protobuf.ListValue": "google/protobuf/struct",
    "protobuf.NullValue": "google/protobuf/struct",
    "protobuf.Struct": "google/protobuf/struct",
    "protobuf.Timestamp": "google/protobuf/timestamp",
}


FIELDS = {
    "scalar_float": (
        "message A {\n  float ratio = 1;\n}",
        "3:3: field `ratio` is a scalar float; write `double`, as a float would be rounded on the wire only",
    ),
    "optional_float": (
        "message A {\n  optional float ratio = 1;\n}",
        "3:3: field `ratio` is a scalar float; write `double`, as a float would be rounded on the wire only",
    ),
    "float_in_map": (
        "message A {\n  map<string, float> ratios = 1;\n}",
        "3:3: field `ratios` is a scalar float; write `double`, as a float would be rounded on the wire only",
    ),
    "any": (
        "message A {\n  google.protobuf.Any any = 1;\n}",
        (
            "3:3: field `any` is a google.protobuf.Any, which has no Python form here; "
            "write a `oneof` of the messages that it may be"
        ),
    ),
    "wrapper": (
        "message A {\n  google.protobuf.Int64Value number = 1;\n}",
        "3:3: field `number` is a google.protobuf.Int64Value, which has no Python form here; write `optional int64`",
    ),
    "json": (
        "message A {\n  repeated google.protobuf.Struct object = 1;\n}",
        "3:3: field `object` is a google.protobuf.Struct, which has no Python form here; declare a message for it",
    ),
    "null": (
        "message A {\n  google.protobuf.NullValue nothing = 1;\n}",
        (
            "3:3: field `nothing` is a google.protobuf.NullValue, which has no Python form here; "
            "write `optional`: what is not set is null"
        ),
    ),
    "mask": (
        "message A {\n  map<string, google.protobuf.FieldMask> masks = 1;\n}",
        (
            "3:3: field `masks` is a google.protobuf.FieldMask, which has no Python form here; "
            "write `optional` fields: those that are set are those that change"
        ),
    ),
    "descriptor": (
        "message A {\n  google.protobuf.ListValue values = 1;\n}",
        (
            "3:3: field `values` is a google.protobuf.ListValue, which has no Python form here; "
            "declare a message for it and write `repeated`"
        ),
    ),
    "code": (
        "message A {\n  brolly.v1.Code code = 1;\n}",
        "3:3: field `code` is a brolly.v1.Code, which has no Python form here; declare a message of your own",
    ),
    "nested_message": (
        "message A {\n  message Inner {}\n}",
        "3:3: message Inner is nested in A; move it to the top level of the file",
    ),
    "nested_enum": (
        "message A {\n  enum Inner {\n    INNER_UNSPECIFIED = 0;\n  }\n}",
        "3:3: enum Inner is nested in A; move it to the top level of the file",
    ),
    "underscore": (
        "message A {\n  string _name = 1;\n}",
        "3:3: the name `_name` begins with an underscore; begin it with a letter",
    ),
    "same_name": (
        "message A {\n  string class_ = 1;\n  oneof class {\n    B b = 2;\n  }\n}\nmessage B {}",
        "4:3: fields `class_` and `class` are both `class_` in Python; rename one of them",
    ),
    "oneof_scalar": (
        "message A {\n  oneof shape {\n    B b = 1;\n    double side_length = 2;\n  }\n}\nmessage B {}",
        (
            "5:5: `side_length` in oneof `shape` is a double; "
            "wrap it in a message of its own, as in `message SideLength { ... }`"
        ),
    ),
    "oneof_time": (
        "message A {\n  oneof when {\n    google.protobuf.Timestamp at = 1;\n  }\n}",
        (
            "4:5: `at` in oneof `when` is a google.protobuf.Timestamp; "
            "wrap it in a message of its own, as in `message At { ... }`"
        ),
    ),
    "oneof_enum": (
        "message A {\n  oneof when {\n    E e = 1;\n  }\n}\nenum E {\n  E_UNSPECIFIED = 0;\n}",
        "4:5: `e` in oneof `when` is a oneof_enum.v1.E; wrap it in a message of its own, as in `message E { ... }`",
    ),
    "oneof_twice": (
        "message A {\n  oneof shape {\n    B b = 1;\n    B c = 2;\n  }\n}\nmessage B {}",
        (
            "5:5: `b` and `c` in oneof `shape` are the same message; "
            "give each a message of its own, as Python tells them apart by their class"
        ),
    ),
    "recursion": (
        "message A {\n  A a = 1;\n}",
        "3:3: field A.a requires another A without end; write `optional`, `repeated` or a map somewhere on the way",
    ),
    "long_recursion": (
        "message A {\n  oneof next {\n    B b = 1;\n  }\n}\nmessage B {\n  A a = 1;\n}",
        "3:3: oneof A.next requires another A without end; write `optional`, `repeated` or a map somewhere on the way",
        "8:3: field B.a requires another B without end; write `optional`, `repeated` or a map somewhere on the way",
    ),
}

ENUMS = {
    "enum_zero": (
        "enum Speed {\n  SPEED_SLOW = 0;\n}",
        (
            "3:3: the first value of enum Speed is `SPEED_SLOW = 0`; "
            "write `SPEED_UNSPECIFIED = 0;` before it, as zero is what absence reads as"
        ),
    ),
    "enum_prefix": (
        "enum HTTPStatus {\n  UNSPECIFIED = 0;\n}",
        (
            "3:3: the first value of enum HTTPStatus is `UNSPECIFIED = 0`; "
            "write `HTTP_STATUS_UNSPECIFIED = 0;` before it, as zero is what absence reads as"
        ),
    ),
    "enum_same": (
        "enum Speed {\n  option allow_alias = true;\n  SPEED_UNSPECIFIED = 0;\n  SPEED_FAST = 1;\n  FAST = 1;\n}",
        "6:3: `SPEED_FAST` and `FAST` are both FAST in Python; rename one of them",
    ),
}

TABLES = {
    "table_repeated": (
        "message A {\n  repeated brolly.v1.Table tables = 1;\n}",
        "3:3: table `tables` is repeated; write a singular field, `brolly.v1.Table table`, one for each table",
    ),
    "table_optional": (
        "message A {\n  optional brolly.v1.Table table = 1;\n}",
        "3:3: table `table` is optional; write a singular field, `brolly.v1.Table table`, one for each table",
    ),
    "table_map": (
        "message A {\n  map<string, brolly.v1.Table> tables = 1;\n}",
        "3:3: table `tables` is in a map; write a singular field, `brolly.v1.Table table`, one for each table",
    ),
    "table_oneof": (
        "message A {\n  oneof source {\n    brolly.v1.Table table = 1;\n  }\n}",
        (
            "4:5: table `table` stands in oneof `source`; "
            "take it out of the oneof, as tables travel in frames of their own"
        ),
    ),
    "table_nested": (
        "message A {\n  B b = 1;\n}\nmessage B {\n  brolly.v1.Table table = 1;\n}",
        (
            "3:3: field A.b is B, which holds a table; "
            "put the table itself into the request or response, as `brolly.v1.Table`"
        ),
    ),
    "table_in_one_piece": (
        (
            "service S {\n  rpc Get(GetRequest) returns (stream Got);\n  rpc Put(PutRequest) returns (Got);\n}\n"
            "message GetRequest {}\nmessage Got {\n  brolly.v1.Table table = 1;\n}\n"
            "message PutRequest {\n  brolly.v1.Table table = 1;\n}"
        ),
        "4:3: Got holds a table and rpc Put returns it in one piece; write `returns (stream Got)`",
        "4:3: PutRequest holds a table and rpc Put takes it in one piece; write `rpc Put(stream PutRequest)`",
    ),
    "many_without_table": (
        (
            "service S {\n  rpc Get(A) returns (stream B) {\n    option (brolly.v1.many) = true;\n  }\n"
            "  rpc Put(C) returns (B) {\n    option (brolly.v1.many) = true;\n  }\n}\n"
            "message A {}\nmessage B {}\nmessage C {}"
        ),
        (
            "3:3: rpc Get is marked `many`, and B holds no table; "
            "leave the option out, as it is a stream of many as it stands"
        ),
        "6:3: rpc Put is marked `many`, and B holds no table; leave the option out, as it returns one message",
    ),
    "many_in_one_piece": (
        (
            "service S {\n  rpc Get(A) returns (B) {\n    option (brolly.v1.many) = true;\n  }\n}\n"
            "message A {}\nmessage B {\n  brolly.v1.Table table = 1;\n}"
        ),
        "3:3: rpc Get is marked `many`, and returns B in one piece; write `returns (stream B)`",
    ),
    "table_error": (
        "message A {\n  option (brolly.v1.error) = NOT_FOUND;\n  brolly.v1.Table table = 1;\n}",
        "4:3: domain error A holds the table `table`; say in other fields what is wrong, as errors travel in one piece",
    ),
    "table_alone": (
        "service S {\n  rpc Get(brolly.v1.Table) returns (B);\n}\nmessage B {}",
        "3:3: rpc Get takes brolly.v1.Table, which has no Python form; declare a message of its own, `GetRequest`",
    ),
}

METHODS = {
    "second_service": (
        "service S {}\nservice T {}",
        "3:1: T is the second service of the file; give it a file of its own, named like it",
    ),
    "empty": (
        "service S {\n  rpc Go(google.protobuf.Empty) returns (google.protobuf.Empty);\n}",
        (
            "3:3: rpc Go returns google.protobuf.Empty, which has no Python form; "
            "declare a message of its own, `GoResponse`"
        ),
        "3:3: rpc Go takes google.protobuf.Empty, which has no Python form; declare a message of its own, `GoRequest`",
    ),
    "shared_request": (
        "service S {\n  rpc Go(A) returns (B);\n  rpc Run(A) returns (B);\n}\nmessage A {}\nmessage B {}",
        "4:3: rpc Run takes A, as rpc Go does; declare a message of its own, `RunRequest`",
    ),
    "request_as_items": (
        "service S {\n  rpc Go(A) returns (B);\n  rpc Run(stream A) returns (B);\n}\nmessage A {}\nmessage B {}",
        (
            "4:3: rpc Run takes a stream of A, which is the request of another rpc; "
            "declare a message of its own for the items"
        ),
    ),
    "request_as_response": (
        "service S {\n  rpc Go(A) returns (A);\n}\nmessage A {}",
        "3:3: rpc Go returns A, which is the request of an rpc; declare a message of its own, `GoResponse`",
    ),
    "request_as_field": (
        "service S {\n  rpc Go(A) returns (B);\n}\nmessage A {}\nmessage B {\n  repeated A again = 1;\n}",
        "7:3: field B.again is A, the request of an rpc; declare a message of its own for it",
    ),
    "same_method": (
        (
            "service S {\n  rpc GetURL(A) returns (C);\n  rpc GetUrl(B) returns (C);\n}\n"
            "message A {}\nmessage B {}\nmessage C {}"
        ),
        "4:3: rpcs GetURL and GetUrl are both `get_url` in Python; rename one of them",
    ),
    "local": (
        "service S {}\nmessage LocalS {}",
        "3:1: LocalS is also what is generated for service S; rename it",
    ),
    "same_function": (
        "message AB {}\nmessage Ab {}",
        "3:1: messages AB and Ab are both `ab` in function names; rename one of them",
    ),
    "none": ("message None {}", "2:1: the name None is kept by Python; rename it"),
}

ERRORS = {
    "error_without_code": (
        "message A {\n  option (brolly.v1.error) = CODE_UNSPECIFIED;\n}",
        (
            "3:3: domain error A has no code; "
            "name one of the canonical codes, as in `option (brolly.v1.error) = NOT_FOUND;`"
        ),
    ),
    "error_as_field": (
        "message A {\n  option (brolly.v1.error) = NOT_FOUND;\n}\nmessage B {\n  A a = 1;\n}",
        "6:3: field B.a is the domain error A; declare a message of its own for it",
    ),
    "error_as_request": (
        (
            "message A {\n  option (brolly.v1.error) = NOT_FOUND;\n}\nmessage B {}\n"
            "service S {\n  rpc Go(A) returns (B);\n}"
        ),
        "7:3: rpc Go takes the domain error A; declare a message of its own, `GoRequest`",
    ),
    "error_as_response": (
        (
            "message A {\n  option (brolly.v1.error) = NOT_FOUND;\n}\nmessage B {}\n"
            "service S {\n  rpc Go(B) returns (A);\n}"
        ),
        "7:3: rpc Go returns the domain error A; return a message, and let the implementation raise the error",
    ),
}

CASES = {**FIELDS, **ENUMS, **TABLES, **METHODS, **ERRORS}

WHOLE_FILES = {
    "old_syntax": (
        'syntax = "proto2";\npackage old_syntax.v1;\nmessage A {\n  optional string name = 1;\n}\n',
        '1:1: the file is written in proto2; write `syntax = "proto3";`',
    ),
    "editions": (
        'edition = "2023";\npackage editions.v1;\nmessage A {\n  string name = 1;\n}\n',
        '1:1: the file is written in editions; write `syntax = "proto3";`',
    ),
    "foreign": (
        (
            'syntax = "proto3"; package foreign.v1; import "shared_request/v1/case.proto";\n'
            "service S {\n  rpc Go(shared_request.v1.A) returns (shared_request.v1.B);\n}\n"
        ),
        "3:3: rpc Go takes A, as rpc Go does; declare a message of its own, `GoRequest`",
        (
            "3:3: rpc Go takes A, which is declared in shared_request/v1/case.proto; "
            "declare it in this file, as its fields are the method's parameters"
        ),
    ),
}


def header(name, text):
    """What every case begins with, on one line, so that the lines of the case count from 2."""
    imports = sorted({f'import "{file}.proto";' for used, file in IMPORTS.items() if used in text})
    return " ".join(['syntax = "proto3";', f"package {name}.v1;", *imports])


@pytest.fixture(scope="module")
def protos(tmp_path_factory):
    """The descriptors of all cases, from one run of protoc."""
    folder = tmp_path_factory.mktemp("refused")
    texts = {name: f"{header(name, case[0])}\n{case[0]}\n" for name, case in CASES.items()}
    texts |= {name: case[0] for name, case in WHOLE_FILES.items()}
    for name, text in texts.items():
        path = folder / name / "v1" / "case.proto"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return descriptors(folder, [f"{name}/v1/case.proto" for name in texts])


@pytest.mark.parametrize("name", [*CASES, *WHOLE_FILES])
def test_what_has_no_python_form_is_refused(protos, name):
    file = f"{name}/v1/case.proto"
    expected = {**CASES, **WHOLE_FILES}[name][1:]

    with pytest.raises(Refused) as caught:
        generate(protos, [file])

    assert str(caught.value).splitlines() == [f"{file}:{each}" for each in expected]


def test_refusals_of_all_files_come_at_once(protos):
    with pytest.raises(Refused) as caught:
        generate(protos, ["any/v1/case.proto", "local/v1/case.proto", "enum_zero/v1/case.proto"])

    assert [each.place.file.partition("/")[0] for each in caught.value.refusals] == ["any", "enum_zero", "local"]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("kept/class.proto", "`class` in the path of the file is no Python name; rename it"),
        ("kept/my-file.proto", "`my-file` in the path of the file is no Python name; rename it"),
        (
            "kept/a_codec.proto",
            "the name of the file ends in `_codec`; rename the file, as generated modules end so",
        ),
    ],
)
def test_a_file_that_cannot_be_a_module_is_refused(tmp_path, file, expected):
    (tmp_path / "kept").mkdir()
    (tmp_path / file).write_text('syntax = "proto3";\npackage kept;\n')

    with pytest.raises(Refused) as caught:
        generate(descriptors(tmp_path, [file]), [file])

    assert str(caught.value) == f"{file}:2:1: {expected}"
