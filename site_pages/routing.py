"""From an address to its page in two queries, whatever the depth.

Wagtail asks twice for each step of the way (the child, then its own class): eight queries for a session.
Here one query finds every page on the way and one reads the page that is asked for.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult

from site_pages.querysets import is_restricted

# Events, the event, its schedule, the session.
DEPTH_OF_SESSIONS = 4
STEP_FIELDS = ("id", "title", "slug", "path", "depth", "numchild", "url_path", "live", "content_type_id", "alias_of_id")
WAY_FIELDS = ("pk", "title", "slug", "path", "depth", "numchild", "url_path", "live", "content_type", "alias_of")


_brought: dict[type[Page], dict[str, ArraySubquery]] = {}


def brings(model: type[Page], **rows: ArraySubquery) -> None:
    """Let pages of this class, when found by their address, bring these small lists along as attributes."""
    _brought.setdefault(model, {}).update(rows)


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
        from site_pages.kept import kept  # reads the models, whose classes are made of this one

        if not path_components:
            return super().route(request, path_components)  # type: ignore[misc]
        page, rest = kept(
            request,
            ("page", *path_components),
            lambda: self.page_at(path_components),
            # Only pages' own addresses: there are endlessly many below them.
            worth=lambda found: not found[1],
        )
        result: RouteResult = page.route(request, rest)
        return result

    def page_at(self: Any, path_components: list[str]) -> tuple[Any, list[str]]:
        """The last page on the way that the address names, and the rest; Http404 without one."""
        event = self.event_at(path_components)
        if event is not None:
            return event, path_components[2:]
        session = self.session_at(path_components)
        if session is not None:
            return session, []
        way = self.pages_on_the_way(path_components)
        # Wagtail serves a live page below one that is not; a mini-site goes as a whole (issue 2, "It is done when").
        if not way or not all(step.live for step in way[:-1]):
            raise Http404
        page = with_ancestors(read_whole(way[-1]), [self, *way[:-1]])
        # An alias has the restrictions of its source, which is elsewhere.
        page.is_known_open = not way[-1].restricted and not any(step.alias_of_id for step in way)
        return page, path_components[len(way) :]

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
            .annotate(restricted=is_restricted(), title_above=Subquery(above), **_brought.get(model, {}))
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

    def session_at(self: Any, path_components: list[str]) -> Any:
        """A session's page, with the pages above it and its files: in one query. None for any other address."""
        if len(path_components) != DEPTH_OF_SESSIONS:
            return None
        model = apps.get_model("site_pages", "SessionPage")
        address = f"{self.url_path}{'/'.join(path_components)}/"
        sessions = model._default_manager.filter(slug=path_components[-1], url_path=address)
        way = ways_above(path_components, self.url_path)
        session = (
            sessions.select_related(*model.route_related)
            .annotate(restricted=is_restricted(), way=way, **_brought.get(model, {}))
            .first()
        )
        if session is None:
            return None
        above = [Page(**step) for step in session.way]
        if not all(step.live for step in above):
            raise Http404
        with_ancestors(session, [self, *above])
        session.is_known_open = not session.restricted and not any(step.alias_of_id for step in (*above, session))
        return session

    def pages_on_the_way(self: Any, path_components: list[str]) -> list[Page]:
        """The pages that the address names one below the other, as far as there are any. One query."""
        addresses = addresses_along(path_components, self.url_path)
        pages = Page.objects.filter(slug__in=path_components, url_path__in=addresses)
        found = pages.annotate(restricted=is_restricted()).only(*WAY_FIELDS).order_by("depth")
        way = []
        for page, depth in zip(found, range(self.depth + 1, self.depth + 1 + len(addresses)), strict=False):
            if page.depth != depth:
                break
            way.append(page)
        return way


def addresses_along(path_components: list[str], root: str) -> list[str]:
    """The tree addresses of every step of the way."""
    addresses: list[str] = []
    for slug in path_components:
        addresses.append(f"{addresses[-1] if addresses else root}{slug}/")
    return addresses


def ways_above(path_components: list[str], root: str) -> ArraySubquery:
    """The pages above the one that the address names, for its own query to bring along."""
    above = Page.objects.filter(slug__in=path_components, url_path__in=addresses_along(path_components, root)[:-1])
    steps = {name: name for name in STEP_FIELDS}
    return ArraySubquery(above.order_by("depth").values(row=JSONObject(**steps)))


def with_ancestors(page: Any, ancestors: list[Page]) -> Any:
    """The page, knowing who is above it."""
    page.known_ancestors = ancestors
    page._cached_parent_obj = ancestors[-1]
    return page


def read_whole(page: Page) -> Any:
    """The page in its own class, with what that class says every view of it needs (`route_related`). One query."""
    model = page.specific_class or Page
    return model._default_manager.select_related(*getattr(model, "route_related", ())).get(pk=page.pk)
