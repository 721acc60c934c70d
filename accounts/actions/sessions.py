"""Opening and ending sessions, in a browser and for clients without cookies (spec 2, "Account page")."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import django_otp
from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone as clock
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions.proofs import Proof
from accounts.known_devices import is_known
from accounts.messages import tell_owner
from accounts.models import AccessToken, LoginChallenge, User, UserSession
from accounts.session_store import FACTS
from accounts.tokens import issue_token
from accounts.visitors import visitor_of
from notifications.errors import NotFound

BACKEND = "accounts.backends.CodeBackend"
ABSOLUTE_LIFE = timedelta(days=30)
FRESH_FOR = timedelta(minutes=10)
# What an anonymous session knows of the sign-ins that it began: their public ids, the latest last.
CHALLENGES = "foyer_challenges"
MOST_CHALLENGES = 5


def open_session(proof: Proof, *, request: HttpRequest) -> None:
    """Sign the person in here, under a new session key, bound to the address that proved them.

    For a confirmation by somebody already signed in it only notes that the proof is fresh.
    """
    purpose = LoginChallenge.Purpose
    forget_challenges(request)
    if proof.challenge.purpose in {purpose.STEP_UP, purpose.ADD_ADDRESS}:
        set_facts(request, fresh_at=clock.now().isoformat())
        return
    if SESSION_KEY in request.session:
        request.session.flush()
    login(request, proof.user, backend=BACKEND)
    if proof.device is not None:
        django_otp.login(request, proof.device)
    now = clock.now()
    request.session.set_expiry(now + ABSOLUTE_LIFE)
    set_facts(
        request,
        public_id=str(uuid.uuid4()),
        device=visitor_of(request).device_label,
        address=proof.challenge.address,
        signed_in_at=now.isoformat(),
        fresh_at=now.isoformat(),
    )
    if not proof.created and not is_known(request, proof.user):
        tell_about_device(proof.user, request=request)


def tell_about_device(user: User, *, request: HttpRequest) -> None:
    """A notice to the owner, who may know nothing of it."""
    tell_owner(
        user,
        subject=_("New sign-in to your account"),
        template="new_device",
        device=visitor_of(request).device_label,
        at=clock.now(),
    )


def set_facts(request: HttpRequest, **facts: Any) -> None:
    request.session[FACTS] = {**request.session.get(FACTS, {}), **facts}


def fact(request: HttpRequest, name: str) -> datetime | None:
    """A moment that the session remembers."""
    text = request.session.get(FACTS, {}).get(name)
    return parse_datetime(text) if text else None


def is_fresh(request: HttpRequest) -> bool:
    """Whether a code was entered in this session within the last ten minutes."""
    at = fact(request, "fresh_at")
    return at is not None and at > clock.now() - FRESH_FOR


def note_strong_factor(request: HttpRequest, device: TOTPDevice) -> None:
    """The second factor was shown in this session; the key changes with the rights it carries."""
    request.session.cycle_key()
    django_otp.login(request, device)
    set_facts(request, strong_at=clock.now().isoformat())


def remember_challenge(request: HttpRequest, challenge: LoginChallenge) -> None:
    """Let this browser refer to the challenge without holding its id."""
    known = [known for known in request.session.get(CHALLENGES, []) if known != challenge.public_id]
    request.session[CHALLENGES] = [*known, challenge.public_id][-MOST_CHALLENGES:]


def forget_challenges(request: HttpRequest) -> None:
    """Delete what this browser had asked for besides; challenges of others for the same address stay."""
    own = request.session.pop(CHALLENGES, [])
    LoginChallenge.objects.filter(public_id__in=own, consumed_at=None).delete()


def open_token(proof: Proof, *, request: HttpRequest) -> tuple[AccessToken, str]:
    """A bearer token instead of a session, with the secret that is shown once."""
    with transaction.atomic():
        token = AccessToken(
            user=proof.user, device_label=visitor_of(request).device_label, address=proof.challenge.address
        )
        raw = issue_token(token)
        if not proof.created:
            tell_about_device(proof.user, request=request)
    return token, raw


def open_organizer_token(user: User, *, request: HttpRequest) -> tuple[AccessToken, str]:
    """What an outside sign-in is exchanged for; kept in a cookie that only the organizer API sees."""
    expires_at = clock.now() + timedelta(days=settings.ORGANIZER_SESSION_TTL_DAYS)
    token = AccessToken(
        user=user,
        kind=AccessToken.Kind.ORGANIZER_COOKIE,
        device_label=visitor_of(request).device_label,
        address=user.email or "",
        expires_at=expires_at,
    )
    return token, issue_token(token)


def sign_out(request: HttpRequest) -> None:
    """End this session on the server; its cookie is worth nothing from now on."""
    logout(request)


def end_session(user: User, *, public_id: uuid.UUID) -> None:
    """End one session or token of the person. Raises NotFound for anybody else's."""
    sessions, _by_model = UserSession.objects.filter(user=user, public_id=public_id).delete()
    tokens, _by_model = AccessToken.objects.filter(user=user, public_id=public_id).delete()
    if not sessions + tokens:
        raise NotFound(_("This session has ended already."))


def end_other_sessions(user: User, *, request: HttpRequest) -> None:
    """End every session and token of the person except the one of this request."""
    others = UserSession.objects.filter(user=user)
    own = request.session.get(FACTS, {}).get("public_id")
    if own:
        others = others.exclude(public_id=own)
    others.delete()
    AccessToken.objects.filter(user=user).delete()
