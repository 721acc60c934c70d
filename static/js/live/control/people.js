/** Who is here: stage, invitations, raised hands in their order, and everybody, searched by name. */

import { draw, h, soon, symbol } from "../dom.js";
import { clock, counted, filled, number, words, wordsOf } from "../words.js";
import { menu, sure } from "./dialogs.js";

/** @typedef {import("../types.js").Person & { out?: string, is_inside?: boolean }} Person */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{ words: string, items: Person[], next: string | null, isRead: boolean }} Found */

const TYPING = 250;

/** @param {Desk} desk @param {HTMLElement} place */
export function mountPeople(desk, place) {
  const { board } = desk;
  /** @type {Found} */
  const found = { words: "", items: [], next: null, isRead: false };
  const read = async (/** @type {string | null} */ cursor = null) => {
    const asked = found.words;
    const query = new URLSearchParams({ q: asked, limit: "30", ...(cursor ? { cursor } : {}) });
    try {
      const answer = await desk.read(`participants?${query}`);
      if (asked !== found.words) return;
      Object.assign(found, { items: cursor ? [...found.items, ...answer.items] : answer.items, next: answer.next_cursor, isRead: true });
      show();
    } catch (error) {
      desk.toasts.fail(wordsOf(error));
    }
  };
  const show = soon(() => {
    const people = board.parts["crew:people"];
    if (!people) return;
    const again = () => read();
    draw(place, summary(desk, people, board.parts["crew:room"]), stageList(desk, again), invitedList(desk, people.invited, again), handList(desk, people.hands, again), everybody(desk, { found, read, show }));
  });
  for (const part of ["crew:people", "stage", "crew:room"]) board.watch(part, show);
  addEventListener("panel", (event) => /** @type {CustomEvent} */ (event).detail === "people" && void read());
}

/** @param {Desk} desk @param {{ inside: number, hands: Person[] }} people @param {{ room_limit: number | null } | null} room */
function summary(desk, people, room) {
  const inside = room?.room_limit ? filled(words.inside_of, { used: number(people.inside), limit: number(room.room_limit) }) : counted(words.inside, people.inside);
  const next = (/** @type {Event} */ event) => void desk.doing(event, () => desk.send("stage/next"));
  return h(
    "div.people-head",
    { key: "summary" },
    h("p.people-count", {}, symbol("groups"), inside),
    h("button.filled", { type: "button", disabled: people.hands.length === 0, title: words.next_help, onclick: next }, symbol("swap_horiz"), words.next_speaker),
  );
}

/** @param {Desk} desk @param {Person} person @param {string} verb @param {() => unknown} [after] @returns {(event: Event) => void} */
function does(desk, person, verb, after = () => undefined) {
  return (event) => void desk.doing(event, () => desk.send(`participants/${person.id}/${verb}`).then(after));
}

/** @param {Desk} desk @param {() => unknown} again */
function stageList(desk, again) {
  /** @type {Person[]} */
  const stage = desk.board.parts.stage ?? [];
  const room = desk.board.parts["crew:room"];
  const count = room?.stage_limit ? filled(words.stage_of, { used: number(room.stage_used), limit: number(room.stage_limit) }) : "";
  const rows = stage.map((person) => row(person, h("button.outlined", { type: "button", "aria-label": `${words.demote}: ${person.name}`, onclick: does(desk, person, "demote", again) }, words.demote)));
  return h("section", { key: "stage" }, h("h3", {}, words.on_stage, h("span.fine", {}, count)), rows.length ? h("ul.people", { role: "list" }, ...rows) : h("p.empty", {}, words.stage_empty));
}

/** @param {Desk} desk @param {Person[]} invited @param {() => unknown} again */
function invitedList(desk, invited, again) {
  if (!invited.length) return null;
  const rows = invited.map((person) => row(person, h("button.outlined", { type: "button", "aria-label": `${words.take_back}: ${person.name}`, onclick: does(desk, person, "demote", again) }, words.take_back)));
  return h("section", { key: "invited" }, h("h3", {}, words.invited), h("ul.people", { role: "list" }, ...rows));
}

/** @param {Desk} desk @param {Person[]} hands @param {() => unknown} again */
function handList(desk, hands, again) {
  const rows = hands.map((person) =>
    row(person, [
      h("button.tonal", { type: "button", "aria-label": `${words.invite}: ${person.name}`, onclick: does(desk, person, "invite", again) }, symbol("person_add"), words.invite),
      menu(filled(words.more, { title: person.name }), [{ text: words.lower, does: does(desk, person, "lower") }]),
    ]),
  );
  return h("section", { key: "hands" }, h("h3", {}, words.hands, hands.length ? h("span.badge.badge-plain", {}, number(hands.length)) : null), rows.length ? h("ol.people.people-hands", { role: "list" }, ...rows) : h("p.empty", {}, words.hands_empty));
}

/** @param {Desk} desk @param {{ found: Found, read: (cursor?: string | null) => Promise<void>, show: () => void }} list */
function everybody(desk, { found, read, show }) {
  /** @type {ReturnType<typeof setTimeout>} */
  let waiting;
  const search = (/** @type {Event} */ event) => {
    found.words = /** @type {HTMLInputElement} */ (event.currentTarget).value.trim();
    clearTimeout(waiting);
    waiting = setTimeout(() => void read(), TYPING);
  };
  if (!found.isRead) queueMicrotask(() => ((found.isRead = true), void read()));
  const rows = found.items.map((person) => row(person, [person.is_muted ? h("span.chip", { key: "muted", "data-tone": "plain" }, words.muted) : null, person.out ? h("span.chip", { key: "out", "data-tone": "bad" }, words.is_out) : null, personMenu(desk, person, { again: () => read(), show })]));
  return h(
    "section",
    { key: "all" },
    h("h3", {}, words.everybody),
    h("label.visually-hidden", { for: "people-search" }, words.search_people),
    h("input.search", { id: "people-search", type: "search", placeholder: words.search_people, autocomplete: "off", oninput: search }),
    rows.length ? h("ul.people", { role: "list" }, ...rows) : h("p.empty", {}, words.nobody_found),
    found.next ? h("button.text", { type: "button", onclick: () => void read(found.next) }, words.more_people) : null,
  );
}

/** @param {Person} person @param {import("../dom.js").Child | import("../dom.js").Child[]} buttons */
function row(person, buttons) {
  const role = person.role === "viewer" || person.role === "participant" ? "" : words.roles[person.role];
  const since = person.hand_raised_at ? clock(person.hand_raised_at) : "";
  return h("li.person", { key: person.id, "data-inside": person.is_inside === false ? "no" : "yes" }, h("div.person-words", {}, h("p.person-name", {}, person.name || words.anonymous), h("p.fine", {}, [role, since].filter(Boolean).join(" · "))), h("div.row", {}, buttons));
}

/** @param {Desk} desk @param {Person} person @param {{ again: () => unknown, show: () => void }} after */
function personMenu(desk, person, { again }) {
  const eject = async () => {
    if (await sure(filled(words.eject_sure, { name: person.name }), words.eject)) await desk.send(`participants/${person.id}/eject`).then(again);
  };
  if (person.out) return menu(filled(words.more, { title: person.name }), [{ text: words.readmit, does: does(desk, person, "readmit", again) }]);
  return menu(filled(words.more, { title: person.name }), [
    person.stage === "audience" ? { text: words.invite, does: does(desk, person, "invite", again) } : { text: words.demote, does: does(desk, person, "demote", again) },
    person.is_muted ? { text: words.unmute, does: does(desk, person, "unmute", again) } : { text: words.mute, does: does(desk, person, "mute", again) },
    { text: words.eject, does: (/** @type {Event} */ event) => void desk.doing(event, eject), isDanger: true },
  ]);
}
