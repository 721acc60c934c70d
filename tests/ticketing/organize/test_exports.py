"""Exports: every byte as promised, no formula, and no memory however long they are."""

import csv
import re
import tracemalloc
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.http import QueryDict
from openpyxl import load_workbook

from tests.factories import EventFactory
from tests.factories.ticketing import CategoryFactory, QuestionFactory, order_of
from tests.ticketing.check_in.making import scan_of
from ticketing.actions.scans import record_scan
from ticketing.answers import Attendee
from ticketing.models import CheckInList, Order, Ticket
from ticketing.organize.exports import CHUNK, export_of
from ticketing.organize.files import csv_pieces, defuse, write_xlsx

NIGHT = datetime(2030, 5, 1, 22, 5, tzinfo=UTC)


@pytest.fixture
def owner(house):
    return house.client("owner")


@pytest.fixture
def order(house):
    """One free order of one ticket, with answers; its times are known."""
    category = CategoryFactory(event=house.event, name="Pass")
    diet = QuestionFactory(event=house.event, text="Diet?", kind="choices", choices=["vegan", "halal"])
    attendees = [Attendee(category.public_id, "Ada", "", {diet.public_id: ["vegan", "halal"]})]
    order = order_of(category, attendees=attendees)
    Order.objects.update(created_at=NIGHT, settled_at=NIGHT)
    Ticket.objects.update(issued_at=NIGHT)
    return order


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_attendees_as_csv_are_byte_exact(house, owner, order):
    number = order.tickets.get().number
    response = owner.get(house.address("exports/attendees.csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="harbour-attendees.csv"'
    assert (
        body(response)
        == (
            "\ufeffTicket,Name,E-mail,Category,State,Has been in,Price,Currency,Order,Issued\r\n"
            f"{number},Ada,ada@example.org,Pass,valid,no,0.00,EUR,{order.number},2030-05-02 00:05:00\r\n"
        ).encode()
    )


def test_orders_as_csv_are_byte_exact_and_without_other_events(house, owner, order):
    order_of(CategoryFactory(event=EventFactory()))
    assert body(owner.get(house.address("exports/orders.csv"))).decode() == (
        "\ufeffOrder,State,Came in by,Buyer,E-mail,Tickets,Total,Received,Returned,Currency,"
        "Voucher,Placed,Settled,Note\r\n"
        f"{order.number},paid,ticket shop,Ada Lovelace,ada@example.org,1,0.00,0.00,0.00,EUR,,"
        "2030-05-02 00:05:00,2030-05-02 00:05:00,\r\n"
    )


def first_cells(response) -> list[str]:
    return [row[0] for row in csv.reader(body(response).decode().splitlines()[1:])]


def listed(response, kind: str) -> list[str]:
    """The numbers that a list's page shows, in its order."""
    return re.findall(rf'href="[^"]*/{kind}/([\w-]+)/"', response.content.decode())


def export_links(response) -> list[str]:
    return [
        link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*/exports/[^"]*)"', response.content.decode())
    ]


@pytest.fixture
def many(house):
    """Three people with a pass each, and two who have not paid for their dinner."""
    free = CategoryFactory(event=house.event, name="Pass")
    priced = CategoryFactory(event=house.event, name="Dinner", price=500)
    orders = [order_of(free, email=f"{name}@example.org") for name in ("cleo", "ada", "bob")]
    return orders + [order_of(priced, email=f"{name}@example.org") for name in ("dan", "eve")]


ORDER_FILTERS = (
    "",
    "state=paid",
    "q=ada@",
    "source=manual",
    "state=pending&sort=buyer_name",
    "sort=number",
    "state=odd",
)


@pytest.mark.parametrize("query", ORDER_FILTERS)
def test_orders_are_exported_as_the_list_shows_them(house, owner, many, query):
    page = owner.get(house.address(f"orders/?{query}"))
    shown = [number for number in listed(page, "orders") if number not in {"new", "grant"}]
    assert first_cells(owner.get(house.address(f"exports/orders.csv?{query}"))) == shown


TICKET_FILTERS = ("", "state=valid", "q=bob@", "presence=in", "presence=never", "state=transferred")


@pytest.mark.parametrize("kind", ["attendees", "answers"])
@pytest.mark.parametrize("query", TICKET_FILTERS)
def test_tickets_are_exported_as_the_list_shows_them(house, owner, many, kind, query):
    Ticket.objects.filter(attendee_email="cleo@example.org").update(state="transferred")
    door = CheckInList.objects.create(event=house.event, name="North")
    record_scan(door, scan_of(Ticket.objects.get(attendee_email="ada@example.org")), by=house.people["owner"])
    shown = listed(owner.get(house.address(f"tickets/?{query}")), "tickets")
    assert first_cells(owner.get(house.address(f"exports/{kind}.csv?{query}"))) == shown


def test_export_of_another_events_category_holds_nothing_of_it(house, owner, many):
    foreign = CategoryFactory(event=EventFactory())
    order_of(foreign, email="x@example.org")
    exported = owner.get(house.address(f"exports/orders.csv?category={foreign.public_id}"))
    assert sorted(first_cells(exported)) == sorted(order.number for order in many)


def test_lists_say_and_link_what_an_export_would_hold(house, owner, many):
    everything, paid = owner.get(house.address("orders/")), owner.get(house.address("orders/?state=paid&page=1"))
    tickets = owner.get(house.address("tickets/?q=ada@"))
    assert export_links(everything) == [house.address(f"exports/orders.{form}") for form in ("csv", "xlsx")]
    assert export_links(paid) == [house.address(f"exports/orders.{form}?state=paid&") for form in ("csv", "xlsx")]
    assert ("Export all 5 orders" in everything.content.decode(), "Export these 3 orders" in paid.content.decode()) == (
        True,
        True,
    )
    assert "Export this ticket" in tickets.content.decode()


def test_list_without_a_row_offers_no_export(house, owner, many):
    assert export_links(owner.get(house.address("orders/?q=nobody"))) == []


def test_longer_export_costs_queries_by_the_thousand_only(house, owner, many, django_assert_num_queries):
    export = export_of(house.event, "orders", QueryDict("state=paid"))
    assert export is not None
    with django_assert_num_queries(2):
        assert len(list(export.rows())) == 3


def test_answers_have_a_column_for_each_question(house, owner, order):
    number = order.tickets.get().number
    assert body(owner.get(house.address("exports/answers.csv"))).decode() == (
        f'\ufeffTicket,Name,E-mail,Category,Diet?\r\n{number},Ada,ada@example.org,Pass,"vegan, halal"\r\n'
    )


def test_excel_file_has_the_same_cells(house, owner, order):
    response = owner.get(house.address("exports/attendees.xlsx"))
    rows = list(load_workbook(BytesIO(body(response))).active.iter_rows(values_only=True))
    assert rows[0][:3] == ("Ticket", "Name", "E-mail")
    assert rows[1][1:4] == ("Ada", "ada@example.org", "Pass")


DANGEROUS = ("=1+1", "+cmd", "-cmd", "@SUM(A1)", "|calc", "%x", "\t=1+1", "\r\n=1+1")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(house, owner, order, text):
    Ticket.objects.update(attendee_name=text)
    expected = "'" + text.strip().replace("|", "\\|")

    line = body(owner.get(house.address("exports/attendees.csv"))).decode().splitlines()[1]
    assert line.split(",")[1] == expected
    book = load_workbook(BytesIO(body(owner.get(house.address("exports/attendees.xlsx")))))
    cell = book.active["B2"]
    assert (cell.value, cell.data_type) == (expected, "s")


def test_question_as_heading_is_no_formula_either(house, owner, order):
    QuestionFactory(event=house.event, text="=HYPERLINK(1)")
    heading = body(owner.get(house.address("exports/answers.csv"))).decode().splitlines()[0]
    assert heading.endswith(",'=HYPERLINK(1)")


def test_negative_amounts_and_plain_texts_stay_what_they_are():
    assert [defuse(text) for text in ("-12.50", "Ada", "a=b", "")] == ["-12.50", "Ada", "a=b", ""]


@pytest.mark.parametrize("path", ["exports/secrets.csv", "exports/orders.pdf"])
def test_other_exports_do_not_exist(house, owner, path):
    assert owner.get(house.address(path)).status_code == 404


def copy_ticket(ticket: Ticket, *, times: int) -> None:
    """So many more tickets of the same order."""
    own = {"id": None, "public_id": "gen_random_uuid()", "number": "'T' || n", "seed": "int8send(n)"}
    names = [field.column for field in Ticket._meta.concrete_fields if own.get(field.column, "") is not None]
    values = ", ".join(own.get(name) or f'"{name}"' for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO ticketing_ticket ({columns}) SELECT {values} FROM ticketing_ticket,"
            " generate_series(1, %s::bigint) n WHERE id = %s",
            [times, ticket.pk],
        )


def test_long_export_streams_within_little_memory(house):
    """6,000 tickets: a few megabytes of Python objects, and no more at the end than after the first third."""
    copy_ticket(order_of(CategoryFactory(event=house.event)).tickets.get(), times=6 * CHUNK)
    export = export_of(house.event, "attendees", QueryDict())
    assert export is not None
    lines, early = 0, 0

    tracemalloc.start()
    for piece in csv_pieces(export):
        lines += piece.count(b"\r\n")
        if lines <= 2 * CHUNK:
            early = tracemalloc.get_traced_memory()[1]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert lines == 6 * CHUNK + 2
    assert peak < early * 1.2
    assert peak < 10 * 1024 * 1024


def test_long_excel_file_is_written_in_rows(house, order, tmp_path):
    export = export_of(house.event, "answers", QueryDict())
    assert export is not None
    with (tmp_path / "answers.xlsx").open("wb") as file:
        write_xlsx(export, file)
    assert load_workbook(tmp_path / "answers.xlsx").active.max_row == 2
