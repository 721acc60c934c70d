"""Vouchers and the waiting list, through the pages."""

import pytest

from tests.factories.ticketing import CategoryFactory, VoucherFactory, order_of
from ticketing.actions.waiting_list import Person, join_waiting_list
from ticketing.catalogue import read_items
from ticketing.models import Quota, Voucher, WaitingListEntry


@pytest.fixture
def owner(house):
    return house.client("owner")


def test_voucher_is_made_in_percent_and_in_money(house, owner):
    address = house.address("vouchers/new/")
    owner.post(address, {"code": " press ", "discount": "percent", "amount": "25"})
    owner.post(address, {"code": "FIVER", "discount": "amount", "amount": "5.50"})
    found = list(Voucher.objects.order_by("pk").values_list("code", "value"))
    assert found == [("PRESS", 25), ("FIVER", 550)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "101"}, "amount"),
        ({"amount": "ten"}, "amount"),
        ({"discount": "fixed", "amount": "1.005"}, "amount"),
        ({"reserves_seats": "on"}, "max_uses"),
        ({"code": "TAKEN"}, "code"),
        ({"valid_from": "2030-05-02T09:00", "valid_until": "2030-05-01T09:00"}, "valid_until"),
    ],
)
def test_wrong_voucher_is_refused_beside_the_field(house, owner, change, field):
    VoucherFactory(event=house.event, code="TAKEN")
    sent = {"code": "NEW", "discount": "percent", "amount": "10"} | change
    response = owner.post(house.address("vouchers/new/"), sent)
    assert response.status_code in {400, 422}
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Voucher.objects.count() == 1


def test_many_vouchers_have_codes_of_their_own(house, owner):
    category = CategoryFactory(event=house.event, quantity=30)
    sent = {"number": "25", "begins": "press-", "discount": "percent", "amount": "100", "max_uses": "1"}
    owner.post(house.address("vouchers/many/"), sent | {"reserves_seats": "on", "categories": [category.pk]})
    codes = set(Voucher.objects.values_list("code", flat=True))
    assert len(codes) == 25
    assert {code[:6] for code in codes} == {"PRESS-"}
    assert Quota.objects.get().used == 25


def test_many_vouchers_beyond_the_seats_are_none(house, owner):
    category = CategoryFactory(event=house.event, quantity=3)
    sent = {"number": "4", "discount": "percent", "amount": "100", "max_uses": "1", "reserves_seats": "on"}
    response = owner.post(house.address("vouchers/many/"), sent | {"categories": [category.pk]})
    assert response.status_code == 409
    assert (Voucher.objects.count(), Quota.objects.get().used) == (0, 0)


def test_voucher_is_deleted_and_its_seats_go_back(house, owner):
    category = CategoryFactory(event=house.event, quantity=3)
    sent = {"code": "KEEP", "discount": "none", "max_uses": "2", "reserves_seats": "on", "categories": [category.pk]}
    owner.post(house.address("vouchers/new/"), sent)
    assert Quota.objects.get().used == 2
    owner.post(house.address(f"vouchers/{Voucher.objects.get().public_id}/delete/"))
    assert (Voucher.objects.count(), Quota.objects.get().used) == (0, 0)


@pytest.fixture
def line(house):
    """Two in line for a sold-out category."""
    category = CategoryFactory(event=house.event, quantity=1)
    order_of(category)
    for name in ("ada", "bob"):
        item = read_items(house.event.pk)[0]
        join_waiting_list(house.event, item, person=Person(f"{name}@example.com", name), quantity=1)
    return category


def test_waiting_list_is_offered_once_there_are_seats(house, owner, line):
    none = owner.post(house.address("waiting/offer/"), follow=True)
    assert "There are not enough free seats" in none.content.decode()
    Quota.objects.update(size=2)
    owner.post(house.address("waiting/offer/"))
    states = list(WaitingListEntry.objects.values_list("name", "state"))
    assert states == [("ada", "offered"), ("bob", "waiting")]


def test_person_is_taken_out_of_line(house, owner, line):
    first = WaitingListEntry.objects.first()
    response = owner.post(house.address(f"waiting/{first.public_id}/remove/"), follow=True)
    assert "ada is no longer in line." in response.content.decode()
    assert list(WaitingListEntry.objects.in_line().values_list("name", flat=True)) == ["bob"]
