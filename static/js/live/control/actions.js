/** What is on screen and what is prepared: open, end, show results, and everything else behind three dots. */

import { draw, h, soon, symbol } from "../dom.js";
import { counted, filled, words } from "../words.js";
import { resultBars, textAnswers } from "../cards/results.js";
import { changeForm, newForm } from "./action-form.js";
import { menu, sure } from "./dialogs.js";

/** @typedef {import("../types.js").Action} Action */
/** @typedef {import("./desk.js").Desk} Desk */

const SYMBOLS = { poll: "ballot", announcement: "campaign", download: "download", signup: "how_to_reg" };
const KINDS = /** @type {Action["kind"][]} */ (Object.keys(SYMBOLS));

/** @param {Desk} desk @param {HTMLElement} place */
export function mountActions(desk, place) {
  /** Those that were put away are not on the board; they are read when somebody looks. @type {{ isOpen: boolean, found: Action[] }} */
  const away = { isOpen: false, found: [] };
  const readAway = async () => {
    const found = await desk.read("actions?state=archived").catch(() => null);
    away.found = found?.items ?? away.found;
    show();
  };
  const toggleAway = (/** @type {Event} */ event) => {
    away.isOpen = /** @type {HTMLDetailsElement} */ (event.currentTarget).open;
    if (away.isOpen) void readAway();
  };
  const show = soon(() => {
    /** @type {Action[] | undefined} */
    const all = desk.board.parts["crew:actions"];
    if (!all) return;
    const shown = all.filter((action) => action.state !== "draft").sort(byOpening);
    const prepared = all.filter((action) => action.state === "draft");
    draw(
      place,
      newButtons(desk),
      h("h3", { key: "shown-title" }, words.on_screen),
      shown.length ? h("ul.acts", { key: "shown", role: "list" }, ...shown.map((action) => shownRow(action, desk))) : h("p.empty", { key: "no-shown" }, words.nothing_shown),
      h("h3", { key: "prepared-title" }, words.prepared),
      prepared.length ? h("ul.acts", { key: "prepared", role: "list" }, ...prepared.map((action, index) => preparedRow(action, { desk, prepared, index }))) : h("p.empty", { key: "no-prepared" }, words.nothing_prepared),
      h("details.away", { key: "away", ontoggle: toggleAway }, h("summary", {}, words.archived), away.found.length ? h("ul.acts", { role: "list" }, ...away.found.map((action) => awayRow(action, desk, readAway))) : h("p.empty", {}, words.nothing_archived)),
    );
  });
  desk.board.watch("crew:actions", () => {
    if (away.isOpen) void readAway();
    show();
  });
  comeTo(location.hash, place);
}

/** The editor links to one action: it is shown once it is there. @param {string} hash @param {HTMLElement} place */
function comeTo(hash, place) {
  if (!hash.startsWith("#action-")) return;
  const watching = new MutationObserver(() => {
    const found = document.getElementById(hash.slice(1));
    if (!found) return;
    watching.disconnect();
    found.scrollIntoView({ block: "center" });
  });
  watching.observe(place, { childList: true, subtree: true });
}

/** @param {Action} one @param {Action} other */
function byOpening(one, other) {
  if (one.state !== other.state) return one.state === "live" ? -1 : 1;
  return String(other.opened_at ?? "").localeCompare(String(one.opened_at ?? ""));
}

/** @param {Desk} desk */
function newButtons(desk) {
  return h("div.new-row", { key: "new", role: "group", "aria-label": words.new }, ...KINDS.map((kind) => h("button.outlined", { key: kind, type: "button", "data-new": kind, onclick: () => newForm(desk, kind) }, symbol(SYMBOLS[kind]), words.kinds[kind])));
}

/** @param {Desk} desk @param {Action} action @param {string} verb @returns {(event: Event) => void} */
function verb(desk, action, verb) {
  return (event) => void desk.doing(event, () => desk.send(`actions/${action.id}/${verb}`));
}

/** @param {Action} action */
function title(action) {
  // One that was put away comes from the API, without the board's own words for its kind.
  const fine = words.poll_types[action.poll_type ?? ""] ?? words.kinds[action.kind];
  return h("div.act-titles", {}, h("p.act-title", {}, action.title), h("p.fine", {}, fine, action.is_pinned ? h("span.pinned", {}, symbol("keep"), words.pinned) : null));
}

/** @param {Action} action @param {Desk} desk */
function shownRow(action, desk) {
  const isLive = action.state === "live";
  const does = (/** @type {string} */ name) => verb(desk, action, name);
  const rest = [
    { text: words.edit, does: (/** @type {Event} */ event) => void desk.doing(event, () => changeForm(desk, action)) },
    { text: action.is_pinned ? words.unpin : words.pin, does: does(action.is_pinned ? "unpin" : "pin") },
    { text: words.copy, does: does("copy") },
    ...(isLive ? [] : [{ text: words.reopen, does: does("reopen") }]),
    { text: words.archive, does: does("archive") },
  ];
  return h(
    "li.act",
    { key: action.id, id: `action-${action.id}`, "data-state": action.state, "data-kind": action.kind },
    h("div.act-head", {}, symbol(SYMBOLS[action.kind]), title(action), isLive ? null : h("span.chip", { "data-tone": "plain" }, words.action_states.closed), menu(filled(words.more, { title: action.title }), rest)),
    action.kind === "poll" ? standing(action) : action.kind === "signup" ? h("p.fine", {}, counted(words.answered, action.answers ?? 0)) : null,
    h("div.row", {}, isLive ? h("button.filled", { type: "button", onclick: does("close") }, symbol("stop_circle"), words.end) : h("button.outlined", { type: "button", onclick: does("archive") }, symbol("archive"), words.archive), action.kind === "poll" ? resultsButton(action, does) : null),
  );
}

/** Counts always, and who else sees them. @param {Action} poll */
function standing(poll) {
  const results = poll.results ?? { voters: 0 };
  const { tone, text, sign } = seenBy(poll);
  return h("div.standing", {}, h("p.seen", { "data-tone": tone }, symbol(sign), text), poll.poll_type === "text" ? textAnswers(results) : resultBars(poll, results), h("p.fine", {}, counted(words.voters, results.voters)));
}

/** @param {Action} poll @returns {{ tone: string, text: string, sign: string }} */
function seenBy(poll) {
  const needsRelease = poll.shows === "on_release" || poll.poll_type === "text";
  if (poll.shows === "never") return { tone: "none", text: words.seen_never, sign: "visibility_off" };
  if (poll.is_released || (poll.shows === "always" && !needsRelease)) return { tone: "all", text: words.seen_all, sign: "visibility" };
  if (poll.shows === "after_vote" && !needsRelease) return { tone: "some", text: words.seen_voters, sign: "visibility" };
  return { tone: "none", text: words.seen_none, sign: "visibility_off" };
}

/** @param {Action} poll @param {(name: string) => (event: Event) => void} does */
function resultsButton(poll, does) {
  if (poll.shows === "never" || (poll.shows === "always" && poll.poll_type !== "text")) return null;
  if (poll.is_released) return h("button.tonal", { key: "hide", type: "button", onclick: does("hide") }, symbol("visibility_off"), words.hide_results);
  return h("button.tonal", { key: "release", type: "button", onclick: does("release") }, symbol("visibility"), words.show_results);
}

/** @param {Action} action @param {{ desk: Desk, prepared: Action[], index: number }} among */
function preparedRow(action, { desk, prepared, index }) {
  const move = (/** @type {number} */ by) => (/** @type {Event} */ event) => {
    const ids = prepared.map((one) => one.id);
    ids.splice(index + by, 0, ...ids.splice(index, 1));
    void desk.doing(event, () => desk.send("actions/order", { ids }));
  };
  const remove = async () => {
    if (await sure(filled(words.delete_sure, { title: action.title }), words.delete)) await desk.send(`actions/${action.id}`, undefined, "DELETE");
  };
  const rest = [
    { text: words.edit, does: (/** @type {Event} */ event) => void desk.doing(event, () => changeForm(desk, action)) },
    { text: words.copy, does: verb(desk, action, "copy") },
    ...(index > 0 ? [{ text: words.up, does: move(-1) }] : []),
    ...(index < prepared.length - 1 ? [{ text: words.down, does: move(1) }] : []),
    { text: words.delete, does: (/** @type {Event} */ event) => void desk.doing(event, remove), isDanger: true },
  ];
  return h("li.act.act-prepared", { key: action.id, id: `action-${action.id}`, "data-kind": action.kind }, h("div.act-head", {}, symbol(SYMBOLS[action.kind]), title(action), h("button.tonal", { type: "button", "aria-label": `${words.open}: ${action.title}`, onclick: verb(desk, action, "open") }, symbol("play_arrow"), words.open), menu(filled(words.more, { title: action.title }), rest)));
}

/** @param {Action} action @param {Desk} desk @param {() => Promise<void>} again */
function awayRow(action, desk, again) {
  const does = (/** @type {string} */ name) => (/** @type {Event} */ event) => void desk.doing(event, () => desk.send(`actions/${action.id}/${name}`).then(again));
  return h("li.act.act-prepared", { key: action.id }, h("div.act-head", {}, symbol(SYMBOLS[action.kind]), title(action), h("button.outlined", { type: "button", "aria-label": `${words.copy}: ${action.title}`, onclick: does("copy") }, words.copy)));
}
