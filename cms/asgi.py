"""The ASGI entry point: Django's whole request chain in one thread of a small pool per process.

Django's own ASGI handler hops between the event loop and a thread for every synchronous middleware and
opens a new thread, and so a new database connection, per request. Here one request is one hop, and the
pool's threads keep their connections (docs/decisions/0003-asgi.md has the figures).
"""

import asyncio
import contextvars
import os
from concurrent.futures import ThreadPoolExecutor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

import django
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ThreadPoolHandler(ASGIHandler):
    """Django's ASGI handler with a synchronous middleware chain."""

    def __init__(self) -> None:
        super(ASGIHandler, self).__init__()
        self.load_middleware(is_async=False)
        from django.conf import settings  # the settings are read once the apps are ready

        self.pool = ThreadPoolExecutor(settings.ASGI_THREADS, thread_name_prefix="request")

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, context.run, self.respond, request)

    def respond(self, request: HttpRequest) -> HttpResponseBase:
        """Run the chain; look after this thread's connections, since Django's signals run elsewhere."""
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


django.setup(set_prefix=False)
application = ThreadPoolHandler()
