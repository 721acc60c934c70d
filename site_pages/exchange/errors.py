"""Why a schedule file was refused: every problem with its place in the file."""

from collections.abc import Sequence
from dataclasses import dataclass

from notifications.errors import InvalidInput

MAX_PROBLEMS = 50


@dataclass(frozen=True)
class Problem:
    """One reason to refuse a file. `place` reads like `days[1].rooms["Saal 1"][3].date`."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class ScheduleRefused(InvalidInput):
    """The file cannot be understood; nothing was changed. `problems` names each place and reason."""

    code = "SCHEDULE_REFUSED"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems[:MAX_PROBLEMS])
        self.more = len(problems) - len(self.problems)
        lines = [str(problem) for problem in self.problems]
        if self.more:
            lines.append(f"and {self.more} more")
        super().__init__(
            "The schedule was refused. " + "; ".join(lines),
            fields={problem.place: problem.reason for problem in self.problems},
        )


def refuse(place: str, reason: str) -> ScheduleRefused:
    """A refusal with a single reason, ready to raise."""
    return ScheduleRefused([Problem(place, reason)])
