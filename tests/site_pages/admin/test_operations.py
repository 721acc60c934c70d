"""Contact messages and organizers in the admin."""

import csv
import io

import pytest
from django.urls import reverse

from accounts.models import EventRole, User
from site_pages.models import ContactMessage, EventGroup
from tests.site_pages.admin.conftest import HIDDEN

pytestmark = pytest.mark.django_db


def body(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


@pytest.fixture
def message(two_events, db):
    return ContactMessage.objects.create(
        event=two_events.own, name="Ada", email="ada@example.org", subject='=HYPERLINK("http://x")', text="+1 for cake"
    )


@pytest.fixture
def hidden_message(two_events, db):
    return ContactMessage.objects.create(
        event=two_events.other, name="Eve", email="eve@example.org", subject=f"{HIDDEN} subject", text="Private"
    )


@pytest.mark.parametrize("role", ["owner", "collaborator"])
def test_messages_of_the_own_event_are_listed_and_no_others(sign_in, message, hidden_message, role):
    client = sign_in(role)

    listed = body(client.get("/cms/messages/"))
    found = body(client.get("/cms/messages/?q=subject"))
    narrowed = body(client.get("/cms/messages/?state=waiting"))

    assert ("ada@example.org" in listed, "ada@example.org" in narrowed) == (True, True)
    assert [text for text in (listed, found, narrowed) if HIDDEN in text or "eve@example.org" in text] == []
    assert client.get(f"/cms/messages/inspect/{hidden_message.pk}/").status_code == 302


def test_message_marked_as_handled_says_by_whom_and_opens_again(sign_in, two_events, message):
    client = sign_in("collaborator")
    url = f"/cms/messages/inspect/{message.pk}/"

    client.post(url, {"action": "handle"})
    message.refresh_from_db()
    handled = (message.handled_by_id, message.handled_at is None)
    client.post(url, {"action": "reopen"})
    message.refresh_from_db()

    assert handled == (two_events.people["collaborator"].pk, False)
    assert (message.handled_by_id, message.handled_at) == (None, None)


def test_message_of_another_event_is_not_marked(sign_in, hidden_message):
    sign_in("owner").post(f"/cms/messages/inspect/{hidden_message.pk}/", {"action": "handle"})

    hidden_message.refresh_from_db()
    assert hidden_message.handled_at is None


def test_message_export_is_text_without_formulas(sign_in, message, hidden_message):
    rows = list(csv.DictReader(io.StringIO(body(sign_in("owner").get("/cms/messages/?export=csv")))))

    assert [(row["Subject"], row["Message"], row["E-Mail"]) for row in rows] == [
        ('\'=HYPERLINK("http://x")', "'+1 for cake", "ada@example.org")
    ]


def test_owner_invites_somebody_who_then_edits(sign_in, two_events):
    data = {"event": str(two_events.own.pk), "email": "New@Example.org", "name": "New One", "role": "collaborator"}

    response = sign_in("owner").post("/cms/organizers/new/", data)

    person = User.objects.get(email="new@example.org")
    assert response.status_code == 302
    assert EventRole.objects.get(user=person).role == "collaborator"
    assert person.groups.get() == EventGroup.objects.get(event=two_events.own).group


@pytest.mark.parametrize("role", ["collaborator", "other_owner"])
def test_nobody_else_changes_the_organizers(sign_in, two_events, role):
    client = sign_in(role)
    target = EventRole.objects.get(event=two_events.own, role="reviewer")
    data = {"event": str(two_events.own.pk), "email": "new@example.org", "role": "owner"}

    client.post("/cms/organizers/new/", data)
    client.post(f"/cms/organizers/edit/{target.pk}/", {"role": "owner"})
    client.post(f"/cms/organizers/delete/{target.pk}/")

    assert EventRole.objects.get(pk=target.pk).role == "reviewer"
    assert EventRole.objects.for_event(two_events.own.pk).count() == 5


def test_organizers_are_listed_for_the_own_event_only(sign_in, two_events):
    text = body(sign_in("collaborator").get("/cms/organizers/"))

    assert two_events.people["owner"].email in text
    assert two_events.people["other_owner"].email not in text
    assert HIDDEN not in text


def test_last_owner_removed_stays_with_a_reason(sign_in, two_events):
    client = sign_in("owner")
    own = EventRole.objects.get(event=two_events.own, role="owner")

    deleted = client.post(f"/cms/organizers/delete/{own.pk}/", follow=True)
    changed = client.post(f"/cms/organizers/edit/{own.pk}/", {"role": "reviewer"})

    assert "An event keeps at least one owner." in body(deleted)
    assert "An event keeps at least one owner." in body(changed)
    assert EventRole.objects.get(pk=own.pk).role == "owner"


def test_owner_changes_a_role_and_the_rights_follow(sign_in, two_events):
    target = EventRole.objects.get(event=two_events.own, role="collaborator")

    sign_in("owner").post(f"/cms/organizers/edit/{target.pk}/", {"role": "moderator"})

    assert EventRole.objects.get(pk=target.pk).role == "moderator"
    assert target.user.groups.count() == 0


def test_roles_are_exported_for_the_own_event(sign_in, two_events):
    rows = list(csv.DictReader(io.StringIO(body(sign_in("owner").get("/cms/organizers/?export=csv")))))

    assert sorted(row["Role"] for row in rows) == ["check_in", "collaborator", "moderator", "owner", "reviewer"]


@pytest.mark.parametrize("url", ["/cms/organizers/", "/cms/messages/"])
def test_superuser_sees_all_events(sign_in, two_events, hidden_message, url):
    assert HIDDEN in body(sign_in("superuser").get(url))


def test_history_of_the_messages_is_not_offered(sign_in, message):
    assert sign_in("owner").get(f"/cms/messages/history/{message.pk}/").status_code == 404


def test_edit_and_delete_of_messages_are_refused(sign_in, message):
    client = sign_in("owner")

    client.post(f"/cms/messages/delete/{message.pk}/")
    client.post(f"/cms/messages/edit/{message.pk}/", {"subject": "changed"})

    assert ContactMessage.objects.get(pk=message.pk).subject == message.subject


def test_organizer_list_links_lead_somewhere(sign_in, two_events):
    role = EventRole.objects.get(event=two_events.own, role="reviewer")
    client = sign_in("owner")

    urls = [
        "/cms/organizers/new/",
        reverse("organizers:edit", args=[role.pk]),
        reverse("organizers:delete", args=[role.pk]),
    ]

    assert [client.get(url).status_code for url in urls] == [200, 200, 200]
