"""Hypothesis strategies: schedules as no tool would write them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from site_pages.exchange.document import (
    Generator,
    ImportedPerson,
    ImportedRoom,
    ImportedSession,
    ImportedTrack,
    Reference,
    ScheduleDocument,
)

texts = st.text(max_size=30)
lines = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
urls = st.sampled_from(
    ["", "https://example.org/ä b?c=[d]#e#f", "http://müller.example:8080/%zz", "javascript:x", "ftp://a/b", "//x"]
) | st.text(max_size=20).map(lambda tail: f"https://example.org/{tail}")
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Etc/GMT-1", "Pacific/Chatham", "EST5EDT", "nonsense"]
)
references = st.lists(
    st.builds(Reference, url=urls, title=texts, kind=st.sampled_from(["", "slides", "odd"])), max_size=3
).map(tuple)
persons = st.builds(
    ImportedPerson,
    key=lines,
    name=texts,
    guid=st.none() | st.uuids(),
    id=texts | st.integers().map(str),
    code=texts,
    biography=texts,
    avatar_url=urls,
    url=urls,
    email=st.just("secret@example.org"),
    links=references,
)


@st.composite
def sessions(draw: st.DrawFn, key: str) -> ImportedSession:
    start = datetime(1980, 1, 2, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 6_900_000_000)))
    length = timedelta(seconds=draw(st.integers(1, 31 * 24 * 3600)))
    return ImportedSession(
        key=key,
        title=draw(texts),
        starts_at=start,
        ends_at=start + length,
        guid=draw(st.none() | st.uuids()),
        id=draw(st.sampled_from(["", "1", "7", "-3", "99999999999999", "x"])),
        code=draw(st.sampled_from(["", "ABC123", "ABC123", "abc", "Ä"])),
        slug=draw(st.sampled_from(["", "Conf 1", "conf-abcd", "conf-abcd", "-", "conf-abc-"])),
        subtitle=draw(texts),
        abstract=draw(texts),
        description=draw(texts),
        room=draw(texts),
        track=draw(texts),
        type=draw(texts),
        language=draw(texts),
        license=draw(texts),
        do_not_record=draw(st.booleans()),
        persons=tuple(draw(st.lists(persons, max_size=3))),
        links=draw(references),
        attachments=draw(references),
        url=draw(urls),
        logo_url=draw(urls),
        recording_url=draw(urls),
        feedback_url=draw(urls),
        origin_url=draw(urls),
    )


@st.composite
def documents(draw: st.DrawFn) -> ScheduleDocument:
    """A schedule with any text in any field, as an editor or a strange file may leave it."""
    count = draw(st.integers(0, 5))
    starts_on = draw(st.dates(date(1980, 1, 1), date(2198, 1, 1)))
    return ScheduleDocument(
        title=draw(texts),
        acronym=draw(texts),
        time_zone_name=draw(zones),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=draw(st.integers(0, 400))),
        version=draw(texts),
        url=draw(urls),
        base_url=draw(urls),
        generator=Generator("foyer", draw(texts)),
        rooms=tuple(
            draw(
                st.lists(
                    st.builds(
                        ImportedRoom,
                        name=texts,
                        guid=st.none() | st.uuids(),
                        capacity=st.none() | st.integers(1, 9000),
                        description=texts,
                    ),
                    max_size=3,
                )
            )
        ),
        tracks=tuple(draw(st.lists(st.builds(ImportedTrack, name=texts, slug=texts, colour=texts), max_size=3))),
        sessions=tuple(draw(sessions(f"key:{number}")) for number in range(count)),
    )
