"""What the room says by script, in the language of the request."""

from __future__ import annotations

from django.utils.translation import gettext as _


def room_words() -> dict[str, object]:
    """Under `room` of the page's words (static/js/live/words.js)."""
    return {
        "you": _("{name} (you)"),
        "screen": _("{name}: screen"),
        "camera_off": _("{name}, camera off"),
        "muted": _("microphone off"),
        "connecting": _("connecting…"),
        "begins": _("At {at}."),
        "watching": {"one": _("{count} watching"), "other": _("{count} watching")},
        "weak": _("Your connection is weak"),
        "bad": _("Your connection is too slow for the picture"),
        "lost": _("Connection lost. Coming back…"),
        "back": _("You are back"),
        "on_stage": _("You are on stage"),
        "off_stage": _("You are back in the audience"),
        "hand_up": _("Your hand is raised. The organizers see it."),
        "hand_down": _("Your hand is down"),
        "came": _("{name} is on stage"),
        "left": _("{name} has left the stage"),
        "unnamed": _("Device {number}"),
        "none": _("none found"),
        "player": _("Live stream"),
        "stage_failed": _("You could not go on stage."),
        "problems": _problems(),
        "devices": {"camera": _("camera"), "microphone": _("microphone"), "both": _("camera and microphone")},
    }


def _problems() -> dict[str, dict[str, str]]:
    return {
        "blocked": {
            "title": _("Your browser blocks this page's {device}"),
            "text": _("Press the symbol before the page's address, allow it there, and try again."),
        },
        "missing": {
            "title": _("No {device} found"),
            "text": _("Plug one in, or go on without. You can also just watch."),
        },
        "busy": {
            "title": _("Another program is using your {device}"),
            "text": _("Close it, other video calls above all, and try again."),
        },
        "insecure": {
            "title": _("This address gets no {device}"),
            "text": _("Browsers give it to https addresses alone, and to this computer's own. You can watch here."),
        },
        "unknown": {
            "title": _("Your {device} did not start"),
            "text": _("Try again, or choose another one."),
        },
    }
