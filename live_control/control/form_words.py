"""The words of the forms for what is put on screen."""

from __future__ import annotations

from django.utils.translation import gettext as _

from live_control.words import Words


def form_words() -> Words:
    """Forms of polls, announcements, downloads and sign-ups."""
    return {"form": {**_common(), **_poll(), **_signup()}}


def _common() -> Words:
    return {
        "new": {
            "poll": _("New poll"),
            "announcement": _("New announcement"),
            "download": _("New download"),
            "signup": _("New sign-up"),
        },
        "change": {
            "poll": _("Change the poll"),
            "announcement": _("Change the announcement"),
            "download": _("Change the download"),
            "signup": _("Change the sign-up"),
        },
        "titles": {
            "poll": _("Question"),
            "announcement": _("Headline"),
            "download": _("Title"),
            "signup": _("Title"),
        },
        "text": _("Text"),
        "url": _("Address of a link"),
        "button": _("Words on its button"),
        "shown_until": _("Disappears by itself at"),
        "is_pinned": _("Pinned: stands before everything else, and stays"),
        "document": _("Document of the event"),
        "no_document": _("none, a link instead"),
        "save": _("Save"),
        "save_open": _("Save and open now"),
    }


def _poll() -> Words:
    return {
        "poll_type": _("Kind of answer"),
        "options": _("Answers"),
        "option": _("Answer {number}"),
        "add_option": _("Add an answer"),
        "remove_option": _("Remove answer {number}"),
        "show_results": _("Attendees see the results"),
        "is_secret": _("Secret: it is not stored who voted for what"),
        "may_change": _("Votes may be changed while the poll is open"),
        "locked": _("Somebody has voted, so the answers stay as they are. Copy the poll to change them."),
    }


def _signup() -> Words:
    return {
        "fields": _("Fields"),
        "field_types": {
            "name": _("Name"),
            "email": _("E-mail"),
            "phone": _("Phone"),
            "text": _("Text"),
            "choice": _("Choice"),
            "consent": _("Consent"),
        },
        "field_type": _("Kind of field {number}"),
        "field_label": _("Label of field {number}"),
        "field_required": _("Required"),
        "field_choices": _("Choices of field {number}, separated by commas"),
        "add_field": _("Add a field"),
        "remove_field": _("Remove field {number}"),
        "no_choice": _("separated by commas"),
    }
