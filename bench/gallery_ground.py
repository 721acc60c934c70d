"""Half a million photos as rows, made inside the database: one gallery of 100,000 among eight of 50,000.

Names and tags are drawn by rank, a few of them often and most of them seldom, and are the same in every gallery, so
that what is rare here may be common elsewhere. Photos come in bursts: every time of upload is shared by four.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone as clock

from gallery.actions.tally import recount
from gallery.models import Gallery
from tests.factories import EventFactory
from tests.factories.gallery import gallery_for

PHOTOS, OTHERS, OTHERS_PHOTOS = 100_000, 8, 50_000
DAYS = 3
# Every fourth guest gave no name, every fiftieth photo is hidden.
GUESTS = """
INSERT INTO gallery_guestsession
    (public_id, gallery_id, display_name, token_hash, is_active, shots_used, created_at, last_active_at)
SELECT gen_random_uuid(), %(gallery)s, CASE WHEN n %% 4 = 0 THEN '' ELSE 'Guest ' || (n * 7 %% 1700) END,
       %(gallery)s || '-' || n, n %% 40 > 0, 0, %(start)s::timestamptz + n * interval '1 second', now()
FROM generate_series(1, %(guests)s) AS n
"""
MEDIA = """
INSERT INTO gallery_media
    (public_id, gallery_id, guest_id, client_upload_id, uploader, status, reason, size_bytes, mime_type, sha256,
     multipart_id, width, height, crc32, taken_at, placeholder, recipe, derive_attempts, tags, created_at,
     uploaded_at, hidden_at)
SELECT gen_random_uuid(), %(gallery)s, guest.id, n::text, guest.display_name,
       CASE WHEN n %% 50 = 0 THEN 'hidden' ELSE 'uploaded' END, '', 500000 + (n * 7919 %% 4000000),
       CASE WHEN n %% 7 = 0 THEN 'image/heic' WHEN n %% 101 = 0 THEN 'image/png' ELSE 'image/jpeg' END,
       md5(n::text) || md5(n::text), '', 4000, 3000, n, sent.at - (n * 31 %% 600) * interval '1 second',
       repeat('p', 40), 1, 1, picked.tags, sent.at, sent.at, CASE WHEN n %% 50 = 0 THEN now() END
FROM generate_series(1::bigint, %(photos)s) AS n
CROSS JOIN LATERAL (SELECT %(start)s::timestamptz + (n / 4) * (%(span)s::interval / (%(photos)s / 4)) AS at) AS sent
CROSS JOIN LATERAL (SELECT (n * 7919 %% %(guests)s) + 1 AS number) AS who
JOIN (SELECT id, display_name, row_number() OVER (ORDER BY id) AS number FROM gallery_guestsession
      WHERE gallery_id = %(gallery)s) AS guest USING (number)
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT 'tag ' || (power(abs(hashint8(n * 4 + k)::float8) / 2^31, 3) * 200)::int),
                    '{}')::varchar(40)[] AS tags
    FROM generate_series(1, n %% 4) AS k
) AS picked
"""


# A tag of every third photo in the other galleries, and of three in the large one.
COMMON_ELSEWHERE = (
    "UPDATE gallery_media SET tags = tags || '{rare here}' WHERE id %% 3 = 0 AND gallery_id <> %(gallery)s"
)
RARE_HERE = """
UPDATE gallery_media SET tags = tags || '{rare here}' WHERE id IN (
    SELECT id FROM gallery_media WHERE gallery_id = %(gallery)s ORDER BY id OFFSET 50000 LIMIT 3
)
"""


def fill() -> Gallery:
    """The large gallery; the tables are vacuumed and analysed as autovacuum would have them."""
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS)
    for number in range(OTHERS // 2):
        add_gallery(f"before-{number}", OTHERS_PHOTOS, guests=500, start=start)
    large = add_gallery("large", PHOTOS, guests=2_000, start=start)
    for number in range(OTHERS - OTHERS // 2):
        add_gallery(f"after-{number}", OTHERS_PHOTOS, guests=500, start=start)
    with connection.cursor() as cursor:
        for statement in (COMMON_ELSEWHERE, RARE_HERE):
            cursor.execute(statement, {"gallery": large.pk})
        cursor.execute("VACUUM ANALYZE gallery_media, gallery_guestsession")
    return large


def add_gallery(slug: str, photos: int, *, guests: int, start: object) -> Gallery:
    event = EventFactory(slug=slug, title=slug, timezone="Asia/Kolkata")
    gallery = gallery_for(event, max_guests=guests, max_uploads_per_guest=1_000)
    values = {"gallery": gallery.pk, "photos": photos, "guests": guests, "start": start, "span": timedelta(days=DAYS)}
    with connection.cursor() as cursor:
        cursor.execute(GUESTS, values)
        cursor.execute(MEDIA, values)
    Gallery.objects.filter(pk=gallery.pk).update(guests_used=guests)
    recount(gallery.pk)
    return gallery
