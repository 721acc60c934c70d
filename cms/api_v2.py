"""Wagtail's stable page API at /api/v2/: public content only, whoever asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.filters import FieldsFilter, OrderingFilter, SearchFilter
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import BaseSerializer, PageSerializer, RelatedField
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.contrib.redirects.api import RedirectsAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from site_pages import models, public_content


class PublicRelatedField(RelatedField):
    """A related page, image or document that is not public is null: neither its id nor its title is told."""

    def to_representation(self, value: Model) -> dict[str, Any] | None:
        if isinstance(value, Page) and not public_content.public_pages().filter(pk=value.pk).exists():
            return None
        if isinstance(value, models.SiteImage | models.SiteDocument):
            same = type(value).objects.filter(pk=value.pk)
            if not public_content.in_public_collections(same).exists():
                return None
        shown: dict[str, Any] = super().to_representation(value)
        return shown


class PublicSerializer(BaseSerializer):
    serializer_related_field = PublicRelatedField


class PublicPageSerializer(PageSerializer):
    serializer_related_field = PublicRelatedField


class Open:
    """JSON for everybody alike: no session is looked at, no cookie is set."""

    authentication_classes: ClassVar[list[type]] = []
    renderer_classes: ClassVar[list[type]] = [JSONRenderer]


class Pages(Open, PagesAPIViewSet):
    """Published pages; mini-sites that are not listed only by their id or address."""

    base_serializer_class = PublicPageSerializer

    def get_base_queryset(self) -> PageQuerySet:
        return super().get_base_queryset().filter(pk__in=public_content.public_pages().values("pk"))

    def filter_queryset(self, queryset: PageQuerySet) -> PageQuerySet:
        if self.action == "listing_view":
            queryset = public_content.listed_pages(queryset)
        return super().filter_queryset(queryset)


class Images(Open, ImagesAPIViewSet):
    """Images of public collections."""

    def get_queryset(self) -> QuerySet[Any]:
        return public_content.outside_hidden_events(super().get_queryset())


class Documents(Open, DocumentsAPIViewSet):
    """Documents of public collections."""

    def get_queryset(self) -> QuerySet[Any]:
        return public_content.outside_hidden_events(super().get_queryset())


class Redirects(Open, RedirectsAPIViewSet):
    """Redirects to addresses and to public pages."""

    def get_queryset(self) -> QuerySet[Any]:
        pages = public_content.public_pages()
        if self.action == "listing_view":
            pages = public_content.listed_pages(pages)
        return super().get_queryset().filter(Q(redirect_page=None) | Q(redirect_page__in=pages.values("pk")))


class Records(Open, BaseAPIViewSet):
    """Shared records that published events show."""

    base_serializer_class = PublicSerializer
    filter_backends: ClassVar[list[object]] = [FieldsFilter, OrderingFilter, SearchFilter]
    listing_default_fields: ClassVar[list[str]] = [*BaseAPIViewSet.listing_default_fields, "name"]
    nested_default_fields: ClassVar[list[str]] = [*BaseAPIViewSet.nested_default_fields, "name"]


class Speakers(Records):
    name = "speakers"
    model = models.Speaker

    def get_queryset(self) -> QuerySet[Any]:
        return public_content.shown_speakers(super().get_queryset())


class Sponsors(Records):
    name = "sponsors"
    model = models.Sponsor

    def get_queryset(self) -> QuerySet[Any]:
        return public_content.shown_sponsors(super().get_queryset())


class Organizations(Records):
    name = "organizations"
    model = models.Organization

    def get_queryset(self) -> QuerySet[Any]:
        return public_content.shown_organizations(super().get_queryset())


class Venues(Records):
    name = "venues"
    model = models.Venue

    def get_queryset(self) -> QuerySet[Any]:
        return public_content.shown_venues(super().get_queryset())


class Tracks(Records):
    name = "tracks"
    model = models.Track

    def get_queryset(self) -> QuerySet[Any]:
        return public_content.shown_tracks(super().get_queryset())


router = WagtailAPIRouter("wagtailapi")
for endpoint in (Pages, Images, Documents, Redirects, Speakers, Sponsors, Organizations, Venues, Tracks):
    router.register_endpoint(endpoint.name, endpoint)
