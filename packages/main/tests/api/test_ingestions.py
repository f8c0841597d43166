"""`/ingestions`: records and files are pushed, and answered when they are written."""

import pytest

RECORDS = "/ingestions/rooms/records"
FILES = "/ingestions/rooms/files"
LINES = {"Content-Type": "application/x-ndjson"}


async def test_an_array_of_records_is_written_as_it_was_sent(client, script):
    body = '[ {"id": 1, "price": 1.10},\n 7 , {"id": 1, "price": 1.10}, {"name": "caf\u00e9"} ]'.encode()

    answer = await client.post(RECORDS, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()) == (200, {"written": 2, "repeated": 1, "dead_letters": 1})
    assert script.ingestions.pushed == ['{"id": 1, "price": 1.10}', '{"name": "caf\u00e9"}']


@pytest.mark.parametrize("headers", [LINES, {"Content-Type": "application/x-www-form-urlencoded"}, {}])
async def test_lines_are_records_and_one_that_is_broken_does_not_keep_the_others(client, script, headers):
    answer = await client.post(RECORDS, content=b'\xef\xbb\xbf{"id": 1}\r\n\n{"id": 2}\nnothing\n', headers=headers)

    assert (answer.status_code, answer.json()) == (200, {"written": 2, "repeated": 0, "dead_letters": 1})
    assert script.ingestions.pushed == ['{"id": 1}', '{"id": 2}']


async def test_a_line_may_begin_as_an_array_does_where_the_content_type_tells(client):
    answer = await client.post(RECORDS, content=b'[1]\n{"id": 2}\n', headers=LINES)

    assert answer.json() == {"written": 1, "repeated": 0, "dead_letters": 1}


async def test_what_was_pushed_before_is_told_as_repeated(client):
    first = await client.post(RECORDS, json=[{"id": 1}])
    again = await client.post(RECORDS, json=[{"id": 1}])

    assert (first.json()["written"], again.json()) == (1, {"written": 0, "repeated": 1, "dead_letters": 0})


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "expected records, got nothing"),
        (b'{"id": 1}', "expected 'array', got 'object'"),
        (b'[{"id": 1}', "input data was truncated"),
        (b'["\xff"]', "got another byte at 2"),
        (b"[" + b"1," * 10_000 + b"1]", "expected at most 10000 records, got 10001"),
    ],
)
async def test_a_body_that_is_no_array_of_records_is_a_problem_and_nothing_is_written(client, script, body, detail):
    refused = await client.post(RECORDS, content=body, headers={"Content-Type": "application/json"})

    assert (refused.status_code, refused.json()["title"]) == (400, "InvalidArgument")
    assert detail in refused.json()["detail"]
    assert script.ingestions.pushed == []


@pytest.mark.parametrize("path", [RECORDS, FILES])
async def test_a_body_that_is_too_large_is_refused(client, client_of, path):
    assert (await client.post(path, content=b"x" * (2 * 1024**2 + 1))).status_code == 413
    async with client_of(max_upload_bytes=1_000) as small:
        assert (await small.post(path, content=b"x" * 1_001)).status_code == 413


@pytest.mark.parametrize("kind", ["records", "files"])
@pytest.mark.parametrize(
    ("name", "status", "title"),
    [
        ("nothing", 404, "IngestionNotFound"),
        ("closed", 400, "FailedPrecondition"),
        ("full", 429, "ResourceExhausted"),
    ],
)
async def test_an_ingestion_that_takes_none_is_a_problem(client, kind, name, status, title):
    refused = await client.post(f"/ingestions/{name}/{kind}", content=b'{"id": 1}')

    assert (refused.status_code, refused.json()["title"]) == (status, title)


async def test_a_file_is_pushed_as_the_body_under_the_name_of_the_query(client, script):
    answer = await client.post(FILES, params={"file_name": "../rooms.csv"}, content=b"id,price\n1,2\n")
    nameless = await client.post(FILES, content=b"id\n1\n2\n")

    assert (answer.status_code, answer.json()) == (200, {"written": 1, "repeated": 0, "dead_letters": 0})
    assert nameless.json()["written"] == 2
    assert script.ingestions.files == [(b"id,price\n1,2\n", "rooms.csv"), (b"id\n1\n2\n", None)]


async def test_a_file_is_pushed_as_an_upload_under_its_name_alone(client, script):
    answer = await client.post(FILES, files={"file": ("../../etc/rooms.csv", b"id\n1\n")})

    assert answer.json()["written"] == 1
    assert script.ingestions.files == [(b"id\n1\n", "rooms.csv")]


async def test_nothing_and_several_files_are_a_problem(client):
    nothing = await client.post(FILES)
    several = await client.post(FILES, files=[("file", ("a.csv", b"a\n1\n")), ("file", ("b.csv", b"a\n1\n"))])

    assert (nothing.status_code, several.status_code) == (400, 400)
    assert "expected a file, got nothing" in nothing.json()["detail"]
    assert "expected one file, got 2" in several.json()["detail"]


async def test_pages_of_others_cannot_push(client):
    refused = await client.post(RECORDS, json=[{"id": 1}], headers={"Origin": "https://evil.example"})

    assert refused.status_code == 403


async def test_ingestions_are_listed_and_shown_with_their_state(client):
    whole = (await client.get("/ingestions")).json()
    page = (await client.get("/ingestions", params={"limit": 1, "after": "closed"})).json()
    shown = (await client.get("/ingestions/rooms")).json()

    assert [one["state"] for one in whole["ingestions"]] == ["stopped", "running", "running"]
    assert ([one["name"] for one in page["ingestions"]], page["next_after"]) == (["full"], "full")
    assert (shown["collection"], shown["lag_s"], shown["trouble"]) == ("houses", 0.5, None)
    assert (await client.get("/ingestions/nothing")).status_code == 404
    assert (await client.get("/ingestions", params={"limit": 0})).status_code == 400


async def test_the_document_of_the_api_tells_what_can_be_pushed(client):
    paths = (await client.get("/schema/openapi.json")).json()["paths"]

    records = paths["/ingestions/{name}/records"]["post"]["requestBody"]["content"]
    files = paths["/ingestions/{name}/files"]["post"]
    assert records["application/json"]["schema"]["maxItems"] == 10_000
    assert {*records} == {"application/json", "application/x-ndjson"}
    assert {*files["requestBody"]["content"]} == {"application/octet-stream", "multipart/form-data"}
    assert {each["name"] for each in files["parameters"]} == {"name", "file_name"}
    assert {*paths["/ingestions"]} == {*paths["/ingestions/{name}"]} == {"get"}
