"""Inputs of the admin's forms."""

from __future__ import annotations

from django import forms


class ColorInput(forms.TextInput):
    """The browser's own colour picker; it always sends # and six hexadecimal digits."""

    input_type = "color"
