"""What a gallery can be filtered by: its names and tags, the most frequent first (spec 5, `GET …/gallery/facets`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from gallery.choices import KEPT_STATUSES, MediaStatus
from gallery.models import Gallery
from gallery.names import NO_NAME

# Grouped first and searched then: there are far fewer names than photos, and PostgreSQL would search all photos.
# Both read an index alone: media_by_uploader, media_by_tag_set.
QUERY = """
WITH found AS MATERIALIZED (
    SELECT {value} AS value, count(*) AS photos FROM gallery_media
    WHERE gallery_id = %s AND status IN ({statuses}) GROUP BY 1
)
SELECT named, photos FROM found, LATERAL (SELECT coalesce(nullif(value, ''), %s) AS named) AS shown
WHERE named ILIKE %s ORDER BY photos DESC, named LIMIT %s
"""
UPLOADERS, TAGS = "uploader", "unnest(tags)"


@dataclass(frozen=True, slots=True)
class Facet:
    """A choice as a filter takes it, and how many photos it has."""

    value: str
    photos: int


def uploaders_of(gallery: Gallery, *, words: str, limit: int, include_hidden: bool) -> list[Facet]:
    """Names that hold these words, in any case; `-` is no name. One query."""
    return ask(UPLOADERS, gallery, words=words, limit=limit, include_hidden=include_hidden)


def tags_of(gallery: Gallery, *, words: str, limit: int, include_hidden: bool) -> list[Facet]:
    """Tags that hold these words, in any case. One query."""
    return ask(TAGS, gallery, words=words, limit=limit, include_hidden=include_hidden)


def ask(value: str, gallery: Gallery, *, words: str, limit: int, include_hidden: bool) -> list[Facet]:
    statuses = KEPT_STATUSES if include_hidden else (MediaStatus.UPLOADED,)
    query = QUERY.format(value=value, statuses=", ".join(["%s"] * len(statuses)))
    with connection.cursor() as cursor:
        cursor.execute(query, [gallery.pk, *statuses, NO_NAME, f"%{literal(words)}%", limit])
        return [Facet(*row) for row in cursor.fetchall()]


def literal(words: str) -> str:
    """For LIKE: what was typed means itself."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
