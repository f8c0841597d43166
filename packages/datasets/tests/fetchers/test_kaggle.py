"""Kaggle's files, from a server that speaks the API as it is documented; and the join of the Zillow Prize."""

from __future__ import annotations

import base64
import io
import json
import zipfile

import pytest

import brolly
from ml_tools.datasets_interface import KaggleSource, SourceNotFound, TermsNotAccepted, UnreadableData

TOKEN = "Basic " + base64.b64encode(b"somebody:0123").decode()
TRAIN = (
    b"parcelid,logerror,transactiondate\n11,0.1,2016-01-01\n13,-0.2,2016-01-02\n11,0.3,2016-02-01\n99,0.0,2016-03-01\n"
)
PROPERTIES = b"parcelid,bedroomcnt,hashottuborspa,propertycountylandusecode\n" + b"".join(
    b"%d,%d.0,%s,%s\n" % (n, n % 5, b"true" if n % 2 else b"", b"010D" if n % 3 else b"34") for n in range(10, 60)
)


def zipped(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


FILES = {
    "/competitions/data/download/zillow-prize-1/train_2016_v2.csv": zipped("train_2016_v2.csv", TRAIN),
    "/competitions/data/download/zillow-prize-1/properties_2016.csv": zipped("properties_2016.csv", PROPERTIES),
    "/datasets/download/zillow/zecon/State_time_series.csv": TRAIN,
}


@pytest.fixture
def kaggle(server, monkeypatch, tmp_path):
    """Serve files to those who show the token, through a redirect to where they lie."""
    for name in ("KAGGLE_USERNAME", "KAGGLE_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))

    def gate(content):
        async def answer(asked):
            if asked.headers.get("authorization") != TOKEN:
                await asked.head(401, Content_Length=0)
            else:
                other = server.url.replace("127.0.0.1", "localhost")
                await asked.head(302, Location=f"{other}/store{asked.path}?sig=1", Content_Length=0)

        async def store(asked):
            assert "authorization" not in asked.headers
            await asked.whole(content)

        return answer, store

    for path, content in FILES.items():
        server.answers[f"/api{path}"], server.answers[f"/store/api{path}"] = gate(content)
    server.answers["/api/competitions/data/download/secret/x.csv"] = lambda asked: asked.head(403, Content_Length=0)
    server.answers["/api/datasets/download/a/secret/x.csv"] = lambda asked: asked.head(403, Content_Length=0)
    server.answers["/api/datasets/download/a/none/x.csv"] = lambda asked: asked.head(404, Content_Length=0)
    return f"{server.url}/api"


@pytest.fixture
def signed(fetchers, kaggle):
    return fetchers(kaggle_endpoint=kaggle, kaggle_username="somebody", kaggle_key=brolly.Secret("0123"))


async def test_a_file_of_a_data_set_is_fetched_with_the_token(fetch, signed, server):
    source = KaggleSource(name="zillow/zecon", file="State_time_series.csv")

    stored = await fetch(signed, source)

    assert stored.source == "kaggle:zillow/zecon/State_time_series.csv"
    assert (await signed.parse_file(stored.id)).table.num_rows == 4


@pytest.mark.parametrize("where", ["environment", "file"])
async def test_the_token_is_found_where_kaggle_puts_it(fetch, fetchers, kaggle, monkeypatch, tmp_path, where):
    if where == "file":
        (tmp_path / ".kaggle").mkdir()
        (tmp_path / ".kaggle" / "kaggle.json").write_text(json.dumps({"username": "somebody", "key": "0123"}))
    else:
        monkeypatch.setenv("KAGGLE_USERNAME", "somebody")
        monkeypatch.setenv("KAGGLE_KEY", "0123")

    source = KaggleSource(name="zillow/zecon", file="State_time_series.csv")
    assert (await fetch(fetchers(kaggle_endpoint=kaggle), source)).size_bytes == len(TRAIN)


async def test_without_a_token_it_is_told_how_to_get_one(fetch, fetchers, kaggle, server):
    with pytest.raises(brolly.Unauthenticated, match=r"make one on your page of settings .* KAGGLE_KEY"):
        await fetch(fetchers(kaggle_endpoint=kaggle), KaggleSource(name="zillow-prize-1", file="x.csv"))
    assert server.asked == []


async def test_a_token_that_is_not_known_is_told(fetch, fetchers, kaggle):
    ours = fetchers(kaggle_endpoint=kaggle, kaggle_username="somebody", kaggle_key=brolly.Secret("9"))
    with pytest.raises(brolly.Unauthenticated, match="does not know the token") as caught:
        await fetch(ours, KaggleSource(name="zillow/zecon", file="State_time_series.csv"))
    assert "9" not in caught.value.message.replace("page", "")


async def test_rules_that_are_not_accepted_are_told_with_the_page(fetch, signed):
    with pytest.raises(TermsNotAccepted, match="accepted its rules: do that at") as caught:
        await fetch(signed, KaggleSource(name="secret", file="x.csv"))
    assert caught.value.page == "https://www.kaggle.com/c/secret/rules"


async def test_private_and_missing_files_are_told_apart(fetch, signed):
    with pytest.raises(brolly.PermissionDenied, match="private"):
        await fetch(signed, KaggleSource(name="a/secret", file="x.csv"))
    with pytest.raises(SourceNotFound, match="under Data"):
        await fetch(signed, KaggleSource(name="a/none", file="x.csv"))


@pytest.mark.parametrize(("name", "file"), [("a/b/c", "x"), ("../a", "x"), ("", "x"), ("a/b", ""), ("a/b", "../x")])
async def test_names_that_lead_elsewhere_are_refused(fetch, signed, name, file):
    with pytest.raises(brolly.InvalidArgument, match=r"source\.(name|file): expected"):
        await fetch(signed, KaggleSource(name=name, file=file))


async def test_transactions_of_zillow_stand_beside_their_properties(signed):
    data = await signed.zillow_data()

    assert data.target == "logerror"
    assert data.table.column_names == [
        *("parcelid", "logerror", "transactiondate", "bedroomcnt", "hashottuborspa", "propertycountylandusecode")
    ]
    assert data.table["parcelid"].to_pylist() == [11, 13, 11, 99]
    assert data.table["logerror"].to_pylist() == [0.1, -0.2, 0.3, 0.0]
    assert data.table["bedroomcnt"].to_pylist() == [1, 3, 1, None]
    assert data.table["hashottuborspa"].to_pylist() == [True, True, True, None]
    assert data.table["propertycountylandusecode"].to_pylist() == ["010D", "010D", "010D", None]
    assert data.notes[-1] == "1 of 4 transactions are of properties that are not told of"


async def test_zillow_files_are_of_two_years_and_have_to_be_what_they_are(signed, server):
    with pytest.raises(brolly.InvalidArgument, match="year: expected one of 2016, 2017, got 2018"):
        await signed.zillow_data(year=2018)

    path = "/store/api/competitions/data/download/zillow-prize-1/properties_2016.csv"
    server.answers[path] = lambda asked: asked.whole(b"id,x\n1,2\n")
    with pytest.raises(UnreadableData, match=r"properties_2016.csv: expected a column 'parcelid', got 'id', 'x'"):
        await signed.zillow_data()
