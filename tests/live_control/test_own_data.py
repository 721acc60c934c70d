"""What live sessions hold of a person, and what is left of it when they delete their account."""

import pytest

from accounts.data_export import export_of
from accounts.models import User
from accounts.signals import account_deleted
from live_control.models import Participant, Question, RecordingWish, SignupAnswer, Vote
from live_control.own_data import live_part
from tests.factories.live import action_in, live_session, options_of, person_in, poll_in, question_by, somebody, vote_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return live_session(is_recorded=True)


@pytest.fixture
def ada(session) -> User:
    """She has voted, asked, signed up, and wants the recording."""
    user = somebody()
    person = person_in(session, "Ada", user=user)
    poll = poll_in(session)
    vote_of(person, poll, [options_of(poll)[1].pk])
    vote_of(person, poll_in(session, poll_type="rating", title="How was it?"), [4])
    question_by(person, "Why oak?")
    signup = action_in(session, "signup", title="Visit to the yard", setup={"fields": []})
    SignupAnswer.objects.create(action=signup, participant=person, answers={"email": "ada@example.org"})
    RecordingWish.objects.create(session=session, email="ada@example.org")
    return user


def test_export_has_what_somebody_sent(ada, django_assert_max_num_queries):
    other = person_in(ada_session(), "Grace", user=somebody("grace@example.org"))
    question_by(other, "Why steel?")

    with django_assert_max_num_queries(7):
        part = live_part(ada)

    assert export_of(ada)["live_sessions"] == part

    [was] = part["sessions"]
    assert [was["session"], was["name"], was["role"]] == ["Keels", "Ada", "viewer"]
    assert [(one["poll"], one["answer"]) for one in was["votes"]] == [("Which keel?", ["Steel"]), ("How was it?", [4])]
    assert [one["text"] for one in was["questions"]] == ["Why oak?"]
    assert [one["answers"] for one in was["signups"]] == [{"email": "ada@example.org"}]
    assert [one["email"] for one in part["recording_wishes"]] == ["ada@example.org"]


def ada_session():
    return Participant.objects.get(name="Ada").session


def test_deleted_account_leaves_counts_and_nobody(ada, session):
    grace = person_in(session, "Grace")
    question_by(grace, "Why steel?")

    account_deleted.send(sender=User, user=ada)
    ada.delete()

    assert [*Participant.objects.order_by("pk").values_list("name", "user")] == [("", None), ("Grace", None)]
    assert [*Question.objects.order_by("pk").values_list("text", "name")] == [("Why oak?", ""), ("Why steel?", "Grace")]
    assert [Vote.objects.count(), SignupAnswer.objects.count(), RecordingWish.objects.count()] == [2, 0, 0]
