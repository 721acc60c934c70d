"""Addresses below `/e/`: a gallery as its guests see it. What the page does, it does through `/api/guest/`."""

from django.urls import path

from gallery.views import guest

app_name = "gallery"
urlpatterns = [
    # No gallery has this address: theirs have no dots.
    path("worker.js", guest.worker, name="worker"),
    # Addresses of galleries may hold letters of any script (models.Gallery.slug).
    path("<str:slug>/manifest.webmanifest", guest.manifest, name="manifest"),
    path("<str:slug>/", guest.page),
    path("<str:slug>", guest.page, name="guest"),
]
