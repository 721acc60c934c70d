"""Times in templates: `{% time_span session.starts_at session.ends_at zone %}`. `zone` is an IANA name."""

from django import template

from site_pages import dates

register = template.Library()

register.simple_tag(dates.time_tag, name="clock_time")
register.simple_tag(dates.time_span_tag, name="time_span")
register.simple_tag(dates.day_tag, name="day")
register.simple_tag(dates.date_span_tag, name="date_span")
register.simple_tag(dates.zone_label, name="zone_label")
register.simple_tag(dates.time_left, name="time_left")
