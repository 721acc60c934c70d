"""Files of the demo as images, documents and recordings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.models import Collection

from cms.demo.artwork.canvas import as_jpeg, as_png
from cms.demo.artwork.catalogue import PICTURES
from cms.demo.artwork.marks import draw_mark
from cms.demo.artwork.portraits import draw_portrait
from cms.demo.slides import slides_pdf
from cms.demo.texts import EventText, SessionText, SpeakerText, SponsorText
from site_pages.models import SiteDocument, SiteImage

ASSETS = Path(__file__).parent / "assets"
CREDIT = "Drawn by Foyer's demo"


@dataclass(frozen=True, slots=True)
class Picture:
    """The name of a picture in the catalogue and what it shows, for those who cannot see it."""

    name: str
    description: str


def pictures_of(event: EventText) -> Iterator[Picture]:
    """Every catalogue picture that the event's pages show."""
    yield Picture(event.hero, event.hero_description)
    if event.venue:
        yield Picture(event.venue.picture, event.venue.picture_description)
    for session in event.sessions:
        if session.image:
            yield Picture(session.image, session.image_description)


def create_picture(picture: Picture, *, collection: Collection) -> SiteImage:
    """Draw a picture of the catalogue and keep it."""
    content = as_jpeg(PICTURES[picture.name]())
    return _create_image(f"{picture.name}.jpg", content, title=picture.description, collection=collection)


def create_portrait(speaker: SpeakerText, *, collection: Collection) -> SiteImage:
    """Draw a speaker's portrait and keep it."""
    content = as_jpeg(draw_portrait(speaker.portrait), quality=84)
    title = f"Illustrated portrait of {speaker.name}"
    return _create_image(f"{speaker.slug}.jpg", content, title=title, collection=collection)


def create_logo(sponsor: SponsorText, *, collection: Collection) -> SiteImage:
    """Draw a sponsor's mark and keep it."""
    content = as_png(draw_mark(sponsor))
    return _create_image(f"{sponsor.slug}.png", content, title=f"Logo of {sponsor.name}", collection=collection)


def _create_image(filename: str, content: bytes, *, title: str, collection: Collection) -> SiteImage:
    file = ImageFile(BytesIO(content), name=filename)
    return SiteImage.objects.create(
        title=title, description=title, credit=CREDIT, collection=collection, file=file, file_size=len(content)
    )


def create_slides(session: SessionText, *, event: EventText, names: str, collection: Collection) -> SiteDocument:
    """Write the slides of a session as a PDF and keep them."""
    content = slides_pdf(session, event=event, names=names)
    file = ContentFile(content, name=f"{session.slug}-slides.pdf")
    return SiteDocument.objects.create(
        title=f"Slides: {session.title}", collection=collection, file=file, file_size=len(content)
    )


def recording_of(event: EventText) -> ContentFile[bytes]:
    """The video that stands for every recording of the event."""
    return ContentFile((ASSETS / f"{event.slug}.webm").read_bytes(), name="recording.webm")
