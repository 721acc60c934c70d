"""A share of a hundred as people type it, kept in hundredths of a percent."""

import pytest
from django.core.exceptions import ValidationError

from ticketing.organize.forms.fields import PercentField


@pytest.mark.parametrize(("typed", "kept"), [("19", 1900), ("7,5", 750), ("0.25", 25), ("", 0), ("100", 10_000)])
def test_percentage_is_kept_in_hundredths(typed: str, kept: int) -> None:
    assert PercentField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["-1", "100.01", "7.555", "much", "NaN"])
def test_what_is_no_percentage_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PercentField(required=False).clean(typed)


@pytest.mark.parametrize(("kept", "shown"), [(1900, "19"), (750, "7.5"), (0, "0")])
def test_what_is_kept_is_shown_as_people_type_it(kept: int, shown: str) -> None:
    assert PercentField().prepare_value(kept) == shown
