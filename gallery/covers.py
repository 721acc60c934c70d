"""Cover images: pictures of the CMS that the person may use there, or one that they have sent themselves."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from accounts.models import User
from gallery.models import SentCover
from notifications.errors import InvalidInput
from site_pages.models import SiteImage

# A picture of the CMS by its id there, or one that was sent by its public id.
Chosen = int | UUID
MOST_SENT = 3


def check_cover(user: User, chosen: Chosen | None) -> None:
    """Raise InvalidInput (`cover_image`) unless the person may choose this picture."""
    if chosen is not None and not may_choose(user, chosen):
        text = _("There is no such image.")
        raise InvalidInput(text, fields={"cover_image": text})


def may_choose(user: User, chosen: Chosen) -> bool:
    """Whether it is there, and theirs to use. One query, or a few for the groups that give rights in the CMS."""
    if isinstance(chosen, UUID):
        return SentCover.objects.filter(public_id=chosen, user=user).exists()
    image = SiteImage.objects.filter(pk=chosen).first()
    policy = policy_registry.get_by_type(SiteImage)
    return image is not None and policy.user_has_any_permission_for_instance(user, ["choose", "change"], image)


def sent_covers(user: User, chosen: UUID | None = None) -> list[SentCover]:
    """The pictures that the person sent last and that have no event yet, and the one that is chosen. One query."""
    rows = SentCover.objects.filter(user=user)
    return list(rows.filter(Q(used_at=None) | Q(public_id=chosen)).order_by("-created_at", "-pk")[:MOST_SENT])
