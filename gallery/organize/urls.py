"""Addresses below `/organizer/events/<slug>/gallery/`."""

from django.urls import path

from gallery.actions.guests_moderation import deactivate, reactivate
from gallery.organize.views import guests, photos, settings, share, stats

app_name = "gallery_organize"
urlpatterns = [
    path("", photos.grid, name="photos"),
    path("wall/", photos.wall, name="wall"),
    path("share/", share.share, name="share"),
    path("guests/", guests.guests, name="guests"),
    path("guests/<uuid:guest_id>/deactivate/", guests.change_guest, {"change": deactivate}, name="deactivate"),
    path("guests/<uuid:guest_id>/reactivate/", guests.change_guest, {"change": reactivate}, name="reactivate"),
    path("stats/", stats.stats, name="stats"),
    path("settings/", settings.settings, name="settings"),
    path("settings/call-off/", settings.call_off, name="call_off"),
    path("settings/close/", settings.close, name="close"),
    path("settings/archive/", settings.archive, name="archive"),
]
