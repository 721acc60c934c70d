"""What the rooms above may listen to."""

from django.dispatch import Signal

# Sent inside the transaction that changed a person's role, with `event_id` and `user_id`, so that rights
# derived from it (Wagtail's groups) change with it or not at all.
event_role_changed = Signal()

# Sent inside the transaction in which somebody proved an address, with `user`, `addresses` (a list of
# (kind, value): exactly those proved just now) and `request`: what waited for that address is attached now.
signed_in = Signal()

# Sent inside the transaction that deletes a person, with `user`, before the row goes: whoever keeps records
# beyond the person (orders, registrations) takes the person out of them.
account_deleted = Signal()
