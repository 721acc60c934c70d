"""The end of Wagtail's approval workflow. Imports no models: Wagtail reads it while its own are being made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from accounts.models import User

log = structlog.get_logger("foyer.publishing")


def publish_approved(workflow_state: WorkflowState, user: User | None = None) -> None:
    """Publish what was approved (WAGTAIL_FINISH_WORKFLOW_ACTION); what may not be published stays an approved draft."""
    page = workflow_state.content_object
    try:
        with transaction.atomic():
            page.get_latest_revision().publish(user=user)
    except ValidationError as refusal:
        log.warning("approved page is not published", page=page.pk, fields=sorted(refusal.message_dict))
