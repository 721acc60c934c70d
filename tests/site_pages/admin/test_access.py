"""An organizer of one event sees and edits that mini-site and no other (spec 2)."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Revision

from site_pages import event_removal
from site_pages.event_removal import keeps_events
from site_pages.models import EventPage, SessionPage, SiteImage
from tests.site_pages.admin.conftest import HIDDEN

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a new rendition to the garbage collector (wagtail/images/models.py).
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:Unclosed file <SpooledTemporaryFile:ResourceWarning"),
]

ORGANIZERS = ("owner", "collaborator")
OTHERS = ("reviewer", "moderator", "check_in", "stranger")
PAGE_VIEWS = (
    "edit",
    "delete",
    "unpublish",
    "copy",
    "move",
    "history",
    "usage",
    "view_draft",
    "workflow_history",
    "set_privacy",
)
LISTS = (
    "/cms/",
    "/cms/pages/",
    "/cms/events/",
    "/cms/sessions/",
    "/cms/snippets/site_pages/speaker/",
    "/cms/snippets/site_pages/sponsor/",
    "/cms/snippets/site_pages/organization/",
    "/cms/snippets/site_pages/venue/",
    "/cms/snippets/site_pages/track/",
    "/cms/images/",
    "/cms/documents/",
    "/cms/messages/",
    "/cms/organizers/",
    "/cms/webhooks/",
    "/cms/webhooks/new/",
    "/cms/reports/site-history/",
    "/cms/reports/locked/",
    "/cms/reports/workflow/",
    "/cms/reports/workflow_tasks/",
    "/cms/reports/aging-pages/",
    "/cms/choose-page/",
    "/cms/images/chooser/",
    "/cms/documents/chooser/",
    "/cms/snippets/choose/site_pages/track/",
    "/cms/api/main/pages/",
    "/cms/pages/search/?q=zebra",
    "/cms/choose-page/search/?q=zebra",
    "/cms/images/?q=zebra",
    "/cms/snippets/site_pages/speaker/?q=zebra",
    "/cms/sessions/?q=zebra",
    "/cms/sessions/?export=csv",
    "/cms/events/?export=csv",
    "/cms/snippets/site_pages/speaker/?export=csv",
)


def body(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


@pytest.mark.parametrize("role", ORGANIZERS)
def test_organizer_opens_every_list_and_no_list_names_the_other_event(sign_in, role):
    client = sign_in(role)

    answers = {url: client.get(url, follow=True) for url in LISTS}

    assert {url: answer.status_code for url, answer in answers.items() if answer.status_code != 200} == {}
    assert [url for url, answer in answers.items() if HIDDEN in body(answer)] == []


def test_the_same_lists_name_it_to_its_own_organizer(sign_in):
    client = sign_in("other_owner")

    names = ["/cms/sessions/", "/cms/snippets/site_pages/speaker/", "/cms/snippets/site_pages/track/", "/cms/images/"]

    assert [url for url in names if HIDDEN not in body(client.get(url, follow=True))] == []


@pytest.mark.parametrize("role", OTHERS)
def test_everybody_else_does_not_enter_the_admin(sign_in, role):
    response = sign_in(role).get("/cms/")

    assert (response.status_code, response["Location"]) == (302, "/auth/login?next=/cms/")


@pytest.mark.parametrize("role", ORGANIZERS)
def test_pages_of_the_other_event_are_refused_without_a_word(sign_in, two_events, role):
    client = sign_in(role)
    pages = [two_events.other, two_events.other_session, two_events.other.get_children().get(slug="faq")]
    urls = [reverse(f"wagtailadmin_pages:{view}", args=[page.pk]) for page in pages for view in PAGE_VIEWS]
    urls += [reverse("wagtailadmin_explore", args=[page.pk]) for page in pages]
    urls += [reverse("wagtailadmin_choose_page_child", args=[page.pk]) for page in pages]
    urls += [f"/cms/choose-page/chosen-multiple/?id={page.pk}" for page in pages]
    urls += [f"/cms/api/main/pages/{page.pk}/" for page in pages]
    revision = Revision.page_revisions.filter(object_id=str(two_events.other.pk)).first()
    urls.append(reverse("wagtailadmin_pages:revisions_view", args=[two_events.other.pk, revision.pk]))
    schedule = two_events.other.get_children().get(slug="sessions")
    urls.append(reverse("wagtailadmin_pages:add", args=["site_pages", "sessionpage", schedule.pk]))

    answers = {url: client.get(url) for url in urls}

    assert {url for url, answer in answers.items() if answer.status_code not in {302, 403, 404}} == set()
    assert [url for url, answer in answers.items() if HIDDEN in body(answer)] == []
    assert [url for url in urls if HIDDEN in body(client.get(url, follow=True))] == []


@pytest.mark.parametrize("role", ORGANIZERS)
def test_records_and_files_of_the_other_event_are_refused(sign_in, two_events, role):
    client = sign_in(role)
    speaker, track = two_events.speaker(two_events.other), two_events.track(two_events.other)
    image = SiteImage.objects.get(title=f"{HIDDEN} Image")
    urls = []
    for record, name in ((speaker, "speaker"), (track, "track")):
        base = f"/cms/snippets/site_pages/{name}"
        urls += [f"{base}/{view}/{record.pk}/" for view in ("edit", "delete", "usage", "history", "copy")]
    urls += [f"/cms/images/{image.pk}/", f"/cms/images/{image.pk}/delete/", f"/cms/images/usage/{image.pk}/"]
    urls += [f"/cms/images/chooser/{image.pk}/", f"/cms/snippets/choose/site_pages/track/chosen/{track.pk}/"]

    answers = {url: client.get(url) for url in urls}

    assert {
        url: answer.status_code for url, answer in answers.items() if answer.status_code not in {302, 403, 404}
    } == {}
    assert [url for url, answer in answers.items() if HIDDEN in body(answer)] == []


@pytest.mark.parametrize("role", ORGANIZERS)
def test_organizer_edits_pages_and_records_of_the_own_event(sign_in, two_events, role):
    client = sign_in(role)
    schedule = two_events.own.get_children().get(slug="sessions")
    image = SiteImage.objects.get(title="Alpine Image")
    urls = [
        reverse("wagtailadmin_pages:edit", args=[two_events.own.pk]),
        reverse("wagtailadmin_pages:edit", args=[two_events.session.pk]),
        reverse("wagtailadmin_pages:add", args=["site_pages", "sessionpage", schedule.pk]),
        reverse("wagtailadmin_explore", args=[schedule.pk]),
        f"/cms/snippets/site_pages/speaker/edit/{two_events.speaker(two_events.own).pk}/",
        f"/cms/snippets/site_pages/track/edit/{two_events.track(two_events.own).pk}/",
        "/cms/snippets/site_pages/speaker/add/",
        "/cms/snippets/choose/site_pages/speaker/",
        f"/cms/images/{image.pk}/",
        "/cms/images/add/",
        "/cms/documents/multiple/add/",
    ]

    answers = {url: client.get(url).status_code for url in urls}

    assert {url: status for url, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize("role", ORGANIZERS)
def test_organizer_does_not_reach_the_platform(sign_in, role):
    client = sign_in(role)
    urls = [
        "/cms/users/",
        "/cms/groups/",
        "/cms/sites/",
        "/cms/collections/",
        "/cms/redirects/",
        "/cms/workflows/list/",
        "/cms/settings/site_pages/platformsettings/",
        "/cms/reports/page-types-usage/",
        "/cms/api-tokens/",
    ]

    answers = {url: client.get(url).status_code for url in urls}

    assert {url for url, status in answers.items() if status == 200} == set()


def test_owner_deletes_the_event_and_collaborator_does_not(sign_in, two_events):
    url = reverse("wagtailadmin_pages:delete", args=[two_events.own.pk])

    refused = sign_in("collaborator").post(url, {"confirm_site_name": "Foyer"})
    assert EventPage.objects.filter(pk=two_events.own.pk).exists()
    done = sign_in("owner").post(url, {"confirm_site_name": "Foyer"})

    assert (refused.status_code, done.status_code) == (302, 302)
    assert not EventPage.objects.filter(pk=two_events.own.pk).exists()


def test_owner_unpublishes_the_event_and_collaborator_does_not(sign_in, two_events):
    url = reverse("wagtailadmin_pages:unpublish", args=[two_events.own.pk])

    sign_in("collaborator").post(url)
    after_collaborator = EventPage.objects.get(pk=two_events.own.pk).live
    sign_in("owner").post(url)

    assert (after_collaborator, EventPage.objects.get(pk=two_events.own.pk).live) == (True, False)


def test_collaborator_deletes_a_session_but_no_section(sign_in, two_events):
    client = sign_in("collaborator")
    faq = two_events.own.get_children().get(slug="faq")

    for page in (two_events.session, faq):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert not SessionPage.objects.filter(pk=two_events.session.pk).exists()
    assert Page.objects.filter(pk=faq.pk).exists()


def test_events_are_not_deleted_in_bulk(sign_in, two_events):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    sign_in("superuser").post(f"{url}?id={two_events.own.pk}")

    assert EventPage.objects.filter(pk=two_events.own.pk).exists()


def test_event_that_must_be_kept_is_archived_from_the_delete_page(sign_in, two_events):
    @keeps_events
    def has_orders(event):
        return "It has two orders."

    url = reverse("wagtailadmin_pages:delete", args=[two_events.own.pk])
    client = sign_in("owner")
    try:
        offered = body(client.get(url))
        client.post(url)
    finally:
        event_removal._reasons.remove(has_orders)

    event = EventPage.objects.get(pk=two_events.own.pk)
    assert ("It has two orders." in offered, "Archive the event" in offered) == (True, True)
    assert (event.live, event.is_listed) == (False, False)


def test_api_keys_are_for_owners_and_name_no_other_event(sign_in):
    urls = ["/cms/api_keys/", "/cms/api_keys/new/"]

    owner, collaborator = sign_in("owner"), sign_in("collaborator")

    assert [HIDDEN in body(owner.get(url)) for url in urls] == [False, False]
    assert [owner.get(url).status_code for url in urls] == [200, 200]
    assert [collaborator.get(url).status_code for url in urls] == [302, 302]
