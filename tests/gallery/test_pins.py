"""PINs: exactly four digits, kept under a key, compared whatever is given."""

from uuid import UUID

import pytest

from gallery.models import Gallery
from gallery.pins import is_pin_of, pin_hash
from notifications.errors import InvalidInput

ONE, OTHER = UUID(int=1), UUID(int=2)


def with_pin(pin: str) -> Gallery:
    return Gallery(public_id=ONE, pin_hash=pin_hash(ONE, pin))


def test_pin_opens_its_gallery_and_nothing_else_does():
    gallery = with_pin("0420")

    assert [is_pin_of(gallery, given) for given in ("0420", "0421", "", "420", "04200", "04２0")] == [
        True,
        False,
        False,
        False,
        False,
        False,
    ]


def test_gallery_without_pin_is_open_to_anything():
    assert [is_pin_of(with_pin(""), given) for given in ("", "1234", "x")] == [True, True, True]


def test_equal_pins_do_not_look_equal():
    assert pin_hash(ONE, "1234") != pin_hash(OTHER, "1234")
    assert "1234" not in pin_hash(ONE, "1234")


def test_pin_of_a_former_key_opens(settings):
    gallery = with_pin("1234")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "a new key for a new year"
    assert not is_pin_of(gallery, "1234")

    settings.SECRET_KEY_FALLBACKS = [former]

    assert is_pin_of(gallery, "1234")


@pytest.mark.parametrize("pin", ["123", "12345", "12a4", "１２３４", " 123", "1234\n", "-123"])
def test_anything_but_four_digits_is_refused(pin: str):
    with pytest.raises(InvalidInput) as refused:
        pin_hash(ONE, pin)
    assert refused.value.fields == {"pin": "A PIN has exactly four digits."}
