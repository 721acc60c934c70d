"""What can go wrong around a gallery, each with a code of its own (spec 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gallery.choices import GalleryStatus
from gallery.lifecycle import window_of
from notifications.errors import Conflict, DomainError, InvalidInput, NotAllowed, SignInRequired

if TYPE_CHECKING:
    from gallery.models import Gallery


class GuestUnknown(SignInRequired):
    """This browser has not joined the gallery, or its cookie is not known (any more)."""

    code = "GUEST_SESSION_REQUIRED"

    def __init__(self) -> None:
        super().__init__(_("Please join the gallery first."))


class WrongPin(NotAllowed):
    """The PIN is wrong, missing, or there is no such gallery: all three look the same."""

    code = "WRONG_PIN"

    def __init__(self) -> None:
        text = _("This PIN is not right.")
        super().__init__(text, fields={"pin": text})


class GuestLimitReached(NotAllowed):
    code = "GUEST_LIMIT_REACHED"

    def __init__(self) -> None:
        super().__init__(_("This gallery is full: as many guests as were planned have joined."))


class GuestDeactivated(NotAllowed):
    code = "GUEST_DEACTIVATED"

    def __init__(self) -> None:
        super().__init__(_("The organizer has closed the gallery for this device."))


class GalleryNotOpen(NotAllowed):
    """Not open yet, or not any more: `status` says which, `opens_at` when it will be."""

    code = "GALLERY_NOT_ACTIVE"

    def __init__(self, gallery: Gallery, status: GalleryStatus) -> None:
        is_early = status == GalleryStatus.DRAFT
        super().__init__(_("The gallery is not open yet.") if is_early else _("The gallery has closed."))
        self.gallery_status, self.opens_at = status, window_of(gallery.event_date, gallery.end_date).opens_at

    def as_json(self) -> dict[str, object]:
        return super().as_json() | {"status": self.gallery_status, "opens_at": self.opens_at.isoformat()}


class UploadLimitReached(NotAllowed):
    code = "UPLOAD_LIMIT_REACHED"

    def __init__(self) -> None:
        super().__init__(_("All your photos are taken."))


class UploadMissing(Conflict):
    """`complete` came before the bytes, or the address had expired."""

    code = "UPLOAD_MISSING"

    def __init__(self) -> None:
        super().__init__(_("The photo has not arrived yet."))


class UploadRefused(DomainError):
    """What arrived is not what was declared, or no picture; `code` says what. The shot is given back."""

    code = "UPLOAD_REFUSED"
    status = 422


class SettingsLocked(NotAllowed):
    """After the gallery has opened only its name and PIN change."""

    code = "EVENT_SETTINGS_LOCKED"

    def __init__(self) -> None:
        super().__init__(_("The gallery has opened: only its name and PIN can be changed now."))


class NotReady(Conflict):
    """The worker has not got to this photo yet."""

    code = "NOT_READY"

    def __init__(self) -> None:
        super().__init__(_("This photo is still being prepared. Try again in a moment."))


class GalleryClosed(Conflict):
    """Closed by hand: nothing of it can be ordered any more."""

    code = "GALLERY_CLOSED"

    def __init__(self) -> None:
        super().__init__(_("This gallery has been closed: it takes no photos any more."))


class OrderOver(Conflict):
    """It was paid, replaced by a later choice, or its time has passed; there is nothing to pay any more."""

    code = "ORDER_OVER"

    def __init__(self) -> None:
        super().__init__(_("There is nothing to pay here any more."))


class PaymentStarting(Conflict):
    """The same was asked a moment ago and the provider has not answered yet."""

    code = "PAYMENT_STARTING"

    def __init__(self) -> None:
        super().__init__(_("Your payment is just being started. Try again in a moment."))


class KeyReused(InvalidInput):
    """The Idempotency-Key belongs to another request."""

    code = "IDEMPOTENCY_KEY_REUSED"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("This Idempotency-Key was used for another request."))
