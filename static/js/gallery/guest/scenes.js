/** What the page shows in each standing of the guest. */

import { h, symbol } from "../../live/dom.js";
import { smallPicture } from "./pictures.js";
import { roll } from "./roll.js";
import { has, say, when } from "./words.js";

/**
 * @typedef {import("./types.js").Problem} Problem
 * @typedef {{ standing: import("./guest.js").Standing, guest: import("./guest.js").Guest, frames: import("./types.js").Frame[],
 *   problems: Problem[], free: number, line: { text: string, tone: string, again: boolean }, pin: { error: string, isBusy: boolean }, asking: string }} View
 * @typedef {{ open: (frame: import("./types.js").Frame) => void, again: () => void, about: () => void, enter: (pin: string) => void,
 *   save: (problem: Problem) => void, retry: (problem: Problem) => void, ask: (key: string) => void, drop: (problem: Problem) => void }} Acts
 */

/** What another try can mend. */
const FINAL = new Set(["TYPE_NOT_ALLOWED", "TOO_LARGE", "TOO_MANY_PIXELS", "DAMAGED", "NOT_A_PICTURE", "TOO_SLOW", "LOST_ON_PHONE", "WITHDRAWN"]);

/** @param {View} view @param {Acts} acts */
export function scene(view, acts) {
  const { standing } = view;
  if (standing === "early") return early(view);
  if (standing === "pin") return [pinEntry(view, acts), line(view, acts)];
  if (standing === "open") return [counter(view, acts), line(view, acts), problems(view, acts), roll(view.frames, view.free, acts.open)];
  const own = standing === "closed" ? view.frames : [];
  return [
    message(standing, own.length),
    problems(view, acts),
    own.length > 0 && h("section.own", { key: "own" }, h("h2.own-title", {}, say("own_photos")), line(view, acts), roll(own, 0, acts.open)),
  ];
}

/** @param {string} standing @param {number} count of own photos */
function message(standing, count) {
  const hint = standing === "closed" && count > 0 ? "closed_own" : `${standing}_hint`;
  return h(
    "section.message",
    { key: `message-${standing}` },
    h("h2.message-title", {}, say(`${standing}_title`)),
    has(hint) && h("p.message-text", {}, say(hint, { count })),
  );
}

/** @param {View} view */
function early({ guest }) {
  const left = Math.max(0, Math.ceil((Date.parse(guest.gallery.opens_at) - Date.now()) / 1000));
  const units = [
    ["days", Math.floor(left / 86_400)],
    ["hours", Math.floor(left / 3600) % 24],
    ["minutes", Math.floor(left / 60) % 60],
    ["seconds", left % 60],
  ];
  const shown = left >= 86_400 ? units.slice(0, 3) : units.slice(1);
  return [
    h("section.message", { key: "early" }, h("h2.message-title", {}, say("early_title")), h("p.message-text", {}, say("early_hint", { when: when(guest.gallery.opens_at) }))),
    h(
      "div.countdown",
      { key: "countdown", role: "timer" },
      h("dl", {}, shown.map(([name, value]) => h("div", {}, h("dt", {}, say(`unit_${name}`, { count: Number(value) })), h("dd", {}, value)))),
    ),
    h("p.message-note", { key: "early-note" }, say("early_note", { count: guest.gallery.max_uploads })),
  ];
}

/** @param {View} view @param {Acts} acts */
function pinEntry({ pin }, acts) {
  const entered = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget);
    field.value = field.value.replace(/[^0-9]/g, "").slice(0, 4);
    if (field.value.length === 4 && !pin.isBusy) acts.enter(field.value);
  };
  const sent = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const field = /** @type {HTMLFormElement} */ (event.currentTarget).elements.namedItem("pin");
    if (field instanceof HTMLInputElement && field.value.length === 4 && !pin.isBusy) acts.enter(field.value);
  };
  return h(
    "form.pin",
    { key: "pin", novalidate: true, "data-wrong": String(pin.error !== ""), onsubmit: sent },
    h("label.message-title", { for: "pin" }, say("pin_title")),
    h("p.message-text", { id: "pin-hint" }, say("pin_hint")),
    h(
      "div.pin-boxes",
      {},
      h("input.pin-field", {
        ...{ id: "pin", name: "pin", inputmode: "numeric", autocomplete: "one-time-code", pattern: "[0-9]*", enterkeyhint: "go" },
        ...{ "aria-describedby": "pin-hint pin-error", "aria-invalid": pin.error ? "true" : null, "aria-busy": pin.isBusy ? "true" : null, oninput: entered },
      }),
    ),
    h("p.pin-error", { id: "pin-error", role: "alert" }, pin.error),
    h("button.button.button-solid.button-large", { type: "submit", disabled: pin.isBusy }, say("enter")),
  );
}

/** @param {View} view @param {Acts} acts */
function counter({ guest, free }, acts) {
  const { name, tags } = guest;
  const about = [name && say("about_name", { name }), tags.length > 0 && say("about_tags", { tags: tags.join(" · ") })].filter(Boolean);
  return h(
    "section.counter",
    { key: "counter", "aria-label": say("counter") },
    h("p.counter-number", {}, h("strong", {}, free), h("span", {}, say("shots_left", { count: free, total: guest.shotsTotal }))),
    free === 0 && h("p.counter-note", {}, say("no_shots")),
    h("button.about", { type: "button", onclick: acts.about }, symbol("edit"), h("span", {}, about.length ? about.join(" ") : say("about_none"))),
  );
}

/** @param {View} view @param {Acts} acts */
function line({ line: { text, tone, again } }, acts) {
  return h(
    "div.line",
    { key: "line", "data-tone": tone, hidden: text === "" },
    h("p", {}, text),
    again && h("button.line-again", { type: "button", onclick: acts.again }, say("again")),
  );
}

/** @param {View} view @param {Acts} acts */
function problems({ problems: found, standing, asking }, acts) {
  if (found.length === 0) return null;
  return h(
    "section.problems",
    { key: "problems" },
    h("h2.problems-title", {}, say("problems", { count: found.length })),
    h("ul", { role: "list" }, found.map((problem) => row(problem, { standing, isAsking: asking === problem.key }, acts))),
  );
}

/** @param {Problem} problem @param {{ standing: string, isAsking: boolean }} how @param {Acts} acts */
function row(problem, { standing, isAsking }, acts) {
  const { key, code } = problem;
  const url = smallPicture(problem);
  return h(
    "li.problem",
    { key, "data-code": code || standing },
    url ? h("img.problem-picture", { src: url, alt: "" }) : h("span.problem-picture"),
    h(
      "div.problem-text",
      {},
      h("p", {}, isAsking ? say("remove_ask") : reason(problem, standing)),
      h("p.problem-acts", {}, (isAsking ? answers : ways)(problem, acts)),
    ),
  );
}

/** @param {string} name @param {() => void} onclick */
function act(name, onclick) {
  return h("button.act", { key: name, type: "button", onclick }, say(name));
}

/** @param {Problem} problem @param {Acts} acts */
function answers(problem, acts) {
  return [act("keep_it", () => acts.ask("")), act("remove", () => acts.drop(problem))];
}

/** Only what is still on the phone can be lost, so only there it is asked first. @param {Problem} problem @param {Acts} acts */
function ways(problem, acts) {
  const { key, code, item } = problem;
  const hasBytes = item !== null && item.state !== "here" && code !== "LOST_ON_PHONE";
  return [
    item?.state === "refused" && !FINAL.has(code) && act("retry", () => acts.retry(problem)),
    hasBytes && act("save", () => acts.save(problem)),
    hasBytes ? act("remove", () => acts.ask(key)) : act("understood", () => acts.drop(problem)),
  ];
}

/** @param {Problem} problem @param {string} standing */
function reason({ code, message }, standing) {
  if (code === "") return say(`stuck_${standing}`);
  return has(`reason_${code}`) ? say(`reason_${code}`) : message || say("reason_OTHER");
}
