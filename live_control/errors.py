"""What can go wrong in a live session, each with a code of its own."""

from django.utils.translation import gettext as _

from notifications.errors import Conflict, DomainError, NotAllowed, SignInRequired


class TicketOver(SignInRequired):
    """The stream ticket is not valid any more: expired, or the seat has moved, or the person was put out."""

    code = "TICKET_OVER"


class PutOut(NotAllowed):
    """An organizer has put this person out of the session."""

    code = "PUT_OUT"

    def __init__(self) -> None:
        super().__init__(_("An organizer has put you out of this session."))


class PollClosed(Conflict):
    """The poll takes no votes (any more)."""

    code = "POLL_CLOSED"

    def __init__(self) -> None:
        super().__init__(_("This poll is closed."))


class VoteFixed(Conflict):
    """This poll's votes cannot be changed, and this person has voted."""

    code = "VOTE_FIXED"

    def __init__(self) -> None:
        super().__init__(_("You have voted already, and votes cannot be changed here."))


class WrongState(Conflict):
    """What was asked is not possible in the state in which the action, question or recording is."""

    code = "WRONG_STATE"


class StageFull(Conflict):
    """Everybody who may be on stage is there."""

    code = "STAGE_FULL"

    def __init__(self) -> None:
        super().__init__(_("The stage is full. Somebody has to leave it first."))


class SwitchedOff(NotAllowed):
    """The organizer has switched this off."""

    code = "SWITCHED_OFF"


class Muted(NotAllowed):
    """An organizer has muted this person."""

    code = "MUTED"

    def __init__(self) -> None:
        super().__init__(_("An organizer has muted you in this chat."))


class ProviderFailed(DomainError):
    """The media provider did not do what was asked; `is_final` where asking again does not help."""

    code = "PROVIDER_FAILED"
    status = 502

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final
