"""`/models`: the models that are kept."""

import pytest

pytestmark = pytest.mark.usefixtures("kept_models")


async def test_models_are_listed_page_by_page(client):
    whole = (await client.get("/models")).json()
    page = (await client.get("/models", params={"limit": 1})).json()
    priced = (await client.get("/models", params={"target": "price", "tag": "best"})).json()

    assert [model["model_id"] for model in whole["models"]] == ["constant-bbbbbbbb", "boosting-aaaaaaaa"]
    assert whole["next_after"] is None
    assert page["next_after"] == "constant-bbbbbbbb"
    assert [model["metrics"] for model in priced["models"]] == [{"rmse": 10.5}]


@pytest.mark.parametrize("limit", ["0", "1001", "many"])
async def test_a_limit_out_of_bounds_is_a_problem(client, limit):
    assert (await client.get("/models", params={"limit": limit})).status_code == 400


async def test_a_model_is_shown_by_its_id_or_a_tag(client):
    for name in ("boosting-aaaaaaaa", "tag:production"):
        shown = (await client.get(f"/models/{name}")).json()
        assert (shown["model_id"], shown["settings"]) == ("boosting-aaaaaaaa", {"trees": 50, "loss": "absolute"})


async def test_a_tag_moves_and_is_taken_away_only_from_the_model_that_has_it(client):
    moved = await client.put("/models/constant-bbbbbbbb/tags/best")
    refused = await client.delete("/models/boosting-aaaaaaaa/tags/best")
    gone = await client.delete("/models/constant-bbbbbbbb/tags/best")

    assert (moved.status_code, moved.json()["tags"]) == (200, ["best"])
    assert (refused.status_code, refused.json()["title"]) == (404, "TagNotFound")
    assert gone.status_code == 204
    assert (await client.get("/models/tag:best")).status_code == 404


async def test_a_model_is_deleted_once(client):
    assert (await client.delete("/models/constant-bbbbbbbb")).status_code == 204
    again = await client.delete("/models/constant-bbbbbbbb")
    assert (again.status_code, again.json()["fields"]) == (404, {"model_id": "constant-bbbbbbbb"})


async def test_the_document_of_the_api_tells_of_models(client):
    paths = (await client.get("/schema/openapi.json")).json()["paths"]

    assert {*paths["/models/{id}"]} == {"get", "delete"}
    assert {*paths["/models/{id}/tags/{tag}"]} == {"put", "delete"}
    parameters = {each["name"] for each in paths["/models"]["get"]["parameters"]}
    assert parameters == {"limit", "after", "tag", "algorithm", "target"}
