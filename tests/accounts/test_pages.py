"""The pages: links, resending, the account, its addresses and its end."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.after_sign_in import register_after_sign_in, unregister_after_sign_in
from accounts.limits import MOST_FAILURES
from accounts.models import AddressDevice, AddressFailures, BudgetCounter, EventRole, LoginChallenge, User, UserSession
from accounts.session_store import FACTS
from accounts.signals import account_deleted, signed_in
from notifications.models import OutboxMessage
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import code_sent_to, latest_text, link_sent_to, sign_in_as, wrong

pytestmark = pytest.mark.django_db
ADA, PHONE = "ada@example.org", "+491701234567"


def ask(client: Client, address: str = ADA, **more: str) -> None:
    client.post("/auth/login", {"address": address, **more})


@pytest.fixture
def ada(client) -> User:
    person = UserFactory(email=ADA, name="Ada")
    sign_in_as(client, person)
    return person


def stale(client: Client) -> None:
    session = client.session
    session[FACTS] = {**session[FACTS], "fresh_at": (clock.now() - timedelta(minutes=11)).isoformat()}
    session.save()


def test_new_person_ends_on_the_page_they_came_from(client, event_index):
    ask(client, next="/events/")

    answer = client.post("/auth/verify", {"code": code_sent_to(ADA)}, follow=True)

    assert answer.redirect_chain == [("/events/", 302)]
    assert 'href="/account/"' in answer.content.decode()


def test_upper_room_decides_where_a_sign_in_ends(client):
    def joined(request, user, return_to):
        return f"/joined/{user.email}" if return_to == "/events/" else None

    register_after_sign_in(joined)
    try:
        ask(client, next="/events/")
        answer = client.post("/auth/verify", {"code": code_sent_to(ADA)})
    finally:
        unregister_after_sign_in(joined)

    assert answer["Location"] == f"/joined/{ADA}"


def test_signal_names_exactly_the_address_just_proved(client):
    heard = []

    def hear(sender, user, addresses, request, **more):
        heard.append((user.email, addresses))

    signed_in.connect(hear)
    try:
        ask(client)
        client.post("/auth/verify", {"code": code_sent_to(ADA)})
    finally:
        signed_in.disconnect(hear)

    assert heard == [(ADA, [("email", ADA)])]


def test_phone_makes_an_account_and_signs_in(client):
    ask(client, "+49 170 1234567")
    answer = client.post("/auth/verify", {"code": code_sent_to(PHONE)})

    assert answer.status_code == 302
    assert (User.objects.get().phone, User.objects.get().email) == (PHONE, None)
    assert latest_text(PHONE).splitlines()[-1].startswith("@")


def test_opening_the_link_signs_nobody_in_and_the_button_does(client):
    ask(client)
    path = f"/auth/link/{link_sent_to(ADA)}"
    scanner, reader = Client(), Client()

    opened = [scanner.get(path), scanner.head(path)]
    pressed = reader.post(path)
    again = Client().post(path)

    assert [one.status_code for one in opened] == [200, 200]
    assert "a…@example.org" in opened[0].content.decode()
    assert (opened[0]["Cache-Control"], opened[0]["Referrer-Policy"]) == ("private, no-store", "same-origin")
    assert (pressed.status_code, again.status_code) == (302, 410)
    assert ["_auth_user_id" in one.session for one in (client, scanner, reader)] == [False, False, True]


def test_burnt_budgets_leave_the_owner_their_link(client):
    for _time in range(6):
        ask(Client())
    refused = client.post("/auth/login", {"address": ADA})

    owner = Client().post(f"/auth/link/{link_sent_to(ADA)}")

    assert (refused.status_code, int(refused["Retry-After"]) > 0, owner.status_code) == (429, True, 302)
    assert OutboxMessage.objects.filter(recipient=ADA).count() == 5


def test_fifty_wrong_codes_leave_only_the_link_for_a_day_and_a_success_clears_them(client):
    ask(client)
    challenge = LoginChallenge.objects.get()
    AddressFailures.objects.create(address_key=challenge.address_key, failures=MOST_FAILURES - 1)
    client.post("/auth/verify", {"code": wrong(code_sent_to(ADA))})

    right = client.post("/auth/verify", {"code": code_sent_to(ADA)})
    ask(client)
    words = latest_text(ADA)
    by_link = client.post(f"/auth/link/{link_sent_to(ADA)}")

    assert right.status_code == 409
    assert "only the link works" in words
    assert (by_link.status_code, AddressFailures.objects.count()) == (302, 0)


def test_hundred_people_behind_one_address_sign_in(client):
    for number in range(40):
        visitor, address = Client(), f"guest{number}@example.org"
        ask(visitor, address)
        assert visitor.post("/auth/verify", {"code": code_sent_to(address)}).status_code == 302

    assert BudgetCounter.objects.get(key__startswith="code-network:").used == 0


def test_resend_waits_a_minute_and_replaces_the_code(client):
    ask(client)
    old = code_sent_to(ADA)
    early = client.post("/auth/resend")
    LoginChallenge.objects.update(sent_at=clock.now() - timedelta(seconds=61))
    client.post("/auth/resend")
    new = code_sent_to(ADA)

    assert early.status_code == 429
    assert client.post("/auth/verify", {"code": old}).status_code == (302 if old == new else 400)
    assert client.post("/auth/verify", {"code": new}).status_code == 302


def test_new_device_is_told_to_its_owner_and_a_known_one_is_not(client):
    UserFactory(email=ADA)
    for browser in (client, client, Client()):
        ask(browser)
        browser.post("/auth/verify", {"code": code_sent_to(ADA)})
        browser.post("/auth/logout")

    assert OutboxMessage.objects.filter(payload__subject="New sign-in to your account").count() == 2


def test_adding_an_address_proves_it_and_ends_other_sessions(client, ada):
    other = Client()
    sign_in_as(other, ada)
    client.post("/account/addresses", {"address": "ada@work.example"})
    done = client.post("/auth/verify", {"code": code_sent_to("ada@work.example")})

    assert done["Location"] == "/account/?done=added"
    assert set(AddressDevice.objects.values_list("user", "value")) == {(ada.pk, ADA), (ada.pk, "ada@work.example")}
    assert [one.get("/account/").status_code for one in (client, other)] == [200, 302]
    assert "a…@work.example" in latest_text(ADA)


def test_address_of_somebody_else_is_not_taken(client, ada):
    UserFactory(email="bea@example.org")
    client.post("/account/addresses", {"address": "bea@example.org"})

    answer = client.post("/auth/verify", {"code": code_sent_to("bea@example.org")})

    assert answer.status_code == 409
    assert AddressDevice.objects.count() == 1


@pytest.mark.parametrize("path", ["/account/addresses/primary", "/account/addresses/remove", "/account/delete"])
def test_what_matters_wants_a_fresh_code(client, ada, path):
    AddressDevice.objects.create(user=ada, kind="email", value="ada@work.example", name="email")
    stale(client)
    body = {"kind": "email", "value": "ada@work.example"}

    refused = client.post(path, body)
    client.post("/account/confirm", {"next": "/account/"})
    client.post("/auth/verify", {"code": code_sent_to(ADA)})
    allowed = client.post(path, body)

    assert refused["Location"].startswith("/account/confirm")
    assert allowed.status_code in {200, 302}
    assert "/account/confirm" not in allowed.get("Location", "")


def test_primary_address_moves_with_the_account(client, ada):
    AddressDevice.objects.create(user=ada, kind="email", value="ada@work.example", name="email")
    client.post("/account/addresses/primary", {"kind": "email", "value": "ada@work.example"})
    client.post("/account/addresses/remove", {"kind": "email", "value": ADA})

    ada.refresh_from_db()
    assert (ada.email, [one.value for one in AddressDevice.objects.all()]) == ("ada@work.example", ["ada@work.example"])


def test_last_address_and_foreign_addresses_stay(client, ada):
    other = UserFactory(email="bea@example.org")
    sign_in_as(Client(), other)

    last = client.post("/account/addresses/remove", {"kind": "email", "value": ADA}).status_code
    foreign = client.post("/account/addresses/remove", {"kind": "email", "value": "bea@example.org"}).status_code

    assert (last, foreign, AddressDevice.objects.count()) == (409, 404, 2)


def test_export_holds_the_person_and_nobody_else(client, ada):
    UserFactory(email="bea@example.org", name="Bea")
    archive = zipfile.ZipFile(io.BytesIO(client.get("/account/data.zip").content))
    facts = json.loads(archive.read("account.json"))

    assert archive.namelist() == ["account.json"]
    assert (facts["account"]["email"], facts["account"]["name"]) == (ADA, "Ada")
    assert "bea" not in json.dumps(facts).lower()


def test_deleted_account_is_gone_and_upper_rooms_heard_of_it(client, ada):
    heard = []

    def hear(sender, user, **more):
        heard.append(user.email)

    account_deleted.connect(hear)
    try:
        answer = client.post("/account/delete")
    finally:
        account_deleted.disconnect(hear)

    assert (answer.status_code, heard, User.objects.count()) == (200, [ADA], 0)
    assert UserSession.objects.filter(user__isnull=False).count() == 0
    assert "was deleted" in latest_text(ADA)


def test_only_owner_of_an_event_stays(client, ada):
    EventRoleFactory(event=EventFactory(), user=ada, role=EventRole.Role.OWNER)

    assert client.post("/account/delete").status_code == 409
    assert User.objects.filter(pk=ada.pk).exists()


def test_account_page_costs_the_same_for_many_sessions(client, ada, django_assert_max_num_queries):
    for _number in range(12):
        sign_in_as(Client(), ada)

    with django_assert_max_num_queries(15):
        assert client.get("/account/").status_code == 200


def test_no_page_of_the_account_opens_to_strangers(client):
    paths = ["/account/", "/account/data.json", "/account/delete", "/account/strong", "/account/strong/enrol"]

    assert {client.get(path)["Location"].partition("?")[0] for path in paths} == {"/auth/login"}
