"""Made-up requests to every reading operation of the API: no failure of ours, and answers as documented."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from cms.api import api
from tests.factories import EventFactory, SessionFactory

description = schemathesis.openapi.from_dict(api.get_openapi_schema()).include(method="GET")


@pytest.fixture
def some_events(db):
    SessionFactory(event=EventFactory(title="Harbour Days", slug="0"))


@description.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_made_up_requests_never_fail(case, client, some_events):
    response = client.get(case.formatted_path, case.query, headers=case.headers and dict(case.headers))
    assert response.status_code < 500
