"""Addresses of the local store's objects, mounted where it is the one in use."""

from django.urls import path

from gallery.storage.local_views import stored_object

urlpatterns = [path("<str:bucket>/<path:key>", stored_object)]
