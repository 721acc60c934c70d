"""Every block of an editor's body as visitors see it."""

import json

import pytest
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.test import RequestFactory

from site_pages.blocks import BODY_BLOCKS
from site_pages.body import body_images, body_parts
from site_pages.models import EventPage, SiteDocument
from tests.factories import EventFactory, ImageFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


def make_body(*blocks):
    raw = [{"type": kind, "value": value, "id": str(number)} for number, (kind, value) in enumerate(blocks)]
    return EventPage(body=json.dumps(raw)).body


def shown(*blocks):
    request = RequestFactory().get("/")
    return render_to_string("parts/body.html", {"body": make_body(*blocks)}, request=request)


def test_heading_can_be_linked_to():
    assert '<h2 class="body-heading" id="what-to-expect">What to expect</h2>' in shown(
        ("heading", {"text": "What to expect"})
    )


def test_text_is_set_as_prose():
    assert "<b>nine</b>" in shown(("text", "<p>Doors open at <b>nine</b>.</p>"))


def test_figure_has_its_size_description_and_credit():
    image = ImageFactory(credit="A. Painter")
    value = {"image": {"image": image.pk, "alt_text": "Boats", "decorative": False}, "caption": "Quay", "width": "wide"}

    html = shown(("figure", value))

    assert 'alt="Boats"' in html
    assert 'width="640" height="400"' in html
    assert 'class="block figure figure-wide"' in html
    assert "A. Painter" in html


def test_gallery_shows_every_image():
    images = [ImageFactory(), ImageFactory()]
    value = {"images": [{"image": one.pk, "alt_text": "", "decorative": True} for one in images]}

    html = shown(("gallery", value))

    assert html.count("<picture>") == 2
    assert html.count('alt=""') == 2


def test_quote_names_who_said_it():
    html = shown(("quote", {"text": "Signs matter.", "name": "Amara Okafor", "role": "Librarian"}))

    assert "<blockquote><p>Signs matter.</p></blockquote>" in html
    assert '<span class="quote-name">Amara Okafor</span>' in html


def test_features_numbers_and_foldable_texts_show_their_items():
    html = shown(
        ("features", {"items": [{"title": "Three days", "text": "All of them"}]}),
        ("numbers", {"items": [{"number": "36", "label": "sessions"}]}),
        ("accordion", {"items": [{"title": "Can I come?", "text": "<p>Yes.</p>"}]}),
    )

    assert '<p class="feature-title">Three days</p><p>All of them</p>' in html
    assert "<dt>sessions</dt><dd>36</dd>" in html
    assert "<summary><span>Can I come?</span></summary>" in html


def test_call_to_action_links_to_a_page_or_an_address():
    event = EventFactory(title="Harbour Days")

    to_page = shown(("call_to_action", {"title": "Come", "link": {"label": "Go", "page": event.pk, "url": ""}}))
    outside = shown(
        ("call_to_action", {"title": "Come", "link": {"label": "Go", "page": None, "url": "https://example.org/"}})
    )

    assert 'href="/events/harbour-days/">Go</a>' in to_page
    assert 'href="https://example.org/">Go</a>' in outside


def test_chosen_people_show_their_initials_without_a_photo():
    speaker = SpeakerFactory(name="Ada Lovelace", headline="Analyst")

    html = shown(("speakers", {"title": "Hosts", "speakers": [speaker.pk]}))

    assert '<span class="avatar-initials" aria-hidden="true">AL</span>' in html
    assert "Analyst" in html


def test_video_is_played_by_the_cookie_free_host():
    html = shown(("video", "https://youtu.be/abcdefghijk"))

    assert 'src="https://www.youtube-nocookie.com/embed/abcdefghijk"' in html
    assert " style=" not in html


def test_table_can_be_scrolled_by_keyboard():
    value = {"data": [["Tram", "9 min"]], "first_row_is_table_header": False, "first_col_is_header": True}

    html = shown(("table", value))

    assert 'role="region" tabindex="0"' in html
    assert '<th scope="row"' in html


def test_download_names_the_kind_and_size():
    document = SiteDocument.objects.create(title="Map", file=ContentFile(b"x" * 2048, name="map.pdf"))

    html = shown(("download", {"document": document.pk, "label": "The map"}))

    assert f'href="{document.url}">The map</a>' in html
    assert "PDF, 2.0" in html


def test_body_is_divided_at_its_headings():
    body = make_body(
        ("text", "<p>First</p>"), ("heading", {"text": "One"}), ("text", "<p>x</p>"), ("heading", {"text": "Two"})
    )

    parts = [(part.heading and part.heading.value["text"], len(part.blocks)) for part in body_parts(body)]

    assert parts == [(None, 1), ("One", 1), ("Two", 0)]


def test_images_of_a_body_are_found_in_every_block():
    picture, portrait = ImageFactory(), ImageFactory()
    body = make_body(
        ("figure", {"image": {"image": picture.pk, "alt_text": "", "decorative": True}, "width": "text"}),
        ("speakers", {"speakers": [SpeakerFactory(photo=portrait).pk]}),
    )

    assert {image.pk for image in body_images(body)} == {picture.pk, portrait.pk}


@pytest.mark.parametrize("name", [name for name, block in BODY_BLOCKS])
def test_every_block_has_a_template_of_its_own(name):
    block = dict(BODY_BLOCKS)[name]

    assert block.meta.template.startswith("site_pages/blocks/")
