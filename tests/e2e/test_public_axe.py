"""Every public page as assistive technology meets it: axe finds nothing, light and dark, desk and phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.factories import EventFactory

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def findings(page: Page) -> list[str]:
    """What axe objects to: rule and the elements."""
    results = Axe().run(page, options=RULES)
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in results.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_platform_have_no_findings(page, base_url, scheme):
    EventFactory(title="Harbour Days")
    page.emulate_media(color_scheme=scheme)

    found = {}
    for path in ("/", "/events/", "/events/?when=past", "/events/nothing-here/"):
        page.goto(base_url + path)
        found[path] = findings(page)

    assert found == {path: [] for path in found}
