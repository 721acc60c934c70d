"""The fixed vocabularies of live sessions (spec 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Provider(models.TextChoices):
    """Where camera, microphone and screen go through."""

    EMBEDDED = "embedded", _("browser to browser")
    DAILY = "daily", _("Daily")
    STREAM = "stream", _("an outside stream")


class RoomState(models.TextChoices):
    WAITING = "waiting", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    CLOSED = "closed", _("closed")


class Kind(models.TextChoices):
    """What an organizer puts on everybody's screen."""

    POLL = "poll", _("poll")
    ANNOUNCEMENT = "announcement", _("announcement")
    DOWNLOAD = "download", _("download")
    SIGNUP = "signup", _("quick sign-up")


class ActionState(models.TextChoices):
    DRAFT = "draft", _("prepared")
    LIVE = "live", _("live")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


class PollType(models.TextChoices):
    SINGLE = "single", _("one answer")
    MULTIPLE = "multiple", _("several answers")
    RATING = "rating", _("rating from 1 to 5")
    TEXT = "text", _("open text")


class ShowResults(models.TextChoices):
    """When attendees see how a poll stands."""

    ALWAYS = "always", _("always")
    AFTER_VOTE = "after_vote", _("after their own vote")
    ON_RELEASE = "on_release", _("when released")
    NEVER = "never", _("never")


class QuestionState(models.TextChoices):
    QUEUE = "queue", _("waiting")
    SHOWN = "shown", _("shown")
    ANSWERING = "answering", _("being answered")
    ANSWERED = "answered", _("answered")
    DISMISSED = "dismissed", _("dismissed")


class StagePlace(models.TextChoices):
    AUDIENCE = "audience", _("audience")
    INVITED = "invited", _("invited to the stage")
    STAGE = "stage", _("on stage")


class LiveRole(models.TextChoices):
    """As whom somebody is in the room; ticketing.access.Role, and the moderator who is no organizer."""

    VIEWER = "viewer", _("viewer")
    PARTICIPANT = "participant", _("participant")
    SPEAKER = "speaker", _("speaker")
    ORGANIZER = "organizer", _("organizer")


class Out(models.TextChoices):
    """Why somebody is out of the room."""

    NONE = "", _("in")
    EJECTED = "ejected", _("put out by an organizer")
    ACCESS_ENDED = "access_ended", _("their access has ended")


class RecordingState(models.TextChoices):
    STARTING = "starting", _("starting")
    RECORDING = "recording", _("recording")
    PROCESSING = "processing", _("being processed")
    COPYING = "copying", _("being copied")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


# Who sees the moderators' board and may run the session.
CREW_ROLES = frozenset({LiveRole.ORGANIZER})
