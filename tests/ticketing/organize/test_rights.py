"""Every organizer page for every kind of person; a missing right is a missing page."""

import pytest

from tests.factories import EventFactory
from tests.factories.sign_in import sign_in_strongly
from tests.factories.ticketing import CategoryFactory, QuestionFactory, QuotaFactory, VoucherFactory, order_of
from ticketing.models import WaitingListEntry

WHO = ("owner", "collaborator", "reviewer", "moderator", "check_in", "foreign", "visitor", "platform")
ORGANIZERS = {"owner", "collaborator"}
OWNERS = {"owner"}

# Path below the event, and who may open it.
PAGES = (
    ("", ORGANIZERS),
    ("orders/", ORGANIZERS),
    ("orders/new/", ORGANIZERS),
    ("orders/grant/", ORGANIZERS),
    ("orders/{order}/", ORGANIZERS),
    ("orders/{order}/buyer/", ORGANIZERS),
    ("orders/{order}/note/", ORGANIZERS),
    ("orders/{order}/cancel/", ORGANIZERS),
    ("orders/{order}/refund/", OWNERS),
    ("orders/{order}/returned/", OWNERS),
    ("orders/{order}/paid/", OWNERS),
    ("tickets/", ORGANIZERS),
    ("tickets/{ticket}/", ORGANIZERS),
    ("catalogue/", ORGANIZERS),
    ("catalogue/categories/new/", OWNERS),
    ("catalogue/categories/{category}/", ORGANIZERS),
    ("catalogue/categories/{category}/delete/", OWNERS),
    ("catalogue/quotas/new/", OWNERS),
    ("catalogue/quotas/{quota}/", OWNERS),
    ("catalogue/quotas/{quota}/delete/", OWNERS),
    ("catalogue/questions/new/", ORGANIZERS),
    ("catalogue/questions/{question}/", ORGANIZERS),
    ("catalogue/questions/{question}/delete/", ORGANIZERS),
    ("settings/", OWNERS),
    ("vouchers/", ORGANIZERS),
    ("vouchers/new/", OWNERS),
    ("vouchers/many/", OWNERS),
    ("vouchers/{voucher}/", OWNERS),
    ("vouchers/{voucher}/delete/", OWNERS),
    ("waiting/", ORGANIZERS),
    ("exports/attendees.csv", ORGANIZERS),
    ("exports/orders.xlsx", ORGANIZERS),
)


def things_of(event) -> dict[str, str]:
    """One of everything, as its addresses name it."""
    category = CategoryFactory(event=event, price=100)
    order = order_of(category)
    entry = WaitingListEntry.objects.create(event=event, category=category, email="wait@example.org")
    return {
        "order": order.number,
        "ticket": order.tickets.get().number,
        "category": str(category.public_id),
        "quota": str(QuotaFactory(event=event, categories=[category]).public_id),
        "question": str(QuestionFactory(event=event).public_id),
        "voucher": str(VoucherFactory(event=event).public_id),
        "entry": str(entry.public_id),
    }


@pytest.mark.parametrize(("path", "allowed"), PAGES, ids=[path or "overview" for path, _allowed in PAGES])
def test_page_is_there_for_whom_it_should_be(house, path, allowed):
    address = house.address(path.format(**things_of(house.event)))
    statuses = {who: house.client(who).get(address).status_code for who in WHO}
    assert statuses == {who: 200 if who in allowed else 404 for who in WHO}


def test_platform_administrator_owns_every_event_once_strong(house):
    client = house.client("anonymous")
    sign_in_strongly(client, house.people["platform"])
    assert [client.get(house.address(path)).status_code for path in ("", "settings/")] == [200, 200]
    assert house.event.title in client.get("/organizer/").content.decode()


def test_account_page_leads_organizers_to_their_events(house):
    shown = {who: 'href="/organizer/"' in house.client(who).get("/account/").content.decode() for who in WHO}
    # A moderator has the event's live sessions there, a reviewer has nothing yet.
    organizers = {"owner", "collaborator", "moderator", "check_in", "foreign"}
    assert {who for who, there in shown.items() if there} == organizers


def test_signed_out_people_sign_in_and_come_back(house):
    response = house.client("anonymous").get(house.address("orders/?q=ada"))
    assert response.url == "/auth/login?next=%2Forganizer%2Fevents%2Fharbour%2Forders%2F%3Fq%3Dada"


def test_event_that_does_not_exist_looks_like_one_of_others(house):
    assert house.client("owner").get("/organizer/events/nowhere/orders/").status_code == 404


def test_list_of_events_shows_ones_own(house):
    titles = {who: house.event.title in house.client(who).get("/organizer/").content.decode() for who in WHO}
    assert {who for who, shown in titles.items() if shown} >= ORGANIZERS
    assert not titles["foreign"]
    assert not titles["visitor"]
    assert not titles["platform"]


FOREIGN = (
    "orders/{order}/buyer/",
    "orders/{order}/note/",
    "orders/{order}/cancel/",
    "orders/{order}/refund/",
    "orders/{order}/returned/",
    "orders/{order}/paid/",
    "orders/{order}/resend/",
    "tickets/{ticket}/",
    "catalogue/categories/{category}/",
    "catalogue/categories/{category}/move/",
    "catalogue/categories/{category}/withdraw/",
    "catalogue/categories/{category}/delete/",
    "catalogue/quotas/{quota}/",
    "catalogue/quotas/{quota}/delete/",
    "catalogue/questions/{question}/",
    "catalogue/questions/{question}/delete/",
    "vouchers/{voucher}/",
    "vouchers/{voucher}/delete/",
    "waiting/{entry}/remove/",
)


def test_another_events_things_are_not_here(house):
    """An organizer of this event with the names of another one's things."""
    names = things_of(EventFactory())
    owner = house.client("owner")
    statuses = {path: owner.post(house.address(path.format(**names))).status_code for path in FOREIGN}
    assert statuses == dict.fromkeys(FOREIGN, 404)
