"""What workers and the scheduler run. The tables are the queue; a run that is lost is made good by the next."""

from celery import shared_task

from ticketing.actions.draft_files import sweep_draft_files
from ticketing.actions.idempotency import forget_old_requests
from ticketing.actions.joining import end_closed_tickets
from ticketing.actions.places import sweep_places
from ticketing.actions.settlement import expire_overdue
from ticketing.actions.waiting_list import events_with_a_line, expire_offers, offer_free_seats


@shared_task
def sweep_holds() -> None:
    """Give the seats of passed holds and offers back, and offer what is free to those in line."""
    expire_overdue()
    expire_offers()
    for event_id in events_with_a_line():
        offer_free_seats(event_id)


@shared_task
def offer_seats(event_id: int) -> None:
    """Seats of this event have come free."""
    offer_free_seats(event_id)


@shared_task
def sweep_online_places() -> None:
    """Give back the places of those who stay away, and of tickets that are not live any more."""
    sweep_places()
    end_closed_tickets()


@shared_task
def forget_answered_requests() -> None:
    """Answers kept for an Idempotency-Key are forgotten after a day."""
    forget_old_requests()


@shared_task
def sweep_files_of_drafts() -> None:
    """Files that were kept for orders nobody finished go with them."""
    sweep_draft_files()
