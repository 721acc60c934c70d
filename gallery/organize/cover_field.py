"""The picture in a form of a gallery: taken before the form is read, so that whatever is wrong there loses no file."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from accounts.models import User
from gallery.actions.covers import describe_cover, keep_cover
from gallery.organize.forms import GalleryForm, read_choice
from notifications.errors import DomainError

Sent = tuple[QueryDict | None, DomainError | None]


def sent_with_cover(request: HttpRequest, user: User) -> Sent:
    """What was sent, with a new picture as its choice of a cover; and why the picture was refused.

    Nothing for a page that is only looked at.
    """
    if request.method != "POST":
        return None, None
    sent, file = request.POST.copy(), request.FILES.get("cover_upload")
    words = " ".join(sent.get("cover_description", "").split())
    if file is None:
        describe_chosen(user, sent.get("cover_image", ""), words)
        return sent, None
    try:
        sent["cover_image"] = str(keep_cover(user, file, description=words).public_id)
    except DomainError as error:
        return sent, error
    return sent, None


def describe_chosen(user: User, chosen: str, words: str) -> None:
    """Words that were missing when the picture came."""
    try:
        describe_cover(user, read_choice(chosen), description=words)
    except ValueError:  # none was chosen, or the form says what is wrong
        return


def put_refusal(form: GalleryForm, error: DomainError | None) -> None:
    """Say beside the field why the picture was not taken; the form counts as wrong then."""
    if error is not None and "cover_upload" in form.fields:
        form.add_error("cover_upload", error.fields.get("cover_upload", error.message))
