"""Closed sets of values of the room, with the words people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Admits(models.TextChoices):
    """How the holder of a ticket takes part."""

    BOTH = "both", _("in person and online")
    IN_PERSON = "in_person", _("in person")
    ONLINE = "online", _("online")


class Visibility(models.TextChoices):
    """Who sees that a category is sold."""

    PUBLIC = "public", _("everybody")
    HIDDEN = "hidden", _("only with a voucher that unlocks it")


class QuestionKind(models.TextChoices):
    """What an answer looks like."""

    TEXT = "text", _("text")
    CHOICE = "choice", _("one of several")
    CHOICES = "choices", _("some of several")
    YES_NO = "yes_no", _("yes or no")
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    FILE = "file", _("file")


class Discount(models.TextChoices):
    """What a voucher does to the price of each ticket that it is used for."""

    NONE = "none", _("price stays")
    PERCENT = "percent", _("percentage off")
    AMOUNT = "amount", _("amount off each ticket")
    FIXED = "fixed", _("fixed price of each ticket")


class OrderState(models.TextChoices):
    """Where an order stands (spec 3, "Records"); actions/settlement.py holds the moves between them."""

    DRAFT = "draft", _("being filled in")
    PENDING = "pending", _("awaiting payment")
    PAID = "paid", _("paid")
    PARTIALLY_REFUNDED = "partially_refunded", _("partly refunded")
    REFUNDED = "refunded", _("refunded")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("payment failed")


OPEN_STATES = (OrderState.DRAFT, OrderState.PENDING)
# Orders whose tickets may be valid.
SETTLED_STATES = (OrderState.PAID, OrderState.PARTIALLY_REFUNDED)
CLOSED_STATES = (OrderState.EXPIRED, OrderState.CANCELLED, OrderState.FAILED)


class OrderSource(models.TextChoices):
    """How an order came in."""

    SHOP = "shop", _("ticket shop")
    API = "api", _("API")
    MANUAL = "manual", _("entered by an organizer")
    GRANT = "grant", _("complimentary")


class TicketState(models.TextChoices):
    """Where a ticket stands (spec 3, "Records")."""

    VALID = "valid", _("valid")
    USED = "used", _("used")
    CANCELLED = "cancelled", _("cancelled")
    REFUNDED = "refunded", _("refunded")
    TRANSFERRED = "transferred", _("handed over")


# Tickets that open doors. A used one does so as well: lists decide about a second entry.
LIVE_TICKETS = (TicketState.VALID, TicketState.USED)


class EmailStatus(models.TextChoices):
    """Whether mail reaches a ticket's address."""

    ACTIVE = "active", _("reached")
    BOUNCED = "bounced", _("bounced")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")


class EntitlementSource(models.TextChoices):
    """Why somebody may take part (spec 2, "Entitlements")."""

    TICKET_PURCHASE = "ticket_purchase", _("ticket")
    FREE_REGISTRATION = "free_registration", _("free registration")
    MANUAL_GRANT = "manual_grant", _("granted by an organizer")
    SPEAKER = "speaker", _("speaker")


class WaitingState(models.TextChoices):
    """Where an entry of the waiting list stands."""

    WAITING = "waiting", _("waiting")
    OFFERED = "offered", _("seats offered")
    TAKEN = "taken", _("offer taken")
    PASSED = "passed", _("offer passed")
    LEFT = "left", _("left the list")


class Direction(models.TextChoices):
    """Which way a scan went."""

    ENTRY = "entry", _("entry")
    EXIT = "exit", _("exit")


class ScanResult(models.TextChoices):
    """What a scan found; what the door's page shows and the API answers."""

    ADMITTED = "admitted", _("admitted")
    LEFT = "left", _("left")
    ALREADY_IN = "already_in", _("already in")
    NOT_IN = "not_in", _("was not in")
    WRONG_EVENT = "wrong_event", _("ticket of another event")
    WRONG_LIST = "wrong_list", _("not valid at this door")
    CANCELLED = "cancelled", _("cancelled or refunded")
    REPLACED = "replaced", _("handed over: an older code")
    UNKNOWN = "unknown", _("unknown")
    FORGED = "forged", _("forged")


class InvoiceKind(models.TextChoices):
    """What a numbered document is."""

    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")
