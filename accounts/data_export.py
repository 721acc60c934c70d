"""Everything that the platform holds about a person, as they may ask for it (spec 2, "data export").

Every room adds its own part: `register_export("orders", function)` in its AppConfig.ready, the function takes a
user and returns what json can write. Files beside it (photos) come through `register_export_files`.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import EventRole, User
from accounts.selectors import access_tokens_of, addresses_of, sessions_of

Export = Callable[[User], Any]
ExportFiles = Callable[[User], Iterable[tuple[str, bytes]]]

_parts: dict[str, Export] = {}
_files: dict[str, ExportFiles] = {}


def register_export(part: str, function: Export) -> None:
    """Let this function write the part of that name; the last registration counts."""
    _parts[part] = function


def register_export_files(folder: str, function: ExportFiles) -> None:
    """Let this function put files (name, content) into that folder of the archive."""
    _files[folder] = function


def export_of(user: User) -> dict[str, Any]:
    """All parts by name."""
    return {"account": account_part(user), **{name: function(user) for name, function in sorted(_parts.items())}}


def account_part(user: User) -> dict[str, Any]:
    """What this room holds."""
    return {
        "name": user.name,
        "organization": user.organization,
        "email": user.email,
        "phone": user.phone,
        "joined_at": user.date_joined,
        "addresses": [
            {"kind": one.kind, "address": one.value, "primary": one.is_primary, "verified_at": one.verified_at}
            for one in addresses_of(user)
        ],
        "sessions": [
            {"device": one.device_label, "signed_in_at": one.signed_in_at, "last_seen_at": one.last_seen_at}
            for one in sessions_of(user)
        ],
        "access_tokens": [
            {"device": one.device_label, "created_at": one.created_at, "expires_at": one.expires_at}
            for one in access_tokens_of(user)
        ],
        "event_roles": list(
            EventRole.objects.for_user(user.pk).values("event__title", "role", "created_at").order_by("created_at")
        ),
    }


def as_json(user: User) -> str:
    return json.dumps(export_of(user), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False) + "\n"


def as_zip(user: User) -> bytes:
    """`account.json` and one folder for each room that has files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("account.json", as_json(user))
        for folder, function in sorted(_files.items()):
            for name, content in function(user):
                archive.writestr(f"{folder}/{name}", content)
    return buffer.getvalue()
