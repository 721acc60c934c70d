"""From an address to its page in two queries, whatever the depth.

Wagtail asks twice for each step of the way (the child, then its own class): eight queries for a session.
Here one query finds every page on the way and one reads the page that is asked for.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet, Subquery
from django.http import Http404, HttpRequest
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult

from site_pages.querysets import is_restricted

WAY_FIELDS = ("pk", "title", "slug", "path", "depth", "numchild", "url_path", "live", "content_type", "alias_of")


class KnownRestrictions:
    """For every page: does not ask again what the way to it has already answered."""

    is_known_open = False

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Wagtail's answer; no query where routing found the page and all above it open."""
        if self.is_known_open:
            return PageViewRestriction.objects.none()
        restrictions: QuerySet[PageViewRestriction] = super().get_view_restrictions()  # type: ignore[misc]
        return restrictions


class DirectRouting:
    """For the home page: takes the shortest way to a page below it. The rules are Wagtail's own."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page that this address means, or what its own routes make of the rest; Http404 without one."""
        if not path_components:
            return super().route(request, path_components)  # type: ignore[misc]
        event = self.event_at(path_components)
        if event is not None:
            found: RouteResult = event.route(request, path_components[2:])
            return found
        way = self.pages_on_the_way(path_components)
        # Wagtail serves a live page below one that is not; a mini-site goes as a whole (issue 2, "It is done when").
        if not way or not all(step.live for step in way[:-1]):
            raise Http404
        page = read_whole(way[-1])
        page.known_ancestors = [self, *way[:-1]]
        page._cached_parent_obj = page.known_ancestors[-1]
        # An alias has the restrictions of its source, which is elsewhere.
        page.is_known_open = not way[-1].restricted and not any(step.alias_of_id for step in way)
        result: RouteResult = page.route(request, path_components[len(way) :])
        return result

    def event_at(self: Any, path_components: list[str]) -> Any:
        """An event's landing page or a file beside it, by far the most visited addresses: in one query."""
        if not 2 <= len(path_components) <= 3 or (path_components[2:] and "." not in path_components[2]):
            return None
        model = apps.get_model("site_pages", "EventPage")
        above = Page.objects.filter(depth=self.depth + 1, slug=path_components[0], live=True).values("title")[:1]
        events = model._default_manager.filter(
            slug=path_components[1], url_path=f"{self.url_path}{path_components[0]}/{path_components[1]}/"
        )
        event = (
            events.select_related(*model.route_related)
            .annotate(restricted=is_restricted(), title_above=Subquery(above))
            .first()
        )
        if event is not None and event.title_above is None:
            raise Http404
        if event is not None:
            event.known_ancestors = [
                self,
                Page(title=event.title_above, url_path=f"{self.url_path}{path_components[0]}/"),
            ]
            event.is_known_open = not event.restricted and not event.alias_of_id
        return event

    def pages_on_the_way(self: Any, path_components: list[str]) -> list[Page]:
        """The pages that the address names one below the other, as far as there are any. One query."""
        addresses: list[str] = []
        for slug in path_components:
            addresses.append(f"{addresses[-1] if addresses else self.url_path}{slug}/")
        pages = Page.objects.filter(slug__in=path_components, url_path__in=addresses)
        found = pages.annotate(restricted=is_restricted()).only(*WAY_FIELDS).order_by("depth")
        way = []
        for page, depth in zip(found, range(self.depth + 1, self.depth + 1 + len(addresses)), strict=False):
            if page.depth != depth:
                break
            way.append(page)
        return way


def read_whole(page: Page) -> Any:
    """The page in its own class, with what that class says every view of it needs (`route_related`). One query."""
    model = page.specific_class or Page
    return model._default_manager.select_related(*getattr(model, "route_related", ())).get(pk=page.pk)
