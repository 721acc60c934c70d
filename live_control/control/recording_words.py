"""The words about recordings on the control page: how one goes, and those that were made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from live_control.words import Words


def recording_words() -> Words:
    """Beside those of starting and stopping."""
    return {
        "recording_since": _("since {time}"),
        "recordings_made": _("Recordings of this session"),
        "not_announced": _(
            "People have to know beforehand: tick “will be recorded” in the session's editor, then record."
        ),
        "recorded_outside": _("An outside stream is recorded where it comes from."),
        "starts_by_itself": {
            "embedded": _("Starts by itself when the session begins, while this page is open."),
            "daily": _("Starts by itself when the session has begun and a speaker or organizer is there."),
        },
        "recording_click": _("Click anywhere: your browser wants that before this page may record sound."),
        "recorded_here": _("This page records. Keep it open until it says that all is sent."),
        "recording_sending": _("Sending the rest: {size} to go. Keep this page open."),
        "recording_held": _("No connection: {size} wait here and are sent when it is back."),
        "recording_silent": _("The page that records is silent. Stop: what it has sent is kept. Then go on here."),
        "broke_off": _("broke off"),
        "on_page": _("On the page"),
        "show_recording": _("Show on the page"),
        "show_sure": _("Play the recording of {time} on the session's page? What it plays now is kept."),
        "download_recording": _("Download"),
    }
