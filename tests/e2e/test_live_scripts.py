"""The live room's modules without a server: the board's copy and its line, what is sent, and the event's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from tests.e2e.played_line import AROUND

STATIC = Path(__file__).parents[2] / "static"
ORIGIN = "http://foyer.test"
WORDS = '{"zone": "Europe/Amsterdam", "room": {}}'
PAGE = f'<html lang="en"><script id="live-words" type="application/json">{WORDS}</script></html>'
Script = Callable[[str], Any]


@pytest.fixture(scope="module")
def script(browser: Browser) -> Iterator[Script]:
    """Runs this with what stands in AROUND, in a page anew; its answer as JSON."""
    context = browser.new_context(base_url=ORIGIN, timezone_id="America/New_York")
    context.route(f"{ORIGIN}/**", serve)

    def run(source: str) -> Any:
        page = context.new_page()
        page.goto("/")
        try:
            return page.evaluate(f"async () => {{ {AROUND} {source} }}")
        finally:
            page.close()

    yield run
    context.close()


def serve(route: Route) -> None:
    path = STATIC / route.request.url.removeprefix(f"{ORIGIN}/")
    if path.is_file():
        route.fulfill(path=path)
    else:
        route.fulfill(body=PAGE, content_type="text/html")


def test_board_merges_what_comes_and_tells_those_who_watch(script):
    found = script("""
      const board = await opened();
      const told = [];
      board.watch("stage", (value) => told.push(["stage", value ?? null]));
      board.watch("action:", (value, name) => told.push([name, value ?? null]));
      await say("board", { version: 3, parts: { stage: ["Ada"], "action:a": 1 } });
      await say("change", { version: 4, from: 3, set: { "action:b": 2 }, gone: ["action:a"] });
      await say("change", { version: 4, from: 3, set: { stage: ["sent twice"] } });
      return { told, parts: board.parts, version: board.version, requests: asked.length };
    """)
    assert found == {
        "told": [["stage", ["Ada"]], ["action:a", 1], ["action:a", None], ["action:b", 2]],
        "parts": {"stage": ["Ada"], "action:b": 2},
        "version": 4,
        "requests": 1,
    }


def test_board_asks_for_the_whole_where_it_has_missed_a_number(script):
    found = script("""
      const board = await opened();
      await say("board", { version: 3, parts: { stage: [] } });
      await say("change", { version: 6, from: 5, set: { stage: ["Ada"] } });
      const between = board.parts.stage;
      await say("board", { version: 6, parts: { stage: ["Ada"] } });
      const tries = waits.filter((one) => one < 15000);
      return { asked: asked.map(([, number]) => number), tries, between, after: board.parts.stage };
    """)
    assert found == {"asked": [None, None], "tries": [0], "between": [], "after": ["Ada"]}


def test_board_comes_back_ever_later_and_says_what_it_has(script):
    found = script("""
      answers = [200, "down", 503, "down", "down", "down"];
      const board = await opened();
      await say("board", { version: 7, parts: {} });
      lines[0].close();
      for (let time = 0; time < 12; time += 1) await moment();
      const tries = waits.filter((one) => one < 15000);
      await say("me", { stage: "audience" });
      lines.at(-1).close();
      await moment();
      const again = waits.filter((one) => one < 15000).at(-1);
      return { tries, asked: asked.map(([, number]) => number), again, heard };
    """)
    lost = [["state", "broken"], ["state", "open"]]
    assert found == {
        "tries": [2000, 4000, 8000, 10000, 10000, 10000],
        "asked": [None, *["7"] * 7],
        "again": 2000,
        "heard": [["state", "open"], *lost, ["me", {"stage": "audience"}], *lost],
    }


def test_hint_of_anybody_brings_a_broken_line_back_sooner_and_changes_nothing_else(script):
    told = script("""
        const board = await opened();
        await say("board", { version: 4, parts: {} });
        board.lookSoon();
        const whileOpen = asked.length;
        answers = ["down", "down", "down", "down"];
        lines.at(-1).close();
        window.setTimeout = (work, wait) => (waits.push(wait), 0);
        await moment();
        const before = waits.length;
        for (let times = 0; times < 3; times += 1) board.lookSoon();
        return [whileOpen, waits.slice(before), board.version];
    """)

    assert told == [1, [2000], 4]


@pytest.mark.parametrize("reason", ["moved", "ejected", "access_ended", "ended"])
def test_bye_ends_the_line_for_good(script, reason):
    found = script(f"""
      const board = await opened();
      await say("bye", {{ reason: "{reason}" }});
      board.reconnect(0);
      await moment();
      return {{ heard, requests: asked.length, state: board.state }};
    """)
    assert found == {
        "heard": [["state", "open"], ["state", "closed"], ["bye", {"reason": reason}]],
        "requests": 1,
        "state": "closed",
    }


@pytest.mark.parametrize(
    ("renew", "tickets", "last"),
    [
        ("async () => 't2'", ["t1", "t2"], ["state", "open"]),
        ("async () => null", ["t1"], ["bye", {"reason": "over"}]),
        ("async () => { throw new Error('away') }", ["t1", "t1"], ["state", "open"]),
    ],
    ids=["joins again", "may not", "cannot now"],
)
@pytest.mark.parametrize("end", ["bye", "refusal"])
def test_ticket_that_is_over_is_renewed(script, renew, tickets, last, end):
    found = script(f"""
      if ("{end}" === "refusal") answers = [410];
      const board = await opened({{ renew: {renew} }});
      if ("{end}" === "bye") await say("bye", {{ reason: "over" }});
      for (let time = 0; time < 4; time += 1) await moment();
      return {{ tickets: asked.map(([address]) => address.split("ticket=")[1]), last: heard.at(-1) }};
    """)
    assert found == {"tickets": tickets, "last": last}


def test_what_asks_for_an_answer_stands_first(script):
    found = script("""
      const board = new Board({ ticket: "" });
      const of = (kind, state, is_pinned, opened_at) => ({ kind, state, is_pinned, opened_at });
      board.takeWhole({ version: 1, parts: {
        stage: [],
        "action:a": of("download", "live", true, "2026-05-01T10:00"),
        "action:b": of("poll", "closed", false, "2026-05-01T12:00"),
        "action:c": of("poll", "live", false, "2026-05-01T09:00"),
        "action:d": of("announcement", "live", false, "2026-05-01T13:00"),
      } });
      return board.actions().map(({ kind, state }) => `${kind} ${state}`);
    """)
    assert found == ["poll live", "download live", "announcement live", "poll closed"]


def test_results_for_voters_stand_behind_those_for_all(script):
    found = script("""
      const board = await opened();
      await say("results", { version: 2, "action:a": { voters: 1 } });
      const polls = [{ id: "a", results: null }, { id: "a", results: { voters: 2 } }, { id: "b" }];
      return polls.map((poll) => board.resultsOf(poll));
    """)
    assert found == [{"voters": 1}, {"voters": 2}, None]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["down", 503, {"status": 200, "json": {"ok": 1}}], {"answer": {"ok": 1}, "sent": 3}),
        (["down", "down", 502, 504], {"error": "Unreachable", "sent": 4}),
        (
            [{"status": 409, "json": {"error": "POLL_CLOSED", "message": "This poll is closed."}}],
            {"error": "Refused", "code": "POLL_CLOSED", "text": "This poll is closed.", "sent": 1},
        ),
    ],
    ids=["lost twice", "away", "refused"],
)
def test_act_is_sent_again_as_it_was_until_there_is_an_answer(script, answers, expected):
    found = script(f"""
      answers = {answers!r};
      const outcome = await ask("/api/live/votes", {{ method: "POST", body: {{ poll: "p" }} }}).then(
        (answer) => ({{ answer }}),
        ({{ constructor, code, message }}) => ({{ error: constructor.name, ...(code && {{ code, text: message }}) }}),
      );
      const bodies = new Set(asked.map(([, , body]) => body));
      return {{ ...outcome, sent: asked.length, bodies: [...bodies] }};
    """)
    assert found == {**expected, "bodies": ['{"poll":"p"}']}


def test_news_from_before_the_answer_sends_nobody_back_from_the_stage(script):
    found = script("""
      const { StagePass } = await import("/js/live/room/pass.js");
      const done = [];
      const check = { close: () => done.push("check closed") };
      const act = { stage: async (step) => done.push(step) };
      const pass = new StagePass({ act, check, notices: { say: () => {} }, onChange: () => {} });
      pass.me = { stage: "audience", may_enter_stage: true };
      const starts = async () => done.push("sends"), stops = async () => done.push("stops");
      pass.media = { choose: async () => {}, startSending: starts, stopSending: stops };
      await pass.send({ tracks: [], choice: {} });
      for (const stage of ["audience", "stage", "stage", "audience"]) pass.hear({ stage });
      return [done, pass.standing];
    """)
    standing = {"isOnStage": False, "mayEnter": True, "isAsking": False, "mayRaise": False, "isRaised": False}
    assert found == [["enter", "sends", "check closed", "stops"], standing]


def test_organizers_read_and_write_the_events_own_time(script):
    found = script("""
      const { atZone, fromZone, zoneName } = await import("/js/live/control/zone.js");
      const { clock } = await import("/js/live/words.js");
      const texts = ["2026-11-21T18:00", "2026-07-01T00:30", "2026-10-25T03:00", "2026-03-29T01:59"];
      const moments = texts.map((text) => fromZone(text).toISOString());
      const elsewhere = fromZone("2026-11-21T18:00", "Asia/Kolkata").toISOString();
      const back = moments.map((one) => atZone(one));
      return { moments, back, clock: clock("2026-11-21T17:00:00Z"), elsewhere, zone: zoneName() };
    """)
    moments = ("2026-11-21T17:00", "2026-06-30T22:30", "2026-10-25T02:00", "2026-03-29T00:59")
    assert found == {
        "moments": [f"{at}:00.000Z" for at in moments],
        "back": ["2026-11-21T18:00", "2026-07-01T00:30", "2026-10-25T03:00", "2026-03-29T01:59"],
        "clock": "06:00 PM",
        "elsewhere": "2026-11-21T12:30:00.000Z",
        "zone": " (Europe/Amsterdam)",
    }


def test_good_picture_does_not_hide_that_the_server_is_away(script: Script):
    """With browsers that send to each other the picture comes on, and the news of its quality, too."""
    hints = script(
        """
        const { Notices } = await import("/js/live/room/notices.js");
        document.body.innerHTML = '<div><p data-live="hint"></p></div>';
        const root = document.body.firstElementChild, notices = new Notices(root), hints = [];
        const steps = [() => notices.connection("weak"), () => notices.server(true), () => notices.connection("good"),
          () => notices.connection("bad"), () => notices.server(false), () => notices.connection("good")];
        for (const step of steps) { step(); hints.push(root.dataset.hint); }
        return hints;
        """
    )

    assert hints == ["weak", "lost", "lost", "lost", "bad", ""]


def test_clock_of_a_recording_waits_for_each_picture_and_goes_slower_where_they_take_long(script: Script):
    found = script("""
      const clock = new Worker("/js/live/recorder/clock.js", { type: "module" });
      const after = (wait) => new Promise((resolve) => setImmediately(resolve, wait));
      const askedFor = () => new Promise((resolve) => clock.addEventListener("message", resolve, { once: true }));
      let count = 0;
      clock.addEventListener("message", () => { count += 1; });
      await askedFor();
      await after(300);
      const unanswered = count;
      clock.postMessage(0);
      const from = performance.now();
      await askedFor();
      const pause = performance.now() - from;
      clock.terminate();
      return { unanswered, count, isSlower: pause >= 490 };
    """)
    # A picture that takes 300 ms is followed by the longest pause, half a second.
    assert found == {"unanswered": 1, "count": 2, "isSlower": True}
