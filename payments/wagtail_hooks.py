"""What the room adds to Wagtail's admin."""

from wagtail_modeladmin.options import modeladmin_register

from payments.admin import PaymentsGroup

modeladmin_register(PaymentsGroup)
