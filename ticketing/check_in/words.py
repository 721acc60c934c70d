"""What the check-in page says, handed to its script."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ticketing.choices import ScanResult


def page_words() -> dict[str, object]:
    """In the language of the request."""
    return {
        "results": {result.value: _result(result) for result in ScanResult},
        "online": _("Online"),
        "offline": _("Offline, unconfirmed"),
        "refused": _("The server does not accept you"),
        "waiting": _("{count} to send"),
        "first": _("In since {at}: {where}."),
        "hidden": _("The name is readable only with the QR code."),
        "unlisted": _("Genuine, but sold after this device last heard from the server."),
        "nobody": _("No ticket"),
        "undo": _("Undo: {name}"),
        "undone": _("Taken back"),
        "failed": _("This could not be taken back now. Try again with network."),
        "conflict": _("Let through at {at} without network. The server says: {found}."),
        "device": _("Device"),
        "start": _("Start camera"),
        "stop": _("Stop camera"),
    }


def _result(result: ScanResult) -> dict[str, str]:
    title, hint, tone = {
        ScanResult.ADMITTED: (_("Welcome"), "", "good"),
        ScanResult.LEFT: (_("Goodbye"), "", "good"),
        ScanResult.ALREADY_IN: (_("Already in"), _("Ask whether they have been here before."), "warn"),
        ScanResult.NOT_IN: (_("Was not in"), _("There is no entry to end. Scan them in first."), "warn"),
        ScanResult.WRONG_LIST: (_("Not valid here"), _("This ticket opens another door."), "bad"),
        ScanResult.WRONG_EVENT: (_("Another event"), _("This ticket is for a different event."), "bad"),
        ScanResult.CANCELLED: (_("Cancelled"), _("This ticket was cancelled or refunded."), "bad"),
        ScanResult.REPLACED: (_("Handed over"), _("Somebody else has a newer ticket in place of this one."), "bad"),
        ScanResult.UNKNOWN: (_("Unknown"), _("There is no such ticket."), "bad"),
        ScanResult.FORGED: (_("Forged"), _("Foyer did not sign this code."), "bad"),
    }[result]
    return {"title": title, "hint": hint, "tone": tone}
