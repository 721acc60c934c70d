"""Webhooks in Wagtail's admin: who sees which, and what can be done with one."""

import re

import pytest
from django.test import Client

from accounts.models import EventRole, User
from notifications.deliver_webhooks import deliver_webhooks
from notifications.models import OutboxMessage, WebhookDelivery, WebhookEndpoint
from notifications.signing import secret_for
from site_pages.models import EventPage
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.notifications import WebhookEndpointFactory
from tests.factories.sign_in import sign_in_as, sign_in_strongly
from tests.fakes.webhook_receiver import WebhookReceiver, is_genuine

pytestmark = pytest.mark.django_db

LIST = "/cms/webhooks/"


@pytest.fixture
def event(db: None) -> EventPage:
    return EventFactory()


@pytest.fixture
def organizer(event: EventPage) -> User:
    user = UserFactory()
    EventRoleFactory(event=event, user=user, role=EventRole.Role.COLLABORATOR)
    return user


@pytest.fixture
def admin(db: None) -> User:
    return UserFactory(is_superuser=True, is_staff=True)


def signed_in(user: User) -> Client:
    client = Client()
    (sign_in_strongly if user.is_superuser else sign_in_as)(client, user)
    return client


def pages_of(endpoint: WebhookEndpoint) -> list[str]:
    return [f"{LIST}edit/{endpoint.pk}/", f"{LIST}delete/{endpoint.pk}/", f"{LIST}{endpoint.pk}/deliveries/"]


def test_organizer_makes_a_webhook_and_sees_its_secret_once(event: EventPage, organizer: User):
    client = signed_in(organizer)

    response = client.post(
        f"{LIST}new/",
        {"url": "https://receiver.example.org/in", "types": ["event.updated"], "description": "App", "is_active": "on"},
    )

    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.event_id, endpoint.created_by, endpoint.types) == (event.pk, organizer, ["event.updated"])
    assert secret_for(endpoint.nonce) in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    others = [client.get(address).content.decode() for address in [LIST, *pages_of(endpoint)]]
    assert [secret_for(endpoint.nonce) in text for text in others] == [False] * 4


def test_organizer_sees_the_webhooks_of_their_event_only(event: EventPage, organizer: User):
    mine = WebhookEndpointFactory(event=event, description="Mine")
    WebhookEndpointFactory(event=EventFactory(), description="Foreign")
    WebhookEndpointFactory(description="Platform")

    text = signed_in(organizer).get(LIST).content.decode()

    assert [word in text for word in ("Mine", "Foreign", "Platform")] == [True, False, False]
    assert f"{LIST}{mine.pk}/deliveries/" in text
    assert [signed_in(organizer).get(address).status_code for address in pages_of(mine)] == [200] * 3


def test_foreign_and_platform_webhooks_are_not_there_for_an_organizer(event: EventPage, organizer: User):
    client = signed_in(organizer)
    foreign = WebhookEndpointFactory(event=EventFactory())
    platform = WebhookEndpointFactory()
    message = OutboxMessage.objects.create(kind="webhook", recipient="x", payload={}, endpoint=foreign, state="failed")

    read = [client.get(address).status_code for one in (foreign, platform) for address in pages_of(one)]
    done = [
        client.post(f"{LIST}{one.pk}/{action}/").status_code
        for one in (foreign, platform)
        for action in ("renew-secret", "test", f"replay/{message.public_id}")
    ]
    assert (read, done) == ([404] * 6, [404] * 6)
    before = foreign.nonce
    foreign.refresh_from_db()
    assert (foreign.nonce, OutboxMessage.objects.get(pk=message.pk).state) == (before, "failed")


def test_organizer_cannot_make_a_webhook_for_somebody_elses_event(event: EventPage, organizer: User):
    second = EventFactory()
    EventRoleFactory(event=second, user=organizer)
    foreign = EventFactory()

    for wanted in (foreign.pk, ""):
        response = signed_in(organizer).post(
            f"{LIST}new/", {"event": wanted, "url": "https://r.example.org/", "types": ["event.updated"]}
        )
        assert list(response.context["form"].errors) == ["event"]

    assert WebhookEndpoint.objects.count() == 0


@pytest.mark.parametrize("role", [EventRole.Role.REVIEWER, EventRole.Role.MODERATOR, EventRole.Role.CHECK_IN, None])
def test_other_roles_and_strangers_get_no_access(event: EventPage, role: str | None):
    user = UserFactory()
    if role:
        EventRoleFactory(event=event, user=user, role=role)
    endpoint = WebhookEndpointFactory(event=event)

    statuses = {signed_in(user).get(address).status_code for address in [LIST, f"{LIST}new/", *pages_of(endpoint)]}

    assert statuses == {302}


def test_address_that_must_not_be_called_is_refused_beside_its_field(admin: User):
    response = signed_in(admin).post(
        f"{LIST}new/", {"url": "https://169.254.169.254/latest", "types": ["event.updated"], "is_active": "on"}
    )

    assert dict(response.context["form"].errors) == {"url": ["The address is not on the public internet."]}
    assert response.context["form"]["url"].value() == "https://169.254.169.254/latest"


def test_webhook_edited_is_switched_on_with_a_clean_record(admin: User):
    endpoint = WebhookEndpointFactory(is_active=False, disabled_reason="it was down")

    signed_in(admin).post(
        f"{LIST}edit/{endpoint.pk}/", {"url": endpoint.url, "types": ["page.published"], "is_active": "on"}
    )

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_reason, endpoint.types) == (True, "", ["page.published"])


def test_renewed_secret_is_shown_once_and_signs(event: EventPage, organizer: User, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with WebhookReceiver() as receiver:
        endpoint = WebhookEndpointFactory(event=event, url=receiver.url)
        client = signed_in(organizer)

        shown = client.post(f"{LIST}{endpoint.pk}/renew-secret/").content.decode()
        client.post(f"{LIST}{endpoint.pk}/test/")
        deliver_webhooks(seconds=5)

    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", shown)[0]
    assert is_genuine(secret, receiver.received[0].headers, receiver.received[0].body)


def test_delivery_log_shows_attempts_and_sends_again(event: EventPage, organizer: User, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    client = signed_in(organizer)
    with WebhookReceiver(status=410, text="<b>closed</b>") as receiver:
        endpoint = WebhookEndpointFactory(event=event, url=receiver.url)
        client.post(f"{LIST}{endpoint.pk}/test/")
        deliver_webhooks(seconds=5)
        log = client.get(f"{LIST}{endpoint.pk}/deliveries/").content.decode()
        WebhookEndpoint.objects.update(is_active=True)
        receiver.status = 200
        message = OutboxMessage.objects.webhooks().get()
        client.post(f"{LIST}{endpoint.pk}/replay/{message.public_id}/")
        deliver_webhooks(seconds=5)

    assert "answered 410" in log
    assert "&lt;b&gt;closed&lt;/b&gt;" in log
    assert list(WebhookDelivery.objects.order_by("pk").values_list("succeeded", flat=True)) == [False, True]


def test_test_of_a_webhook_switched_off_says_so(admin: User):
    endpoint = WebhookEndpointFactory(is_active=False)

    response = signed_in(admin).post(f"{LIST}{endpoint.pk}/test/", follow=True)

    assert "Switch the webhook on first." in response.content.decode()
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize("action", ["renew-secret", "test"])
def test_changes_need_a_post(admin: User, action: str):
    endpoint = WebhookEndpointFactory()

    assert signed_in(admin).get(f"{LIST}{endpoint.pk}/{action}/").status_code == 405


def test_long_log_costs_the_same(admin: User, django_assert_max_num_queries):
    endpoint = WebhookEndpointFactory()
    for _ in range(30):
        message = OutboxMessage.objects.create(kind="webhook", recipient="x", payload={}, endpoint=endpoint)
        WebhookDelivery.objects.create(message=message, endpoint=endpoint, succeeded=True, duration_ms=3)
    client = signed_in(admin)
    client.get(LIST)

    with django_assert_max_num_queries(16):
        client.get(f"{LIST}{endpoint.pk}/deliveries/")
