"""Every component of the public design with samples, for the people who build pages. Nobody else finds it."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone as clock

from site_pages.programme import Slot, TrackMark

ZONE = "Europe/Amsterdam"
SWATCHES = (
    "paper",
    "raised",
    "sunken",
    "ink",
    "ink-soft",
    "line",
    "line-strong",
    "accent",
    "accent-ink",
    "wash",
    "cover",
    "live",
    "good",
    "warn",
)


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(help_text="As it should stand on the badge.")
    about = forms.CharField(widget=forms.Textarea, required=False, label="About you")
    format = forms.ChoiceField(choices=[("room", "In the building"), ("online", "Online")])


class SampleQuestions(forms.Form):
    """Controls of which several stand together, as attendees answer them."""

    meal = forms.ChoiceField(
        choices=[("all", "Everything"), ("vegan", "Vegan")], widget=forms.RadioSelect, help_text="For the caterer."
    )
    days = forms.MultipleChoiceField(
        choices=[("fri", "Friday"), ("sat", "Saturday")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(label="I have read the terms of sale.")


def styleguide(request: HttpRequest) -> HttpResponse:
    """The page, for staff; for everybody else there is nothing at this address."""
    if not getattr(request.user, "is_staff", False):
        raise Http404
    wrong = SampleForm({"name": "", "format": "room"})
    context = {
        "swatches": SWATCHES,
        "form": SampleForm(),
        "wrong_form": wrong,
        "questions": SampleQuestions(),
        "slots": sample_slots(),
        "zone": ZONE,
        "soon": clock.now() + timedelta(days=12, hours=5),
        "page_of": Paginator(range(60), 12).page(2),
        "crumbs": [("Events", "/events/"), ("Tidewater", "/events/tidewater/"), ("Programme", "")],
        "views": [("List", "?view=list", True), ("Grid", "?view=grid", False)],
    }
    return render(request, "cms/styleguide.html", context)


def sample_slots() -> list[Slot]:
    """A talk that runs, one to come, a break and a cancelled one."""
    start = clock.now().replace(minute=0, second=0, microsecond=0)
    samples = [
        ("Signs that admit they are wrong", "talk", "live", False),
        ("Screens that go dark politely", "keynote", "", False),
        ("Coffee", "break", "", False),
        ("The market already has a system", "workshop", "", True),
    ]
    return [
        Slot(
            key=str(number),
            slug=f"sample-{number}",
            title=title,
            starts_at=start + timedelta(hours=number),
            ends_at=start + timedelta(hours=number, minutes=45),
            local_start=start,
            local_end=start,
            type=kind,
            room="Great Shed",
            track_mark=None if kind == "break" else TrackMark(0, "Memory", "sample"),
            people="Bożena Krawczyńska, Đặng Thùy Linh" if kind != "break" else "",
            is_cancelled=is_cancelled,
            stage=stage,
        )
        for number, (title, kind, stage, is_cancelled) in enumerate(samples)
    ]
