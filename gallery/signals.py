"""What this room tells: after the commit, to whoever listens."""

from django.dispatch import Signal

# A photo was kept: `media_id`, `gallery_id` (primary keys).
photo_arrived = Signal()
# Photos were hidden, shown again, or taken back: `gallery_id`. Whatever was made of them before is out of date.
photos_changed = Signal()
