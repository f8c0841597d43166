"""`/models/{id}/predictions`."""

import pytest

ROW = {"x": 1.5, "colour": "red"}


@pytest.fixture
async def model(client, script, dataset):
    from ml_tools.main.comparison import Question, compare

    return (await compare(script.services, dataset, Question(target="y"), lambda _: None)).model_id


async def test_rows_are_predicted(client, model):
    answer = await client.post(f"/models/{model}/predictions", json={"rows": [ROW, {"colour": "blue"}, {"x": None}]})

    assert answer.status_code == 200
    assert answer.json() == {
        "model_id": model,
        "predictions": [{"predicted": 0.0}, {"predicted": 1.0}, {"predicted": 2.0}],
    }


@pytest.mark.parametrize(
    ("rows", "detail"),
    [
        ([], "expected 'array' of length >= 1"),
        ([{"x": [1]}], "$.rows[0]"),
        ([ROW, {"x": "one"}], "expected values of one kind in column 'x'"),
        ([{"x": 2**70, "colour": "red"}], "column 'x'"),
        ([{"x": 1}], "there is no column 'colour'"),
    ],
)
async def test_rows_that_do_not_fit_are_a_problem(client, model, rows, detail):
    refused = await client.post(f"/models/{model}/predictions", json={"rows": rows})

    assert refused.status_code == 400
    assert detail in refused.json()["detail"]


async def test_a_model_that_is_not_there_is_not_found(client):
    refused = await client.post("/models/none/predictions", json={"rows": [ROW]})

    assert (refused.status_code, refused.json()["title"]) == (404, "ModelNotFound")
