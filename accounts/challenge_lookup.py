"""Which challenge a browser means that names only the address, or nothing at all."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone as clock

from accounts.actions.sessions import CHALLENGES
from accounts.addresses import Address
from accounts.errors import ChallengeOver
from accounts.models import LoginChallenge


def challenge_for(request: HttpRequest, address: Address) -> str:
    """The id of the latest challenge that this browser began for the address. Raises ChallengeOver."""
    own = LoginChallenge.objects.filter(public_id__in=request.session.get(CHALLENGES, []))
    found = own.filter(kind=address.kind, address=address.value).order_by("-created_at").first()
    if found is None:
        raise ChallengeOver
    return found.public_id


def current_challenge(request: HttpRequest) -> LoginChallenge | None:
    """The challenge that this browser began last, if it is still open."""
    began = request.session.get(CHALLENGES, [])
    if not began:
        return None
    return LoginChallenge.objects.open(clock.now()).filter(public_id=began[-1]).first()
