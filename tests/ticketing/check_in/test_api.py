"""`/api/organizer/events/{id}/check-…`: who may, scans one by one and in queues, the log, lists, the bundle."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.api_keys import create_api_key
from accounts.models import EventRole
from tests.factories import EventRoleFactory, SessionFactory, UserFactory
from tests.factories.ticketing import CategoryFactory, ticket_of
from tests.ticketing.check_in.making import scan_of
from ticketing.actions.scans import record_scan
from ticketing.codes import ticket_code
from ticketing.models import Admission, CheckIn, CheckInList

Role = EventRole.Role


@pytest.fixture
def at(door):
    return lambda path: f"/api/organizer/events/{door.event.public_id}/{path}"


@pytest.fixture
def owner(category):
    return EventRoleFactory(event=category.event).user


@pytest.fixture
def api(client, staff):
    client.force_login(staff)
    return client


def sent(door, code, **more):
    return {"scan_id": str(uuid4()), "list_id": str(door.public_id), "code": code, "device": "North", **more}


def post(client, path, scans):
    return client.post(path, {"scans": scans}, content_type="application/json")


def test_scan_answers_with_the_ticket_and_the_counts(api, at, door, ticket):
    response = post(api, at("check-ins"), [sent(door, ticket_code(ticket))])

    answer = response.json()
    (result,) = answer["results"]
    assert (response.status_code, result["result"]) == (200, "admitted")
    assert result["ticket"] == {"number": ticket.number, "name": "Ada Lovelace", "category": ticket.category.name}
    assert answer["lists"] == [{"id": str(door.public_id), "expected": 1, "came": 1, "inside": 1}]


def test_second_scan_says_when_and_where_the_first_was(api, at, door, ticket):
    post(api, at("check-ins"), [sent(door, ticket_code(ticket), device="East gate")])

    (result,) = post(api, at("check-ins"), [sent(door, ticket.number)]).json()["results"]

    entered = CheckIn.objects.get(result="admitted").scanned_at.isoformat().replace("+00:00", "Z")
    assert result["result"] == "already_in"
    assert (result["first"]["device"], result["first"]["list"]) == ("East gate", "Entrance")
    assert result["first"]["at"][:19] == entered[:19]


def test_queue_is_stored_once_and_goes_on_behind_a_scan_that_fails(api, at, door, category):
    tickets = [ticket_of(category) for _ in range(2)]
    when = clock.now().isoformat()
    queue = [sent(door, ticket_code(one), scanned_at=when, shown="admitted") for one in tickets]
    queue.insert(1, {**sent(door, "whatever"), "list_id": str(uuid4())})

    answers = [post(api, at("check-ins"), queue).json()["results"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert [one.get("result", one.get("error", {}).get("error")) for one in answers[0]] == [
        "admitted",
        "NOT_FOUND",
        "admitted",
    ]
    assert (CheckIn.objects.count(), Admission.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scan_id": "1"}, "scan_id"),
        ({"code": ""}, "code"),
        ({"shown": "green"}, "shown"),
        ({"direction": "up"}, "direction"),
        ({"scanned_at": "2030-01-01T10:00:00"}, "scanned_at"),
        ({"result": "admitted"}, "result"),
    ],
)
def test_scan_that_does_not_fit_is_refused_by_field(api, at, door, change, field):
    response = post(api, at("check-ins"), [{**sent(door, "x"), **change}])
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])
    assert CheckIn.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OWNER, (200, 201)),
        (Role.COLLABORATOR, (200, 201)),
        (Role.CHECK_IN, (200, 404)),
        (Role.MODERATOR, (404, 404)),
        (Role.REVIEWER, (404, 404)),
        (None, (404, 404)),
    ],
)
def test_roles_decide_who_stands_at_the_door(client, at, door, ticket, role, expected):
    reads, changes = expected
    person = EventRoleFactory(event=door.event, role=role).user if role else UserFactory()
    EventRoleFactory(event=CategoryFactory().event, user=person)
    client.force_login(person)

    statuses = [client.get(at(path)).status_code for path in ("check-ins", "check-in-lists", "check-in-bundle")]
    statuses.append(post(client, at("check-ins"), [sent(door, ticket.number)]).status_code)
    made = client.post(at("check-in-lists"), {"name": "Side door"}, content_type="application/json")

    assert (statuses, made.status_code) == ([reads] * 4, changes)
    assert CheckIn.objects.count() == (1 if reads == 200 else 0)


def test_visitor_is_asked_to_sign_in(client, at):
    assert client.get(at("check-in-bundle")).status_code == 401


def test_list_of_another_event_cannot_be_scanned_at(api, at, door, ticket):
    elsewhere = CheckInList.objects.create(event=CategoryFactory().event, name="Entrance")

    (result,) = post(api, at("check-ins"), [sent(elsewhere, ticket_code(ticket))]).json()["results"]

    assert result["error"]["error"] == "NOT_FOUND"
    assert CheckIn.objects.count() == 0


def test_log_is_searched_filtered_and_paged(api, at, door, category, staff):
    for number in range(3):
        record_scan(door, scan_of(ticket_of(category), device=f"Gate {number}"), by=staff)
    record_scan(door, scan_of(CheckIn.objects.last().ticket, shown="admitted"), by=staff)

    pages, cursor = [], ""
    while cursor is not None:
        answer = api.get(at("check-ins"), {"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        pages.append([item["result"] for item in answer["items"]])
        cursor = answer["next_cursor"]

    whole = api.get(at("check-ins")).json()["items"]
    assert [(item["first"] or {}).get("device") for item in whole] == ["Gate 0", None, None, None]
    assert pages == [["already_in", "admitted", "admitted"], ["admitted"]]
    assert [one["is_conflict"] for one in api.get(at("check-ins"), {"conflicts": "true"}).json()["items"]] == [True]
    assert [one["device"] for one in api.get(at("check-ins"), {"q": "gate 1"}).json()["items"]] == ["Gate 1"]
    assert len(api.get(at("check-ins"), {"q": "lovelace", "result": "admitted"}).json()["items"]) == 3
    assert api.get(at("check-ins"), {"list_id": str(uuid4())}).json()["items"] == []
    assert api.get(at("check-ins"), {"cursor": str(uuid4())}).status_code == 400


def test_log_costs_the_same_queries_for_any_number_of_scans(
    api, at, door, category, staff, django_assert_max_num_queries
):
    for _ in range(5):
        ticket = ticket_of(category)
        record_scan(door, scan_of(ticket), by=staff)
        record_scan(door, scan_of(ticket), by=staff)

    with django_assert_max_num_queries(8):
        assert len(api.get(at("check-ins")).json()["items"]) == 10


def test_scan_costs_at_most_so_many_queries(api, at, door, ticket, django_assert_max_num_queries):
    code = ticket_code(ticket)
    with django_assert_max_num_queries(27):
        post(api, at("check-ins"), [sent(door, code)])


def test_scan_is_taken_back_by_its_device(api, at, door, ticket):
    scan = sent(door, ticket_code(ticket))
    post(api, at("check-ins"), [scan])
    path = at(f"check-ins/{scan['scan_id']}/undo")

    refused = api.post(path, {"device": "South"}, content_type="application/json")
    taken = api.post(path, {"device": "North"}, content_type="application/json")

    assert (refused.status_code, taken.status_code) == (403, 200)
    assert taken.json()["undone_at"] is not None
    assert api.post(at(f"check-ins/{uuid4()}/undo"), {}, content_type="application/json").status_code == 404


def test_scan_of_another_event_is_not_taken_back(client, at, door, ticket, staff):
    check_in = record_scan(door, scan_of(ticket), by=staff)
    elsewhere = CategoryFactory().event
    client.force_login(EventRoleFactory(event=elsewhere).user)
    path = f"/api/organizer/events/{elsewhere.public_id}/check-ins/{check_in.scan_id}/undo"
    assert client.post(path, {}, content_type="application/json").status_code == 404
    assert Admission.objects.count() == 1


def test_lists_are_made_changed_and_deleted(client, at, door, category, owner):
    client.force_login(owner)
    session = SessionFactory(event=door.event)
    wanted = {"name": " Workshop ", "category_ids": [str(category.public_id)], "session_id": str(session.public_id)}

    made = client.post(at("check-in-lists"), wanted, content_type="application/json").json()
    changed = client.put(
        at(f"check-in-lists/{made['id']}"), {"name": "Hall", "allows_exit": True}, content_type="application/json"
    ).json()

    assert (made["name"], made["category_ids"], made["session_id"]) == ("Workshop", *list(wanted.values())[1:])
    assert (changed["name"], changed["category_ids"], changed["session_id"], changed["allows_exit"]) == (
        "Hall",
        [],
        None,
        True,
    )
    assert [one["name"] for one in client.get(at("check-in-lists")).json()["items"]] == ["Entrance", "Hall"]
    assert client.delete(at(f"check-in-lists/{made['id']}")).status_code == 204
    assert CheckInList.objects.get() == door


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Entrance"}, "name"),
        ({"name": "A", "category_ids": [str(uuid4())]}, "category_ids"),
        ({"name": "A", "session_id": str(uuid4())}, "session_id"),
    ],
)
def test_list_that_does_not_fit_is_refused_by_field(client, at, owner, given, field):
    client.force_login(owner)
    response = client.post(at("check-in-lists"), given, content_type="application/json")
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


def test_bundle_is_whole_first_and_a_difference_after(api, at, door, ticket):
    whole = api.get(at("check-in-bundle")).json()
    part = api.get(at("check-in-bundle"), {"since": whole["stamp"]})

    assert (whole["is_whole"], len(whole["tickets"])) == (True, 1)
    assert (part.status_code, part.json()["is_whole"]) == (200, False)
    assert ticket.attendee_name not in part.content.decode()
    assert api.get(at("check-in-bundle"), {"since": "yesterday"}).status_code == 400


@pytest.mark.parametrize(("scopes", "status"), [(["check-in"], 200), (["write", "read-orders"], 404)])
def test_key_of_an_owner_scans_with_its_scope_alone(at, door, ticket, owner, scopes, status):
    client = Client()
    expires = clock.now() + timedelta(days=1)
    new = create_api_key(owner, name="Turnstile", scopes=scopes, event_ids=[], expires_at=expires)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {new.raw}"

    assert post(client, at("check-ins"), [sent(door, ticket.number)]).status_code == status
    assert CheckIn.objects.filter(scanned_by=owner).count() == (1 if status == 200 else 0)
