"""App configuration: what this room puts into places that lower rooms keep for it."""

from django.apps import AppConfig


class TicketingConfig(AppConfig):
    name = "ticketing"
    verbose_name = "Ticketing"

    def ready(self) -> None:
        from accounts.rules import register_scope
        from ticketing import join_panel, kept_events, mails, panels, place_receivers, receivers  # noqa: F401 - connected by being imported
        from ticketing.actions import payment
        from ticketing.check_in import pages as door_pages
        from ticketing.check_in.rules import SCOPE, SCOPE_ROLES
        from ticketing.organize import pages, scopes

        join_panel.register()
        mails.register()
        panels.register()
        payment.register()
        pages.register()
        scopes.register()
        door_pages.register()
        register_scope(SCOPE, roles=SCOPE_ROLES)
