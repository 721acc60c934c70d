"""The product's addresses, and stock Wagtail API v2 as the baseline."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from cms.urls import handler400, handler403, handler404, handler500
from cms.urls import urlpatterns as product

stock = WagtailAPIRouter("stock")
stock.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [path("stock/v2/", stock.urls), *product]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
