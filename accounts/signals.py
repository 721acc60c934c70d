"""What the rooms above may listen to."""

from django.dispatch import Signal

# Sent inside the transaction that changed a person's role, with `event_id` and `user_id`, so that rights
# derived from it (Wagtail's groups) change with it or not at all.
event_role_changed = Signal()
