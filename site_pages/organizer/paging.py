"""Pages of long lists, without ever counting or skipping through all of them."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

PER_PAGE = 50
MOST_PAGES = 200


def page_of(request: HttpRequest, rows: QuerySet) -> Page:
    """The page asked for; beyond MOST_PAGES a filter or an export is the way. Two queries."""
    paginator = Paginator(rows, PER_PAGE)
    paginator.num_pages = min(paginator.num_pages, MOST_PAGES)
    return paginator.get_page(request.GET.get("page"))


def other_parameters(data: QueryDict, *dropped: str) -> str:
    """The query without some of its parameters, with a trailing ampersand where anything is left."""
    kept = data.copy()
    for name in ("page", *dropped):
        kept.pop(name, None)
    text = "&".join(part for part in kept.urlencode().split("&") if part and not part.endswith("="))
    return f"{text}&" if text else ""
