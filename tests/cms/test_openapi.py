"""The promise of the API: its description, held by a snapshot (docs/api.md says how to change it)."""

import json
import os
from pathlib import Path

from cms.api import api

SNAPSHOT = Path(__file__).with_name("openapi.json")


def described() -> dict[str, object]:
    return json.loads(json.dumps(api.get_openapi_schema(), sort_keys=True))


def test_description_is_the_promised_one():
    if os.environ.get("UPDATE_OPENAPI"):
        SNAPSHOT.write_text(json.dumps(described(), indent=1, sort_keys=True) + "\n")
    assert described() == json.loads(SNAPSHOT.read_text())


def test_every_operation_refuses_unknown_parameters(client, db):
    for path, operations in described()["paths"].items():
        if "get" in operations:
            address = path.replace("{slug}", "x").replace("{session_id}", "00000000-0000-4000-8000-000000000000")
            response = client.get(address, {"surprise": 1})
            assert response.status_code == 400, path
            assert response.json()["fields"] == {"surprise": "There is no such parameter."}


def test_description_and_its_page_need_no_other_host(client, db):
    assert client.get("/api/openapi.json").json()["openapi"] == "3.1.0"
    page = client.get("/api/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert "cdn" not in page


def test_unknown_address_is_answered_in_the_error_shape(client, db):
    assert client.get("/api/nothing/here").json()["error"] == "NOT_FOUND"
    wrong_method = client.delete("/api/events")
    assert wrong_method.status_code == 405
