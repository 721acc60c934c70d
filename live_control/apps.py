"""App configuration: what this room puts into places that lower rooms keep for it."""

from django.apps import AppConfig


class LiveControlConfig(AppConfig):
    name = "live_control"
    verbose_name = "Live sessions"

    def ready(self) -> None:
        from accounts.rules import register_scope
        from live_control import (  # noqa: F401 - receivers are connected by being imported
            chapters,
            doorkeeper,
            editor,
            opening,
            own_data,
            receivers,
            recording_wait,
            room_page,
            room_receivers,
            run_panel,
        )
        from live_control.actions import wishes
        from live_control.control import pages
        from live_control.rules import RUNNING_ROLES, SCOPE

        pages.register()
        register_scope(SCOPE, roles=RUNNING_ROLES)
        opening.register()
        own_data.register()
        doorkeeper.register()
        room_page.register()
        chapters.register()
        recording_wait.register()
        run_panel.register()
        editor.register()
        wishes.register()
