"""Where nobody is ever sent (research/identity-security, attack 2)."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.return_to import safe_return_to
from tests.factories.sign_in import code_sent_to

GOOD = [
    "/",
    "/events/",
    "/events/?when=past",
    "/events/tidewater/sessions/opening/",
    "/events/tidewater/sessions/opening/?from=mail#join",
    "/account/",
    "/account/admin/?to=IjEi:1x:abc",
]
BAD = [
    *("", " ", "events/", ".", "..", "?next=/", "#top"),
    *("//evil.example", "///evil.example", "////evil.example", "//evil.example/events/", "/\\evil.example"),
    *("\\\\evil.example", "\\/evil.example", "/\\/evil.example", "/events\\..\\cms/", "/events/\\evil.example"),
    *(
        "http://evil.example",
        "https://evil.example/",
        "HTTPS:evil.example",
        "https:evil.example",
        "http:///evil.example",
    ),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example/"),
    *("/\t/evil.example", "/%09/evil.example", "/%0a/evil.example", "/%0d%0aSet-Cookie:x", "/events/\r\nLocation: x"),
    *("/%00", "/events/\x00", "/%5cevil.example", "/%5Cevil.example", "/%2fevil.example", "/%2F%2Fevil.example"),
    *("/%252fevil.example", "/events/%2e%2e/cms/", "/events/../cms/", "/events/./", "/events//x/", "/../"),
    *("/cms/", "/cms", "/cms/pages/1/delete/", "/cms/logout/", "/api/events", "/api/", "/api/auth/logout"),
    *("/auth/logout", "/auth/login", "/auth/link/abc", "/dev/outbox/", "/static/x.js", "/media/x", "/documents/1/x"),
    *(
        "@evil.example",
        "/@evil.example:80\\",
        " //evil.example",
        "/\u2028evil",
        "/ //evil.example",
        "http:/evil.example",
    ),
    "/events/" + "x" * 512,
    "\ufeff//evil.example",
]


@pytest.mark.parametrize("path", GOOD)
def test_page_of_this_site_is_followed(path):
    assert safe_return_to(path) == path


@pytest.mark.parametrize("path", BAD)
def test_anything_else_is_not(path):
    assert safe_return_to(path) == ""


def test_corpus_is_as_long_as_it_should_be():
    assert len(BAD) >= 60


@hypothesis_settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                ["/", "\\", "//", "http:", "@", "evil.example", "%2f", "%5c", "\t", "..", "events", "?", "#"]
            ),
            max_size=8,
        ).map("".join),
    )
)
def test_whatever_is_followed_stays_on_this_site(text):
    followed = safe_return_to(text)

    landed = urlsplit(urljoin("https://events.example.org/auth/verify", followed or "/account/"))
    assert (landed.scheme, landed.netloc) == ("https", "events.example.org")


@pytest.mark.django_db
@pytest.mark.parametrize("raw", ["//evil.example", "/cms/", "https://evil.example"])
def test_sign_in_page_forgets_a_bad_destination(client, raw):
    client.post("/auth/login", {"address": "ada@example.org", "next": raw})

    answer = client.post("/auth/verify", {"code": code_sent_to("ada@example.org")})

    assert (answer.status_code, answer["Location"]) == (302, "/account/")
