"""The schedule and its sessions."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.forms import Select
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PublishingPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index

from site_pages.api_fields import BlocksField
from site_pages.blocks import BODY_BLOCKS, BodyBlock
from site_pages.choices import AccessOverride, Format, LinkKind, SessionType, SpeakerRole, StreamType
from site_pages.embeds import check_stream_address
from site_pages.event_dates import refuse_outside_event
from site_pages.headless_preview import HeadlessPreview
from site_pages.models.base import SectionPage, SitePage
from site_pages.models.private_files import private_storage, recording_path
from site_pages.page_forms import SessionPageForm
from site_pages.querysets import SessionQuerySet
from site_pages.routes import SessionIndexRoutes, SessionRoutes
from site_pages.state_previews import StatePreviews
from site_pages.states import SessionTiming
from site_pages.validators import validate_captions

SessionManager = PageManager.from_queryset(SessionQuerySet)


class SessionIndexPage(HeadlessPreview, SessionIndexRoutes, RoutablePageMixin, SectionPage):
    """`sessions/`: the schedule, also as schedule.json, schedule.xml and schedule.ics."""

    subpage_types: ClassVar[list[str]] = ["site_pages.SessionPage"]

    class Meta:
        verbose_name = _("schedule page")


class SessionPage(StatePreviews, HeadlessPreview, SessionRoutes, RoutablePageMixin, SitePage):
    """`sessions/<session>/`. What it shows follows from the clock (spec 1, "A session page's states")."""

    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    short_description = models.TextField(_("short description"), blank=True, max_length=5000)
    body = StreamField(BodyBlock(BODY_BLOCKS), blank=True)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    session_type = models.CharField(_("type"), max_length=20, choices=SessionType.choices, default=SessionType.TALK)
    format = models.CharField(_("format"), max_length=20, choices=Format.choices, default=Format.IN_PERSON)
    stream_type = models.CharField(_("stream"), max_length=20, choices=StreamType.choices, blank=True)
    # Never in an API: who may join reads it with the room (live_control).
    stream_url = models.URLField(
        _("outside stream"),
        max_length=500,
        blank=True,
        validators=[check_stream_address],
        help_text=_("For a session that is streamed elsewhere: an HLS address (.m3u8), or YouTube or Vimeo."),
    )
    access_override = models.CharField(
        _("access"),
        max_length=20,
        choices=AccessOverride.choices,
        blank=True,
        help_text=_("Empty: as the event."),
    )
    room = models.ForeignKey(
        "site_pages.Room", on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    track = models.ForeignKey(
        "site_pages.Track", on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    language = models.CharField(_("language"), max_length=20, blank=True)
    max_attendees = models.PositiveIntegerField(_("seats in the room"), null=True, blank=True)
    max_remote_attendees = models.PositiveIntegerField(_("places online"), null=True, blank=True)
    is_recorded = models.BooleanField(_("will be recorded"), default=False)
    recording_url = models.URLField(_("recording: address"), max_length=500, blank=True)
    recording_file = models.FileField(
        _("recording: file"), storage=private_storage, upload_to=recording_path, blank=True, max_length=255
    )
    recording_poster = models.FileField(
        _("recording: poster"),
        storage=private_storage,
        upload_to=recording_path,
        blank=True,
        max_length=255,
        validators=[FileExtensionValidator(["jpg", "jpeg", "png", "webp"])],
    )
    recording_captions = models.FileField(
        _("recording: captions"),
        storage=private_storage,
        upload_to=recording_path,
        blank=True,
        max_length=255,
        validators=[validate_captions],
        help_text=_("A WebVTT file (.vtt)."),
    )
    is_recording_downloadable = models.BooleanField(_("recording: may be downloaded"), default=False)
    is_featured = models.BooleanField(_("featured"), default=False)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    image = models.ForeignKey(
        "site_pages.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sort_order = models.IntegerField(_("position"), default=0, help_text=_("Among sessions that start together."))
    # What an imported schedule calls this session, and its guid, kept for the export.
    import_key = models.CharField(max_length=255, blank=True, editable=False)
    import_guid = models.UUIDField(null=True, blank=True, editable=False)

    objects = SessionManager()
    base_form_class = SessionPageForm

    # Read with the page itself (routing.py): its page shows all of them.
    route_related: ClassVar[tuple[str, ...]] = ("room__venue", "track", "image", "share_image")
    parent_page_types: ClassVar[list[str]] = ["site_pages.SessionIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = [*SitePage.exclude_fields_in_copy, "import_key", "import_guid"]

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("subtitle"),
        FieldPanel("short_description"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("session_type"), FieldPanel("track", widget=Select)]),
                FieldRowPanel([FieldPanel("room"), FieldPanel("language")]),
            ],
            heading=_("When and where"),
        ),
        InlinePanel("session_speakers", heading=_("Speakers"), label=_("speaker")),
        FieldPanel("image"),
        FieldPanel("body"),
        InlinePanel("session_documents", heading=_("Slides and files"), label=_("file")),
        InlinePanel("session_links", heading=_("Links"), label=_("link")),
    ]
    settings_panels: ClassVar[list[object]] = [
        PublishingPanel(),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("format"), FieldPanel("stream_type")]),
                FieldPanel("stream_url"),
                FieldPanel("access_override"),
                FieldRowPanel([FieldPanel("max_attendees"), FieldPanel("max_remote_attendees")]),
            ],
            heading=_("Attending"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("is_recorded"),
                FieldPanel("recording_url"),
                FieldPanel("recording_file"),
                FieldRowPanel([FieldPanel("recording_poster"), FieldPanel("recording_captions")]),
                FieldPanel("is_recording_downloadable"),
            ],
            heading=_("Recording"),
        ),
        FieldRowPanel([FieldPanel("is_featured"), FieldPanel("sort_order")]),
        FieldPanel("is_cancelled"),
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("subtitle"),
        index.SearchField("short_description"),
        index.SearchField("body"),
        index.FilterField("session_type"),
        index.FilterField("format"),
        index.FilterField("starts_at"),
        index.FilterField("track"),
        index.FilterField("room"),
        index.FilterField("is_featured"),
        index.FilterField("is_cancelled"),
    ]
    api_fields: ClassVar[list[APIField]] = [
        *SitePage.api_fields,
        APIField("subtitle", writable=True),
        APIField("short_description", writable=True),
        APIField("body", writable=True),
        APIField("body_blocks", serializer=BlocksField(source="body")),
        APIField("starts_at", writable=True),
        APIField("ends_at", writable=True),
        APIField("state"),
        APIField("session_type", writable=True),
        APIField("format", writable=True),
        APIField("stream_type", writable=True),
        APIField("access_override", writable=True),
        APIField("room", writable=True),
        APIField("track", writable=True),
        APIField("language", writable=True),
        APIField("max_attendees", writable=True),
        APIField("max_remote_attendees", writable=True),
        APIField("is_recorded", writable=True),
        APIField("is_featured", writable=True),
        APIField("is_cancelled", writable=True),
        APIField("image", writable=True),
        APIField("session_speakers", writable=True),
        APIField("session_documents", writable=True),
        APIField("session_links", writable=True),
    ]

    class Meta:
        verbose_name = _("session")
        indexes = [
            models.Index(fields=["starts_at"], name="session_starts_at"),
            models.Index(fields=["import_key"], name="session_import_key"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True, ends_at__isnull=True)
                | models.Q(ends_at__gte=models.F("starts_at")),
                name="session_ends_not_before_start",
            )
        ]

    def clean(self) -> None:
        super().clean()
        if bool(self.starts_at) != bool(self.ends_at):
            missing = "ends_at" if self.starts_at else "starts_at"
            raise ValidationError({missing: _("Give both times, or none while the session is unscheduled.")})
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("The session cannot end before it starts.")})
        if self.stream_type and self.format == Format.IN_PERSON:
            raise ValidationError({"stream_type": _("A session in person has no stream.")})
        if self.stream_url and self.format == Format.IN_PERSON:
            raise ValidationError({"stream_url": _("A session in person has no stream.")})

    def save(self, *args: Any, **options: Any) -> None:
        """The one door that every way of publishing ends in: editor, bulk action, timetable, workflow and APIs.

        Drafts do not come through it: Wagtail saves a revision and names the few fields of the row it changes.
        """
        if self.live and "update_fields" not in options:
            refuse_outside_event(self)
        super().save(*args, **options)

    @property
    def event_path(self) -> str:
        """The tree path of the event: two levels up, by the tree rules. So no query is needed for it."""
        return self.path[: -2 * self.steplen]

    @property
    def has_recording(self) -> bool:
        return bool(self.recording_url or self.recording_file)

    @property
    def is_online(self) -> bool:
        return self.format in {Format.VIRTUAL, Format.HYBRID}

    @property
    def state(self) -> str:
        """What the page shows now, for an event that is not cancelled itself."""
        timing = SessionTiming(self.starts_at, self.ends_at, self.format, self.is_cancelled, self.has_recording)
        return timing.state(clock.now())


class SessionSpeaker(Orderable):
    """Somebody on a session, in order, with a role."""

    session = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="session_speakers")
    speaker = models.ForeignKey("site_pages.Speaker", on_delete=models.CASCADE, related_name="session_speakers")
    role = models.CharField(_("role"), max_length=20, choices=SpeakerRole.choices, default=SpeakerRole.SPEAKER)

    panels: ClassVar[list[object]] = [FieldRowPanel([FieldPanel("speaker"), FieldPanel("role")])]
    api_fields: ClassVar[list[APIField]] = [APIField("speaker", writable=True), APIField("role", writable=True)]


class SessionDocument(Orderable):
    """A file to take home."""

    session = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="session_documents")
    document = models.ForeignKey("site_pages.SiteDocument", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=200, blank=True)

    panels: ClassVar[list[object]] = [FieldPanel("document"), FieldPanel("title")]
    api_fields: ClassVar[list[APIField]] = [APIField("document", writable=True), APIField("title", writable=True)]


class SessionLink(Orderable):
    """An address that belongs to the session; slides elsewhere are a link of the kind slides."""

    session = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="session_links")
    title = models.CharField(_("title"), max_length=255)
    url = models.URLField(_("address"), max_length=1000)
    kind = models.CharField(_("kind"), max_length=10, choices=LinkKind.choices, default=LinkKind.LINK)

    panels: ClassVar[list[object]] = [FieldRowPanel([FieldPanel("title"), FieldPanel("url"), FieldPanel("kind")])]
    api_fields: ClassVar[list[APIField]] = [
        APIField("title", writable=True),
        APIField("url", writable=True),
        APIField("kind", writable=True),
    ]
