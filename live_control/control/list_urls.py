"""Addresses below `/organizer/events/<slug>/live/`."""

from django.urls import path

from live_control.control import views

app_name = "live_list"
urlpatterns = [path("", views.session_list, name="sessions")]
