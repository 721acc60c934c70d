"""Addresses of the room."""

from django.urls import path

from payments.views import pages, sandbox, webhooks

urlpatterns = [
    path("api/webhooks/payments/<slug:provider>", webhooks.payment_webhook, name="payment_webhook"),
    path("payments/sandbox/<str:token>/", sandbox.sandbox_page, name="payment_sandbox"),
    path("payments/<uuid:public_id>/go/", pages.go_page, name="payment_go"),
    path("payments/<uuid:public_id>/return/", pages.return_page, name="payment_return"),
]
