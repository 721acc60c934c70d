"""The doors' pages: who sees them, the scanner's worker, lists and log."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone as clock

from accounts.models import EventRole
from site_pages.offline_shell import source_of
from tests.factories import EventRoleFactory, SessionFactory, UserFactory
from tests.factories.ticketing import CategoryFactory, ticket_of
from tests.ticketing.check_in.making import scan_of
from ticketing.actions.scans import record_scan
from ticketing.check_in import shell
from ticketing.models import CheckInList

Role = EventRole.Role
READING = ("", "worker.js", "lists/", "log/")


@pytest.fixture
def at(door):
    return lambda path="": f"/organizer/events/{door.event.slug}/check-in/{path}"


@pytest.fixture
def owner(category):
    return EventRoleFactory(event=category.event).user


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OWNER, (200, 200)),
        (Role.COLLABORATOR, (200, 200)),
        (Role.CHECK_IN, (200, 404)),
        (Role.MODERATOR, (404, 404)),
        (Role.REVIEWER, (404, 404)),
        (None, (404, 404)),
    ],
)
def test_roles_decide_who_sees_the_doors(client, at, door, role, expected):
    person = EventRoleFactory(event=door.event, role=role).user if role else UserFactory()
    EventRoleFactory(event=CategoryFactory().event, user=person)
    client.force_login(person)

    reads = [client.get(at(path)).status_code for path in READING]
    changes = [client.get(at(path)).status_code for path in ("lists/new/", f"lists/{door.public_id}/")]
    deletes = client.post(at(f"lists/{door.public_id}/delete/")).status_code

    assert (reads, changes) == ([expected[0]] * 4, [expected[1]] * 2)
    assert deletes == (302 if expected[1] == 200 else 404)


def test_visitor_signs_in_first_and_comes_back(client, at):
    response = client.get(at())
    assert (response.status_code, response["Location"]) == (302, f"/auth/login?next={at().replace('/', '%2F')}")


def test_scanner_holds_no_ticket_and_no_secret(client, at, door, ticket, staff):
    client.force_login(staff)

    response = client.get(at())

    page = json.loads(re.search(r'id="check-in-page"[^>]*>(.*?)</script>', response.content.decode(), re.DOTALL)[1])
    assert (page["api"], page["worker"]) == (f"/api/organizer/events/{door.event.public_id}/", at("worker.js"))
    assert "csrftoken" in client.cookies
    assert [word for word in (ticket.number, ticket.attendee_name) if word in response.content.decode()] == []


def test_worker_keeps_every_file_of_the_page(client, at, staff):
    client.force_login(staff)
    script = client.get(at("worker.js"))
    kept = json.loads(re.match(r"self\.SHELL = (.*);\n", script.content.decode())[1])

    page = client.get(at()).content.decode()
    modules = {f"/static/{name}" for name in shell.FILES}
    imported = set()
    for name in shell.FILES:
        source = source_of(name).decode(errors="ignore") if name.startswith("js/check-in/") else ""
        imported |= {f"/static/js/check-in/{one}" for one in re.findall(r'from "\./([\w-]+\.js)"', source)}

    assert script["Content-Type"].startswith("text/javascript")
    assert kept["page"] == at()
    assert set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)) - set(kept["files"]) == set()
    assert imported - modules == set()
    assert [name for name in shell.FILES if finders.find(name) is None] == []


def test_worker_is_another_one_in_another_release(settings):
    before = shell.SHELL.version()
    settings.RELEASE = "another"
    assert shell.SHELL.version() != before


def test_list_is_made_with_categories_and_session(client, at, door, category, owner):
    client.force_login(owner)
    session = SessionFactory(event=door.event)
    sent = {"name": "Hall", "categories": [str(category.public_id)], "session": str(session.public_id)}

    response = client.post(at("lists/new/"), {**sent, "allows_exit": "on"})

    made = CheckInList.objects.get(name="Hall")
    assert (response.status_code, response["Location"]) == (302, at("lists/"))
    assert (list(made.categories.all()), made.session, made.allows_exit) == ([category], session, True)
    assert client.get(at(f"lists/{made.public_id}/")).context["form"].initial == {**sent, "allows_exit": True}


def test_list_of_a_taken_name_is_refused_beside_the_field(client, at, door, owner):
    client.force_login(owner)
    response = client.post(at("lists/new/"), {"name": "Entrance"})
    assert response.status_code == 400
    assert response.context["form"].errors == {"name": ["There is a list of this name already."]}


def test_list_with_scans_is_kept_and_the_page_says_why(client, at, door, ticket, staff, owner):
    record_scan(door, scan_of(ticket), by=staff)
    client.force_login(owner)
    response = client.post(at(f"lists/{door.public_id}/delete/"), follow=True)
    assert CheckInList.objects.count() == 1
    assert "scans are kept" in response.content.decode()


def test_list_of_another_event_is_not_found(client, at, owner):
    elsewhere = CheckInList.objects.create(event=CategoryFactory().event, name="Entrance")
    client.force_login(owner)
    assert client.get(at(f"lists/{elsewhere.public_id}/")).status_code == 404


def test_log_shows_the_event_s_scans_and_nobody_else_s(client, at, door, category, ticket, staff):
    record_scan(door, scan_of(ticket, device="East gate"), by=staff)
    record_scan(door, scan_of(ticket, device="West gate", shown="admitted", scanned_at=clock.now()), by=staff)
    foreign = ticket_of(CategoryFactory(), email="mallory@example.org")
    record_scan(CheckInList.objects.create(event=foreign.event, name="Far"), scan_of(foreign, device="Far"), by=staff)
    client.force_login(staff)

    rows = client.get(at("log/")).context["rows"]
    conflicts = client.get(at("log/"), {"conflicts": "on"}).context["rows"]
    found = client.get(at("log/"), {"q": "east", "list": "not an id"}).context["rows"]

    assert [(scan.device, first and first.device) for scan, first in rows] == [
        ("West gate", "East gate"),
        ("East gate", None),
    ]
    assert [(scan.device, first.device) for scan, first in conflicts] == [("West gate", "East gate")]
    assert [scan.device for scan, _first in found] == ["East gate"]


def test_log_costs_the_same_queries_for_any_number_of_scans(
    client, at, door, category, staff, django_assert_max_num_queries
):
    for _ in range(6):
        record_scan(door, scan_of(ticket_of(category)), by=staff)
    client.force_login(staff)
    with django_assert_max_num_queries(12):
        assert len(client.get(at("log/")).context["rows"]) == 6
