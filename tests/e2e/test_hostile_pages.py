"""Hostile words in Chromium: nothing runs, the policy has nothing to stop, and people read what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect

from tests.e2e.conftest import DESK, PATIENCE, PHONE
from tests.e2e.hostile import GROUPS, SHORT, Hostile, hostile_event
from tests.e2e.test_check_in import open_door
from tests.factories.sign_in import sign_in_strongly
from ticketing.links import order_path, waiting_path

EVENT, HOME = "/events/hostile/", "/organizer/events/hostile/"
# Reports of the security policy, however they come about, before anything of the page has run.
WATCH = """document.addEventListener("securitypolicyviolation",
  (event) => window.reportViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));"""
# Elements that only injected markup could have made.
FOREIGN = """() => [...document.querySelectorAll("*")].filter((node) =>
  [...node.attributes].some((one) => /^on(error|load|focus|toggle)$/i.test(one.name)
    || (/^(href|src|action|formaction|xlink:href)$/i.test(one.name) && /^\\s*javascript:/i.test(one.value)))
  || node.matches("iframe[srcdoc], img[src=x]")).map((node) => node.outerHTML.slice(0, 160))"""
# What stands on the page, and what its fields hold.
READ = """() => [document.title, document.body.innerText, ...[...document.querySelectorAll("input, textarea")]
  .map((one) => one.value), ...[...document.querySelectorAll("[aria-label], option, summary")]
  .map((one) => one.getAttribute("aria-label") ?? one.textContent)].join("\\n")"""


class Watch:
    """A visitor's browser and everything in it that hints at words that ran."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.signs = context, list[str]()
        context.set_default_timeout(PATIENCE)
        context.expose_binding("reportViolation", lambda _source, text: self.signs.append(f"policy: {text}"))
        context.add_init_script(WATCH)
        context.on("dialog", self.dismiss)
        context.on("weberror", lambda error: self.signs.append(f"error: {error.error}"))
        context.on("console", lambda said: self.signs.extend(policy_only(said.text)))

    def dismiss(self, dialog: Dialog) -> None:
        self.signs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def seen_on(self, page: Page, address: str) -> list[str]:
        """Open the address; the signs that it gave."""
        self.signs.clear()
        page.goto(address)
        page.wait_for_timeout(30)
        return [*self.signs, *(f"markup: {one}" for one in page.evaluate(FOREIGN))]


def policy_only(text: str) -> list[str]:
    return [f"console: {text}"] if "Content Security Policy" in text else []


@pytest.fixture
def watch(browser: Browser, base_url: str) -> Iterator[Watch]:
    context = browser.new_context(viewport=DESK, locale="en-GB", reduced_motion="reduce")
    yield Watch(context)
    context.close()


@pytest.fixture(params=GROUPS, ids=range(len(GROUPS)))
def hostile(request: pytest.FixtureRequest, base_url: str, settings) -> Hostile:
    settings.BASE_URL = base_url
    return hostile_event(request.param, settings)


def sign_in(watch: Watch, hostile: Hostile, base_url: str) -> None:
    client = Client()
    sign_in_strongly(client, hostile.owner)
    watch.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])


def public_pages(hostile: Hostile) -> list[str]:
    sections = ("sessions/", "sessions/?view=grid", "sessions/talk/", "sessions/talk/join/", "speakers/")
    more = ("speakers/who/", "venue/", "sponsors/", "tickets/", "faq/", "contact/", "archive/", "photos/")
    order, waiting = order_path(hostile.order), order_path(hostile.open_order)
    searched = quote(hostile.words)
    return [
        *("/", "/events/", f"/events/?q={searched}", EVENT),
        *(EVENT + part for part in (*sections, *more)),
        *(f"{EVENT}sessions/?track={searched}", f"{EVENT}tickets/?voucher={searched}"),
        *(order, f"{order}tickets/{hostile.ticket.public_id}/", f"{order}return/", waiting, f"{waiting}details/"),
        waiting_path(hostile.entry),
        *(f"/auth/login?next={searched}", f"/auth/verify?next=/{searched}", f"/nothing/{searched}"),
    ]


def organizer_pages(hostile: Hostile) -> list[str]:
    order, searched = f"orders/{hostile.order.number}/", quote(hostile.words)
    category, question = hostile.category.public_id, hostile.question.public_id
    parts = (
        *("", "orders/", f"orders/?q={searched}", order, f"{order}refund/", f"{order}buyer/", f"{order}note/"),
        *("orders/new/", "orders/grant/", "tickets/", f"tickets/?q={searched}", f"tickets/{hostile.ticket.number}/"),
        *("catalogue/", f"catalogue/categories/{category}/", f"catalogue/questions/{question}/", "vouchers/"),
        *(f"vouchers/{hostile.event.vouchers.get().public_id}/", "waiting/", "settings/", "check-in/"),
        *("check-in/lists/", f"check-in/lists/{hostile.records['door'].public_id}/", "check-in/log/"),
    )
    return ["/organizer/", *(HOME + part for part in parts), "/account/", "/account/tickets/"]


def editor_pages(hostile: Hostile) -> list[str]:
    records, pk = hostile.records, hostile.event.pk
    pages = (pk, records["session"].pk, hostile.event.get_children().get(slug="faq").pk)
    snippets = ("speaker", "sponsor", "venue")
    return [
        *("/cms/", "/cms/events/", f"/cms/pages/{pk}/", f"/cms/pages/{pk}/history/", "/cms/messages/", "/cms/orders/"),
        *(f"/cms/pages/{one}/edit/" for one in pages),
        *(f"/cms/snippets/site_pages/{one}/" for one in snippets),
        *(f"/cms/snippets/site_pages/{one}/edit/{records[one].pk}/" for one in snippets),
        *("/cms/images/", "/cms/users/", "/cms/outbox/", f"/cms/outbox/{hostile.mail.pk}/"),
    ]


# Here nothing of the event stands, or only as an address.
SILENT = ("/auth/login", "/auth/verify", "/nothing/", "/archive/", "/photos/", "/contact/", "/account/", "/grant/")


def look(watch: Watch, base_url: str, addresses: list[str], *words: str) -> dict[str, list[str]]:
    """What each page gave away, and where the words are not to be read as they were typed."""
    page, found = watch.context.new_page(), {}
    for address in addresses:
        signs = watch.seen_on(page, base_url + address)
        text = " ".join(page.evaluate(READ).split()).lower()
        is_silent = any(part in address for part in SILENT)
        if not is_silent and not any(" ".join(one.split()).lower() in text for one in words):
            signs.append("words are not there as text")
        if not address.startswith("/cms/"):
            signs.extend(too_wide(page))
        if signs:
            found[address] = signs
    return found


def too_wide(page: Page) -> list[str]:
    """Whether a telephone would scroll sideways; nobody writes only short words."""
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(DESK)
    return [f"{width} pixels wide"] if width > PHONE["width"] else []


def test_visitors_read_hostile_words_and_nothing_runs(watch: Watch, base_url: str, hostile: Hostile):
    assert look(watch, base_url, public_pages(hostile), hostile.words) == {}


def test_organizers_read_hostile_words_and_nothing_runs(watch: Watch, base_url: str, hostile: Hostile):
    sign_in(watch, hostile, base_url)
    assert look(watch, base_url, organizer_pages(hostile), hostile.words, SHORT) == {}


def test_editors_read_hostile_words_and_nothing_runs(watch: Watch, base_url: str, hostile: Hostile):
    """Behind the looser policy, inline code that got through would run."""
    sign_in(watch, hostile, base_url)
    assert look(watch, base_url, editor_pages(hostile), hostile.words) == {}


def test_words_that_scripts_put_on_pages_stay_words(watch: Watch, base_url: str, hostile: Hostile, settings):
    """A guest's name at the door of the room, a name that the scanner shows, a form that was refused."""
    page, words = watch.context.new_page(), hostile.words
    watch.seen_on(page, f"{base_url}{EVENT}sessions/talk/")
    page.get_by_label("Your name").fill(words[:80])
    page.get_by_role("button", name="Join now").click()
    expect(page.get_by_text(f"Others see you as {' '.join(words[:80].split())}.")).to_be_visible()
    page.goto(f"{base_url}{EVENT}contact/")
    page.get_by_label("Name").fill(words)
    page.get_by_label("Message").fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Message")).to_have_value(words)

    sign_in(watch, hostile, base_url)
    open_door(page, base_url, f"{HOME}check-in/")
    page.get_by_label("Ticket number").fill(hostile.ticket.number)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator('[data-part="result-name"]')).to_have_text(words)
    page.get_by_label("Ticket number").fill(SHORT)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator('[data-part="result"]')).to_have_attribute("data-result", "unknown")

    assert [*watch.signs, *page.evaluate(FOREIGN)] == []

    # The mail program in miniature, which is there in development alone.
    settings.DEBUG = True
    one = f"/dev/outbox/{hostile.mail.public_id}/"
    outbox = ["/dev/outbox/", f"/dev/outbox/?q={quote(words)}", one, f"{one}html"]
    assert look(watch, base_url, outbox, words) == {}


def test_harness_sees_what_runs_and_what_the_policy_stops(watch: Watch, base_url: str):
    """The control: the same words as markup, with a policy and without one."""
    markup = "<!doctype html><title>x</title>" + " ".join(GROUPS)
    policy = {"Content-Security-Policy": "script-src 'self'"}
    answers = {"/open": {}, "/strict": policy}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(base_url)
        route.fulfill(
            body=markup, content_type="text/html", headers=answers[path]
        ) if path in answers else route.abort()

    watch.context.route("**", answer)
    page = watch.context.new_page()
    ran, stopped = (watch.seen_on(page, base_url + path) for path in answers)

    kinds = [sorted({sign.partition(":")[0] for sign in signs}) for signs in (ran, stopped)]
    assert kinds == [["dialog", "markup"], ["console", "markup", "policy"]]
