"""The door of the admin: who must show the second factor, and where each step leads."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.utils import timezone as clock
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions.strong import make_recovery_codes
from accounts.models import LoginChallenge, User
from accounts.session_store import FACTS
from notifications.models import OutboxMessage
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import code_sent_to, sign_in_as, sign_in_strongly

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


@pytest.fixture
def superuser() -> User:
    return User.objects.create_superuser(ADA, name="Ada")


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key):06d}"


def set_fact(client: Client, name: str, moment) -> None:
    session = client.session
    session[FACTS] = {**session[FACTS], name: moment.isoformat()}
    session.save()


def test_way_into_the_admin_from_the_first_request_to_the_page_asked_for(client, superuser):
    device = TOTPDevice.objects.create(user=superuser, name="phone")
    first = client.get("/cms/account/")
    client.get(first["Location"])
    next_page = unquote(first["Location"].partition("?next=")[2])
    client.post("/auth/login", {"address": ADA, "next": next_page})
    signed = client.post("/auth/verify", {"code": code_sent_to(ADA)})
    through = client.get(signed["Location"])
    gate = client.get(through["Location"])
    form = client.get(gate["Location"])
    proved = client.post(gate["Location"], {"code": code_of(device), "to": gate["Location"].partition("?to=")[2]})

    assert first["Location"].startswith("/auth/login?next=%2Faccount%2Fadmin%2F")
    assert through["Location"] == "/cms/account/"
    assert form.status_code == 200
    assert (proved.status_code, proved["Location"]) == (302, "/cms/account/")
    assert client.get("/cms/account/").status_code == 200


@pytest.mark.parametrize("path", ["/cms/", "/cms/pages/", "/cms/users/", "/cms/choose-page/", "/cms/reports/locked/"])
def test_mailed_code_alone_opens_nothing_to_staff(client, superuser, path):
    sign_in_as(client, superuser)

    answer = client.get(path)

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/strong/prove")


def test_mailed_code_with_a_forged_moment_is_no_second_factor(client, superuser):
    sign_in_as(client, superuser)
    set_fact(client, "strong_at", clock.now())

    assert client.get("/cms/").status_code == 302


@pytest.mark.parametrize(("hours", "idle_minutes", "status"), [(11, 1, 200), (12, 1, 302), (1, 31, 302)])
def test_second_factor_ends_after_twelve_hours_and_half_an_hour_of_rest(client, superuser, hours, idle_minutes, status):
    sign_in_strongly(client, superuser)
    set_fact(client, "strong_at", clock.now() - timedelta(hours=hours))
    set_fact(client, "strong_used_at", clock.now() - timedelta(minutes=idle_minutes))

    assert client.get("/cms/").status_code == status


def test_organizer_enters_by_code_unless_the_setting_asks_for_more(client, settings):
    organizer = UserFactory()
    EventRoleFactory(event=EventFactory(), user=organizer)
    sign_in_as(client, organizer)
    by_code = client.get("/cms/").status_code
    settings.ORGANIZER_STRONG_FACTOR = True

    assert (by_code, client.get("/cms/").status_code) == (200, 302)


def test_editor_of_the_whole_site_needs_the_second_factor(client, event_index):
    call_command("setup_site", verbosity=0)
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Editors"))
    sign_in_as(client, person)

    assert client.get("/cms/")["Location"].startswith("/account/strong/prove")
    assert Permission.objects.filter(group__user=person).exclude(codename="access_admin").exists()


def test_totp_code_is_taken_once(client, superuser):
    device = TOTPDevice.objects.create(user=superuser, name="phone")
    code = code_of(device)
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in_as(browser, superuser)

    answers = [browser.post("/account/strong/prove", {"code": code}).status_code for browser in (first, second)]

    assert answers == [302, 400]


def test_recovery_code_opens_once_and_tells_its_owner(client, superuser):
    TOTPDevice.objects.create(user=superuser, name="phone")
    code = make_recovery_codes(superuser)[0]
    other = Client()
    for browser in (client, other):
        sign_in_as(browser, superuser)

    answers = [browser.post("/account/strong/prove", {"code": code}).status_code for browser in (client, other)]

    assert answers == [302, 400]
    assert client.get("/cms/").status_code == 200
    assert [mail.payload["subject"] for mail in OutboxMessage.objects.filter(recipient=ADA)] == [
        "A recovery code was used"
    ]


def test_enrolment_wants_a_fresh_code_and_shows_recovery_codes_once(client, superuser):
    sign_in_as(client, superuser)
    set_fact(client, "fresh_at", clock.now() - timedelta(minutes=11))
    stale = client.get("/account/strong/enrol")
    set_fact(client, "fresh_at", clock.now())
    page = client.get("/account/strong/enrol").content.decode()
    device = TOTPDevice.objects.get(user=superuser)
    done = client.post("/account/strong/enrol", {"code": code_of(device)}).content.decode()

    device.refresh_from_db()
    assert stale["Location"].startswith("/account/confirm")
    assert "data:image/svg+xml;base64," in page
    assert (device.confirmed, done.count("<li>") >= 10, client.get("/cms/").status_code) == (True, True, 200)


def test_removing_the_factor_wants_the_factor(client, superuser):
    device = sign_in_strongly(client, superuser)
    wrong = client.post("/account/strong/remove", {"code": "000000"}).status_code
    kept = TOTPDevice.objects.filter(user=superuser).exists()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    right = client.post("/account/strong/remove", {"code": code_of(device)}).status_code

    assert (wrong, kept, right, TOTPDevice.objects.filter(user=superuser).exists()) == (400, True, 302, False)


def test_break_glass_link_signs_in_once_and_takes_the_old_factor_away(client, superuser, capsys):
    TOTPDevice.objects.create(user=superuser, name="lost phone")
    call_command("break_glass_link", ADA)
    path = "/auth/link/" + capsys.readouterr().out.strip().rpartition("/")[2]

    looked = client.get(path)
    before = TOTPDevice.objects.count()
    entered = client.post(path)
    again = Client().post(path)

    assert (looked.status_code, before, entered.status_code, again.status_code) == (200, 1, 302, 410)
    assert client.get("/cms/")["Location"].startswith("/account/strong/prove")
    assert client.get("/account/strong/enrol").status_code == 200
    assert LoginChallenge.objects.get().consumed_at is not None
