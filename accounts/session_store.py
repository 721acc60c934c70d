"""Sessions in accounts' own table: whose they are, from which device, and under a hash of the cookie's value.

Named in SESSION_ENGINE. A stolen copy of the table signs nobody in, sessions of a person can be listed and
ended by deleting rows, and no request pays a query for that.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone as clock
from django.utils.crypto import get_random_string
from django.utils.dateparse import parse_datetime

# Under which name the session itself keeps what its row shows.
FACTS = "foyer_session"
SEEN_GRAIN = timedelta(minutes=5)


def row_key(session_key: str) -> str:
    """The hash under which a session stands in the table; 160 bits fill Django's column."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


def moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


class SessionStore(DatabaseStore):
    """Django's database store with hashed keys and the columns of UserSession filled."""

    is_new_row = False
    model: type[Any]

    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import UserSession  # this module is imported while apps load

        return UserSession

    def _get_session_from_db(self) -> Any:
        now = clock.now()
        key = row_key(self.session_key or "")
        row = self.model.objects.filter(session_key=key, expire_date__gt=now).first()
        if row is None:
            self._session_key = None
        elif row.user_id is not None and row.last_seen_at < now - SEEN_GRAIN:
            self.model.objects.filter(pk=row.pk).update(last_seen_at=now)
        return row

    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key=row_key(session_key)).exists())

    def _get_new_session_key(self) -> str:
        """Django asks whether it is free. 165 bits meet no other, and where they did the insert would refuse them."""
        return get_random_string(32, VALID_KEY_CHARS)

    def save(self, must_create: bool = False) -> None:
        """A new key begins under a public id of its own: the row of the old key still holds the session's."""
        self.is_new_row = must_create
        super().save(must_create=must_create)

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        facts = data.get(FACTS, {})
        user_id = data.get(SESSION_KEY)
        row = self.model(
            session_key=row_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=int(user_id) if user_id else None,
            device_label=facts.get("device", ""),
            address=facts.get("address", ""),
            signed_in_at=moment(facts.get("signed_in_at")),
            strong_at=moment(facts.get("strong_at")),
        )
        if "public_id" in facts and not self.is_new_row:
            row.public_id = facts["public_id"]
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=row_key(key)).delete()
