"""Handing work to Celery without depending on the broker being there."""

from __future__ import annotations

from typing import Any

import structlog
from celery import Task
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def hand_to_worker(task: Task, *args: Any, expires: float | None = None, countdown: float | None = None) -> bool:
    """Queue the task once; without a broker say so in the log and go on. Returns whether it was queued.

    `countdown`: not before so many seconds have passed. A request must not wait for a broker that is down: whatever
    must not be lost stands in a table besides.
    """
    try:
        task.apply_async(args=args, retry=False, expires=expires, countdown=countdown)
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", task=task.name, error=type(error).__name__)
        return False
    return True
