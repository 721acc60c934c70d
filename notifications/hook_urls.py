"""Addresses that mail and SMS services call."""

from django.urls import path

from notifications import hooks

urlpatterns = [
    path("mail", hooks.mail_events, name="mail_events"),
    path("sms/<uuid:public_id>", hooks.sms_status, name="sms_status"),
]
