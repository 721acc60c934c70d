"""From the tickets page to the order page, as a browser without JavaScript walks it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from site_pages.models import EventPage
from tests.factories import EventFactory
from tests.factories.ticketing import CategoryFactory, QuestionFactory, VoucherFactory
from ticketing.choices import OrderState
from ticketing.links import details_path, order_path
from ticketing.models import Order, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> EventPage:
    return EventFactory(slug="harbour", title="Harbour days")


def shop(event: EventPage, step: str = "order") -> str:
    return f"/events/{event.slug}/tickets/{step}/"


def page(client: Client, event: EventPage) -> str:
    return client.get(f"{event.url}tickets/").content.decode()


def only_order() -> Order:
    return Order.objects.get()


def test_tickets_page_names_categories_prices_and_what_is_left(client, event):
    CategoryFactory(event=event, name="Three days", price=24_000, currency="EUR")
    CategoryFactory(event=event, name="Dinner", quantity=2)
    CategoryFactory(event=event, name="Boat", quantity=0)

    html = page(client, event)

    assert ("Three days" in html, "EUR 240.00" in html, "Only 2 left" in html, "Sold out" in html) == (True,) * 4


def test_free_ticket_is_had_with_one_form(client, event):
    CategoryFactory(event=event, name="Open evening")
    assert 'action="/events/harbour/tickets/register/"' in page(client, event)

    response = client.post(shop(event, "register"), {"name": "Ada", "email": "Ada@Example.org"})

    order = only_order()
    assert (response.status_code, response["Location"]) == (302, order_path(order))
    assert (order.state, order.buyer_email) == (OrderState.PAID, "ada@example.org")
    assert Ticket.objects.get().attendee_name == "Ada"
    assert "You are in." in client.get(order_path(order)).content.decode()


def test_registering_wrongly_keeps_what_was_typed(client, event):
    CategoryFactory(event=event)
    QuestionFactory(event=event, text="What do you eat?", is_required=True)

    response = client.post(shop(event, "register"), {"name": "Ada", "email": "nowhere"})

    html = response.content.decode()
    assert (response.status_code, Order.objects.count()) == (422, 0)
    assert ('value="Ada"' in html, 'value="nowhere"' in html) == (True, True)
    assert ("Enter a valid e-mail address." in html, "Please answer this." in html) == (True, True)


def test_chosen_tickets_are_held_then_filled_in(client, event):
    first = CategoryFactory(event=event, name="Talk", quantity=5)
    second = CategoryFactory(event=event, name="Dinner", quantity=5)

    chosen = client.post(shop(event), {f"q-{first.public_id}": 1, f"q-{second.public_id}": 1, "do": "order"})
    draft = only_order()
    assert (chosen["Location"], draft.state) == (details_path(draft), OrderState.DRAFT)
    done = client.post(
        details_path(draft),
        {"name": "Ada", "email": "ada@example.org", "attendees-0-as_buyer": "on", "attendees-1-name": "Ben"},
    )

    assert (done.status_code, done["Location"]) == (302, order_path(draft))
    assert list(Ticket.objects.values_list("attendee_name", "attendee_email")) == [
        ("Ada", "ada@example.org"),
        ("Ben", "ada@example.org"),
    ]


def test_attendee_without_a_name_is_asked_for_it(client, event):
    category = CategoryFactory(event=event, max_per_order=4)
    client.post(shop(event), {f"q-{category.public_id}": 2})
    draft = only_order()

    response = client.post(
        details_path(draft), {"name": "Ada", "email": "ada@example.org", "attendees-0-as_buyer": "on"}
    )

    assert (response.status_code, Ticket.objects.count()) == (422, 0)
    assert "Enter the name of whoever comes with this ticket." in response.content.decode()


def test_voucher_shows_hidden_tickets_and_its_price(client, event):
    CategoryFactory(event=event, name="Everybody", price=1000, currency="EUR")
    hidden = CategoryFactory(event=event, name="Crew", price=1000, currency="EUR", visibility="hidden")
    VoucherFactory(event=event, code="CREW", value=50, unlocks_hidden=True)
    assert "Crew" not in page(client, event)

    html = client.post(shop(event), {"voucher": "crew", "do": "voucher"}).content.decode()

    assert ("Crew" in html, "EUR 5.00" in html, f"q-{hidden.public_id}" in html) == (True, True, True)


def test_unknown_voucher_is_refused_beside_its_field_and_choices_stay(client, event):
    category = CategoryFactory(event=event, price=1000, currency="EUR")

    response = client.post(shop(event), {"voucher": "NOPE", "do": "voucher", f"q-{category.public_id}": 3})

    html = response.content.decode()
    assert (response.status_code, "There is no such voucher." in html) == (400, True)
    assert '<option value="3" selected>' in html


def test_sold_out_meanwhile_is_explained_with_the_waiting_list(client, event):
    category = CategoryFactory(event=event, name="Boat", quantity=1, price=500, currency="EUR")
    client.post(shop(event), {f"q-{category.public_id}": 1})

    response = client.post(shop(event), {f"q-{category.public_id}": 1})

    html = response.content.decode()
    assert (response.status_code, "Boat is sold out." in html, 'id="waiting-list"' in html) == (409, True, True)


def test_forms_of_kept_pages_refuse_other_sites(client, event):
    category = CategoryFactory(event=event)

    response = client.post(
        shop(event, "register"),
        {"name": "Ada", "email": "ada@example.org"},
        headers={"origin": "https://elsewhere.example"},
    )

    assert (response.status_code, Order.objects.count(), category.tickets.count()) == (403, 0, 0)


@pytest.mark.parametrize("step", ["", "details/", "pay/", "give-up/"])
def test_wrong_secret_is_no_page(client, event, step):
    category = CategoryFactory(event=event, price=500, currency="EUR")
    client.post(shop(event), {f"q-{category.public_id}": 1})
    number = only_order().number

    for secret in ("a" * 32, "x"):
        for send in (client.get, client.post):
            assert send(f"/orders/{number}/{secret}/{step}").status_code in {404, 405}
    assert only_order().state == OrderState.DRAFT


def test_shop_of_an_unpublished_event_takes_nothing(client, event):
    category = CategoryFactory(event=event)
    event.unpublish()

    response = client.post(shop(event), {f"q-{category.public_id}": 1})

    assert (response.status_code, Order.objects.count()) == (404, 0)


def test_kept_tickets_page_follows_what_is_left(client, event, django_assert_max_num_queries):
    category = CategoryFactory(event=event, quantity=3)
    before = client.get(f"{event.url}tickets/")
    with django_assert_max_num_queries(4):  # the version, and what is left where the last look is a second old
        again = client.get(f"{event.url}tickets/")
    assert ("Only 3 places left" in before.content.decode(), again.content) == (True, before.content)

    client.post(shop(event, "register"), {"name": "Ada", "email": "ada@example.org"})
    cache.delete(f"tickets:{event.pk}")  # a second later

    after = client.get(f"{event.url}tickets/")
    assert ("Only 2 places left" in after.content.decode(), after["ETag"] == before["ETag"]) == (True, False)
    assert "csrfmiddlewaretoken" not in after.content.decode()
    assert category.own_quota.size == 3
