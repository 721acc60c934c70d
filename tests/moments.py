"""Times near the present in what is remembered (tests/remembered.py): kept as distances, put back as times.

Each test has an epoch, the whole second in which it began to make things. A time it wishes for and every time that
follows from that one is kept as so many seconds from the epoch, so the same wish in a later test is the same text. What
was noted during the making itself, such as when a page was published, would lie in the future of a test that only puts
it back: so the makings of a test look as if they had happened one after the other in the half hour before it.

Texts without a time of day are left alone. A wish is therefore described with the quarter of an hour in which it
falls, by which all time zones differ: within it no date turns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# As PostgreSQL and Django write them in JSON; the fraction of the second stays as it is.
MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)((?:\.\d+)?(?:Z|\+00:00))")
# What a wish near the present leads to is nearer than NEAR, and what any other leads to is not.
WISHED_NEAR, NEAR, WISHED_FAR = timedelta(days=20), timedelta(days=30), timedelta(days=40)
QUARTER = timedelta(minutes=15)
# One after the other, each making in a slot of its own, and the last one before the test.
SLOT, MOST_STEPS = timedelta(seconds=15), 110
LONGEST_MAKING = SLOT - timedelta(seconds=1)
UNIQUE = "at no other time"


def described_moment(moment: datetime, epoch: datetime) -> str:
    """As a distance where it is near the present. One between near and far, and this instant, is no other test's."""
    if moment.tzinfo is None or abs(moment - epoch) > WISHED_FAR:
        return repr(moment)
    if abs(moment - epoch) > WISHED_NEAR or (moment.microsecond and moment > epoch - SLOT):
        return f"{moment!r} {UNIQUE}"
    quarter = (moment - datetime.min.replace(tzinfo=UTC)) // QUARTER
    return f"now{(moment - epoch) / timedelta(seconds=1):+} in {quarter}"


def is_lasting(description: str) -> bool:
    """Whether a later test may wish the same. Not where it wishes for a time in words."""
    return UNIQUE not in description and not MOMENT.search(description)


@dataclass
class Moments:
    """A text, and in its gaps so many seconds from the epoch."""

    texts: list[str]
    seconds: list[int]

    @classmethod
    def of(cls, text: str, *, epoch: datetime, begin: datetime, end: datetime, number: int) -> Moments:
        """From what the making with this number among the test's left, which lasted from `begin` to `end`."""
        slot = epoch - SLOT * (MOST_STEPS + 2 - number)
        back = timedelta(seconds=(begin - slot) // timedelta(seconds=1) + 1)
        found, place = cls([], []), 0
        for match in MOMENT.finditer(text):
            moment = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
            if abs(moment - epoch) > NEAR:
                continue
            has_fraction = match[2].startswith(".")
            if has_fraction and begin.replace(microsecond=0) <= moment <= end:
                moment -= back
            found.texts.append(text[place : match.start()])
            found.seconds.append((moment - epoch) // timedelta(seconds=1))
            place = match.end(1)
        found.texts.append(text[place:])
        return found

    def at(self, epoch: datetime) -> str:
        """The text of a test with this epoch."""
        parts = [self.texts[0]]
        for seconds, text in zip(self.seconds, self.texts[1:], strict=True):
            parts += [(epoch + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S"), text]
        return "".join(parts)
