"""Settings of a gallery as somebody wants them: checked once, priced, and kept as JSON until they are paid.

A `Plan` is what a price and a window follow from, a `Proposal` everything that a new event begins with.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext as _

from gallery.choices import Compression
from gallery.covers import Chosen
from gallery.lifecycle import Window, window_of
from gallery.models import Gallery
from gallery.tariff import Fee, fee_for
from notifications.errors import InvalidInput
from notifications.mails import one_line

# Within these every price is an amount that providers take, at the usual tariff.
MOST_GUESTS, MOST_SHOTS = 50_000, 1_000
# A gallery is of one event; a month of uploads is the longest festival's.
MOST_DAYS = 31
LAST_YEAR = 2200
# Of the event's page, too (site_pages/models/event.py).
SHORTEST_NAME, LONGEST_NAME = 3, 120
PLAN_FIELDS = ("event_date", "end_date", "max_guests", "max_uploads_per_guest", "compression_mode")
PRICED_FIELDS = ("max_guests", "max_uploads_per_guest", "compression_mode")


@dataclass(frozen=True, slots=True)
class Plan:
    """When, and for how much. The field names are those of `Gallery`."""

    event_date: date
    end_date: date
    max_guests: int
    max_uploads_per_guest: int
    compression_mode: str

    @classmethod
    def of(cls, gallery: Gallery) -> Self:
        return cls(**{name: getattr(gallery, name) for name in PLAN_FIELDS})

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        days = {name: date.fromisoformat(kept[name]) for name in ("event_date", "end_date")}
        return cls(**{name: kept[name] for name in PLAN_FIELDS} | days)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"event_date": self.event_date.isoformat(), "end_date": self.end_date.isoformat()}

    @property
    def window(self) -> Window:
        return window_of(self.event_date, self.end_date)

    def fee(self) -> Fee:
        """By the tariff of today."""
        return fee_for(guests=self.max_guests, shots=self.max_uploads_per_guest, compression=self.compression_mode)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new event with its gallery. Its id is chosen before it exists, as its PIN is hashed with it."""

    gallery_id: UUID
    name: str
    plan: Plan
    pin_hash: str = ""
    cover_image: Chosen | None = None
    show_on_site: bool = False

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        gallery_id, is_shown = UUID(kept["gallery_id"]), kept.get("show_on_site", False)
        return cls(gallery_id, kept["name"], Plan.from_json(kept), kept["pin_hash"], cover_from_json(kept), is_shown)

    def as_json(self) -> dict[str, Any]:
        own = {
            "gallery_id": str(self.gallery_id),
            "name": self.name,
            "pin_hash": self.pin_hash,
            "show_on_site": self.show_on_site,
            "cover_image": str(self.cover_image) if isinstance(self.cover_image, UUID) else self.cover_image,
        }
        return self.plan.as_json() | own


def cover_from_json(kept: dict[str, Any]) -> Chosen | None:
    """The cover of a kept proposal: the number of an image in the CMS, or the id of one that was sent."""
    cover: int | str | None = kept["cover_image"]
    return UUID(cover) if isinstance(cover, str) else cover


def check_plan(plan: Plan, *, now: datetime) -> None:
    """Raise InvalidInput with every field that does not fit."""
    fields = faults_in_capacity(plan) | faults_in_dates(plan, now=now)
    if fields:
        raise InvalidInput(_("Some fields need another look."), fields=fields)


def check_capacity(plan: Plan) -> None:
    """The same for what a price follows from, whatever its days."""
    if fields := faults_in_capacity(plan):
        raise InvalidInput(_("Some fields need another look."), fields=fields)


def faults_in_capacity(plan: Plan) -> dict[str, str]:
    """What is wrong with guests, photos and mode, by field."""
    fields = {}
    for name, most in (("max_guests", MOST_GUESTS), ("max_uploads_per_guest", MOST_SHOTS)):
        if not 1 <= getattr(plan, name) <= most:
            fields[name] = _("Give a number from 1 to %(most)d.") % {"most": most}
    if plan.compression_mode not in Compression.values:
        fields["compression_mode"] = _("There is no such mode.")
    return fields


def faults_in_dates(plan: Plan, *, now: datetime) -> dict[str, str]:
    """What is wrong with the days, by field."""
    if max(plan.event_date.year, plan.end_date.year) > LAST_YEAR:
        return {"event_date": _("This day is too far away.")}
    if plan.end_date < plan.event_date:
        return {"end_date": _("The last day cannot come before the first.")}
    if plan.end_date - plan.event_date >= timedelta(days=MOST_DAYS):
        return {"end_date": _("A gallery is open for %(days)d days at most.") % {"days": MOST_DAYS}}
    if plan.window.closes_at <= now:
        return {"event_date": _("This day is over.")}
    return {}


def clean_event_name(text: str) -> str:
    """The name on one line. Raises InvalidInput (`name`)."""
    name = one_line(text)
    if SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        return name
    limits = {"least": SHORTEST_NAME, "most": LONGEST_NAME}
    fault = _("The name needs %(least)d to %(most)d characters.") % limits
    raise InvalidInput(fault, fields={"name": fault})
