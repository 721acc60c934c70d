"""The platform's addresses, and some that fail."""

from typing import NoReturn

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest
from django.urls import path

from cms.urls import handler400, handler403, handler404, handler500
from cms.urls import urlpatterns as platform

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
ERRORS = {
    "refused": PermissionDenied("a detail of ours"),
    "suspicious": SuspiciousOperation("a detail of ours"),
    "broken": RuntimeError("a detail of ours"),
    "without-database": OperationalError("a detail of ours"),
}


def fail(request: HttpRequest, how: str) -> NoReturn:
    raise ERRORS[how]


urlpatterns = [path("fails/<str:how>/", fail), path("api/fails/<str:how>/", fail), *platform]
