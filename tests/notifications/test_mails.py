"""What a mail says and how it looks."""

from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives

from notifications.mails import Mail, named_address, one_line, rendered
from notifications.theme import MailTheme

CONTACT = "site_pages/mail/contact_message"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Plain", "Plain"),
        ("two\r\nlines", "two lines"),
        ("tab\tand \x00 nul", "tab and nul"),
        ("line\u2028separator\u0085next", "line separator next"),
        ("=?utf-8?q?=0aBcc:x?=", "utf-8?q0aBcc:x"),
        ("Zoë 日本", "Zoë 日本"),
    ],
)
def test_text_for_a_header_is_one_harmless_line(text: str, line: str):
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Ada", "Ada <a@example.org>"),
        ('Ada "the" Great, Esq.', '"Ada \\"the\\" Great, Esq." <a@example.org>'),
        ("Zoë", '"Zoë" <a@example.org>'),
        ('Zoë" <evil@example.org>', '"Zoë\\" <evil@example.org>" <a@example.org>'),
        ("x <evil@example.org>", '"x <evil@example.org>" <a@example.org>'),
        ("", "a@example.org"),
    ],
)
def test_name_cannot_break_out_of_an_address(name: str, address: str):
    assert named_address(name, "a@example.org") == address


@pytest.mark.parametrize(
    ("accent", "ink"),
    [
        ("#000000", "#ffffff"),
        ("#ffffff", "#000000"),
        ("#14532d", "#ffffff"),
        ("#ffdd00", "#000000"),
        ("#0f5c55", "#ffffff"),
    ],
)
def test_ink_is_readable_on_the_accent(accent: str, ink: str):
    assert MailTheme(accent=accent).ink == ink


@pytest.mark.parametrize("accent", ["red", "#fff", "#12345g", "#123456;background:url(x)", ""])
def test_accent_that_is_no_colour_is_refused(accent: str):
    with pytest.raises(ValueError, match="not a colour"):
        MailTheme(accent=accent)


def test_mail_names_its_event_as_sender_and_keeps_the_platforms_address(settings):
    settings.DEFAULT_FROM_EMAIL = "Foyer <tickets@example.org>"
    context = {"message": {"subject": "Hi", "name": "Ada", "email": "a@example.org", "text": "x"}, "inbox_url": "u"}

    payload = rendered(
        Mail(
            to="b@example.org",
            subject="x" * 300,
            template=CONTACT,
            theme=MailTheme(name="Tide\r\nwater"),
            context=context,
        )
    )

    assert payload["from"] == "Tide water <tickets@example.org>"
    assert payload["subject"] == "x" * 200
    assert payload["reply_to"] == ""


def test_name_in_any_script_is_encoded_when_sent():
    address = named_address('Zoë "Z" \\ 日本', "a@example.org")
    email = EmailMultiAlternatives("Hi", "x", "f@example.org", ["t@example.org"], reply_to=[address])

    parsed = message_from_bytes(email.message().as_bytes(), policy=policy.default)

    [reply_to] = parsed["Reply-To"].addresses
    assert (reply_to.display_name, reply_to.addr_spec) == ('Zoë "Z" \\ 日本', "a@example.org")
