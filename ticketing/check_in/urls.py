"""Addresses below `/organizer/events/<slug>/check-in/`."""

from django.urls import path

from ticketing.check_in import views

app_name = "check_in"
urlpatterns = [
    path("", views.scanner, name="scanner"),
    path("worker.js", views.worker, name="worker"),
    path("lists/", views.lists, name="lists"),
    path("lists/new/", views.new_list, name="new_list"),
    path("lists/<uuid:list_id>/", views.edit_list, name="list"),
    path("lists/<uuid:list_id>/delete/", views.remove_list, name="delete_list"),
    path("log/", views.log, name="log"),
]
