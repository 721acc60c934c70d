"""What this room's engine tells its actions."""

from django.dispatch import Signal

# `participants`: primary keys of people who have had no page open for half a minute, in any process.
people_left = Signal()
