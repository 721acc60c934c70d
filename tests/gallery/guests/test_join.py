"""Coming in: PIN, limit, cookie, clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone as clock

from gallery.guest_cookie import NAME, token_hash
from gallery.models import Gallery, GuestSession, Media
from gallery.pins import pin_hash
from tests.factories.gallery import gallery_for, guest_of
from tests.factories.site_pages import EventFactory
from tests.gallery.guests.phone import Phone


def with_pin(gallery: Gallery, pin: str = "4821") -> Gallery:
    gallery.pin_hash = pin_hash(gallery.public_id, pin)
    gallery.save()
    return gallery


def counted(gallery: Gallery) -> tuple[int, int]:
    """The counter, and a recount."""
    return Gallery.objects.get(pk=gallery.pk).guests_used, gallery.guests.count()


def test_guest_comes_in_without_a_name_and_is_known_again(gallery: Gallery):
    phone = Phone(gallery)
    first = phone.join()
    again = phone.join()

    assert (
        first
        == again
        == {
            "session_id": str(GuestSession.objects.get().public_id),
            "display_name": "",
            "is_active": True,
            "shots_total": 2,
            "shots_left": 2,
        }
    )
    assert counted(gallery) == (1, 1)
    assert phone.call("", method="get")["guest"] == first


def test_cookie_is_for_this_gallery_alone_and_out_of_reach_of_scripts(gallery: Gallery, settings):
    settings.SESSION_COOKIE_SECURE = True
    phone = Phone(gallery)
    phone.join()
    cookie = phone.client.cookies[NAME]

    assert {name: cookie[name] for name in ("path", "httponly", "samesite", "secure", "max-age")} == {
        "path": f"/api/guest/events/{gallery.slug}",
        "httponly": True,
        "samesite": "Lax",
        "secure": True,
        "max-age": 31_536_000,
    }
    assert GuestSession.objects.get().token_hash == token_hash(cookie.value)


def test_invitation_says_enough_to_decide(gallery: Gallery):
    with_pin(gallery)
    found = Phone(gallery).call("", method="get")

    assert found["guest"] is None
    assert {name: found[name] for name in ("slug", "name", "status", "has_pin", "max_uploads", "max_bytes")} == {
        "slug": gallery.slug,
        "name": "Harbour party",
        "status": "active",
        "has_pin": True,
        "max_uploads": 2,
        "max_bytes": 25 * 1024 * 1024,
    }


def test_name_is_kept_and_changed_under_photos_too(gallery: Gallery):
    phone = Phone(gallery)
    phone.join(display_name="  Ada   Lovelace ")
    assert phone.call("/me", {"display_name": "Countess"}, method="patch")["display_name"] == "Countess"

    assert phone.join()["display_name"] == "Countess"
    assert phone.join(display_name="Ada")["display_name"] == "Ada"
    phone.call("/me", {"display_name": "a,b"}, method="patch", expect=400)


def test_wrong_pin_missing_pin_and_unknown_gallery_look_the_same(gallery: Gallery):
    with_pin(gallery)
    answers = [Phone(gallery).join(expect=403, **body) for body in ({"pin": "1111"}, {}, {"pin": "48211"})]
    gallery.slug = "nobody-knows"
    answers.append(Phone(gallery).join(expect=403, pin="4821"))

    assert [answer["error"] for answer in answers] == ["WRONG_PIN"] * 4
    assert all(answer == answers[0] for answer in answers)


def test_right_pin_opens(gallery: Gallery):
    with_pin(gallery)

    assert Phone(gallery).join(pin="4821")["shots_left"] == 2


def test_guesser_is_stopped_while_others_come_in(gallery: Gallery):
    with_pin(gallery)
    guesser = Phone(gallery, REMOTE_ADDR="192.0.2.7")
    for number in range(10):
        guesser.join(pin=f"000{number}", expect=403)
    guesser.join(pin="4821", expect=429)

    assert Phone(gallery, REMOTE_ADDR="192.0.2.8").join(pin="4821")["is_active"] is True


def test_who_is_in_stays_in_when_the_pin_changes(gallery: Gallery):
    phone = Phone(gallery)
    first = phone.join()
    with_pin(gallery)

    assert phone.join() == first


def test_full_gallery_takes_nobody_more_but_knows_its_guests(gallery: Gallery):
    phones = [Phone(gallery) for _number in range(3)]
    for phone in phones:
        phone.join()
    late = Phone(gallery)

    assert late.join(expect=403)["error"] == "GUEST_LIMIT_REACHED"
    assert phones[0].join()["is_active"] is True
    assert counted(gallery) == (3, 3)


def test_device_that_was_closed_out_is_refused_whatever_it_asks(phone: Phone, gallery: Gallery, picture: Any):
    media = phone.take(picture())
    waiting = phone.declare(picture("red"))["media_id"]
    GuestSession.objects.update(is_active=False)
    asked = [
        phone.join(display_name="Somebody else", expect=403),
        phone.call("/me", {"display_name": "Somebody else"}, method="patch", expect=403),
        phone.declare(picture("blue"), expect=403),
        phone.call(f"/uploads/{waiting}/parts", {"numbers": [1]}, expect=403),
        phone.call(f"/uploads/{waiting}/complete", expect=403),
        phone.call(f"/uploads/{media.public_id}/withdraw", expect=403),
        phone.call("/media/mine", method="get", expect=403),
    ]

    assert {answer["error"] for answer in asked} == {"GUEST_DEACTIVATED"}
    assert phone.call("", method="get")["guest"]["is_active"] is False
    assert sorted(Media.objects.values_list("status", "uploader")) == [("pending", ""), ("uploaded", "")]

    GuestSession.objects.update(is_active=True)
    assert phone.join()["is_active"] is True


@pytest.mark.parametrize(("days", "status"), [(-3, "closed"), (3, "draft")], ids=["after", "before"])
def test_clock_opens_and_closes_the_door(db: None, days: int, status: str):
    gallery = gallery_for(event_date=clock.now().date() + timedelta(days=days))
    answer = Phone(gallery).join(expect=403)

    assert (answer["error"], answer["status"]) == ("GALLERY_NOT_ACTIVE", status)
    assert counted(gallery) == (0, 0)


def test_cookie_of_another_gallery_opens_nothing(gallery: Gallery):
    other = gallery_for(EventFactory(slug="elsewhere"))
    phone = Phone(other)
    phone.join()
    token = phone.client.cookies[NAME].value
    intruder = Phone(gallery)
    intruder.client.cookies[NAME] = token

    assert intruder.call("/media/mine", method="get", expect=401)["error"] == "GUEST_SESSION_REQUIRED"
    assert intruder.call("", method="get")["guest"] is None


@pytest.mark.parametrize("token", ["", "x", "x.y", "a" * 32 + "." + "0" * 32], ids=["none", "short", "dot", "forged"])
def test_made_up_cookie_is_nobody(gallery: Gallery, token: str, django_assert_num_queries: Any):
    guest_of(gallery)
    phone = Phone(gallery)
    phone.client.cookies[NAME] = token
    with django_assert_num_queries(0):
        phone.call("/media/mine", method="get", expect=401)


def test_other_sites_cannot_join_for_somebody(gallery: Gallery):
    address = f"/api/guest/events/{gallery.slug}/join"
    form = Client().post(address, {"pin": ""})
    foreign = Client().post(address, {}, content_type="application/json", headers={"Origin": "https://evil.example"})

    assert [form.status_code, foreign.status_code] == [403, 403]
    assert counted(gallery) == (0, 0)
