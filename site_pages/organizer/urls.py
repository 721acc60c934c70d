"""Addresses of the shell; the rooms' pages are below `/organizer/events/<slug>/`."""

from django.urls import path

from site_pages.organizer.events import own_events

app_name = "organizer"
urlpatterns = [path("", own_events, name="events")]
