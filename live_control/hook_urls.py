"""Addresses that media providers call."""

from django.urls import path

from live_control import hooks

urlpatterns = [path("daily", hooks.daily_event, name="daily_event")]
