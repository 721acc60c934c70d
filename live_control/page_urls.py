"""Addresses beside a session's public page."""

from django.urls import path

from live_control.wish_page import wish_page

app_name = "live_pages"
urlpatterns = [
    path("events/<str:event_slug>/sessions/<str:session_slug>/recording-wish/", wish_page, name="recording_wish"),
]
