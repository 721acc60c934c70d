"""Taking and giving back seats: the only code that changes `Quota.used` (docs/locking.md).

A claim is one statement per quota: the counter is raised where enough is left, and the row that holds the seats
is written with it. No lock is asked for when nothing is left, so a crowd at a sold-out shop costs reads alone.
Quotas are always taken in the order of their ids, after everything else that the transaction locks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction

from ticketing.errors import Busy, CatalogueChanged, SoldOut

if TYPE_CHECKING:
    from ticketing.models import Order, Voucher, WaitingListEntry

    Holder = Order | Voucher | WaitingListEntry

# Seats by quota id.
Seats = Mapping[int, int]

# Waiting three seconds is long enough for a queue of some thousand buyers at a millisecond each; then `Busy`, and
# nothing is taken. Sellers share the event's lock, whoever changes what is sold has it alone (actions/catalogue.py).
SALE_LOCK = 7301
ENTER = "SELECT set_config('lock_timeout', '3s', true), pg_advisory_xact_lock_shared(%s, %s)"
ENTER_ALONE = "SELECT set_config('lock_timeout', '10s', true), pg_advisory_xact_lock(%s, %s)"
VERSION = "SELECT catalogue_version FROM ticketing_shop WHERE event_id = %s"
LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"
HOLDER_COLUMN = {"order": "order_id", "voucher": "voucher_id", "waitinglistentry": "waiting_entry_id"}

TAKE = """
WITH taken AS (
    UPDATE ticketing_quota SET used = used + %(seats)s
    WHERE id = %(quota)s AND used + %(seats)s <= size RETURNING id
)
INSERT INTO ticketing_seatclaim ({holder}, quota_id, seats, created_at)
SELECT %(holder)s, id, %(seats)s, now() FROM taken
ON CONFLICT ({holder}, quota_id) DO UPDATE SET seats = ticketing_seatclaim.seats + excluded.seats
RETURNING quota_id
"""
# Locks are taken in the order of the ids here too: an UPDATE over several rows locks them in any order.
GIVE_BACK = """
WITH gone AS (DELETE FROM ticketing_seatclaim WHERE {holder} = %(holder)s RETURNING quota_id, seats),
locked AS (
    SELECT quota.id, gone.seats FROM ticketing_quota quota JOIN gone ON gone.quota_id = quota.id
    ORDER BY quota.id FOR UPDATE OF quota
)
UPDATE ticketing_quota quota SET used = used - locked.seats FROM locked WHERE quota.id = locked.id
RETURNING quota.id
"""
SHRINK = """
WITH kept AS (
    UPDATE ticketing_seatclaim SET seats = seats - %(seats)s
    WHERE {holder} = %(holder)s AND quota_id = %(quota)s AND seats > %(seats)s RETURNING quota_id
), gone AS (
    DELETE FROM ticketing_seatclaim
    WHERE {holder} = %(holder)s AND quota_id = %(quota)s AND seats = %(seats)s RETURNING quota_id
)
SELECT quota_id FROM kept UNION ALL SELECT quota_id FROM gone
"""
LOWER = "UPDATE ticketing_quota SET used = used - %(seats)s WHERE id = %(quota)s"
HAND_ON = """
INSERT INTO ticketing_seatclaim ({holder}, quota_id, seats, created_at)
VALUES (%(holder)s, %(quota)s, %(seats)s, now())
ON CONFLICT ({holder}, quota_id) DO UPDATE SET seats = ticketing_seatclaim.seats + excluded.seats
"""


def enter_sale(event_id: int) -> None:
    """Begin a transaction that takes seats, before anything is read in it: no quota comes or goes until it ends.

    It waits three seconds for any lock at most. Raises Busy where what is sold is being changed all that time.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(ENTER, [SALE_LOCK, event_id])
    except OperationalError as error:
        raise busy(error) from error


def busy(error: OperationalError) -> Exception:
    """Busy, where the database says that a lock could not be had in time; else the error itself."""
    return Busy() if getattr(error.__cause__, "sqlstate", None) in {LOCK_NOT_AVAILABLE, DEADLOCK} else error


def require_version(event_id: int, version: int) -> None:
    """What the sale was computed from is still what is sold. Raises CatalogueChanged. After `enter_sale`."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION, [event_id])
        if cursor.fetchone() != (version,):
            raise CatalogueChanged


def stop_sales(event_id: int) -> None:
    """Let the sales that have begun end, and new ones wait for this transaction. Whatever they took can be counted."""
    with connection.cursor() as cursor:
        cursor.execute(ENTER_ALONE, [SALE_LOCK, event_id])


def take_seats(holder: Holder, seats: Seats) -> None:
    """Claim the seats for the holder, all or none. Raises SoldOut; the caller's transaction ends with it."""
    assert transaction.get_connection().in_atomic_block, "a claim stands or falls with its holder's row"
    with connection.cursor() as cursor:
        for quota, number in sorted(seats.items()):
            cursor.execute(_for(holder, TAKE), {"holder": holder.pk, "quota": quota, "seats": number})
            if cursor.fetchone() is None:
                raise SoldOut


def give_back_all(holder: Holder) -> None:
    """Return whatever the holder has. Twice is once: the rows are gone after the first time."""
    with connection.cursor() as cursor:
        cursor.execute(_for(holder, GIVE_BACK), {"holder": holder.pk})


def give_back(holder: Holder, seats: Seats) -> None:
    """Return some of the holder's seats. The caller has locked the holder's row."""
    with connection.cursor() as cursor:
        for quota, number in sorted(seats.items()):
            values = {"holder": holder.pk, "quota": quota, "seats": number}
            cursor.execute(_for(holder, SHRINK), values)
            if cursor.fetchone() is not None:
                cursor.execute(LOWER, values)


def pass_on(giver: Voucher | WaitingListEntry, seats: Seats, *, to: Order) -> Seats:
    """Move seats that a voucher or an offer keeps to the order, without touching the counters.

    Returns what the giver did not have: that is to be taken like any other seat.
    """
    missing: dict[int, int] = {}
    with connection.cursor() as cursor:
        for quota, number in sorted(seats.items()):
            values = {"holder": giver.pk, "quota": quota, "seats": number}
            cursor.execute(_for(giver, SHRINK), values)
            if cursor.fetchone() is None:
                missing[quota] = number
            else:
                cursor.execute(_for(to, HAND_ON), {"holder": to.pk, "quota": quota, "seats": number})
    return missing


def _for(holder: Holder, statement: str) -> str:
    # Only names from our own table above are put into the text.
    return statement.replace("{holder}", HOLDER_COLUMN[holder._meta.model_name or ""])
