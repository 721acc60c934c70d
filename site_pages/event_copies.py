"""What a new or copied event needs beyond its page: sections, an owner, tracks of its own."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Revision

from accounts.actions import grant_event_role
from accounts.models import EventRole, User
from site_pages.actions import create_section_pages
from site_pages.models import EventPage, SessionPage, Track


def settle_new_event(event: EventPage, *, user: User) -> None:
    """Give an event made in the admin its sections, and its maker as owner; repeating it changes nothing."""
    with transaction.atomic():
        create_section_pages(event, user=user)
        if not EventRole.objects.for_event(event.pk).exists():
            grant_event_role(event.pk, user=user, role=EventRole.Role.OWNER, by=None)


def settle_copied_event(original: EventPage, copied: EventPage, *, user: User) -> None:
    """After Wagtail copied the pages: tracks of the copy's own, which its sessions use, and the copier as owner.

    Roles, messages, versions and import keys stay with the original.
    """
    with transaction.atomic():
        settle_new_event(copied, user=user)
        tracks = _copy_tracks(original, copied)
        sessions = SessionPage.objects.for_event(copied)
        for old, new in tracks.items():
            sessions.filter(track_id=old).update(track_id=new)
        _repoint_revisions([session.pk for session in sessions], tracks=tracks)


def settle_moved_session(session: SessionPage, *, event: EventPage) -> None:
    """A session copied or moved into another event leaves its track, or takes the one of the same name there."""
    track = session.track
    if track is None or track.event_id == event.pk:
        return
    same = Track.objects.filter(event=event, name=track.name).values_list("pk", flat=True).first()
    with transaction.atomic():
        SessionPage.objects.filter(pk=session.pk).update(track_id=same)
        _repoint_revisions([session.pk], tracks={track.pk: same})


def publish_copied_pages(original: EventPage, copied: EventPage, *, user: User) -> None:
    """Publish each page of the copy whose original is live; the event first, its schedule before its sessions."""
    live = set(original.get_descendants(inclusive=True).live().values_list("url_path", flat=True))
    for page in copied.get_descendants(inclusive=True).specific().order_by("path"):
        if original.url_path + page.url_path.removeprefix(copied.url_path) in live and not page.live:
            page.get_latest_revision().publish(user=user, log_action="wagtail.publish")


def _copy_tracks(original: EventPage, copied: EventPage) -> dict[int, int | None]:
    """New tracks by the id of the old one."""
    made: dict[int, int | None] = {}
    for track in original.tracks.order_by("pk"):
        made[track.pk] = Track.objects.create(
            event=copied, name=track.name, color=track.color, sort_order=track.sort_order
        ).pk
    return made


def _repoint_revisions(session_ids: list[int], *, tracks: dict[int, int | None]) -> None:
    """Revisions hold the track's id in their JSON; a draft or an older version must not bring the old one back."""
    revisions = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in session_ids])
    changed = []
    for revision in revisions.iterator(chunk_size=200):
        if revision.content.get("track") in tracks:
            revision.content["track"] = tracks[revision.content["track"]]
            changed.append(revision)
    Revision.objects.bulk_update(changed, ["content"], batch_size=200)
