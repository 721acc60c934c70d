"""What the room adds to Wagtail's admin."""

from wagtail.snippets.models import register_snippet

from site_pages.admin.exports import guard_exports
from site_pages.admin.records import ProgrammeGroup, register_policies

register_policies()
register_snippet(ProgrammeGroup)
guard_exports()
