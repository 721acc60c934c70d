"""Two editors of one session never lose one another's change silently (spec 1)."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page

from site_pages.models import SessionPage
from tests.site_pages.admin.test_page_forms import session_data

pytestmark = pytest.mark.django_db


def opened(client, page) -> dict[str, str]:
    """The hidden inputs that say which version the editor has in front of them."""
    soup = BeautifulSoup(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content, "html.parser")
    return versions(soup)


def versions(soup) -> dict[str, str]:
    names = ("loaded_revision_id", "loaded_revision_created_at")
    return {name: soup.select_one(f"input[name={name}]")["value"] for name in names}


def save(client, page, **changed):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, session_data(title="Alpine Session", slug="alpine-session", **changed))


def latest(page):
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_later_save_is_refused_and_says_what_the_other_wrote(sign_in, two_events):
    page = two_events.session
    first, second = sign_in("owner"), sign_in("collaborator")
    seen_first, seen_second = opened(first, page), opened(second, page)

    assert save(first, page, subtitle="From the owner", **seen_first).status_code == 302
    refused = save(second, page, subtitle="From the collaborator", **seen_second)

    soup = BeautifulSoup(refused.content, "html.parser")
    assert refused.status_code == 200
    assert latest(page).subtitle == "From the owner"
    assert "owner of alpine saved here: From the owner" in soup.text
    assert soup.select_one("input[name=subtitle]")["value"] == "From the collaborator"
    assert [link.text.strip() for link in soup.select(".messages a")] == ["See the newer version", "Compare"]


def test_saving_again_replaces_the_newer_version_knowingly(sign_in, two_events):
    page = two_events.session
    first, second = sign_in("owner"), sign_in("collaborator")
    seen_first, seen_second = opened(first, page), opened(second, page)
    save(first, page, subtitle="From the owner", **seen_first)
    refused = save(second, page, subtitle="From the collaborator", **seen_second)

    again = save(second, page, subtitle="Both of us", **versions(BeautifulSoup(refused.content, "html.parser")))

    assert (again.status_code, latest(page).subtitle) == (302, "Both of us")


def test_later_publication_is_refused_too(sign_in, two_events):
    page = two_events.session
    first, second = sign_in("owner"), sign_in("collaborator")
    seen_first, seen_second = opened(first, page), opened(second, page)
    save(first, page, subtitle="From the owner", **seen_first, **{"action-publish": "1"})

    save(second, page, subtitle="From the collaborator", **seen_second, **{"action-publish": "1"})

    assert SessionPage.objects.get(pk=page.pk).subtitle == "From the owner"


def test_later_autosave_is_refused(sign_in, two_events):
    page = two_events.session
    first, second = sign_in("owner"), sign_in("collaborator")
    seen_first, seen_second = opened(first, page), opened(second, page)
    save(first, page, subtitle="From the owner", **seen_first)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    data = session_data(title="Alpine Session", slug="alpine-session", subtitle="Mine", **seen_second)
    refused = second.post(url, data, HTTP_ACCEPT="application/json")

    assert refused.json()["error_code"] == "invalid_revision"
    assert latest(page).subtitle == "From the owner"


def test_save_of_the_version_that_was_opened_goes_through(sign_in, two_events):
    client = sign_in("owner")

    response = save(client, two_events.session, subtitle="Fresh", **opened(client, two_events.session))

    assert (response.status_code, latest(two_events.session).subtitle) == (302, "Fresh")
