"""`/comparisons`: asked for, watched, shown, cancelled."""

import asyncio

import pytest

import brolly

CSV = "x,y\n" + "".join(f"{n},{n * 2}.5\n" for n in range(40))
PAGE = {"Accept": "text/html,application/xhtml+xml"}


async def until_over(client, location):
    """Poll, as a client does."""
    while (found := (await client.get(location)).json())["state"] in ("waiting", "running"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return found


async def test_a_sample_is_compared_on(client):
    asked = await client.post("/comparisons", json={"sample": "line"})

    assert asked.status_code == 202
    assert asked.headers["Location"] == f"/comparisons/{asked.json()['id']}"
    found = await until_over(client, asked.headers["Location"])
    assert (found["state"], found["problem"], found["model_id"]) == ("done", None, "ridge-1")
    assert found["result"]["best"] == "ridge"
    assert found["result"]["source"] == "sample:line"
    assert found["as_good"] == ["linear"]
    assert found["done"] == found["total"]


async def test_a_collection_is_compared_on(client):
    body = {"collection": "points", "version": 1, "target": "y", "models": ["ridge"], "folds": 3, "seed": 7}

    asked = await client.post("/comparisons", json=body)

    found = await until_over(client, asked.headers["Location"])
    assert found["result"]["source"] == "collection:points"
    assert [one["model"] for one in found["result"]["leaderboard"]] == ["ridge"]


async def test_an_upload_is_compared_on_under_its_name_alone(client):
    files = {"file": ("../../etc/data.csv", CSV)}

    asked = await client.post(
        "/comparisons", files=files, data={"target": "y", "models": "ridge, forest", "folds": "3"}
    )

    found = await until_over(client, asked.headers["Location"])
    assert found["result"]["source"] == "data.csv"
    assert {one["model"] for one in found["result"]["leaderboard"]} == {"ridge", "forest"}
    assert any("5 rows were put aside" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("body", "status", "title", "detail"),
    [
        ({}, 400, "InvalidArgument", "expected one of: a sample, a collection, an uploaded file"),
        ({"sample": "line", "collection": "points"}, 400, "InvalidArgument", "name exactly one"),
        ({"sample": "nothing"}, 404, "SampleNotFound", "there is no sample 'nothing'; there is line"),
        ({"collection": "nothing"}, 404, "CollectionNotFound", "there is no collection 'nothing'"),
        ({"sample": "line", "folds": 1}, 400, "InvalidArgument", "expected 2 to 100 folds, got 1"),
        ({"sample": "line", "models": ["rigde"]}, 400, "InvalidArgument", "did you mean 'ridge'?"),
        ({"sample": "line", "folds": "many"}, 400, "InvalidArgument", "expected 'int', got 'str' - at '$.folds'"),
        ({"path": "/etc/passwd"}, 400, "InvalidArgument", "unknown field 'path'"),
        ({"sample": "x" * 2_000}, 400, "InvalidArgument", "length <= 1000"),
    ],
)
async def test_what_is_asked_wrongly_is_a_problem(client, body, status, title, detail):
    refused = await client.post("/comparisons", json=body)

    assert (refused.status_code, refused.headers["Content-Type"]) == (status, "application/problem+json")
    problem = refused.json()
    assert (problem["status"], problem["title"]) == (status, title)
    assert detail in problem["detail"]


async def test_a_domain_error_brings_its_fields(client):
    problem = (await client.post("/comparisons", json={"sample": "nothing"})).json()

    assert (problem["code"], problem["fields"]) == ("NOT_FOUND", {"name": "nothing", "known": ["line"]})


async def test_what_is_no_json_is_a_problem(client):
    refused = await client.post("/comparisons", content=b"{", headers={"Content-Type": "application/json"})

    assert refused.status_code == 400
    assert "the request does not fit" in refused.json()["detail"]


async def test_an_upload_that_is_no_table_is_a_problem(client):
    refused = await client.post("/comparisons", files={"file": ("empty.csv", b"")}, data={"target": "y"})

    assert refused.status_code == 400
    assert refused.json()["title"] == "UnreadableData"


async def test_two_files_are_refused(client):
    refused = await client.post("/comparisons", files={"a": ("a.csv", CSV), "b": ("b.csv", CSV)}, data={"target": "y"})

    assert refused.status_code == 400
    assert "expected one file, got 2" in refused.json()["detail"]


async def test_a_body_that_is_too_large_is_refused(client_of):
    async with client_of(max_upload_bytes=1_000) as client:
        refused = await client.post("/comparisons", files={"file": ("a.csv", "x" * 2_000)}, data={"target": "y"})

    assert refused.status_code == 413


async def test_what_the_data_does_not_allow_shows_when_it_has_failed(client):
    asked = await client.post("/comparisons", json={"sample": "line", "target": "z"})

    found = await until_over(client, asked.headers["Location"])

    assert (found["state"], found["result"]) == ("failed", None)
    assert (found["problem"]["title"], found["problem"]["fields"]["column"]) == ("ColumnNotFound", "z")


async def test_a_service_that_is_down_shows_as_such(client, script):
    script.models.fails = brolly.Unavailable("unix:/run/models.sock: connection refused")

    asked = await client.post("/comparisons", json={"sample": "line"})

    found = await until_over(client, asked.headers["Location"])
    assert (found["problem"]["status"], found["problem"]["code"]) == (503, "UNAVAILABLE")


async def test_an_unexpected_error_shows_only_its_id(client, script, caplog):
    script.models.fails = ValueError("the password is hunter2")

    asked = await client.post("/comparisons", json={"sample": "line"})

    found = await until_over(client, asked.headers["Location"])
    assert found["problem"]["status"] == 500
    assert "internal error (id " in found["problem"]["detail"]
    assert "hunter2" not in str(found)


async def test_progress_shows_while_it_runs_and_a_delete_cancels(client, script):
    script.models.go.clear()
    asked = await client.post("/comparisons", json={"sample": "line"})
    await script.models.began.wait()

    running = (await client.get(asked.headers["Location"])).json()
    deleted = await client.delete(asked.headers["Location"])

    assert (running["state"], running["step"], running["total"]) == ("running", "cross-validating", 64)
    assert deleted.status_code == 204
    await asyncio.wait_for(script.models.cancelled.wait(), 5)
    assert (await until_over(client, asked.headers["Location"]))["state"] == "cancelled"
    assert (await client.delete(asked.headers["Location"])).status_code == 204
    assert (await client.get(asked.headers["Location"])).status_code == 404


async def test_one_runs_some_wait_and_the_next_is_refused(client_of, script):
    script.models.go.clear()
    async with client_of(waiting_comparisons=2) as client:
        first = await client.post("/comparisons", json={"sample": "line"})
        await script.models.began.wait()
        waiting = [await client.post("/comparisons", json={"sample": "line"}) for _ in range(2)]
        refused = await client.post("/comparisons", json={"sample": "line"})
        await client.delete(waiting[0].headers["Location"])
        script.models.go.set()

        assert [one.status_code for one in waiting] == [202, 202]
        assert (refused.status_code, refused.json()["code"]) == (429, "RESOURCE_EXHAUSTED")
        assert (await until_over(client, waiting[1].headers["Location"]))["state"] == "done"
        assert (await until_over(client, waiting[0].headers["Location"]))["state"] == "cancelled"
        assert (await until_over(client, first.headers["Location"]))["state"] == "done"


async def test_the_oldest_that_is_over_makes_room(client_of):
    async with client_of(kept_comparisons=2) as client:
        locations = []
        for _ in range(3):
            locations.append((await client.post("/comparisons", json={"sample": "line"})).headers["Location"])
            await until_over(client, locations[-1])

        kept = (await client.get("/comparisons")).json()["comparisons"]

        assert [f"/comparisons/{one['id']}" for one in kept] == locations[:0:-1]
        assert (await client.get(locations[0])).status_code == 404


async def test_people_get_pages(client, script):
    script.models.go.clear()
    asked = await client.post("/comparisons", json={"sample": "line"}, headers=PAGE)
    page = await client.get(asked.headers["Location"], headers=PAGE)
    early = await client.get(f"{asked.headers['Location']}/report")
    script.models.go.set()
    await until_over(client, asked.headers["Location"])
    report = await client.get(asked.headers["Location"], headers=PAGE)

    assert asked.status_code == 303
    assert 'http-equiv="refresh"' in page.text
    assert early.status_code == 400
    assert "<h1>Predicting <em>y</em></h1>" in report.text
    assert report.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (await client.get(f"{asked.headers['Location']}/report")).text == report.text


async def test_the_start_page_lists_samples_and_comparisons(client):
    asked = await client.post("/comparisons", json={"sample": "line"})
    await until_over(client, asked.headers["Location"])

    page = await client.get("/", headers=PAGE)

    assert "<option>line</option>" in page.text
    assert asked.headers["Location"] in page.text


async def test_a_problem_is_a_page_for_people(client):
    page = await client.get("/comparisons/none", headers=PAGE)

    assert page.status_code == 404
    assert "there is no comparison" in page.text
    assert page.headers["Content-Type"].startswith("text/html")


async def test_pages_of_others_cannot_ask(client):
    refused = await client.post("/comparisons", json={"sample": "line"}, headers={"Origin": "http://evil.example"})
    same = await client.post("/comparisons", json={"sample": "line"}, headers={"Origin": "http://127.0.0.1:8080"})
    rebound = await client.get("/comparisons", headers={"Host": "evil.example"})

    assert (refused.status_code, same.status_code, rebound.status_code) == (403, 202, 403)


async def test_the_document_of_the_api_tells_its_bodies(client):
    document = (await client.get("/schema/openapi.json")).json()

    assert {*document["paths"]} >= {"/comparisons", "/comparisons/{id}", "/models/{id}/predictions"}
    content = document["paths"]["/comparisons"]["post"]["requestBody"]["content"]
    assert {*content} == {"application/json", "multipart/form-data"}
    assert "sample" in content["application/json"]["schema"]["properties"]
    assert document["paths"]["/comparisons/{id}"]["get"]["parameters"][0]["name"] == "id"
    assert (await client.get("/schema")).status_code == 200


async def test_health_answers(client):
    assert (await client.get("/health")).json() == {"status": "ok"}
