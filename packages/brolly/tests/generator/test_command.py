"""`brolly generate`: what it writes, leaves alone, removes and complains of."""

import importlib.util
import os

import pytest

from brolly.cli import main

PROTO = """syntax = "proto3";

package shop.v1;

// Sells.
service Shop {
  // Sells one thing.
  rpc Sell(SellRequest) returns (SellResponse);
}

// What to sell.
message SellRequest {
  // Its name.
  string name = 1;
}

// What was sold.
message SellResponse {
  // In cents.
  int64 price_cents = 1;
}
"""

WRITTEN = [
    "shop/v1/__init__.py",
    "shop/v1/shop.proto",
    "shop/v1/shop.py",
    "shop/v1/shop_codec.py",
    "shop/v1/shop_pb2.py",
    "shop/v1/shop_pb2.pyi",
]


@pytest.fixture
def protos(tmp_path):
    folder = tmp_path / "protos"
    (folder / "shop/v1").mkdir(parents=True)
    (folder / "shop/v1/shop.proto").write_text(PROTO)
    return folder


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "src"
    folder.mkdir()
    return folder


@pytest.fixture
def generate(protos, out):
    return lambda *arguments: main(["generate", str(protos), "--out", str(out), *arguments])


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_modules_stubs_and_the_proto_are_written(generate, out, capsys):
    assert generate() == 0

    assert files(out) == WRITTEN
    assert capsys.readouterr().out.splitlines() == [f"wrote: {out / name}" for name in WRITTEN]


def test_what_is_right_is_not_touched(generate, out, capsys):
    generate()
    for name in WRITTEN:
        os.utime(out / name, (0, 0))
    (out / "shop/v1/shop.py").write_text("stale")
    capsys.readouterr()

    assert generate() == 0

    assert capsys.readouterr().out == f"wrote: {out / 'shop/v1/shop.py'}\n"
    assert [name for name in WRITTEN if (out / name).stat().st_mtime] == ["shop/v1/shop.py"]


def test_check_is_quiet_when_nothing_is_stale(generate, capsys):
    generate()
    capsys.readouterr()

    assert generate("--check") == 0

    assert capsys.readouterr() == ("", "")


def test_check_lists_and_writes_nothing(generate, protos, out, capsys):
    generate()
    (protos / "shop/v1/shop.proto").rename(protos / "shop/v1/store.proto")
    (out / "shop/v1/shop.py").write_text((out / "shop/v1/shop.py").read_text() + "# edited\n")
    before = files(out)
    capsys.readouterr()

    assert generate("--check") == 1

    lines = capsys.readouterr().out.splitlines()
    assert f"missing: {out / 'shop/v1/store.py'}" in lines
    assert f"superfluous: {out / 'shop/v1/shop_codec.py'}" in lines
    assert files(out) == before


def test_check_names_a_file_that_was_edited(generate, out, capsys):
    generate()
    (out / "shop/v1/shop_pb2.pyi").write_text("edited")
    capsys.readouterr()

    assert generate("--check") == 1

    printed = capsys.readouterr()
    assert printed.out == f"stale: {out / 'shop/v1/shop_pb2.pyi'}\n"
    assert "without --check" in printed.err


def test_what_came_of_a_proto_that_is_gone_is_removed(generate, protos, out):
    generate()
    (out / "shop/v1/by_hand.py").write_text("answer = 42\n")
    (out / "shop/v1/other.proto").write_text('syntax = "proto3";\n')
    (protos / "shop/v1/shop.proto").rename(protos / "shop/v1/store.proto")

    assert generate() == 0

    renamed = [name.replace("shop.", "store.").replace("shop_", "store_") for name in WRITTEN]
    assert files(out) == sorted([*renamed, "shop/v1/by_hand.py", "shop/v1/other.proto"])


def test_only_keeps_to_a_folder(generate, protos, out):
    generate()
    (protos / "bank/v1").mkdir(parents=True)
    (protos / "bank/v1/bank.proto").write_text(PROTO.replace("shop", "bank").replace("Shop", "Bank"))
    (protos / "shop/v1/shop.proto").unlink()

    assert generate("--only", "bank") == 0

    assert [name for name in files(out) if name.startswith("shop")] == WRITTEN
    assert "bank/v1/bank.py" in files(out)


def test_only_is_no_prefix_of_a_name(generate, capsys):
    assert generate("--only", "sho") == 2

    assert "no .proto file below sho" in capsys.readouterr().err


def test_an_init_of_ones_own_is_kept(generate, out):
    (out / "shop/v1").mkdir(parents=True)
    (out / "shop/v1/__init__.py").write_text('"""Ours."""\n')

    generate()

    assert (out / "shop/v1/__init__.py").read_text() == '"""Ours."""\n'


def test_imports_are_found_where_packages_are_installed(generate, protos, out):
    text = PROTO.replace("package shop.v1;", 'package shop.v1;\nimport "brolly/v1/table.proto";')
    text = text.replace("rpc Sell(", "rpc Sell(stream ").replace("string name = 1", "brolly.v1.Table table = 1")
    (protos / "shop/v1/shop.proto").write_text(text)

    assert generate() == 0

    assert "async def sell(self, table: pa.Table) -> SellResponse" in (out / "shop/v1/shop.py").read_text()
    assert files(out) == WRITTEN


def test_a_refusal_is_told_without_a_traceback(generate, protos, out, capsys):
    (protos / "shop/v1/shop.proto").write_text(PROTO.replace("int64", "float"))

    assert generate() == 2

    error = capsys.readouterr().err
    assert error.startswith(f"{protos.as_posix()}/shop/v1/shop.proto:20:3: field `price_cents` is a scalar float; ")
    assert files(out) == []


def test_what_protoc_refuses_is_told_with_the_path(generate, protos, capsys):
    (protos / "shop/v1/shop.proto").write_text(PROTO.replace("string name", "strin name"))

    assert generate() == 2

    expected = f'{protos.as_posix()}/shop/v1/shop.proto:14:3: "strin" is not defined.\n'
    assert capsys.readouterr().err == expected


@pytest.mark.parametrize("package", ["grpc_tools", "ruff"])
def test_a_missing_tool_is_told_with_what_to_install(generate, monkeypatch, capsys, package):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == package else find(name, *rest))

    assert generate() == 2

    assert capsys.readouterr().err == f"{package} is not installed; install brolly[generate]\n"
