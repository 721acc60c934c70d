"""Buying through the API: the shop, orders in one request, keys that make them safe to repeat, paying, own tickets."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone as clock

from payments.config import PaymentsConfig
from tests.factories import EventFactory, SessionFactory, UserFactory
from tests.factories.sign_in import sign_in_as
from tests.factories.ticketing import CategoryFactory, QuestionFactory, VoucherFactory, order_of
from ticketing.actions import audit
from ticketing.actions.after_sale import Holder, change_buyer
from ticketing.actions.catalogue import withdraw_category
from ticketing.actions.idempotency import forget_old_requests
from ticketing.catalogue import shop_of
from ticketing.links import order_secret
from ticketing.models import IdempotentRequest, Order, Quota

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sandbox(settings):
    settings.PAYMENTS = PaymentsConfig(sandbox=True)


def body_for(category, quantity=1, **more):
    return {
        "event": category.event.slug,
        "lines": [{"category": str(category.public_id), "quantity": quantity}],
        "buyer": {"name": "Ada", "email": "ada@example.org"},
        **more,
    }


def post(body, *, client=None, path="/api/orders", **headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return (client or Client()).post(path, body, content_type="application/json", headers=sent)


def test_shop_says_what_is_sold_and_what_is_left(django_assert_max_num_queries):
    session = SessionFactory()
    event = session.get_parent().get_parent().specific
    plenty = CategoryFactory(event=event, name="Pass", price=24900, quantity=100)
    few = CategoryFactory(event=event, name="Workshop", quantity=3, sessions=[session])
    CategoryFactory(event=event, name="Secret", visibility="hidden")
    question = QuestionFactory(event=event, kind="choice", choices=["a", "b"])
    shop_of(event.pk)  # made with the first look
    with django_assert_max_num_queries(10):
        shop = Client().get(f"/api/events/{event.slug}/tickets").json()
    first, second = shop["categories"]
    assert (first["id"], first["price"], first["availability"], first["left"]) == (
        str(plenty.public_id),
        {"amount": "249.00", "currency": "EUR"},
        "available",
        None,
    )
    assert (second["id"], second["availability"], second["left"], second["max_per_order"]) == (
        str(few.public_id),
        "few",
        3,
        3,
    )
    assert second["sessions"] == [str(session.public_id)]
    assert shop["questions"][0]["id"] == str(question.public_id)
    assert shop["providers"] == [{"name": "sandbox", "label": shop["providers"][0]["label"]}]


def test_shop_is_answered_from_its_tag_and_costs_nothing_within_a_second(django_assert_num_queries):
    category = CategoryFactory()
    first = Client().get(f"/api/events/{category.event.slug}/tickets")
    with django_assert_num_queries(0):
        again = Client().get(f"/api/events/{category.event.slug}/tickets", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_shop_of_an_unpublished_event_is_not_there():
    event = EventFactory(published=False)
    assert Client().get(f"/api/events/{event.slug}/tickets").status_code == 404


def test_free_order_is_whole_in_one_request():
    category = CategoryFactory(quantity=5)
    answer = post(body_for(category, 2))
    order = Order.objects.get()
    placed = answer.json()
    assert answer.status_code == 201
    assert (placed["number"], placed["state"], placed["secret"]) == (order.number, "paid", order_secret(order))
    assert [ticket["state"] for ticket in placed["tickets"]] == ["valid", "valid"]
    assert all(ticket["code"] for ticket in placed["tickets"])
    assert order.source == "api"


def test_price_in_the_request_is_refused():
    category = CategoryFactory(price=5000)
    body = body_for(category)
    body["lines"][0]["price"] = {"amount": "0.01", "currency": "EUR"}
    assert post(body).status_code == 400
    assert post({**body_for(category), "state": "paid", "total": 0}).status_code == 400
    assert not Order.objects.exists()


def test_paid_order_waits_and_says_how_to_pay():
    category = CategoryFactory(price=5000)
    placed = post(body_for(category)).json()
    assert (placed["state"], placed["total"]) == ("pending", {"amount": "50.00", "currency": "EUR"})
    assert placed["tickets"][0]["code"] is None
    paid = post({"provider": "sandbox"}, path=f"/api/orders/{placed['number']}/pay", Order_Secret=placed["secret"])
    assert paid.status_code == 200
    assert "/payments/" in paid.json()["url"]


def test_unpaid_order_is_cancelled_with_its_secret_alone():
    category = CategoryFactory(price=5000, quantity=1)
    placed = post(body_for(category)).json()
    path = f"/api/orders/{placed['number']}/cancel"
    assert post({}, path=path).status_code == 404
    assert post({}, path=path, Order_Secret="a" * 32).status_code == 404
    assert post({}, path=path, Order_Secret=placed["secret"]).json()["state"] == "cancelled"
    assert Quota.objects.get().used == 0


def test_order_is_seen_by_its_owner_and_by_nobody_else():
    order = order_of(CategoryFactory())
    owner, other = Client(), Client()
    sign_in_as(owner, UserFactory(email="ada@example.org"))
    sign_in_as(other, UserFactory(email="eve@example.org"))
    path = f"/api/orders/{order.number}"
    assert owner.get(path).json()["number"] == order.number
    for stranger in (other, Client()):
        assert stranger.get(path).json() == stranger.get("/api/orders/AAAAAAAAAA").json()
        assert stranger.get(path).status_code == 404


def test_errors_name_their_fields():
    category = CategoryFactory()
    question = QuestionFactory(event=category.event, is_required=True)
    body = body_for(category, attendees=[{"category": str(category.public_id), "email": "nowhere"}])
    answer = post({**body, "buyer": {"name": "Ada", "email": "ada@example.org"}})
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"attendees.0.email", f"attendees.0.answers.{question.public_id}"}


def test_voucher_lowers_the_price_and_a_wrong_one_is_said():
    category = CategoryFactory(price=1000)
    voucher = VoucherFactory(event=category.event, value=50)
    assert post(body_for(category, voucher=voucher.code)).json()["total"]["amount"] == "5.00"
    assert post(body_for(category, voucher="NOPE")).json()["error"] == "VOUCHER_REFUSED"


def test_sold_out_is_said_and_then_answered_from_memory(django_assert_num_queries):
    category = CategoryFactory(quantity=1)
    assert post(body_for(category)).status_code == 201
    assert post(body_for(category)).json()["error"] == "SOLD_OUT"
    with django_assert_num_queries(0):
        answer = post(body_for(category))
    assert (answer.status_code, answer.json()["error"]) == (409, "SOLD_OUT")


def test_same_key_is_one_order_even_when_sold_out_meanwhile():
    category = CategoryFactory(quantity=1)
    first = post(body_for(category), Idempotency_Key="one")
    post(body_for(category), Idempotency_Key="two")
    again = post(body_for(category), Idempotency_Key="one")
    assert (again.status_code, again.json()) == (201, first.json())
    assert Order.objects.count() == 1


def test_answer_kept_for_a_key_holds_no_secret_and_ends_with_the_buyer():
    category = CategoryFactory()
    placed = post(body_for(category), Idempotency_Key="one").json()
    assert IdempotentRequest.objects.get().answer == {"number": placed["number"]}
    change_buyer(Order.objects.get(), to=Holder("Bob", "bob@example.org"), by=audit.system())
    assert post(body_for(category), Idempotency_Key="one").status_code == 404


def test_key_of_another_request_is_refused():
    category = CategoryFactory()
    post(body_for(category), Idempotency_Key="one")
    answer = post(body_for(category, 2), Idempotency_Key="one")
    assert (answer.status_code, answer.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_keys_of_two_callers_never_meet():
    category = CategoryFactory()
    client = Client()
    sign_in_as(client, UserFactory(email="ada@example.org"))
    token = client.get("/api/auth/me").cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    post(body_for(category), Idempotency_Key="one")
    post(body_for(category), client=client, Idempotency_Key="one", X_CSRFToken=token)
    assert Order.objects.count() == 2


def test_refused_request_leaves_its_key_free():
    category = CategoryFactory()
    wrong = body_for(category)
    wrong["buyer"]["email"] = "nowhere"
    assert post(wrong, Idempotency_Key="one").status_code == 400
    assert post(body_for(category), Idempotency_Key="one").status_code == 201


def test_keys_are_forgotten_after_a_day():
    category = CategoryFactory()
    post(body_for(category), Idempotency_Key="one")
    IdempotentRequest.objects.update(created_at=clock.now() - timedelta(days=2))
    assert forget_old_requests() == 1
    assert post(body_for(category), Idempotency_Key="one").status_code == 201
    assert Order.objects.count() == 2


def test_refusal_of_a_repeated_request_is_the_first_answer():
    category = CategoryFactory()
    first = post(body_for(category), Idempotency_Key="one")
    withdraw_category(category)
    again = post(body_for(category), Idempotency_Key="one")
    assert (again.status_code, again.json()) == (201, first.json())
    assert post(body_for(category), Idempotency_Key="two").json()["error"] == "NOT_ON_SALE"


@pytest.mark.parametrize("key", ["x" * 256, "tab\there"])
def test_key_that_is_none_is_refused(key):
    assert post(body_for(CategoryFactory()), Idempotency_Key=key).status_code == 400


def test_form_of_another_site_is_refused():
    category = CategoryFactory()
    answer = Client().post("/api/orders", body_for(category), content_type="text/plain")
    assert answer.status_code == 403
    assert not Order.objects.exists()


def test_own_tickets_are_those_of_proved_addresses():
    category = CategoryFactory()
    order_of(category)
    order_of(category, email="bob@example.org")
    client = Client()
    assert client.get("/api/me/tickets").status_code == 401
    sign_in_as(client, UserFactory(email="ada@example.org"))
    items = client.get("/api/me/tickets").json()["items"]
    assert [(item["event"], item["attendee_name"]) for item in items] == [(category.event.slug, "Ada Lovelace")]


def test_unknown_event_and_category_are_not_there():
    category = CategoryFactory()
    assert post({**body_for(category), "event": "nowhere"}).status_code == 404
    body = body_for(category)
    body["lines"][0]["category"] = str(uuid4())
    assert post(body).status_code == 400


def test_front_end_of_an_event_may_place_orders_and_others_may_not():
    event = EventFactory(front_end_origins="https://front.example")
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "idempotency-key, content-type"}
    allowed, refused = (
        Client().options("/api/orders", headers={**asked, "Origin": origin})
        for origin in ("https://front.example", "https://evil.example")
    )
    assert event.live
    assert allowed["Access-Control-Allow-Origin"] == "https://front.example"
    assert "idempotency-key" in allowed["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in refused
