"""Pages of the project itself: errors and health."""

import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

RETRY_SECONDS = 5


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or came from elsewhere: say so, and that nothing was done."""
    if request.path.startswith("/api/"):
        body = {"error": "CSRF_FAILED", "message": "The request's origin could not be checked."}
        return JsonResponse(body, status=403)
    return render(request, "errors/csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"error": "INVALID_INPUT", "message": "The request is not in a form that is known here."}
        return JsonResponse(body, status=400)
    return render(request, "errors/400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": "NOT_ALLOWED", "message": "You may not do this."}, status=403)
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 for people; the API and the feeds answer in their own form."""
    if request.path.startswith("/api/"):
        return JsonResponse({"error": "NOT_FOUND", "message": "There is nothing at this address."}, status=404)
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 where the database could not be asked: whoever comes again soon may be served."""
    if isinstance(sys.exception(), InterfaceError | OperationalError):
        return unavailable(request)
    if request.path.startswith("/api/"):
        body = {"error": "SERVER_ERROR", "message": "Something went wrong on our side. It has been logged."}
        return JsonResponse(body, status=500)
    return render(request, "errors/500.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"error": "UNAVAILABLE", "message": "This is not possible right now. Please try again in a moment."}
        response: HttpResponse = JsonResponse(body, status=503)
    else:
        response = render(request, "errors/503.html", status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def healthy(request: HttpRequest) -> HttpResponse:
    """200 when this process answers and reaches the database; for load balancers and `make run`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
