"""What the guests' page says, handed to its script. A pair is for one and for several (`count`)."""

from __future__ import annotations

from django.utils.translation import gettext as _

Words = dict[str, str | tuple[str, str]]


def page_words() -> Words:
    """In the language of the request."""
    return standings() | film() | line() | problems() | sheets()


def standings() -> Words:
    return {
        "early_title": _("Not open yet"),
        "early_hint": _("Guests can take photos from {when}."),
        "early_note": (
            _("Keep this page open or come back: there will be {count} photo for you."),
            _("Keep this page open or come back: there will be {count} photos for you."),
        ),
        "unit_days": (_("day"), _("days")),
        "unit_hours": (_("hour"), _("hours")),
        "unit_minutes": (_("minute"), _("minutes")),
        "unit_seconds": (_("second"), _("seconds")),
        "pin_title": _("The PIN, please"),
        "pin_hint": _("Four digits: they are on the card with the QR code, or your hosts know them."),
        "pin_throttled": (
            _("Too many wrong PINs from here. Try again in {count} minute."),
            _("Too many wrong PINs from here. Try again in {count} minutes."),
        ),
        "enter": _("Come in"),
        "full_title": _("This gallery is full"),
        "full_hint": _("As many guests as were planned have joined. Your hosts can make room for more."),
        "stopped_title": _("Closed for this phone"),
        "stopped_hint": _("The organizer has closed the gallery for this phone. Photos that are there stay there."),
        "closed_title": _("The gallery has closed"),
        "closed_hint": _("No more photos can be added. Thank you for looking in."),
        "closed_own": (
            _("Thank you: {count} photo of yours is part of it."),
            _("Thank you: {count} photos of yours are part of it."),
        ),
        "gone_title": _("The gallery has been put away"),
        "gone_hint": _("Its photos are with the organizer now."),
        "own_photos": _("Your photos"),
    }


def film() -> Words:
    return {
        "counter": _("Photos left"),
        "shots_left": (_("of {total} photos left"), _("of {total} photos left")),
        "no_shots": _("All your photos are taken. Take one back, and another can take its place."),
        "about_name": _("Signed {name}."),
        "about_tags": _("Next tags: {tags}."),
        "about_none": _("Add your name or tags"),
        "roll": _("Your film"),
        "frame": _("Photo {number}: {state}"),
        "state_waiting": _("waiting"),
        "state_preparing": _("getting ready"),
        "state_sending": _("{share} %"),
        "state_finishing": _("checking"),
        "state_developing": _("developing"),
        "state_here": _("in the gallery"),
        "state_lost": _("never arrived"),
        "own_photo": _("Your photo"),
    }


def line() -> Words:
    return {
        "line_sending": (_("Sending: {count} photo to go."), _("Sending: {count} photos to go.")),
        "line_developing": (_("{count} photo is being developed."), _("{count} photos are being developed.")),
        "line_here": (_("Your photo is in the gallery."), _("All {count} photos are in the gallery.")),
        "line_offline": (
            _("No network. {count} photo is safe on this phone and goes by itself."),
            _("No network. {count} photos are safe on this phone and go by themselves."),
        ),
        "line_offline_idle": _("No network. Go on taking photos: they wait on this phone."),
        "line_again": (
            _("The network is slow. {count} photo is safe on this phone; it is tried again by itself."),
            _("The network is slow. {count} photos are safe on this phone; they are tried again by themselves."),
        ),
        "line_pin": (
            _("{count} photo waits on this phone for the PIN."),
            _("{count} photos wait on this phone for the PIN."),
        ),
        "keep_open": _("Keep this page open until then: this window remembers nothing."),
        "again": _("Try now"),
        "no_network": _("There is no network now. Try again in a moment."),
    }


def problems() -> Words:
    return {
        "problems": (_("One photo needs you"), _("{count} photos need you")),
        "retry": _("Send again"),
        "save": _("Save to this phone"),
        "remove": _("Remove"),
        "understood": _("Understood"),
        "remove_ask": _("Remove this photo from this page? It has not been sent, and is gone for good."),
        "stuck_full": _("It could not be sent: the gallery is full."),
        "stuck_stopped": _("It was not sent: the gallery is closed for this phone."),
        "stuck_closed": _("It was not sent before the gallery closed."),
        "stuck_gone": _("It was not sent before the gallery closed."),
        "reason_UPLOAD_LIMIT_REACHED": _("There is no shot left for it. Take another one back, and it goes by itself."),
        "reason_TYPE_NOT_ALLOWED": _("This is no photo of a kind that the gallery shows."),
        "reason_NOT_A_PICTURE": _("This is no photo of a kind that the gallery shows."),
        "reason_TOO_LARGE": _("This photo is too large for the gallery."),
        "reason_TOO_MANY_PIXELS": _("This photo is too large for the gallery."),
        "reason_TOO_SLOW": _("This photo could not be read."),
        "reason_DAMAGED": _("This photo is damaged and cannot be shown."),
        "reason_WRONG_HASH": _("This photo was damaged on its way."),
        "reason_WRONG_SIZE": _("This photo was damaged on its way."),
        "reason_LOST_ON_PHONE": _("The phone did not keep this photo. Choose it once more."),
        "reason_OTHER": _("This photo cannot be shown."),
    }


def sheets() -> Words:
    return {
        "close": _("Close"),
        "cancel": _("Cancel"),
        "done": _("Done"),
        "optional": _("optional"),
        "take_back": _("Take this photo back"),
        "take_back_ask": _("Take it back? The photo is gone for everybody, for good, and its shot is yours again."),
        "take_back_yes": _("Take it back"),
        "keep_it": _("Keep it"),
        "give_back": _("Give the shot back"),
        "give_back_ask": _("This photo was announced and never came. Give it up, and its shot is yours again."),
        "choose_title": (_("One photo left: which one?"), _("{count} photos left: which ones?")),
        "choose_text": (
            _("You picked {picked}, and {chosen} of {count} is chosen. The others stay on your phone."),
            _("You picked {picked}, and {chosen} of {count} are chosen. The others stay on your phone."),
        ),
        "choice": _("Photo {number}"),
        "send": (_("Send {count} photo"), _("Send {count} photos")),
        "about_title": _("Name and tags"),
        "name": _("Your name"),
        "tags": _("Tags for your next photos"),
        "tags_help": _("Up to five, such as “dance floor” or “table 4”."),
        "tags_full": _("Five tags are all there is room for."),
        "add_tag": _("Add"),
        "drop_tag": _("Remove the tag {tag}"),
    }
