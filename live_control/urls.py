"""Addresses below `/admin/events/<event>/sessions/<session>/live/`."""

from django.urls import path

from live_control.control import exports, views

app_name = "live_control"
urlpatterns = [
    path("", views.control_page, name="control"),
    path("exports/<str:what>.<str:form>", exports.download, name="export"),
]
