"""What stands in the head of a page: description, canonical address, robots, share cards, feeds."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from wagtail.models import Page

from site_pages.models import EventIndexPage, EventPage, HomePage, SessionIndexPage, SpeakerIndexPage
from site_pages.plain_text import shorten
from site_pages.renditions import SHARE_CARD, make_renditions
from tests.factories import EventFactory, ImageFactory, SessionFactory, SpeakerFactory

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a new rendition to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:Unclosed file <.*SpooledTemporaryFile:ResourceWarning"),
]

BASE = settings.BASE_URL
HEAD = Template("{% load seo %}<title>{% page_title %}</title>{% page_meta %}{% json_ld %}")


class Head(HTMLParser):
    """The head's own elements by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[tuple[str, str, str]] = []
        self.title = self.data = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._inside = "data" if values.get("type") == "application/ld+json" else tag
        if tag == "meta" and "content" in values:
            self.meta[values.get("name") or values.get("property", "")] = values["content"]
        if tag == "link" and values.get("rel") in {"canonical", "alternate"}:
            self.links.append((values["rel"], values.get("type", ""), values["href"]))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in {"title", "data"}:
            setattr(self, self._inside, getattr(self, self._inside) + data)

    @property
    def canonical(self) -> str:
        return next(href for rel, _type, href in self.links if rel == "canonical")

    @property
    def kinds(self) -> list[str]:
        return [node["@type"] for node in json.loads(self.data)["@graph"]] if self.data else []


def head_of(page: Page, query: str = "", *, is_preview: bool = False, **context: Any) -> Head:
    request = RequestFactory().get(f"/{query}", headers={"Host": "localhost"})
    request.is_preview = is_preview
    return Head(HEAD.render(RequestContext(request, {"page": page, **context})))


@pytest.fixture
def event(db: None) -> EventPage:
    return EventFactory(title="Tidewater", slug="tidewater", access_mode="open")


def test_event_is_described_where_its_link_is_shared(event: EventPage):
    event.hero_image = ImageFactory(description="Waves under a pale sun")
    make_renditions(event.hero_image, [SHARE_CARD])

    head = head_of(event)

    assert head.title == "Tidewater · Foyer"
    assert head.links == [
        ("canonical", "", f"{BASE}/events/tidewater/"),
        ("alternate", "text/calendar", f"{BASE}/events/tidewater/event.ics"),
    ]
    image = head.meta.pop("og:image")
    assert image.startswith(f"{BASE}/media/images/")
    assert head.meta == {
        "description": "A gathering of people who care.",
        "og:description": "A gathering of people who care.",
        "og:type": "website",
        "og:site_name": "Foyer",
        "og:title": "Tidewater",
        "og:url": f"{BASE}/events/tidewater/",
        "og:image:type": "image/jpeg",
        "og:image:width": "640",
        "og:image:height": "336",
        "og:image:alt": "Waves under a pale sun",
        "twitter:card": "summary_large_image",
    }
    assert head.kinds == ["Event", "BreadcrumbList"]


def test_editors_own_words_come_first(event: EventPage):
    event.seo_title, event.search_description = "Software by the water", "What an editor wrote."

    head = head_of(event)

    assert (head.title, head.meta["description"]) == ("Software by the water · Foyer", "What an editor wrote.")


def test_section_is_named_with_its_event_and_takes_its_description(event: EventPage):
    head = head_of(SessionIndexPage.objects.child_of(event).get())

    assert (head.title, head.meta["og:title"]) == ("Schedule · Tidewater · Foyer", "Schedule · Tidewater")
    assert head.meta["description"] == "A gathering of people who care."
    assert head.kinds == ["BreadcrumbList"]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("two\n words\x07", 20, "two words"),
        ("cut at the word's end", 12, "cut at the…"),
        ("comma, here", 8, "comma…"),
        ("語" * 30, 10, "語" * 9 + "…"),
    ],
)
def test_description_ends_with_a_whole_word(text: str, limit: int, expected: str):
    assert shorten(text, limit) == expected
    assert len(shorten(text, limit)) <= limit


def test_image_of_the_page_itself_is_nearest(event: EventPage):
    hero, own, photo = ImageFactory(), ImageFactory(), ImageFactory()
    for image in (hero, own, photo):
        make_renditions(image, [SHARE_CARD])
    event.hero_image = hero
    event.save_revision().publish()
    session = SessionFactory(event=event)
    people = SpeakerIndexPage.objects.child_of(event).get()
    speaker = SpeakerFactory(photo=photo)

    def image_of(head: Head) -> str:
        return head.meta["og:image"].rsplit("/", 1)[1].split(".")[0]

    names = {image.pk: image.filename.rsplit(".", 1)[0] for image in (hero, own, photo)}
    assert image_of(head_of(session)) == names[hero.pk]
    session.image = own
    assert image_of(head_of(session)) == names[own.pk]
    session.image, session.share_image = hero, own
    assert image_of(head_of(session)) == names[own.pk]
    assert image_of(head_of(people, speaker=speaker)) == names[photo.pk]


def test_image_whose_file_is_missing_is_left_out(event: EventPage):
    event.hero_image = ImageFactory()
    event.hero_image.file.storage.delete(event.hero_image.file.name)

    head = head_of(event)

    assert ("og:image" in head.meta, head.meta["twitter:card"]) == (False, "summary")


def test_speaker_is_a_profile_with_an_address_of_its_own_and_no_mail(event: EventPage):
    speaker = SpeakerFactory(name="Ada", slug="ada", headline="Engineer", email="ada@example.org", bio="<p>Signs.</p>")
    page = SpeakerIndexPage.objects.child_of(event).get()

    head = head_of(page, speaker=speaker)

    assert (head.title, head.canonical) == ("Ada · Tidewater · Foyer", f"{BASE}/events/tidewater/speakers/ada/")
    assert (head.meta["description"], head.meta["og:type"]) == ("Ada: Engineer", "profile")
    assert (head.kinds, "ada@example.org" in head.data) == (["Person", "BreadcrumbList"], False)


@pytest.mark.parametrize(
    ("query", "canonical", "is_indexed"),
    [
        ("", "", True),
        ("?page=2", "?page=2", True),
        ("?page=1", "", True),
        ("?page=x", "", True),
        ("?when=past&page=3", "?when=past&page=3", True),
        ("?when=tomorrow", "", True),
        ("?utm_source=letter", "", True),
        ("?category=summit", "", False),
        ("?q=signs&page=2", "?page=2", False),
    ],
)
def test_list_has_an_address_for_each_of_its_pages_and_none_for_filters(
    event_index: EventIndexPage, query: str, canonical: str, is_indexed: bool
):
    head = head_of(event_index, query)

    assert (head.canonical, head.meta.get("robots")) == (
        f"{BASE}/events/{canonical}",
        None if is_indexed else "noindex",
    )
    assert head.kinds == (["ItemList", "BreadcrumbList"] if is_indexed else [])


def test_schedule_that_is_filtered_is_not_indexed(event: EventPage):
    head = head_of(SessionIndexPage.objects.child_of(event).get(), "?track=signs")

    assert (head.canonical, head.meta["robots"]) == (f"{BASE}/events/tidewater/sessions/", "noindex")


def test_front_page_tells_who_runs_the_site(event_index: EventIndexPage):
    head = head_of(HomePage.objects.get())

    assert (head.title, head.canonical, head.kinds) == ("Foyer", f"{BASE}/", ["Organization", "WebSite"])
    assert ("alternate", "application/rss+xml", f"{BASE}/events/feed.rss") in head.links


def test_pages_of_an_event_that_is_not_listed_stay_out_of_search_engines(event: EventPage):
    event.is_listed = False
    event.save_revision().publish()
    session = SessionFactory(event=event)

    heads = [head_of(event), head_of(session), head_of(SessionIndexPage.objects.child_of(event).get())]

    assert [(head.meta["robots"], head.data) for head in heads] == [("noindex", "")] * 3


def test_drafts_and_previews_stay_out_of_search_engines(event: EventPage):
    draft = SessionFactory(event=event, published=False)
    shown = SessionFactory(event=event)
    preview = head_of(event, is_preview=True)
    event.unpublish()

    heads = [preview, head_of(draft), head_of(shown), head_of(event)]

    assert [(head.meta["robots"], head.data) for head in heads] == [("noindex", "")] * 4


def test_texts_cannot_break_out_of_the_head(event: EventPage):
    payload = '"><script>alert(1)</script></title>'
    event.title, event.short_description = payload, payload

    head = head_of(event)

    assert (head.title, head.meta["og:title"], head.meta["description"]) == (f"{payload} · Foyer", payload, payload)
    assert json.loads(head.data)["@graph"][0]["name"] == payload


def test_page_outside_the_tree_has_only_the_platforms_name(event_index: EventIndexPage):
    request = RequestFactory().get("/")

    assert HEAD.render(RequestContext(request, {})).strip() == "<title>Foyer</title>"


def test_head_is_in_every_page_and_names_no_host_of_the_request(client: Client, event: EventPage):
    SessionFactory(event=event, slug="opening", speakers=[SpeakerFactory(name="Ada", slug="ada")])
    paths = {
        "/": ["Organization", "WebSite"],
        "/events/": ["ItemList", "BreadcrumbList"],
        "/events/tidewater/": ["Event", "BreadcrumbList"],
        "/events/tidewater/sessions/": ["BreadcrumbList"],
        "/events/tidewater/sessions/opening/": ["Event", "BreadcrumbList"],
        "/events/tidewater/speakers/ada/": ["Person", "BreadcrumbList"],
    }

    answers = {path: client.get(path, headers={"Host": "localhost"}).content.decode() for path in paths}

    heads = {path: Head(answer) for path, answer in answers.items()}
    assert {path: head.canonical for path, head in heads.items()} == {path: f"{BASE}{path}" for path in paths}
    assert {path: head.kinds for path, head in heads.items()} == paths
    assert [path for path, answer in answers.items() if "//localhost" in answer] == []


def test_head_alone_costs_a_fixed_number_of_queries(event: EventPage, django_assert_max_num_queries: Any):
    event.hero_image = ImageFactory()
    event.save_revision().publish()
    for _number in range(3):
        session = SessionFactory(event=event, speakers=[SpeakerFactory(), SpeakerFactory()])
    ceilings = {event: 8, session: 8, EventIndexPage.objects.get(): 4, HomePage.objects.get(): 3}
    head_of(event)  # makes the picture, once

    for page, ceiling in ceilings.items():
        fresh = type(page).objects.get(pk=page.pk)
        with django_assert_max_num_queries(ceiling):
            head_of(fresh)


def test_draft_content_is_in_no_head(client: Client, event: EventPage):
    shown = SessionFactory(event=event, title="Shown", slug="shown")
    SessionFactory(event=event, title="Secret draft", published=False, speakers=[SpeakerFactory(name="Secret person")])
    shown.title = shown.short_description = "Secret change"
    shown.save_revision()

    answers = [
        client.get(path).content.decode() for path in ("/events/tidewater/", "/events/tidewater/sessions/shown/")
    ]

    assert ["Secret" in answer for answer in answers] == [False, False]
    assert "Shown" in answers[0]
