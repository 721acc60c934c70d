"""What a public site should not do with money; `manage.py check --deploy` says it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def check_sandbox(app_configs: object, **kwargs: Any) -> list[checks.CheckMessage]:
    """A sandbox sells everything for nothing."""
    if not settings.PAYMENTS.sandbox or settings.DEBUG:
        return []
    text = "PAYMENTS_SANDBOX is on: whoever comes can pay without money."
    return [checks.Warning(text, hint="Switch it off outside staging (docs/payments.md).", id="payments.W001")]
