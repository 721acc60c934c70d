"""The API's own documentation page, under the security policy, without any other host."""

from playwright.sync_api import Page, expect


def test_documentation_shows_the_operations(page: Page, base_url: str):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{base_url}/api/docs")
    expect(page.locator(".opblock-summary-path").first).to_be_visible()
    expect(page.get_by_text("/api/events/{slug}", exact=True).first).to_be_visible()
    assert [url for url in asked if not url.startswith((base_url, "data:"))] == []
