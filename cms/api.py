"""The API object: its routers, its errors in one shape, and the refusal of parameters it does not know."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from accounts.api import router as accounts_router
from gallery.api.guest import router as gallery_guest_router
from gallery.api.organizer_events import router as gallery_events_router
from gallery.api.organizer_guests import router as gallery_guests_router
from gallery.api.organizer_media import router as gallery_media_router
from gallery.api.organizer_share import router as gallery_share_router
from gallery.api.organizer_zips import router as zips_router
from live_control.api.attendee import router as attendee_router
from live_control.api.organizer_actions import router as live_actions_router
from live_control.api.organizer_people import router as live_people_router
from live_control.api.organizer_recordings import router as live_recordings_router
from live_control.api.organizer_room import router as live_room_router
from live_control.api.wishes import router as wishes_router
from notifications.errors import DomainError, InvalidInput, NotFound, TooManyRequests
from site_pages.api.contact import router as contact_router
from site_pages.api.events import router as events_router
from site_pages.api.parts import router as parts_router
from site_pages.api.preview import router as preview_router
from site_pages.api.sessions import router as sessions_router
from ticketing.api.access import router as access_router
from ticketing.api.check_in import router as check_in_router
from ticketing.api.entitlements import router as entitlements_router
from ticketing.api.orders import router as orders_router
from ticketing.api.organizer import router as organizer_router

DESCRIPTION = """
Everything a visitor may see, for other front ends.

Every answer carries an `ETag`; send it back as `If-None-Match` and an unchanged answer comes as an empty 304.
Errors are always `{"error": CODE, "message": text, "fields"?: {name: text}}`. Unknown query parameters are refused.
"""


View = Callable[..., HttpResponse]


def answering_head(view: View) -> View:
    """HEAD as GET; the server leaves the body out."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "HEAD":
            return view(request, *args, **kwargs)
        request.method = "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = "HEAD"

    return answer


class FoyerAPI(NinjaAPI):
    """Ninja's API object, whose schema is put together once in a process instead of for every reader."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        return self.schema

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """Ninja's addresses, which also answer HEAD: monitors and caches ask that way."""
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = answering_head(pattern.callback)
        return patterns, app_name, namespace

    @cached_property
    def schema(self) -> OpenAPISchema:
        return super().get_openapi_schema()


api = FoyerAPI(
    title="Foyer",
    version="1.0.0",
    description=DESCRIPTION.strip(),
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url="/docs",
)


def refusing_unknown(run: View) -> View:
    """Refuse query parameters that the operation does not have, and text that PostgreSQL cannot hold."""
    operation = run.__self__  # type: ignore[attr-defined]
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }

    @wraps(run)
    def checked(request: HttpRequest, **path: Any) -> HttpResponse:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            fields = dict.fromkeys(unknown, "There is no such parameter.")
            return domain_error(request, InvalidInput("A parameter is not known here.", fields=fields))
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            return domain_error(request, InvalidInput("A parameter holds a character that is not allowed."))
        if any("\x00" in str(value) for value in path.values()):
            return domain_error(request, NotFound("There is nothing at this address."))
        return run(request, **path)

    return checked


def domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The one error shape."""
    response: HttpResponse = api.create_response(request, error.as_json(), status=error.status)
    response["Cache-Control"] = "no-store"
    if isinstance(error, TooManyRequests):
        response["Retry-After"] = str(error.retry_after)
    return response


def validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent does not fit: every field with its own message."""
    fields = {}
    for one in error.errors:
        steps = [str(step) for step in one["loc"] if not isinstance(step, int)]
        fields[steps[-1] if steps else "body"] = one["msg"].removeprefix("Value error, ")
    return domain_error(request, InvalidInput("Something that was sent does not fit.", fields=fields))


def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    codes = {400: "INVALID_INPUT", 401: "SIGN_IN_REQUIRED", 403: "NOT_ALLOWED", 404: "NOT_FOUND", 429: "RATE_LIMITED"}
    body = {"error": codes.get(error.status_code, "INVALID"), "message": error.message}
    return api.create_response(request, body, status=error.status_code)


def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """More than DATA_UPLOAD_MAX_MEMORY_SIZE, refused before it is read."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
    body = {"error": "TOO_LARGE", "message": f"A request may have {most} MB."}
    return api.create_response(request, body, status=413)


def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return domain_error(request, NotFound("There is nothing at this address."))


HANDLERS: dict[type[Exception], Any] = {
    DomainError: domain_error,
    ValidationError: validation_error,
    RequestDataTooBig: too_large,
    HttpError: http_error,
    Http404: not_found,
}
for kind, handler in HANDLERS.items():
    api.add_exception_handler(kind, handler)
# "view" wraps ninja's whole operation, so this runs before anything is parsed.
api.add_decorator(refusing_unknown, mode="view")
ROUTERS = (
    events_router,
    parts_router,
    sessions_router,
    preview_router,
    contact_router,
    accounts_router,
    access_router,
    entitlements_router,
    check_in_router,
    orders_router,
    organizer_router,
    gallery_guest_router,
    gallery_share_router,
    attendee_router,
    live_actions_router,
    live_people_router,
    live_room_router,
    live_recordings_router,
    wishes_router,
    gallery_events_router,
    zips_router,
    gallery_media_router,
    gallery_guests_router,
)
for router in ROUTERS:
    api.add_router("", router)
