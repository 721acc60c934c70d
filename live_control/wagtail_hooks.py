"""Where this room hangs itself into Wagtail's admin."""

from wagtail import hooks

from live_control.editor import admin_urls

hooks.register("register_admin_urls", admin_urls)
