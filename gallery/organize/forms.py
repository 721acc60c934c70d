"""What organizers fill in for a gallery. The actions hold the rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import policy_registry

from accounts.models import User
from gallery.actions.create import Wish
from gallery.choices import Compression
from gallery.covers import Chosen, sent_covers
from gallery.lifecycle import has_opened
from gallery.models import Gallery
from gallery.proposals import LONGEST_NAME, MOST_GUESTS, MOST_SHOTS, PLAN_FIELDS, SHORTEST_NAME, Plan
from payments.selectors import providers_for
from site_pages.models import SiteImage

# A choice of pictures, not a library.
MOST_COVERS = 24
MODES = (
    (Compression.COMPRESSED, _("Smaller photos: made smaller on the phone, without where they were taken")),
    (Compression.RAW, _("Originals: every photo as it was taken")),
)
PICTURE_WIDGET = forms.FileInput(attrs={"accept": "image/*"})
PIN_WIDGET = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4, "class": "pin"})


class DayInput(forms.DateInput):
    """The browser's own calendar, which takes and gives ISO dates alone."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def number(most: int) -> forms.NumberInput:
    return forms.NumberInput(attrs={"min": 1, "max": most, "inputmode": "numeric"})


def read_choice(value: object) -> Chosen:
    """The number of an image in the CMS, or the id of a picture that was sent. Raises ValueError."""
    text = str(value)
    return int(text) if text.isdigit() else UUID(text)


class GalleryForm(forms.Form):
    """Everything of a gallery. Field names are those of the API, so its refusals find their fields."""

    name = forms.CharField(label=_("Name"), min_length=SHORTEST_NAME, max_length=LONGEST_NAME)
    event_date = forms.DateField(label=_("Date"), widget=DayInput())
    end_date = forms.DateField(label=_("Last day"), widget=DayInput(), required=False)
    max_guests = forms.IntegerField(label=_("Guests"), initial=100, widget=number(MOST_GUESTS))
    max_uploads_per_guest = forms.IntegerField(label=_("Photos for each guest"), initial=10, widget=number(MOST_SHOTS))
    compression_mode = forms.ChoiceField(
        label=_("Photos"), choices=MODES, initial=Compression.COMPRESSED, widget=forms.RadioSelect
    )
    pin = forms.CharField(label=_("PIN"), required=False, max_length=4, widget=PIN_WIDGET)
    cover_image = forms.TypedChoiceField(label=_("Cover"), required=False, coerce=read_choice, empty_value=None)
    # Taken by organize/cover_field.py before the form is read, so that a refused form does not lose it.
    cover_upload = forms.FileField(label=_("A cover from this device"), required=False, widget=PICTURE_WIDGET)
    cover_description = forms.CharField(label=_("What the cover shows"), required=False, max_length=255)
    show_on_site = forms.BooleanField(label=_("Show the photos on the event's public site"), required=False)
    provider = forms.ChoiceField(label=_("Pay with"), required=False, widget=forms.RadioSelect)
    # The price that whoever sends this has seen, and one name for all clicks on one page's button.
    price_seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    page_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, currency: str, cover: SiteImage | None = None, **kwargs: Any) -> None:
        """`currency` is that of the price; `cover` can be kept also by those who could not choose it."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("page_key", uuid4().hex)
        texts = {
            "event_date": _("Guests come in from 13 hours before it (UTC). From then on only name and PIN change."),
            "end_date": _("Only where it lasts longer than a day."),
            "show_on_site": _("On the mini-site's photos page, for everybody; hidden ones never."),
            "max_guests": _("How many phones may join."),
            "pin": _("Four digits that guests type in after scanning. Nobody can read it again: note it down."),
            "cover_upload": _("Guests see it when they come in. Up to 20 MB; place and device are taken out of it."),
            "cover_description": _("For people who cannot see it. Needed with a picture of your own."),
        }
        for name, text in texts.items():
            self.fields[name].help_text = text
        self.sent_covers = sent_covers(user, self.sent_choice())
        covers = list(dict.fromkeys([*covers_for(user), *([cover] if cover else [])]))
        sent = [(str(one.public_id), _("Your picture: %(name)s") % {"name": one.name}) for one in self.sent_covers]
        if covers or sent:
            self.choose("cover_image", [("", _("None")), *sent, *((image.pk, image.title) for image in covers)])
        else:
            del self.fields["cover_image"]
        ways = [(info.name, info.label) for info in providers_for(None, currency)]
        self.choose("provider", ways)
        if ways:
            self.initial.setdefault("provider", ways[0][0])

    def sent_choice(self) -> UUID | None:
        """The picture of one's own that is chosen, if any."""
        chosen = self.data.get("cover_image", "") if self.is_bound else self.initial.get("cover_image")
        try:
            found = read_choice(str(chosen or ""))
        except ValueError:
            return None
        return found if isinstance(found, UUID) else None

    @property
    def cover_mark(self) -> str:
        """Equal for equal covers, however often the file was sent. Of a form whose fields are valid."""
        chosen = self.cleaned_data.get("cover_image")
        return next((one.sha256 for one in self.sent_covers if one.public_id == chosen), str(chosen))

    def clean(self) -> dict[str, Any]:
        """A picture that was sent needs its words."""
        data = super().clean() or self.cleaned_data
        wordless = {one.public_id for one in self.sent_covers if not one.description}
        if data.get("cover_image") in wordless:
            self.add_error("cover_description", _("Say in a few words what the picture shows."))
        return data

    def choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def plan(self) -> Plan:
        """Of a form whose fields are valid."""
        data = self.cleaned_data
        return Plan(
            data["event_date"],
            data["end_date"] or data["event_date"],
            data["max_guests"],
            data["max_uploads_per_guest"],
            data["compression_mode"],
        )

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(data["name"], self.plan(), data["pin"], data.get("cover_image"), data["show_on_site"])


LOCKED = _("The gallery has opened: only its name and PIN can be changed now.")
OWNERS_ONLY = _("Days, places and the kind of photos are the owner's to change.")
CLOSED = _("The gallery has been closed: its days, places and the kind of photos do not change any more.")
# The element of the page that says why fields are disabled (templates/gallery/organize/settings.html).
REASON_ID = "lock-reason"
FREE_FIELDS = frozenset({"name", "pin", "remove_pin", "provider", "price_seen", "page_key"})


class SettingsForm(GalleryForm):
    """The settings of a gallery that is there. What cannot be changed is disabled; `lock_reason` says why, once."""

    lock_reason: Any = ""
    remove_pin = forms.BooleanField(label=_("Let guests in without a PIN"), required=False)

    def __init__(self, *args: Any, gallery: Gallery, owns: bool, **kwargs: Any) -> None:
        initial = {name: getattr(gallery, name) for name in ("name", "cover_image_id", "show_on_site", *PLAN_FIELDS)}
        initial["cover_image"] = initial.pop("cover_image_id")
        if gallery.end_date == gallery.event_date:
            initial["end_date"] = None
        super().__init__(*args, initial=initial, cover=gallery.cover_image, **kwargs)
        if gallery.has_pin:
            self.fields["pin"].help_text = _(
                "There is a PIN. Leave this empty to keep it; guests who have joined stay in."
            )
        else:
            del self.fields["remove_pin"]
        is_over = gallery.closed_at or gallery.archived_at
        if has_opened(gallery, now=clock.now()):
            del self.fields["cover_upload"], self.fields["cover_description"]
            self.lock(set(self.fields) - FREE_FIELDS, LOCKED)
        elif is_over or not owns:
            self.lock(set(PLAN_FIELDS), CLOSED if is_over else OWNERS_ONLY)

    def lock(self, names: set[str], reason: Any) -> None:
        self.lock_reason = reason
        for name in names & set(self.fields):
            field = self.fields[name]
            field.disabled, field.help_text = True, ""
            field.widget.attrs["aria-describedby"] = REASON_ID

    def changes(self) -> dict[str, Any]:
        """What is to change, by the names of the API; a field that is as it was is not named."""
        data, changed = self.cleaned_data, set(self.changed_data)
        given: dict[str, Any] = {
            name: data[name] for name in ("name", "cover_image", "show_on_site") if name in changed
        }
        if data["pin"] or data.get("remove_pin"):
            given["pin"] = data["pin"] or None
        if changed & set(PLAN_FIELDS):
            plan = self.plan()
            given |= {name: getattr(plan, name) for name in PLAN_FIELDS}
        return given


def covers_for(user: User) -> list[SiteImage]:
    """The latest pictures of the CMS that the person may choose there. One query, or a few more for their groups."""
    policy = policy_registry.get_by_type(SiteImage)
    images = policy.instances_user_has_any_permission_for(user, ["choose", "change"])
    return list(images.order_by("-created_at", "-pk")[:MOST_COVERS])
