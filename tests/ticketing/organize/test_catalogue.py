"""Setting up what is sold, through the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from tests.factories import EventFactory, SessionFactory
from tests.factories.accounts import EventRoleFactory
from tests.factories.ticketing import (
    CategoryFactory,
    QuestionFactory,
    QuotaFactory,
    order_of,
    ticket_of,
)
from ticketing.catalogue import read_items, shop_of
from ticketing.models import Entitlement, Question, Quota, TicketCategory

NEW = {
    "name": "Pass",
    "description": "",
    "price": "12.50",
    "quantity": "20",
    "grants_full_event_access": "on",
    "admits": "both",
    "visibility": "public",
    "min_per_order": "1",
    "max_per_order": "4",
}


@pytest.fixture
def owner(house):
    return house.client("owner")


def names(house) -> list[str]:
    return list(TicketCategory.objects.for_event(house.event.pk).values_list("name", flat=True))


def test_category_is_made_with_price_and_quantity(house, owner):
    response = owner.post(house.address("catalogue/categories/new/"), NEW)
    category = TicketCategory.objects.get()
    assert response.url == house.address("catalogue/")
    assert (category.name, category.price, category.currency, category.own_quota.size) == ("Pass", 1250, "EUR", 20)


def test_wrong_price_stays_as_typed_beside_its_error(house, owner):
    response = owner.post(house.address("catalogue/categories/new/"), NEW | {"price": "12.505", "name": "Early bird"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="12.505"' in page
    assert 'value="Early bird"' in page
    assert 'id="id_price_error"' in page
    assert not TicketCategory.objects.exists()


def test_sale_times_are_those_of_the_event(house, owner):
    owner.post(house.address("catalogue/categories/new/"), NEW | {"sale_starts_at": "2030-05-02T09:00"})
    assert TicketCategory.objects.get().sale_starts_at.isoformat() == "2030-05-02T07:00:00+00:00"
    page = owner.get(house.address(f"catalogue/categories/{TicketCategory.objects.get().public_id}/")).content.decode()
    assert 'value="2030-05-02T09:00"' in page


def test_quantity_below_what_is_sold_is_refused_beside_its_field(house, owner):
    category = CategoryFactory(event=house.event, quantity=5)
    order_of(category, 3)
    response = owner.post(house.address(f"catalogue/categories/{category.public_id}/"), NEW | {"quantity": "2"})
    assert "3 are sold or held already." in response.content.decode()
    assert Quota.objects.get().size == 5


def test_collaborator_edits_all_but_price_and_quantity(house):
    category = CategoryFactory(event=house.event, price=500, quantity=5)
    sent = NEW | {"name": "Renamed", "price": "1", "quantity": "99"}
    house.client("collaborator").post(house.address(f"catalogue/categories/{category.public_id}/"), sent)
    category.refresh_from_db()
    assert (category.name, category.price, Quota.objects.get().size) == ("Renamed", 500, 5)


def test_sessions_only_category_opens_its_sessions_for_tickets_that_exist(house, owner):
    category = CategoryFactory(event=house.event)
    ticket_of(category)
    session = SessionFactory(event=house.event)
    sent = {key: value for key, value in NEW.items() if key != "grants_full_event_access"} | {"price": "0"}

    empty = owner.post(house.address(f"catalogue/categories/{category.public_id}/"), sent)
    assert "Choose the sessions that it opens" in empty.content.decode()
    owner.post(house.address(f"catalogue/categories/{category.public_id}/"), sent | {"sessions": [session.pk]})

    live = Entitlement.objects.live().values_list("event", "session")
    assert list(live) == [(house.event.pk, session.pk)]


def test_only_own_events_can_be_opened_besides(house, owner):
    mine, foreign = EventFactory(), EventFactory()
    EventRoleFactory(event=mine, user=house.people["owner"])
    address = house.address("catalogue/categories/new/")

    refused = owner.post(address, NEW | {"other_events": [foreign.pk]})
    assert refused.status_code == 422
    owner.post(address, NEW | {"other_events": [mine.pk]})

    assert list(TicketCategory.objects.get().other_events.values_list("pk", flat=True)) == [mine.pk]


def test_sessions_of_another_event_cannot_be_chosen(house, owner):
    foreign = SessionFactory(event=EventFactory())
    sent = {key: value for key, value in NEW.items() if key != "grants_full_event_access"}
    response = owner.post(house.address("catalogue/categories/new/"), sent | {"sessions": [foreign.pk]})
    assert response.status_code == 422


def test_categories_are_moved(house, owner):
    first, second, third = (CategoryFactory(event=house.event, name=name) for name in "ABC")
    owner.post(house.address(f"catalogue/categories/{third.public_id}/move/"), {"to": "up"})
    assert names(house) == ["A", "C", "B"]
    owner.post(house.address(f"catalogue/categories/{first.public_id}/move/"), {"to": "down"})
    assert names(house) == ["C", "A", "B"]
    owner.post(house.address(f"catalogue/categories/{second.public_id}/move/"), {"to": "down"})
    assert names(house) == ["C", "A", "B"]


def test_category_is_withdrawn_and_sold_again(house, owner):
    category = CategoryFactory(event=house.event)
    address = house.address(f"catalogue/categories/{category.public_id}/withdraw/")
    for expected in (True, False):
        owner.post(address)
        category.refresh_from_db()
        assert category.is_withdrawn is expected


def test_category_with_orders_is_not_deleted(house, owner):
    sold, unsold = CategoryFactory(event=house.event, quantity=3), CategoryFactory(event=house.event, quantity=3)
    order_of(sold)
    refused = owner.post(house.address(f"catalogue/categories/{sold.public_id}/delete/"))
    assert "Withdraw it from sale instead." in refused.content.decode()
    owner.post(house.address(f"catalogue/categories/{unsold.public_id}/delete/"))
    assert list(TicketCategory.objects.all()) == [sold]


def test_shared_quota_counts_what_its_categories_sold_before(house, owner):
    first, second = CategoryFactory(event=house.event), CategoryFactory(event=house.event, price=100)
    order_of(first, 2)
    order_of(second, 3)
    sent = {"name": "Hall", "size": "6", "categories": [first.pk, second.pk]}
    too_small = owner.post(house.address("catalogue/quotas/new/"), sent | {"size": "4"})
    assert "5 are sold or held already." in too_small.content.decode()
    assert not Quota.objects.exists()

    owner.post(house.address("catalogue/quotas/new/"), sent)
    hall = Quota.objects.get()
    assert (hall.used, hall.size, sum(claim.seats for claim in hall.claims.all())) == (5, 6, 5)

    owner.post(house.address(f"catalogue/quotas/{hall.public_id}/"), sent | {"categories": [first.pk]})
    hall.refresh_from_db()
    assert (hall.used, sum(claim.seats for claim in hall.claims.all())) == (2, 2)
    assert [item.left for item in read_items(house.event.pk)] == [4, None]


def test_cancelled_tickets_do_not_count_in_a_new_quota(house, owner):
    category = CategoryFactory(event=house.event)
    order = order_of(category, 3)
    owner.post(house.address(f"orders/{order.number}/cancel/"), {"tickets": [order.tickets.first().number]})
    owner.post(house.address("catalogue/quotas/new/"), {"name": "Hall", "size": "6", "categories": [category.pk]})
    assert Quota.objects.get().used == 2


def test_cancelled_tickets_do_not_count_in_a_new_quantity(house, owner):
    category = CategoryFactory(event=house.event)
    order = order_of(category, 3)
    owner.post(house.address(f"orders/{order.number}/cancel/"), {"tickets": [order.tickets.first().number]})
    owner.post(house.address(f"catalogue/categories/{category.public_id}/"), NEW | {"quantity": "2"})
    quota = Quota.objects.get()
    assert (quota.used, quota.size, sum(claim.seats for claim in quota.claims.all())) == (2, 2, 2)


def test_shared_quota_is_deleted(house, owner):
    category = CategoryFactory(event=house.event)
    hall = QuotaFactory(event=house.event, categories=[category])
    order_of(category)
    owner.post(house.address(f"catalogue/quotas/{hall.public_id}/delete/"))
    assert not Quota.objects.exists()


def test_question_is_made_changed_and_kept_once_answered(house, owner):
    sent = {"text": "Diet?", "kind": "choice", "choices": "all\nvegan\nvegan\n", "is_asked": "on"}
    owner.post(house.address("catalogue/questions/new/"), sent)
    question = Question.objects.get()
    assert question.choices == ["all", "vegan"]
    category = CategoryFactory(event=house.event)
    ticket = ticket_of(category)
    owner.post(house.address(f"tickets/{ticket.number}/"), {"do": "answers", str(question.public_id): "vegan"})

    kind = owner.post(house.address(f"catalogue/questions/{question.public_id}/"), sent | {"kind": "text"})
    assert "This has been answered; ask a new question instead." in kind.content.decode()
    deleted = owner.post(house.address(f"catalogue/questions/{question.public_id}/delete/"))
    assert "Stop asking it instead" in deleted.content.decode()
    assert Question.objects.count() == 1


def test_choice_without_answers_is_refused(house, owner):
    response = owner.post(house.address("catalogue/questions/new/"), {"text": "Diet?", "kind": "choice", "choices": ""})
    assert "Give at least one answer to choose." in response.content.decode()


def test_settings_are_saved_and_currency_keeps_amounts_as_written(house, owner):
    category = CategoryFactory(event=house.event, price=40_000)
    sent = {"currency": "JPY", "hold_minutes": "20", "offer_hours": "12", "tax_name": "VAT", "tax_rate": "19,5"}
    owner.post(house.address("settings/"), sent)
    category.refresh_from_db()
    assert (category.money.amount, category.currency) == ("400", "JPY")
    shop = shop_of(house.event.pk)
    assert (shop.hold_minutes, shop.waiting_list, shop.tax_rate) == (20, False, 1950)


def test_currency_stays_once_something_was_ordered(house, owner):
    order_of(CategoryFactory(event=house.event))
    sent = {"currency": "KES", "hold_minutes": "20", "offer_hours": "12", "tax_name": "VAT", "tax_rate": "0"}
    response = owner.post(house.address("settings/"), sent)
    assert "the currency stays" in response.content.decode()
    assert shop_of(house.event.pk).currency == "EUR"


def test_catalogue_costs_the_same_for_one_category_and_ten(house, owner, django_assert_max_num_queries):
    for _round in range(2):
        for _number in range(4):
            category = CategoryFactory(event=house.event, quantity=5)
            QuestionFactory(event=house.event).categories.set([category])
            QuotaFactory(event=house.event, categories=[category])
        with django_assert_max_num_queries(16):
            assert owner.get(house.address("catalogue/")).status_code == 200


def test_sale_over_is_said(house, owner):
    CategoryFactory(event=house.event, sale_ends_at=clock.now() - timedelta(days=1))
    assert 'state-over">over' in owner.get(house.address("catalogue/")).content.decode()
