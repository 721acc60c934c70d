"""The session at whose door everybody knocks: read once for each version of its event, never stale."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from wagtail.models import PageViewRestriction

from notifications.errors import NotFound
from site_pages.models import SessionPage
from site_pages.public_sessions import public_session
from tests.factories.live import live_session


@pytest.fixture
def session(db: None) -> SessionPage:
    return live_session()


def test_second_reader_costs_one_query(session: SessionPage, django_assert_num_queries: Any):
    first = public_session(session.public_id)
    with django_assert_num_queries(1):
        second = public_session(session.public_id)

    assert [page.pk for page in first] == [page.pk for page in second]
    assert first[0].title == second[0].title == session.title


def test_what_one_reader_does_to_the_page_nobody_else_sees(session: SessionPage):
    mine = public_session(session.public_id)[0]
    mine.title, mine._state.fields_cache["locale"] = "Mine alone", None

    other = public_session(session.public_id)[0]

    assert (other.title, other._state.fields_cache.get("locale", "untouched")) == (session.title, "untouched")


def test_published_change_is_read_by_the_next(session: SessionPage):
    public_session(session.public_id)
    session.title = "Moved to the pier"
    session.save_revision().publish()

    assert public_session(session.public_id)[0].title == "Moved to the pier"


def test_what_no_visitor_may_see_is_not_there(session: SessionPage):
    public_session(session.public_id)
    event = session.get_parent().get_parent()
    restriction = PageViewRestriction.objects.create(page=event, restriction_type="login")
    with pytest.raises(NotFound):
        public_session(session.public_id)
    restriction.delete()
    session.unpublish()
    with pytest.raises(NotFound):
        public_session(session.public_id)
    with pytest.raises(NotFound):
        public_session(uuid4())


def test_session_of_an_event_that_is_not_published_is_not_there(session: SessionPage):
    session.get_parent().get_parent().specific.unpublish()

    with pytest.raises(NotFound):
        public_session(session.public_id)
