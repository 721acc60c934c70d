"""Addresses of what is no event yet: below `/organizer/`."""

from django.urls import path

from gallery.organize.views import create

app_name = "gallery_start"
urlpatterns = [
    path("new/", create.new_event, name="new"),
    path("new/payments/<uuid:payment_id>/", create.payment_page, name="payment"),
]
