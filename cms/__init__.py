"""The Django project that puts the rooms together."""

from cms.celery import app as celery_app

__all__ = ["celery_app"]
