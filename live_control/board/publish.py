"""Building a board anew and telling every process about it (docs/decisions/0010-live-board.md)."""

from __future__ import annotations

from functools import partial

from django.db import connection, transaction
from django.utils import timezone as clock

from live_control import bus
from live_control.board.build import Boards, build_boards
from live_control.models import LiveBoard

# Any number that no other advisory lock of two numbers has.
LOCK = 72_046_812
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(%s, %s)"


def publish_board(session_id: int) -> int | None:
    """Bring the stored board to what the rows say; its version then. None: another process is at it right now.

    Stores and tells only where something differs. The mark is read before the rows, in a statement of its own: whatever
    is committed later raises it again, and is not lost. Raises SessionPage.DoesNotExist.
    """
    with transaction.atomic():
        if not _is_ours(session_id):
            return None
        board, _made = LiveBoard.objects.get_or_create(session_id=session_id)
        if board.built < board.marked:
            _bring_up_to_date(board)
    return board.version


def _is_ours(session_id: int) -> bool:
    with connection.cursor() as cursor:
        # The lock's two numbers are 32 bits wide; sessions that share one wait for each other, which is harmless.
        cursor.execute(TRY_LOCK, [LOCK, session_id % 2**31])
        return bool(cursor.fetchone()[0])


def _bring_up_to_date(board: LiveBoard) -> None:
    now = clock.now()
    built = build_boards(board.session_id, now)
    changed: dict[str, object] = {"built": board.marked}
    if not board.version or built != Boards(board.viewer, board.crew, board.results):
        board.version += 1
        changed |= {"version": board.version, "published_at": now}
        changed |= {"viewer": built.viewer, "crew": built.crew, "results": built.results}
        bus.tell({"t": "board", "s": board.session_id, "v": board.version})
        mirror(board.session_id)
    # Not `save`: the mark may have been raised meanwhile, and belongs to whoever raises it.
    LiveBoard.objects.filter(pk=board.pk).update(**changed)


def mirror(session_id: int) -> None:
    """Have a worker send it by the media provider too, after the commit; nothing where there is no Daily."""
    from live_control.tasks import mirror_board  # the tasks call actions that mark boards

    transaction.on_commit(partial(mirror_board, session_id), robust=True)
