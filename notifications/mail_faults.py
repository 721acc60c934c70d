"""What an error of a mail server or mail service means for the mail at hand and for those behind it."""

from __future__ import annotations

from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused

# What sending may raise; anything else is a fault of ours.
SENDING_ERRORS = (SMTPException, AnymailError, OSError)
# A service that asks for at most this many seconds of patience is waited for; otherwise the run ends.
LONGEST_PAUSE = 5
# Not the mail's fault: credentials, payment, wrong address of the service, time, too many at once.
OURS_TO_MEND = frozenset({401, 402, 403, 404, 408, 429})


@dataclass(frozen=True, slots=True)
class Fault:
    """`text` is kind and code only: a server's own words may repeat addresses or credentials.

    `is_final`: this mail will never be taken. `is_bounce`: because of its address. `is_trouble`: no other mail
    should be tried now, unless a `pause` of some seconds is enough.
    """

    text: str
    is_final: bool = False
    is_bounce: bool = False
    is_trouble: bool = False
    pause: int = 0


def fault_of(error: Exception) -> Fault:
    """Read an error of any transport."""
    if isinstance(error, AnymailRecipientsRefused):
        return Fault("the mail service refuses the address", is_final=True, is_bounce=True)
    if isinstance(error, AnymailAPIError):
        return fault_of_service(error)
    if isinstance(error, AnymailError):  # wrong types, unsupported features, addresses that are none
        return Fault(f"cannot be written as a mail ({type(error).__name__})", is_final=True)
    return fault_of_server(error)


def fault_of_service(error: AnymailAPIError) -> Fault:
    """An HTTP answer, or none. What a service calls a bad request may be our account's fault, so it is tried again."""
    status = error.status_code
    if status is None:
        return Fault(f"no answer from the mail service ({type(error.__cause__).__name__})", is_trouble=True)
    text = f"the mail service answered {status}"
    if status == 429:
        wait = str(error.response.headers.get("Retry-After", ""))
        seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 6 else LONGEST_PAUSE + 1
        return Fault(text, is_trouble=True, pause=seconds if seconds <= LONGEST_PAUSE else 0)
    return Fault(text, is_trouble=status in OURS_TO_MEND or status >= 500)


def fault_of_server(error: Exception) -> Fault:
    """An SMTP conversation: only about the address or the mail itself is a refusal final (550 and above).

    Any other 5xx is about the connection, the sender or credentials, which are ours to mend; 421 says that it closes.
    """
    code = smtp_code(error)
    if code is None:
        is_trouble = isinstance(error, SMTPServerDisconnected | OSError)
        return Fault(type(error).__name__, is_trouble=is_trouble)
    is_final = code >= 550 and isinstance(error, SMTPRecipientsRefused | SMTPDataError)
    return Fault(
        f"{type(error).__name__} {code}",
        is_final=is_final,
        is_bounce=is_final and isinstance(error, SMTPRecipientsRefused),
        is_trouble=not is_final and (code == 421 or code >= 500),
    )


def smtp_code(error: Exception) -> int | None:
    """The server's answer, where there was one."""
    if isinstance(error, SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, SMTPResponseException) else None
