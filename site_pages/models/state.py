"""Small operational records: event versions, tombstones, organizers' groups, contact messages."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class EventVersion(models.Model):
    """A number raised whenever something a visitor may see of the event changes.

    ETags, caches, purges and webhooks follow from it. `boundaries` are the moments at which a
    derived status changes by the clock alone; the row without event counts for the whole site.
    """

    event = models.OneToOneField(
        "site_pages.EventPage", on_delete=models.CASCADE, null=True, blank=True, related_name="version"
    )
    number = models.PositiveBigIntegerField(default=1)
    boundaries = ArrayField(models.DateTimeField(), default=list)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(event__isnull=True), name="one_version_row_for_the_site"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id or 'site'}: {self.number}"


class RemovedContent(models.Model):
    """What `updated_since` must report as gone: a session or event that left the public site."""

    event_public_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    public_id = models.UUIDField()
    removed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "public_id"], name="one_tombstone_per_content")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class EventGroup(models.Model):
    """The Wagtail group and collection that carry an event's organizers' rights in the CMS."""

    event = models.OneToOneField("site_pages.EventPage", on_delete=models.CASCADE, related_name="organizer_group")
    group = models.OneToOneField("auth.Group", on_delete=models.CASCADE, related_name="+")
    collection = models.OneToOneField("wagtailcore.Collection", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.group)


class ContactMessage(models.Model):
    """A message from the contact form of an event."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("site_pages.EventPage", on_delete=models.CASCADE, related_name="contact_messages")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("message"), max_length=5000)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("contact message")
        verbose_name_plural = _("contact messages")

    def __str__(self) -> str:
        return self.subject
