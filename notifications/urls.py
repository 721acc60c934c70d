"""Addresses of the room."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("", views.outbox, name="dev_outbox"),
    path("<uuid:public_id>/", views.outbox_message, name="dev_outbox_message"),
    path("<uuid:public_id>/html", views.outbox_html, name="dev_outbox_html"),
    path("<uuid:public_id>/files/<int:number>", views.outbox_file, name="dev_outbox_file"),
]
