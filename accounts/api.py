"""`/api/auth/…`: signing in by code, one's own account and sessions, and the exchange of outside sign-ins.

The two steps of signing in take JSON only and refuse the origin of another site, so that no foreign page signs
its reader in as somebody else; everything that a session may change asks for the CSRF token.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router, Status

from accounts import known_devices, schemas
from accounts.actions import challenges, profile, proofs, sessions
from accounts.addresses import read_address
from accounts.after_sign_in import destination_of
from accounts.authentication import (
    ORGANIZER_COOKIE,
    ORGANIZER_PATH,
    OrganizerAuth,
    Person,
    PersonAuth,
    bearer_in,
    check_origin,
    from_own_pages,
)
from accounts.challenge_lookup import challenge_for
from accounts.models import AccessToken, EventRole, User
from accounts.outside_jwt import person_of_jwt
from accounts.return_to import safe_return_to
from accounts.schemas import REFUSALS
from accounts.selectors import access_tokens_of, addresses_of, sessions_of
from accounts.session_store import FACTS
from accounts.tokens import find_token
from accounts.visitors import visitor_of
from notifications.errors import SignInRequired

router = Router(tags=["Signing in"])


@router.post("/auth/otp/request", auth=from_own_pages, response={202: schemas.CodeRequested, **REFUSALS})
def request_code(request: HttpRequest, wanted: schemas.CodeRequestIn) -> Status:
    """Send a code of six digits, by mail also a link. The answer is the same whether or not the address is known."""
    address = read_address(email=wanted.email, phone=wanted.phone)
    challenge = challenges.request_sign_in(
        address, visitor=visitor_of(request), return_to=safe_return_to(wanted.return_to)
    )
    sessions.remember_challenge(request, challenge)
    return Status(202, requested(challenge.public_id))


@router.post("/auth/otp/resend", auth=from_own_pages, response={202: schemas.CodeRequested, **REFUSALS})
def resend_code(request: HttpRequest, wanted: schemas.ResendIn) -> Status:
    """Send a new code in place of the old one, a minute later at the earliest, twice at most."""
    challenge = challenges.resend(wanted.challenge, visitor=visitor_of(request))
    return Status(202, requested(challenge.public_id))


def requested(public_id: str) -> dict[str, Any]:
    wait = int(challenges.RESEND_AFTER.total_seconds())
    return {"success": True, "challenge": public_id, "resend_after": wait}


@router.post("/auth/otp/verify", auth=from_own_pages, response={200: schemas.SignedIn, **REFUSALS})
def verify(request: HttpRequest, given: schemas.VerifyIn, response: HttpResponse) -> dict[str, Any]:
    """Sign in with the code: a session cookie, or with `token` a bearer token. The first one makes the account."""
    challenge_id = given.challenge or challenge_for(request, read_address(email=given.email, phone=given.phone))
    proof = proofs.verify_code(challenge_id, code=given.code, name=given.name, request=request)
    answer: dict[str, Any] = {"user": proof.user, "created": proof.created}
    if given.token:
        token, raw = sessions.open_token(proof, request=request)
        answer |= {"token": raw, "expires_at": token.expires_at}
    else:
        sessions.open_session(proof, request=request)
        known_devices.remember(response, request=request, user=proof.user)
    answer["redirect_to"] = destination_of(request, proof.user, return_to=proof.challenge.return_to)
    return answer


@router.post("/auth/logout", auth=PersonAuth(), response={200: schemas.Done, **REFUSALS})
def log_out(request: HttpRequest) -> dict[str, Any]:
    """End this session, or the access token that this request carries."""
    if bearer := bearer_in(request):
        find_token(bearer, kind=AccessToken.Kind.BEARER).delete()
    else:
        sessions.sign_out(request)
    return {"success": True}


@router.get("/auth/me", auth=PersonAuth(), response={200: schemas.MeOut, **REFUSALS})
def me(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in. Also sets the cookie whose value a change sends as `X-CSRFToken`."""
    get_token(request)
    return described(person_in(request))


@router.patch("/auth/me", auth=PersonAuth(), response={200: schemas.MeOut, **REFUSALS})
def change_me(request: HttpRequest, changes: schemas.ProfileIn) -> dict[str, Any]:
    """Change name and organization."""
    given = changes.dict(exclude_unset=True)
    return described(profile.update_profile(person_in(request), **given))


def person_in(request: HttpRequest) -> User:
    person: Person = request.auth  # type: ignore[attr-defined]
    return person.user


def described(user: User) -> dict[str, Any]:
    roles = EventRole.objects.for_user(user.pk).values_list("event__slug", "role").order_by("event__slug")
    return {
        "email": user.email,
        "phone": user.phone,
        "name": user.name,
        "organization": user.organization,
        "addresses": [
            {"kind": one.kind, "address": one.value, "primary": one.is_primary, "verified_at": one.verified_at}
            for one in addresses_of(user)
        ],
        "roles": [{"event": slug, "role": role} for slug, role in roles],
    }


@router.get("/auth/sessions", auth=PersonAuth(), response={200: schemas.SessionsOut, **REFUSALS})
def list_sessions(request: HttpRequest) -> dict[str, Any]:
    """Every browser and program in which the person is signed in."""
    own, user = request.session.get(FACTS, {}).get("public_id"), person_in(request)
    browsers = [
        {
            "id": one.public_id,
            "kind": "session",
            "device": one.device_label,
            "address": one.address,
            "signed_in_at": one.signed_in_at,
            "last_seen_at": one.last_seen_at,
            "is_current": str(one.public_id) == own,
        }
        for one in sessions_of(user)
    ]
    programs = [
        {
            "id": one.public_id,
            "kind": "token",
            "device": one.device_label,
            "address": one.address,
            "signed_in_at": one.created_at,
            "last_seen_at": one.last_used_at,
            "is_current": False,
        }
        for one in access_tokens_of(user)
    ]
    return {"sessions": browsers + programs}


@router.delete("/auth/sessions/{session_id}", auth=PersonAuth(), response={200: schemas.Done, **REFUSALS})
def end_session(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    """Sign one of them out. 404 for anybody else's."""
    sessions.end_session(person_in(request), public_id=session_id)
    return {"success": True}


@router.post("/organizer/auth/session", response={200: schemas.OrganizerSessionOut, **REFUSALS})
def open_organizer_session(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Exchange the JWT of the outside provider (`Authorization: Bearer`) for a cookie of the organizer API."""
    user = person_of_jwt(bearer_in(request))
    token, raw = sessions.open_organizer_token(user, request=request)
    response.set_cookie(
        ORGANIZER_COOKIE,
        raw,
        max_age=settings.ORGANIZER_SESSION_TTL_DAYS * 24 * 3600,
        path=ORGANIZER_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return {"user": user, "expires_at": token.expires_at}


@router.get("/organizer/auth/session", auth=OrganizerAuth(), response={200: schemas.MeOut, **REFUSALS})
def organizer_session(request: HttpRequest) -> dict[str, Any]:
    """Who is calling the organizer API, by whichever way they signed in."""
    return described(person_in(request))


@router.delete("/organizer/auth/session", response={200: schemas.Done, **REFUSALS})
def close_organizer_session(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """End the cookie's session, on the server too."""
    check_origin(request)
    raw = request.COOKIES.get(ORGANIZER_COOKIE, "")
    if not raw:
        raise SignInRequired("There is no organizer session.")
    find_token(raw, kind=AccessToken.Kind.ORGANIZER_COOKIE).delete()
    response.delete_cookie(ORGANIZER_COOKIE, path=ORGANIZER_PATH, samesite="Lax")
    return {"success": True}
