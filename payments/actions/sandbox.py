"""What happens at the sandbox's page, and the webhooks that follow. The other side: it touches no payment."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import httpx
import structlog
from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from notifications.errors import Conflict
from notifications.work import hand_to_worker
from payments.models import SandboxCharge, SandboxNotice
from payments.providers.sandbox import signature

log = structlog.get_logger("foyer.payments")
State = SandboxCharge.State
# How long a payment that comes late is being processed, and how often one is told that is told too often.
LATE, REPEATS = timedelta(seconds=20), 3
SECONDS = 10


def pay(charge: SandboxCharge) -> None:
    """The buyer paid, and we are told at once."""
    move(charge, State.PAID, notices=[timedelta(0)])


def pay_late(charge: SandboxCharge) -> None:
    """The buyer paid; the money is on its way and comes through later, as with a bank transfer."""
    move(charge, State.PROCESSING, notices=[LATE])


def pay_and_repeat(charge: SandboxCharge) -> None:
    """The buyer paid once, and we are told several times."""
    move(charge, State.PAID, notices=[timedelta(seconds=n) for n in range(REPEATS)])


def pay_silently(charge: SandboxCharge) -> None:
    """The buyer paid, and we are never told: we have to ask."""
    move(charge, State.PAID, notices=[])


def decline(charge: SandboxCharge) -> None:
    """The bank said no. The buyer may try again."""
    move(charge, State.DECLINED, notices=[timedelta(0)])


CHOICES = {
    "pay": pay,
    "late": pay_late,
    "repeat": pay_and_repeat,
    "silent": pay_silently,
    "decline": decline,
}


def move(charge: SandboxCharge, state: State, *, notices: list[timedelta]) -> None:
    """Change an open charge, once. Raises Conflict where it is paid or closed."""
    now = clock.now()
    with transaction.atomic():
        payable = SandboxCharge.objects.filter(pk=charge.pk, state__in=(State.OPEN, State.DECLINED))
        if not payable.update(state=state, paid_from=now + LATE if state == State.PROCESSING else None):
            raise Conflict(_("This payment is over."))
        kind = "payment.declined" if state == State.DECLINED else "payment.paid"
        first = SandboxNotice(charge=charge, kind=kind)
        told = [SandboxNotice(charge=charge, kind=kind, event_id=first.event_id, due_at=now + wait) for wait in notices]
        SandboxNotice.objects.bulk_create(told)
        transaction.on_commit(wake, robust=True)
    charge.refresh_from_db()


def wake() -> None:
    """Send the webhooks now; without a broker the scheduler's next run does."""
    from payments.tasks import send_sandbox_notices  # the task calls these actions

    hand_to_worker(send_sandbox_notices, expires=30)


def body_of(notice: SandboxNotice) -> bytes:
    """The same bytes at every attempt."""
    said = {"id": str(notice.event_id), "type": notice.kind, "reference": notice.charge.reference}
    return json.dumps(said, sort_keys=True).encode()


def send_due_notices(*, limit: int = 20) -> int:
    """Send the webhooks that are due over real HTTP; returns how many were delivered."""
    return sum(send_next_notice() for _number in range(limit))


def send_next_notice() -> bool:
    """Send one, if any is due. Returns whether it was taken."""
    notice = claim_notice()
    if notice is None or not is_taken(notice):
        return False
    SandboxNotice.objects.filter(pk=notice.pk).update(sent_at=clock.now())
    return True


def claim_notice() -> SandboxNotice | None:
    """The notice that waits longest. Its next try is set before it is sent, so no other worker sends it too."""
    now = clock.now()
    with transaction.atomic():
        due = SandboxNotice.objects.due(now).select_related("charge")
        notice = due.select_for_update(skip_locked=True, of=("self",)).first()
        if notice is not None:
            notice.attempts += 1
            notice.due_at = now + 2**notice.attempts * timedelta(seconds=SECONDS)
            notice.save(update_fields=["attempts", "due_at"])
    return notice


def is_taken(notice: SandboxNotice) -> bool:
    """Whether our own webhook answered with success."""
    body = body_of(notice)
    headers = {
        "Content-Type": "application/json",
        "Sandbox-Signature": signature(body, timestamp=int(time.time())),
    }
    try:
        answer = httpx.post(notice.charge.webhook_url, content=body, headers=headers, timeout=SECONDS, trust_env=False)
    except httpx.HTTPError as error:
        log.warning("sandbox_notice_failed", notice=str(notice.event_id), error=type(error).__name__)
        return False
    return answer.is_success
