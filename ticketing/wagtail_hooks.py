"""What the room adds to Wagtail's admin. Registrations only."""

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from ticketing.order_admin import OrderAdmin, organizer_button

modeladmin_register(OrderAdmin)
hooks.register("register_page_header_buttons", organizer_button)
