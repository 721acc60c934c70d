"""Saying that a session's board is out of date (docs/decisions/0010-live-board.md)."""

from __future__ import annotations

from django.db import connection

from live_control import bus
from live_control.models import LiveBoard

RAISE = "UPDATE live_control_liveboard SET marked = marked + 1 WHERE session_id = %s"


def mark_board(session_id: int) -> None:
    """Call it last in the transaction that changes what is on screen: it locks the session's board until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(RAISE, [session_id])
        if cursor.rowcount == 0:
            LiveBoard.objects.get_or_create(session_id=session_id)
    bus.tell({"t": "mark", "s": session_id})
