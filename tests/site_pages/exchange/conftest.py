"""Schedule files for the exchange's tests: small ones of our own, real ones where they lie."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def json_schema(shared_data: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((shared_data / "schedule.schema.json").read_bytes())
    return schema


@pytest.fixture(scope="session")
def xsd(shared_data: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(shared_data / "schedule.xsd")))


@pytest.fixture
def frab_night() -> bytes:
    return (FIXTURES / "frab-night.json").read_bytes()


@pytest.fixture
def flat_events() -> bytes:
    return (FIXTURES / "flat-events.json").read_bytes()


@pytest.fixture
def pentabarf() -> bytes:
    return (FIXTURES / "pentabarf.xml").read_bytes()
