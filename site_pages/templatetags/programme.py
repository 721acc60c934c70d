"""`{% list_rows moment.slots words %}` and `{% grid_cells day.grid.cells words %}`."""

from django import template

from site_pages import schedule_rows

register = template.Library()

register.simple_tag(schedule_rows.list_rows)
register.simple_tag(schedule_rows.grid_cells)
