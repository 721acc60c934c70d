"""App configuration: what this room puts into places that lower rooms keep for it."""

from django.apps import AppConfig


class GalleryConfig(AppConfig):
    name = "gallery"
    verbose_name = "Photo galleries"

    def ready(self) -> None:
        from accounts.rules import register_scope
        from gallery import kept_events, mails, own_data, public_photos, purpose, receivers, rules  # noqa: F401 - connected by being imported
        from gallery.organize import event_list, pages

        event_list.register()
        pages.register()
        mails.register()
        own_data.register()
        public_photos.register()
        purpose.register()
        register_scope(rules.MODERATE, roles=rules.MODERATING_ROLES)
        register_scope(rules.MANAGE, roles=rules.MANAGING_ROLES)
