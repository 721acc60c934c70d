"""The one error family: what every room raises and every door (page, API, command) can show."""

from collections.abc import Mapping


class DomainError(Exception):
    """Something a person can act on.

    `code` is stable and machine-readable, `message` is for people, `fields` maps a field's name
    to its own message. `status` is the HTTP status that fits when the error reaches an API.
    """

    code = "INVALID"
    status = 400

    def __init__(self, message: str, *, code: str | None = None, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = dict(fields or {})

    def as_json(self) -> dict[str, object]:
        """The body of every error answer: `{"error", "message", "fields"?}`."""
        body: dict[str, object] = {"error": self.code, "message": self.message}
        if self.fields:
            body["fields"] = self.fields
        return body


class InvalidInput(DomainError):
    """What was sent cannot be understood or is not allowed to have this value."""

    code = "INVALID_INPUT"
    status = 400


class SignInRequired(DomainError):
    """Nobody is signed in, or the key or token sent is not valid (any more)."""

    code = "SIGN_IN_REQUIRED"
    status = 401


class NotAllowed(DomainError):
    """Known person, but the right is missing, for something whose existence is no secret."""

    code = "NOT_ALLOWED"
    status = 403


class NotFound(DomainError):
    """Not there, or not there for this person: both look the same (ARCHITECTURE, private by default)."""

    code = "NOT_FOUND"
    status = 404


class Conflict(DomainError):
    """Somebody else was first, or the state does not allow it (any more)."""

    code = "CONFLICT"
    status = 409


class TooManyRequests(DomainError):
    """A budget is used up; `retry_after` says in how many seconds it opens again."""

    code = "RATE_LIMITED"
    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
