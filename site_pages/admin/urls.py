"""Addresses of Wagtail's admin that Foyer answers itself; they stand before Wagtail's own (cms/urls.py)."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from site_pages.admin.boundaries import OwnBrowseView, OwnChosenMultipleView, WholeSiteReportView
from site_pages.admin.users import FoyerAccountView

guarded = [
    path("account/", FoyerAccountView.as_view()),
    path("choose-page/", OwnBrowseView.as_view()),
    path("choose-page/<int:parent_page_id>/", OwnBrowseView.as_view()),
    path("choose-page/chosen-multiple/", OwnChosenMultipleView.as_view()),
    path("reports/page-types-usage/", WholeSiteReportView.as_view()),
    path("reports/page-types-usage/results/", WholeSiteReportView.as_view(results_only=True)),
]
urlpatterns = decorate_urlpatterns(decorate_urlpatterns(guarded, require_admin_access), never_cache)
