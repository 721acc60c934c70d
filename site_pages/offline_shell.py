"""The files of a page that works without network, for the service worker that keeps them.

The worker's script changes with every one of these files, so a browser that finds another one keeps all of them anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static


@dataclass(frozen=True)
class OfflineShell:
    """`worker` and `files` are names of static files; the worker reads `self.SHELL`."""

    worker: str
    files: tuple[str, ...]

    def script(self, **more: Any) -> str:
        """The service worker, told its version, its files' addresses, and `more`."""
        shell = {"version": self.version(), "files": [static(name) for name in self.files], **more}
        return f"self.SHELL = {json.dumps(shell)};\n{source_of(self.worker).decode()}"

    def version(self) -> str:
        """Names what the files hold now; in development they change without a new process."""
        # The page's own text is not among the files, but changes with a release.
        return f"{settings.RELEASE}-{self.digest() if settings.DEBUG else self.kept_digest}"

    @cached_property
    def kept_digest(self) -> str:
        return self.digest()

    def digest(self) -> str:
        whole = sha256()
        for name in (*self.files, self.worker):
            whole.update(static(name).encode() + source_of(name))
        return whole.hexdigest()[:16]


def source_of(name: str) -> bytes:
    """What a static file holds."""
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is among the static files"
    return Path(path).read_bytes()
