"""`brolly evolution`: changes of protos that buf lets pass and that break callers or implementations in Python."""

import subprocess

import pytest

from brolly.cli import main

BEFORE = """syntax = "proto3";
package shop.v1;
import "brolly/v1/options.proto";
import "brolly/v1/table.proto";
service Shop {
  rpc Sell(SellRequest) returns (SellResponse);
  rpc Buy(BuyRequest) returns (BuyResponse);
  rpc List(ListRequest) returns (stream Listed);
}
message ListRequest {}
message Listed {
  brolly.v1.Table table = 1;
}
message SellRequest {
  string name = 1;
  int64 count = 2;
  optional string note = 3;
  oneof how {
    Cash cash = 4;
  }
}
message SellResponse {}
message BuyRequest {}
message BuyResponse {}
message Cash {}
message Card {}
message SoldOut {
  option (brolly.v1.error) = NOT_FOUND;
}
"""

ALLOWED = {
    "optional": ("  optional string note = 3;\n", "  optional string note = 3;\n  optional int64 more = 5;\n"),
    "repeated": ("message SellResponse {}", "message SellResponse {\n  repeated string names = 1;\n}"),
    "map": ("message SellResponse {}", "message SellResponse {\n  map<string, string> names = 1;\n}"),
    "choice": ("    Cash cash = 4;\n", "    Cash cash = 4;\n    Card card = 5;\n"),
    "message": ("message Card {}", "message Card {}\nmessage New {\n  string name = 1;\n}"),
    "rpc": (
        "  rpc Buy(",
        "  rpc Try(TryRequest) returns (SellResponse);\n  rpc Buy(",
        "message Card {}",
        "message Card {}\nmessage TryRequest {\n  string name = 1;\n}",
    ),
    "comment": ("message Card {}", "// Of plastic.\nmessage Card {}"),
}

FOUND = {
    "required": (
        ("message SellResponse {}", "message SellResponse {\n  string name = 1;\n}"),
        (
            "23:3: field SellResponse.name was added, and is required; "
            "write `optional`, `repeated` or a map, as earlier callers leave it out"
        ),
    ),
    "oneof": (
        ("message BuyRequest {}", "message BuyRequest {\n  oneof how {\n    Cash cash = 1;\n  }\n}"),
        (
            "24:3: oneof BuyRequest.how was added, and a oneof is required; "
            "put it into a message of its own, and add that as `optional`"
        ),
    ),
    "table": (
        ("message BuyResponse {}", "message BuyResponse {\n  brolly.v1.Table table = 1;\n}"),
        "25:3: table BuyResponse.table was added, and a table is required; add an rpc that takes or returns it",
    ),
    "rpc": (
        ("  rpc Buy(BuyRequest) returns (BuyResponse);\n", ""),
        "5:1: rpc Shop.Buy is gone; keep it until no caller is left, or begin a v2",
    ),
    "many": (
        ("returns (stream Listed);", "returns (stream Listed) {\n    option (brolly.v1.many) = true;\n  }"),
        "8:3: rpc Shop.List returned one response and returns many; keep it as it was, and add another rpc",
    ),
    "service": (
        ("service Shop {", "service Market {"),
        "1:1: service Shop is gone; keep it until no caller is left, or begin a v2",
    ),
    "order": (
        ("  string name = 1;\n  int64 count = 2;\n", "  int64 count = 2;\n  string name = 1;\n"),
        (
            "15:3: the parameter by position of SellRequest was `name` and is `count`; "
            "keep `name` the first required field"
        ),
    ),
    "optional": (
        ("  int64 count = 2;", "  optional int64 count = 2;"),
        "16:3: field SellRequest.count was required and is optional; keep it as it was, and add another field",
    ),
    "no_longer_optional": (
        ("  optional string note = 3;", "  string note = 3;"),
        "17:3: field SellRequest.note was optional and is required; keep it as it was, and add another field",
    ),
    "code": (
        ("NOT_FOUND", "ALREADY_EXISTS"),
        (
            "27:1: domain error SoldOut was NotFound and is AlreadyExists; "
            "keep its code, as callers catch it by that; add another error"
        ),
    ),
}


@pytest.fixture
def protos(tmp_path):
    """Returns a function that writes the proto into a folder of this name."""

    def write(name, *replacements):
        text = BEFORE
        for old, new in zip(replacements[::2], replacements[1::2], strict=True):
            assert old in text
            text = text.replace(old, new)
        (tmp_path / name / "shop/v1").mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "shop/v1/shop.proto").write_text(text)
        return tmp_path / name

    return write


def evolution(*arguments):
    return main(["evolution", *map(str, arguments)])


@pytest.mark.parametrize("name", ALLOWED)
def test_what_breaks_nobody_is_allowed(protos, capsys, name):
    before, now = protos("before"), protos("now", *ALLOWED[name])

    assert evolution(now, "--against", before) == 0

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", FOUND)
def test_what_breaks_somebody_is_found(protos, capsys, name):
    change, expected = FOUND[name]
    before, now = protos("before"), protos("now", *change)

    assert evolution(now, "--against", before) == 1

    assert capsys.readouterr().out == f"{now.as_posix()}/shop/v1/shop.proto:{expected}\n"


def test_all_findings_come_at_once(protos, capsys):
    changes = [part for name in ("required", "rpc", "code") for part in FOUND[name][0]]

    assert evolution(protos("now", *changes), "--against", protos("before")) == 1

    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_file_that_is_gone_takes_its_service_along(protos, capsys):
    before, now = protos("before"), protos("now")
    (now / "shop/v1/shop.proto").rename(now / "shop/v1/other.proto")
    (now / "shop/v1/other.proto").write_text('syntax = "proto3";\npackage shop.v1;\n')

    assert evolution(now, "--against", before) == 1

    assert capsys.readouterr().out.startswith(f"{now.as_posix()}/shop/v1/shop.proto: service Shop is gone; ")


def test_only_keeps_to_a_folder(protos):
    before, now = protos("before"), protos("now", *FOUND["required"][0])
    (now / "bank").mkdir()
    (now / "bank/bank.proto").write_text('syntax = "proto3";\npackage bank;\n')

    assert evolution(now, "--against", before, "--only", "bank") == 0


def test_a_descriptor_set_will_do(protos, tmp_path):
    from google.protobuf.descriptor_pb2 import FileDescriptorSet

    from brolly.generator.protoc import descriptors

    before = tmp_path / "before.binpb"
    files = descriptors(protos("before"), ["shop/v1/shop.proto"])
    before.write_bytes(FileDescriptorSet(file=files).SerializeToString())

    assert evolution(protos("now"), "--against", before) == 0
    assert evolution(protos("now", *FOUND["required"][0]), "--against", before) == 1


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_what_cannot_be_read_is_told(protos, tmp_path, capsys, content):
    before = tmp_path / "before.binpb"
    if content is not None:
        before.write_bytes(content)

    assert evolution(protos("now"), "--against", before) == 2

    assert capsys.readouterr().err.startswith(f"{before}: ")


class TestAgainstATag:
    """Releases are tags of git, and the last one of a pattern counts."""

    @pytest.fixture(autouse=True)
    def repository(self, tmp_path, monkeypatch):
        for name in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{name}_NAME", "nobody")
            monkeypatch.setenv(f"GIT_{name}_EMAIL", "nobody@localhost")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        self.folder = tmp_path
        self.git("init", "--quiet")

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.folder, check=True)

    def commit(self, *tags):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A change")
        for tag in tags:
            self.git("tag", tag)

    def test_without_a_release_anything_goes(self, protos, capsys):
        now = protos("now")
        self.commit("main/v1.0.0")

        assert evolution(now, "--against-tag", "brolly/v*") == 0

        assert capsys.readouterr().out.startswith("no release yet: ")

    def test_the_last_release_counts(self, protos, capsys):
        protos("protos")
        self.commit("brolly/v1.9.0")
        protos("protos", *ALLOWED["optional"])
        self.commit("brolly/v1.10.0")

        assert evolution(protos("protos"), "--against-tag", "brolly/v*") == 0
        assert evolution(protos("protos", *FOUND["required"][0]), "--against-tag", "brolly/v*") == 1

        assert "SellResponse.name was added" in capsys.readouterr().out

    def test_outside_of_git_is_told(self, tmp_path_factory, capsys):
        folder = tmp_path_factory.mktemp("bare")
        (folder / "a.proto").write_text('syntax = "proto3";\n')

        assert evolution(folder, "--against-tag", "brolly/v*") == 2

        assert "not a git repository" in capsys.readouterr().err
