"""Editors and moderators of the platform, Wagtail's user pages, and the pages that every editor opens."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowPage

from accounts.models import User
from site_pages.models import Speaker
from tests.factories import SessionFactory, SpeakerFactory
from tests.factories.sign_in import sign_in_strongly
from tests.site_pages.admin.test_page_forms import session_data

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a new rendition to the garbage collector (wagtail/images/models.py).
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:Unclosed file <SpooledTemporaryFile:ResourceWarning"),
]


@pytest.fixture
def staff(two_events, db, client):
    """Sign in a fresh member of one of the platform's groups."""

    def signed_in(group: str):
        call_command("setup_site", verbosity=0, stdout=StringIO())
        user = User.objects.create_user(f"{group.lower()}@example.org", name=group)
        user.groups.add(Group.objects.get(name=group))
        sign_in_strongly(client, user)
        return client

    return signed_in


def test_editor_submits_and_moderator_approves(staff, two_events):
    edit = reverse("wagtailadmin_pages:edit", args=[two_events.session.pk])
    data = session_data(title="Alpine Session", slug="alpine-session", subtitle="Submitted")

    staff("Editors").post(edit, data | {"action-submit": "1"})
    submitted = Page.objects.get(pk=two_events.session.pk).specific
    state = TaskState.objects.get(status="in_progress")
    action = reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, "approve", state.pk])
    staff("Moderators").post(action)

    submitted.refresh_from_db()
    assert submitted.subtitle == "Submitted"


def test_editor_edits_every_record(staff, two_events):
    speaker = Speaker.objects.get(home_event=two_events.other)
    url = f"/cms/snippets/site_pages/speaker/edit/{speaker.pk}/"

    response = staff("Editors").get(url)

    assert response.status_code == 200


def test_groups_and_workflow_are_made_once(staff, two_events):
    staff("Editors")
    group = Group.objects.get(name="Editors")
    group.permissions.remove(group.permissions.get(codename="delete_speaker"))

    call_command("setup_site", stdout=StringIO())

    assert not group.permissions.filter(codename="delete_speaker").exists()
    assert WorkflowPage.objects.count() == 1


def test_administrator_adds_and_edits_a_person_with_one_name(sign_in):
    client = sign_in("superuser")
    data = {"email": "Nora@Example.org", "name": "Nora Lind", "organization": "", "password1": "", "password2": ""}

    created = client.post("/cms/users/new/", data)
    nora = User.objects.get(email="nora@example.org")
    client.post(
        f"/cms/users/edit/{nora.pk}/", data | {"email": "other@example.org", "name": "Nora L.", "is_active": "on"}
    )

    nora.refresh_from_db()
    assert created.status_code == 302
    assert (nora.name, nora.email, nora.has_usable_password()) == ("Nora L.", "nora@example.org", False)


@pytest.mark.parametrize("url", ["/cms/users/", "/cms/users/?ordering=name", "/cms/users/?q=alpine", "/cms/users/new/"])
def test_user_pages_open(sign_in, url):
    assert sign_in("superuser").get(url).status_code == 200


def test_account_page_changes_the_name_and_nothing_else(sign_in, two_events):
    client = sign_in("collaborator")
    before = two_events.people["collaborator"].email
    data = {"name_email-name": "Cora", "name_email-organization": "Choir", "name_email-email": "x@example.org"}

    page = client.get("/cms/account/")
    client.post(
        "/cms/account/",
        data
        | {
            "theme-theme": "system",
            "theme-density": "default",
            "theme-contrast": "system",
            "theme-keyboard_shortcuts": "on",
        },
    )

    person = User.objects.get(pk=two_events.people["collaborator"].pk)
    assert 'name="name_email-name"' in page.content.decode()
    assert (person.name, person.organization, person.email) == ("Cora", "Choir", before)


def test_password_signs_nobody_in(client, db, two_events):
    User.objects.create_superuser("ada@example.org", "a long password")

    response = client.post(
        "/cms/login/", {"username": "ada@example.org", "password": "a long password", "next": "/cms/"}
    )

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/auth/login")
    assert client.get("/api/auth/me").status_code == 401
    assert client.login(username="ada@example.org", password="a long password") is False


@pytest.mark.parametrize("role", ["owner", "superuser"])
def test_dashboard_shows_the_persons_events_with_checks(sign_in, two_events, role):
    text = sign_in(role).get("/cms/").content.decode()

    assert "Alpine Days" in text
    assert "The event has no venue, although people come together." in text
    assert ("Zebra Hidden" in text) == (role == "superuser")


def test_editor_shows_the_programme_checks(sign_in, two_events):
    text = sign_in("owner").get(reverse("wagtailadmin_pages:edit", args=[two_events.own.pk])).content.decode()

    assert 'data-check="no_venue"' in text


@pytest.mark.parametrize(
    "query",
    [
        "state=draft",
        "state=running",
        "session_type=talk",
        "day=2030-05-06",
        "ordering=-starts_at",
        "q=alpine",
        "q=alpine&state=coming",
    ],
)
def test_session_listing_filters_and_searches(sign_in, two_events, query):
    expected = {"state=draft": False, "state=running": False}.get(query, True)

    text = sign_in("owner").get(f"/cms/sessions/results/?{query}").content.decode()

    assert ("Alpine Session" in text) == expected


@pytest.mark.parametrize(
    "query", ["status=published", "status=draft", "category=conference", "city=berlin", "q=alpine"]
)
def test_event_listing_filters_and_searches(sign_in, two_events, query):
    text = sign_in("owner").get(f"/cms/events/results/?{query}").content.decode()

    assert ("Alpine Days" in text) == (query != "status=draft")


def test_queries_of_the_session_listing_do_not_grow(sign_in, two_events, django_assert_max_num_queries):
    client = sign_in("owner")
    client.get("/cms/sessions/results/")
    with CaptureQueriesContext(connection) as few:
        client.get("/cms/sessions/results/")
    for number in range(4):
        SessionFactory(event=two_events.own, title=f"More {number}", speakers=[SpeakerFactory()], published=False)

    with django_assert_max_num_queries(len(few)):
        text = client.get("/cms/sessions/results/").content.decode()

    assert "More 3" in text
