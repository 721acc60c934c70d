"""`manage.py import_schedule`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from site_pages.models import EventIndexPage, EventPage, SessionPage
from tests.site_pages.exchange.conftest import FIXTURES


def run(*args: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_schedule", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_import_schedule_command_sums_up(event_index: EventIndexPage) -> None:
    out, err = run(str(FIXTURES / "frab-night.json"), "--publish")
    *counts, last = out.splitlines()
    assert counts == [
        "sessions: 4 created, 0 updated, 0 unchanged, 0 gone",
        "speakers: 2 created, 0 updated, 0 unchanged, 0 gone",
        "rooms: 3 created, 0 updated, 0 unchanged, 0 gone",
        "tracks: 1 created, 0 updated, 0 unchanged, 0 gone",
    ]
    assert last.startswith("Nachtlager 2016 is published at /events/nl16/ (changed, ")
    assert "Nachtlager 2016: 4 sessions in Europe/Berlin" in err
    assert 'note: days[0].rooms["Zelt Nord"][0].links[3]: left out' in err


def test_import_schedule_command_event_and_owner(event_index: EventIndexPage) -> None:
    owner = User.objects.create_user(email="editor@example.org")
    out, _ = run(str(FIXTURES / "pentabarf.xml"), "--event", "zurich", "--owner", "Editor@example.org")
    assert "Hackfest Zürich is a draft at /events/zurich/" in out
    assert EventPage.objects.get(slug="zurich").owner == owner
    assert {page.owner for page in SessionPage.objects.all()} == {owner}


def test_import_schedule_command_refusal_names_every_place(event_index: EventIndexPage, tmp_path: Path) -> None:
    file = tmp_path / "schedule.json"
    broken = (FIXTURES / "frab-night.json").read_text(encoding="utf-8")
    broken = broken.replace('"start": "22:30"', '"start": "half past ten"').replace('"duration": 45', '"duration": -5')
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        run(str(file))
    assert str(caught.value).splitlines() == [
        "The schedule was refused; nothing was changed.",
        "  days[0].rooms[\"Zelt Nord\"][0].start: 'half past ten' is no time",
        '  days[0].rooms["Zelt Nord"][1].duration: -5 is no duration',
    ]
    assert EventPage.objects.count() == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["/nowhere/schedule.json"], "/nowhere/schedule.json: No such file or directory"),
        ([str(FIXTURES / "pentabarf.xml"), "--owner", "x@example.org"], "Nobody here has the address x@example.org."),
        (
            [str(FIXTURES / "pentabarf.xml"), "--event", "No Slug!"],
            "'No Slug!' is no address of an event: use letters, digits and hyphens.",
        ),
    ],
)
def test_import_schedule_command_wrong_use_is_told(args: list[str], message: str, event_index: EventIndexPage) -> None:
    with pytest.raises(CommandError) as caught:
        run(*args)
    assert str(caught.value) == message
