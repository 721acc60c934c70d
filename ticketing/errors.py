"""What can go wrong in the shop, each with a code of its own."""

from django.utils.translation import gettext as _

from notifications.errors import Conflict, DomainError


class SoldOut(Conflict):
    """Not enough seats are left. `categories` names those at fault, by their public ids."""

    code = "SOLD_OUT"

    def __init__(self, message: str = "", *, categories: tuple[str, ...] = ()) -> None:
        super().__init__(message or _("Sold out: there are not enough seats left for this order."))
        self.categories = categories


class NotOnSale(Conflict):
    """The category is not sold now, or not to everybody."""

    code = "NOT_ON_SALE"


class VoucherRefused(DomainError):
    """The voucher's code is unknown, used up, expired or not for these tickets."""

    code = "VOUCHER_REFUSED"
    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message, fields={"voucher": message})


class OrderClosed(Conflict):
    """The order has been settled, cancelled or has expired; what was asked is not possible any more."""

    code = "ORDER_CLOSED"


class TicketClosed(Conflict):
    """The ticket has been handed over, cancelled or refunded, or has been used."""

    code = "TICKET_CLOSED"


class Busy(DomainError):
    """Too many people buy at this very moment; nothing was taken, and trying again is safe."""

    code = "BUSY"
    status = 503

    def __init__(self) -> None:
        super().__init__(_("Many people are buying right now. Nothing was lost: please try again in a moment."))


class CatalogueChanged(Busy):
    """What is sold was changed while somebody bought; the sale is made anew from what is true now."""


class SessionFull(Conflict):
    """Every place online is taken."""

    code = "FULL"

    def __init__(self) -> None:
        super().__init__(_("All places in this session are taken."))


class TicketUnknown(DomainError):
    """Number and address do not belong together; never says which of them is wrong."""

    code = "TICKET_UNKNOWN"
    status = 400

    def __init__(self) -> None:
        message = _("No valid ticket has this number together with this address.")
        super().__init__(message, fields={"number": message})
