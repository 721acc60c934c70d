"""What the ids in bodies and rows stand for: one query per kind, public content only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from site_pages.addresses import absolute
from site_pages.api.addresses import document_url, media_url, page_url
from site_pages.body_json import References
from site_pages.models import SiteDocument, SiteImage, SiteRendition, Speaker
from site_pages.public_content import in_public_collections, public_pages
from site_pages.renditions import API_SPECS, KINDS, ask_for_pictures, placeholder_url, planned_size

Row = dict[str, Any]


class Lookups:
    """Images, documents, pages and speakers by id, ready to be written."""

    def __init__(self, references: References) -> None:
        """Read what is named: four queries at most, however much it is."""
        self.people = speaker_rows(references.speakers)
        for person in self.people.values():
            references.rich_text(person["bio"])
            if person["photo_id"]:
                references.images.add(person["photo_id"])
        self.images = image_lookup(references.images)
        self.documents = document_lookup(references.documents)
        self.pages = page_lookup(references.pages)
        self.speakers = {pk: self.card(person) for pk, person in self.people.items()}

    def card(self, person: Row) -> Row:
        """A person as lists show them."""
        return {
            "id": str(person["public_id"]),
            "slug": person["slug"],
            "name": person["name"],
            "headline": person["headline"],
            "organization": person["organization"],
            "photo": self.image(person["photo_id"]),
        }

    def image(self, pk: int | None) -> Row | None:
        return self.images.get(pk) if pk else None


def speaker_rows(ids: Iterable[int]) -> dict[int, Row]:
    """Speakers by id; the e-mail address is not even read."""
    wanted = set(ids)
    if not wanted:
        return {}
    fields = ("public_id", "slug", "name", "headline", "organization", "bio", "photo_id", "updated_at")
    links = ("website", "github", "linkedin", "x", "mastodon")
    return {row["pk"]: row for row in Speaker.objects.filter(pk__in=wanted).values("pk", *fields, *links)}


def image_lookup(ids: Iterable[int]) -> dict[int, Row]:
    """Images of public collections with their sizes. One query; a worker is asked for sizes that nobody made yet."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = list(image_rows(wanted))
    ask_for_pictures((row["pk"] for row in rows if len(row["sizes"]) < len(API_SPECS)), "api")
    return {row["pk"]: image_json(row) for row in rows}


def image_rows(ids: set[int]) -> QuerySet[SiteImage, Row]:
    sizes = (
        SiteRendition.objects.filter(image=OuterRef("pk"), filter_spec__in=API_SPECS, focal_point_key="")
        .order_by("width")
        .values(size=JSONObject(file="file", width="width", height="height"))
    )
    return (
        in_public_collections(SiteImage.objects.filter(pk__in=ids))
        .annotate(sizes=ArraySubquery(sizes))
        .values("pk", "description", "credit", "width", "height", "sizes")
    )


def image_json(row: Row) -> Row:
    """The image as `<img>` wants it: `src`, `srcset`, size and alternative text."""
    return {**sources_json(row), "alt": row["description"], "credit": row["credit"]}


def sources_json(row: Row) -> Row:
    """The files of the sizes there are; before the first one a placeholder of the largest size."""
    if not row["sizes"]:
        width, height = planned_size(row["width"], row["height"], KINDS["api"].resize[-1])
        return {"src": absolute(placeholder_url()), "srcset": "", "width": width, "height": height}
    by_width = {size["width"]: size for size in row["sizes"]}
    largest = by_width[max(by_width)]
    return {
        "src": media_url(largest["file"]),
        "srcset": ", ".join(f"{media_url(size['file'])} {width}w" for width, size in by_width.items()),
        "width": largest["width"],
        "height": largest["height"],
    }


def document_lookup(ids: Iterable[int]) -> dict[int, Row]:
    """Documents of public collections."""
    wanted = set(ids)
    if not wanted:
        return {}
    documents = in_public_collections(SiteDocument.objects.filter(pk__in=wanted)).only("title", "file", "file_size")
    return {
        document.pk: {
            "title": document.title,
            "url": document_url(document.pk, document.filename),
            "filename": document.filename,
            "size": document.file_size,
        }
        for document in documents
    }


def page_lookup(ids: Iterable[int]) -> dict[int, Row]:
    """Published pages that anybody may read."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = public_pages().filter(pk__in=wanted).values_list("pk", "title", "url_path")
    return {pk: {"title": title, "url": page_url(url_path)} for pk, title, url_path in rows if url_path.count("/") > 1}
