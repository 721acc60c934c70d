"""Payments in Wagtail's admin: platform administrators only, and what they can do about one."""

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.models import User
from payments.actions import refund_payment, settle_payment, start_payment
from payments.models import EventProvider, Payment, ProviderEvent, SandboxCharge
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import sign_in_as, sign_in_strongly
from tests.payments.shop import PRICE, Shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_sandbox")]

LISTS = ("/cms/payments/", "/cms/refunds/")


@pytest.fixture
def admin(client: Client) -> Client:
    sign_in_strongly(client, User.objects.create_superuser("root@example.org"))
    return client


@pytest.fixture
def held(shop: Shop) -> Payment:
    """A payment whose money does not fit."""
    payment = start_payment(shop.charge(), provider="sandbox")
    SandboxCharge.objects.update(state="paid", amount=5)
    return settle_payment(payment)


def page_of(payment: Payment) -> str:
    return f"/cms/payments/inspect/{payment.pk}/"


def test_administrator_reads_payments_and_refunds(admin: Client, shop: Shop):
    payment = start_payment(shop.charge(), provider="sandbox")
    SandboxCharge.objects.update(state="paid")
    settle_payment(payment)
    refund_payment(payment, money=PRICE, reason="Cancelled", dedupe_key="x", by=None)
    ProviderEvent.objects.create(
        provider="sandbox",
        dedupe_key="e",
        kind="payment.paid",
        reference=payment.reference,
        body=b"{}",
        signature_ok=True,
    )

    assert ["KES 1,500.00" in admin.get(address).text for address in LISTS] == [True, True]
    page = admin.get(page_of(payment)).text
    assert [word in page for word in (payment.reference, "ada@example.org", "Cancelled", "payment.paid")] == [True] * 4
    assert "KES 1,500.00" in admin.get(f"/cms/refunds/inspect/{payment.refunds.get().pk}/").text


def test_organizer_and_visitor_see_nothing_of_it(client: Client, held: Payment, event_index):
    organizer = UserFactory()
    EventRoleFactory(event=EventFactory(), user=organizer)
    addresses = [*LISTS, page_of(held), "/cms/payments/create/", f"/cms/payments/edit/{held.pk}/"]
    addresses += [f"/cms/payments/delete/{held.pk}/"]
    visitor = [Client().get(address).status_code for address in addresses]
    sign_in_as(client, organizer)

    answers = [client.get(address) for address in addresses]

    assert visitor == [302] * len(addresses)
    assert {answer.status_code for answer in answers} <= {302, 403, 404}
    assert [answer.headers.get("Location", "/cms/") for answer in answers] == ["/cms/"] * len(addresses)
    assert client.post(page_of(held), {"action": "close"}).status_code in {302, 403}
    assert Payment.objects.get().state == "needs_review"


def test_administrator_can_neither_make_nor_change_nor_delete_one(admin: Client, held: Payment):
    names = ("create/", f"edit/{held.pk}/", f"delete/{held.pk}/")

    assert {admin.get(f"/cms/payments/{name}").status_code for name in names} <= {302, 403, 404}


def test_list_shows_what_needs_a_person(admin: Client, held: Payment, shop: Shop):
    fine = start_payment(shop.charge(), provider="sandbox")

    listed = admin.get("/cms/payments/?state=needs_review").text

    assert (page_of(held) in listed, page_of(fine) in listed) == (True, False)
    assert "asked for KES 1,500.00, the provider reports KES 0.05" in listed


def test_asking_again_settles_what_the_provider_put_right(admin: Client, held: Payment, shop: Shop):
    admin.post(page_of(held), {"action": "ask"})
    assert Payment.objects.get().state == "needs_review"

    SandboxCharge.objects.update(amount=PRICE.minor)
    answer = admin.post(page_of(held), {"action": "ask"}, follow=True)

    assert "The payment: paid." in answer.text
    assert shop.told == [("settled", "KES 1,500.00")]


def test_closing_a_payment_that_never_fitted_fails_it_with_a_note(admin: Client, held: Payment, shop: Shop):
    admin.post(page_of(held), {"action": "close", "note": "Gave 0.05 back by hand"})
    again = admin.post(page_of(held), {"action": "close"}, follow=True)

    closed = Payment.objects.get()
    assert (closed.state, closed.problem.endswith("root@example.org: Gave 0.05 back by hand")) == ("failed", True)
    assert shop.told == [("failed", "failed")]
    assert "does not wait for anybody" in again.text


def test_closing_a_payment_with_money_keeps_it_paid(admin: Client, shop: Shop):
    payment = start_payment(shop.charge(), provider="sandbox")
    Payment.objects.update(state="needs_review", confirmed_at=clock.now(), problem="a refund was refused")

    admin.post(page_of(payment), {"action": "close", "note": "Sent by bank"})

    assert (Payment.objects.get().state, shop.told) == ("confirmed", [])


def test_list_has_a_fixed_number_of_queries(admin: Client, shop: Shop, django_assert_max_num_queries):
    for _number in range(12):
        start_payment(shop.charge(), provider="sandbox")
    admin.get("/cms/payments/")

    with django_assert_max_num_queries(30):
        admin.get("/cms/payments/")


def test_administrator_chooses_an_events_providers(admin: Client, event_index):
    event = EventFactory(title="Harbour Days")
    fields = {"event": event.pk, "currency": "KES", "provider": "sandbox", "position": 1}

    made = admin.post("/cms/event-providers/create/", fields)
    wrong = admin.post("/cms/event-providers/create/", {**fields, "provider": "nobody", "currency": "QQQ"})

    assert (made.status_code, wrong.status_code) == (302, 200)
    assert EventProvider.objects.values_list("event", "currency", "provider", "position").get() == (
        event.pk,
        "KES",
        "sandbox",
        1,
    )
    assert "Harbour Days" in admin.get("/cms/event-providers/").text
