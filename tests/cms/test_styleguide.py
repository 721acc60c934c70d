"""The page of components: complete, and for staff alone."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NEEDS_A_PHOTO = {"picture"}


def test_styleguide_is_not_found_by_the_public(client, event_index):
    assert client.get("/dev/components/").status_code == 404
    client.force_login(UserFactory())
    assert client.get("/dev/components/").status_code == 404


def test_styleguide_shows_every_component(client, event_index):
    client.force_login(UserFactory(is_staff=True))

    response = client.get("/dev/components/")

    source = Path(settings.BASE_DIR, "templates/cms/styleguide.html").read_text()
    components = {path.stem for path in Path(settings.BASE_DIR, "templates/cotton").glob("*.html")} - NEEDS_A_PHOTO
    assert response.status_code == 200
    assert {
        name
        for name in components
        if f"<c-{name.replace('_', '-')} " not in source and f"<c-{name.replace('_', '-')}>" not in source
    } == set()
    assert "This field is required." in response.content.decode()
