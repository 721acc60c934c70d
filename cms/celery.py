"""The Celery application. Tasks live in each room's `tasks.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

app = Celery("foyer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
