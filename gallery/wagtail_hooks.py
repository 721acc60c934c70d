"""What the room adds to Wagtail's admin. Registrations only."""

from wagtail_modeladmin.options import modeladmin_register

from gallery.admin import GalleriesGroup

modeladmin_register(GalleriesGroup)
