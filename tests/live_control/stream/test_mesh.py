"""Who is told what in a mesh, and who is put out of it: two processes on one bus, without any network."""

from __future__ import annotations

from typing import Any

from live_control.stream.mesh import Closed, Mesh, Peer

SESSION = 7


class Bus:
    """Every process reads the same messages in the same order."""

    def __init__(self) -> None:
        self.meshes: list[Mesh] = []
        self.waiting: list[dict[str, Any]] = []

    def process(self, limit: int = 12) -> Mesh:
        mesh = Mesh(SESSION, limit, publish=self.waiting.append)
        self.meshes.append(mesh)
        return mesh

    def run(self) -> None:
        while self.waiting:
            message = self.waiting.pop(0)
            for mesh in self.meshes:
                mesh.take(message)


class Page:
    """A peer and what its page was told."""

    def __init__(self, mesh: Mesh, participant: int, *, seat: int = 1) -> None:
        self.told: list[dict[str, Any]] = []
        self.codes: list[int] = []
        self.mesh = mesh
        self.peer = Peer(participant, f"person-{participant}", seat, deliver=self.told.append, close=self.codes.append)
        mesh.enter(self.peer)

    def heard(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.told if message["type"] == kind]

    def say(self, kind: str, other: Page, data: Any = None, call: str = "c1") -> bool:
        return self.mesh.pass_on(self.peer, kind, {"to": other.peer.key, "call": call, "data": data})


def pair() -> tuple[Bus, Page, Page]:
    """A sender and a receiver, each in a process of their own, who have met."""
    bus = Bus()
    one, other = bus.process(), bus.process()
    sender = Page(one, 1)
    bus.run()
    receiver = Page(other, 2)
    bus.run()
    return bus, sender, receiver


def test_peers_of_two_processes_meet_once_each():
    _bus, sender, receiver = pair()

    assert sender.told == [{"type": "peer", "peer": receiver.peer.key, "participant": "person-2"}]
    assert receiver.told == [{"type": "peer", "peer": sender.peer.key, "participant": "person-1"}]


def test_offer_answer_and_candidates_reach_the_other_side_alone():
    bus, sender, receiver = pair()
    stranger = Page(bus.meshes[1], 3)
    bus.run()
    stranger.told.clear()

    sent = [sender.say("offer", receiver, "sdp"), sender.say("ice", receiver, {"candidate": "one"})]
    bus.run()
    sent.append(receiver.say("answer", sender, "sdp2"))
    bus.run()

    whose = {"peer": sender.peer.key, "participant": "person-1", "call": "c1"}
    assert sent == [True, True, True]
    assert receiver.heard("offer") == [{"type": "offer", **whose, "data": "sdp"}]
    assert receiver.heard("ice") == [{"type": "ice", **whose, "data": {"candidate": "one"}}]
    assert [message["data"] for message in sender.heard("answer")] == ["sdp2"]
    assert stranger.told == []


def test_answer_or_candidate_to_a_call_that_nobody_offered_goes_nowhere():
    bus, sender, receiver = pair()

    sent = [receiver.say(kind, sender, "x", call="made-up") for kind in ("answer", "ice", "end", "again")]
    bus.run()

    assert sent == [False] * 4
    assert [message["type"] for message in sender.told] == ["peer"]


def test_third_person_cannot_speak_in_a_call_of_two_others():
    bus, sender, receiver = pair()
    stranger = Page(bus.meshes[0], 3)
    sender.say("offer", receiver, "sdp")
    bus.run()

    assert stranger.say("ice", receiver, {"candidate": "mine"}) is False
    bus.run()
    assert receiver.heard("ice") == []


def test_demoted_person_is_cut_and_speaks_into_no_call_any_more():
    bus, sender, receiver = pair()
    sender.say("offer", receiver, "sdp")
    bus.run()

    bus.waiting.append({"t": "person", "s": SESSION, "p": 1, "e": {"stage": "audience"}})
    bus.run()

    assert receiver.heard("cut") == sender.heard("cut") == [{"type": "cut", "peer": sender.peer.key}]
    assert sender.say("ice", receiver, {"candidate": "late"}) is False


def test_promotion_and_other_news_of_a_person_cut_nothing():
    bus, sender, receiver = pair()

    bus.waiting.append({"t": "person", "s": SESSION, "p": 1, "e": {"stage": "stage"}})
    bus.waiting.append({"t": "person", "s": SESSION, "p": 1, "e": {"is_muted": True}})
    bus.run()

    assert receiver.heard("cut") == sender.heard("cut") == []


def test_person_put_out_is_closed_wherever_they_sit():
    bus, sender, receiver = pair()

    bus.waiting.append({"t": "out", "s": SESSION, "p": [2], "why": "ejected"})
    bus.run()

    assert (sender.codes, receiver.codes) == ([], [Closed.OUT])


def test_later_seat_closes_the_earlier_one_and_not_itself():
    bus, first, _receiver = pair()
    second = Page(bus.meshes[1], 1, seat=2)

    bus.waiting.append({"t": "seat", "s": SESSION, "p": 1, "g": 2})
    bus.run()

    assert (first.codes, second.codes) == ([Closed.MOVED], [])


def test_full_room_turns_away_exactly_who_came_last():
    bus = Bus()
    meshes = [bus.process(limit=3), bus.process(limit=3)]
    pages = [Page(meshes[number % 2], number) for number in range(5)]
    bus.run()

    assert [page.codes for page in pages[:3]] == [[], [], []]
    # Each process that knows the room answers; the first answer closes.
    assert [set(page.codes) for page in pages[3:]] == [{Closed.FULL}, {Closed.FULL}]
    assert pages[0].heard("peer") == [
        {"type": "peer", "peer": page.peer.key, "participant": f"person-{page.peer.participant}"} for page in pages[1:3]
    ]


def test_place_of_somebody_who_left_is_free_again():
    bus = Bus()
    mesh = bus.process(limit=1)
    first = Page(mesh, 1)
    bus.run()
    mesh.leave(first.peer)
    second = Page(mesh, 2)
    bus.run()

    assert (first.codes, second.codes) == ([], [])


def test_leaving_is_told_to_everybody_else():
    bus, sender, receiver = pair()

    bus.meshes[0].leave(sender.peer)
    bus.run()

    assert receiver.heard("gone") == [{"type": "gone", "peer": sender.peer.key}]
