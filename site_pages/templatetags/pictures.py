"""`{% picture_of image "card" alt="" %}`: kinds are listed in site_pages/pictures.py."""

from django import template

from site_pages.pictures import picture

register = template.Library()

register.simple_tag(picture, name="picture_of")
