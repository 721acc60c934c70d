"""What each kind of action takes, and where it says that something does not fit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone as clock

from live_control.choices import Kind
from live_control.documents import documents_of
from live_control.setups import MOST_OPTIONS, read_setup
from live_control.signup_fields import MOST_FIELDS, checked_answers
from notifications.errors import InvalidInput
from site_pages.event_groups import sync_event_group
from site_pages.models import EventGroup, SiteDocument
from tests.factories.live import event_around

pytestmark = pytest.mark.django_db
NOW = clock.now()
NOT_A_KIND = "This is not of the right kind."
UNKNOWN = "There is no such field."


def errors(kind: str, given: dict) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        read_setup(kind, given, event_id=0)
    return refusal.value.fields


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"options": "Give at least two answers."}),
        ({"options": ["Oak", " oak "]}, {"options": "Two answers are the same."}),
        ({"options": ["Oak", 5]}, {"options.1": "This has to be a text.", "options": "Give at least two answers."}),
        ({"options": ["Oak", "x" * 201]}, {"options.1": "Write at most 200 letters."}),
        ({"options": [str(n) for n in range(MOST_OPTIONS + 1)]}, {"options": "At most 20 are possible."}),
        ({"options": "Oak"}, {"options": NOT_A_KIND}),
        (
            {"poll_type": "rating", "options": ["Oak"]},
            {"options": "Ratings and open texts have no answers to choose from."},
        ),
        (
            {"poll_type": "guess", "options": ["A", "B"]},
            {"poll_type": "Choose one of: single, multiple, rating, text."},
        ),
        ({"options": ["A", "B"], "is_secret": "yes"}, {"is_secret": NOT_A_KIND}),
        ({"options": ["A", "B"], "text": "x"}, {"text": UNKNOWN}),
    ],
)
def test_poll_that_does_not_fit(given, expected):
    assert errors(Kind.POLL, given) == expected


def test_poll_that_fits():
    found = read_setup(
        Kind.POLL, {"poll_type": "multiple", "is_secret": True, "options": [" Oak", "", "Steel"]}, event_id=0
    )

    assert (found.options, found.setup) == (("Oak", "Steel"), {"may_change": True})
    assert found.columns == {"poll_type": "multiple", "show_results": "after_vote", "is_secret": True}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"url": "javascript:alert(1)"}, {"url": "Give an address that begins with https://."}),
        ({"url": f"https://example.org/{'x' * 1000}"}, {"url": "Write at most 1000 letters."}),
        ({"button": "Go"}, {"url": "Give the address to which the button leads."}),
        ({"text": "x" * 1001}, {"text": "Write at most 1000 letters."}),
        ({"shown_until": "soon"}, {"shown_until": "Give a time with its zone, like 2030-05-01T12:00:00Z."}),
        (
            {"shown_until": "2030-02-31T12:00:00Z"},
            {"shown_until": "Give a time with its zone, like 2030-05-01T12:00:00Z."},
        ),
        ({"shown_until": "2020-05-01T12:00:00Z"}, {"shown_until": "This time is over."}),
    ],
)
def test_announcement_that_does_not_fit(given, expected):
    assert errors(Kind.ANNOUNCEMENT, given) == expected


def test_announcement_that_fits():
    until = NOW + timedelta(hours=1)
    given = {"text": "Tea  time", "url": "https://example.org/", "button": "Tea", "shown_until": until.isoformat()}

    found = read_setup(Kind.ANNOUNCEMENT, given, event_id=0)

    assert found.setup == {"text": "Tea time", "url": "https://example.org/", "button": "Tea"}
    assert found.columns == {"shown_until": until}


EITHER = {"url": "Give either an address or a document of the event."}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, EITHER),
        ({"url": "https://example.org/", "document": 1}, EITHER),
        ({"document": 1}, {"document": "Choose a document of this event."}),
        ({"document": -1}, EITHER),
        ({"document": True}, {"document": NOT_A_KIND, **EITHER}),
    ],
)
def test_download_that_does_not_fit(given, expected):
    assert errors(Kind.DOWNLOAD, given) == expected


def test_download_of_a_document_is_one_of_the_event(session):
    event = event_around(session)
    assert documents_of(event.pk) == []
    sync_event_group(event)
    inside = EventGroup.objects.get(event=event).collection
    own = SiteDocument.objects.create(title="Plan", file=ContentFile(b"%PDF", "plan.pdf"), collection=inside)
    other = SiteDocument.objects.create(title="Other", file=ContentFile(b"%PDF", "other.pdf"))

    found = read_setup(Kind.DOWNLOAD, {"document": own.pk}, event_id=event.pk)

    assert documents_of(event.pk) == [own]
    assert found.setup == {
        "text": "",
        "url": own.url,
        "document": own.pk,
        "file": {"name": own.filename, "size": 4, "type": "pdf"},
    }
    with pytest.raises(InvalidInput):
        read_setup(Kind.DOWNLOAD, {"document": other.pk}, event_id=event.pk)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([], {"fields": "Ask for something: add a field."}),
        ([7], {"fields.0": "This has to be an object.", "fields.0.label": "Say what is asked for."}),
        ([{"label": " "}], {"fields.0.label": "Say what is asked for."}),
        ([{"label": "Size", "type": "choice", "choices": ["S"]}], {"fields.0.choices": "Give at least two answers."}),
        ([{"label": "Size", "choices": ["S"]}], {"fields.0.choices": "Only a choice has answers to choose from."}),
        (
            [{"label": "A", "name": "a"}, {"label": "B", "name": "a"}],
            {"fields.1.name": "Name each field differently, in small letters without spaces."},
        ),
        (
            [{"label": "A", "name": "A b"}],
            {"fields.0.name": "Name each field differently, in small letters without spaces."},
        ),
        ([{"label": "A", "colour": "red"}], {"fields.0.colour": UNKNOWN}),
        ([{"label": str(n)} for n in range(MOST_FIELDS + 1)], {"fields": "At most 12 are possible."}),
    ],
)
def test_sign_up_that_does_not_fit(fields, expected):
    assert errors(Kind.SIGNUP, {"fields": fields}) == expected


def test_sign_up_names_its_fields_itself():
    given = [
        {"label": "Your name", "type": "name", "is_required": True},
        {"label": "Mail", "type": "email"},
        {"label": "Another", "type": "email"},
        {"label": "Size", "type": "choice", "choices": ["S", "L"]},
        {"label": "I agree", "type": "consent"},
    ]

    fields = read_setup(Kind.SIGNUP, {"text": "Join", "fields": given}, event_id=0).setup["fields"]

    assert [(one["name"], one["type"], one["is_required"]) for one in fields] == [
        ("name", "text", True),
        ("email", "email", False),
        ("email_2", "email", False),
        ("choice", "choice", False),
        ("consent", "consent", True),
    ]
    # As it is stored it can be sent again.
    assert read_setup(Kind.SIGNUP, {"fields": fields}, event_id=0).setup["fields"] == fields


FIELDS = [
    {"name": "email", "type": "email", "is_required": True, "choices": []},
    {"name": "phone", "type": "phone", "is_required": False, "choices": []},
    {"name": "size", "type": "choice", "is_required": False, "choices": ["S", "L"]},
    {"name": "note", "type": "text", "is_required": False, "choices": []},
    {"name": "consent", "type": "consent", "is_required": True, "choices": []},
    {"name": "news", "type": "consent", "is_required": False, "choices": []},
]


def test_answers_are_kept_clean():
    answers = {"email": " ada@example.org", "phone": "+49 30 123456", "size": "L", "note": "a\u202eb", "consent": True}

    assert checked_answers(FIELDS, answers) == {
        "email": "ada@example.org",
        "phone": "+4930123456",
        "size": "L",
        "note": "ab",
        "consent": True,
        "news": False,
    }


def test_answers_that_do_not_fit_are_named():
    answers = {
        "email": "ada",
        "phone": "12",
        "size": "XL",
        "note": "x" * 301,
        "consent": "yes",
        "more": 1,
        "news": None,
    }

    with pytest.raises(InvalidInput) as refusal:
        checked_answers(FIELDS, answers)

    assert sorted(refusal.value.fields) == ["consent", "email", "more", "note", "phone", "size"]


def test_answers_that_are_missing_or_no_text_are_named():
    with pytest.raises(InvalidInput) as refusal:
        checked_answers(FIELDS, {"note": 5, "consent": True})

    assert refusal.value.fields == {"email": "This is needed.", "note": "This has to be a text."}
