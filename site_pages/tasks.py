"""Work of the scheduler for pages."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def publish_scheduled_pages() -> None:
    """Publish and unpublish what editors have timed (Wagtail's own command, once a minute)."""
    call_command("publish_scheduled", verbosity=0)
