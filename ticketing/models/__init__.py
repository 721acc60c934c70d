"""The room's records."""

from ticketing.models.catalogue import Question, Quota, Shop, TicketCategory, Voucher
from ticketing.models.door import Admission, CheckIn, CheckInList, EventKey
from ticketing.models.entitlements import Entitlement, OnlinePlace, SessionPlaces
from ticketing.models.orders import Answer, Order, OrderLine, SeatClaim, Ticket
from ticketing.models.records import AuditEntry, IdempotentRequest, Invoice, InvoiceSeries
from ticketing.models.waiting import WaitingListEntry

__all__ = [
    "Admission",
    "Answer",
    "AuditEntry",
    "CheckIn",
    "CheckInList",
    "Entitlement",
    "EventKey",
    "IdempotentRequest",
    "Invoice",
    "InvoiceSeries",
    "OnlinePlace",
    "Order",
    "OrderLine",
    "Question",
    "Quota",
    "SeatClaim",
    "SessionPlaces",
    "Shop",
    "Ticket",
    "TicketCategory",
    "Voucher",
    "WaitingListEntry",
]
