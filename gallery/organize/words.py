"""The words of the scripts; static/js/live/words.js reads them from the page's data block."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Words = dict[str, Any]


def forms(singular: str, plural: str) -> dict[str, str]:
    """Both forms of a counted word, to be filled in the page."""
    return {"one": ngettext(singular, plural, 1), "other": ngettext(singular, plural, 2)}


def grid_words(zone: str) -> Words:
    """What whoever looks through the photos reads. `zone`: whose clocks times are shown by."""
    return {"zone": zone, **_general_words(), **_grid_words(), **_filter_words(), **_viewer_words(), **_zip_words()}


def wall_words(zone: str) -> Words:
    return {
        "zone": zone,
        **_general_words(),
        "fullscreen": _("Full screen"),
        "leave_fullscreen": _("Leave full screen"),
        "pause": _("Pause"),
        "go_on": _("Go on"),
    }


def _general_words() -> Words:
    return {
        "unreachable": _("The server cannot be reached. Try again in a moment."),
        "messages": _("Messages"),
        "dismiss": _("Put away"),
        "no_name": _("no name"),
        "photo_by": _("Photo by {name}, {time}"),
        "photo": _("Photo, {time}"),
        "try_again": _("Try again"),
    }


def _grid_words() -> Words:
    return {
        "photos": forms("{count} photo", "{count} photos"),
        "photos_between": _("Photos {first} to {last}"),
        "new_photos": forms("{count} new photo", "{count} new photos"),
        "many_new_photos": _("More than {count} new photos"),
        "chosen": forms("{count} chosen", "{count} chosen"),
        "choose": _("Choose: {photo}"),
        "hidden": _("Hidden"),
        "being_made": _("Picture is being made"),
        "undo": _("Undo"),
        "did_hide": forms("{count} photo hidden", "{count} photos hidden"),
        "did_unhide": forms("{count} photo shown again", "{count} photos shown again"),
        "not_ready": forms(
            "{count} photo is still being prepared. Try again in a moment.",
            "{count} photos are still being prepared. Try again in a moment.",
        ),
        "too_many": _("At most {count} photos can be downloaded one by one. Take the ZIP for more."),
        "failed": _("The photos could not be loaded."),
        "nothing_fits": _("No photo fits these filters."),
        "clear_filters": _("Clear the filters"),
    }


def _filter_words() -> Words:
    return {
        "without": _("Remove the filter: {text}"),
        "hidden_too": _("Hidden ones too"),
        "one_guest": _("One guest"),
        "nothing_found": _("Nothing by these words."),
        "filters": forms("{count} filter", "{count} filters"),
    }


def _viewer_words() -> Words:
    return {
        "of": _("{number} of {count}"),
        "taken_by": _("Taken by"),
        "taken": _("Taken"),
        "sent": _("Sent"),
        "file": _("File"),
        "pixels": _("{width} × {height} pixels"),
        "tags": _("Tags"),
        "hide": _("Hide"),
        "unhide": _("Show again"),
    }


def _zip_words() -> Words:
    return {
        "zip_waiting": _("Being made: {percent} %"),
        "zip_left": forms("about {count} second left", "about {count} seconds left"),
        "zip_minutes": forms("about {count} minute left", "about {count} minutes left"),
        "zip_complete": _("Ready. The links work until {time}."),
        "zip_partial": _("Only a part was made in time. What is ready can be downloaded until {time}."),
        "zip_failed": _("The ZIP could not be made. Please start again."),
        "zip_expired": _("This download is not kept any more, or a photo in it was hidden. Please start again."),
        "zip_part": _("Part {number}"),
        "zip_only": _("All photos"),
        "zip_files": forms("{count} file", "{count} files"),
        "zip_missing": forms("{count} photo is missing:", "{count} photos are missing:"),
        "zip_more_missing": forms("and {count} more", "and {count} more"),
    }
