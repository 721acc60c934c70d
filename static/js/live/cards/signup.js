/** A quick sign-up: a card with a button, and the form in a window of its own over the page. */

import { Refused } from "../act.js";
import { h, symbol } from "../dom.js";
import { words, wordsOf } from "../words.js";

/**
 * @typedef {import("../types.js").Action} Action
 * @typedef {import("../types.js").SignupField} SignupField
 * @typedef {import("./cards.js").CardFrame} CardFrame
 */

const TYPES = { text: "text", email: "email", phone: "tel" };
const AUTOCOMPLETE = { text: "off", email: "email", phone: "tel" };

/** @param {Action} action @param {CardFrame} frame @returns {HTMLElement} */
export function signupBody(action, frame) {
  const { room } = frame;
  const isDone = room.me.signed_up.includes(action.id);
  return h(
    "div.live-note",
    {},
    action.text ? h("p", {}, action.text) : null,
    isDone ? h("p.poll-mine", {}, symbol("check_circle"), h("span", {}, words.signed_up)) : null,
    h("div.live-row", {}, h(`button.button.button-small${isDone ? ".button-line" : ".button-solid"}`, { type: "button", onclick: open }, isDone ? words.change_answer : words.sign_up)),
    h("dialog.live-dialog", { key: "dialog", "aria-labelledby": `signup-${action.id}`, onclose: () => clear(frame) }, form(action, frame)),
  );
}

/** @param {MouseEvent} event */
function open(event) {
  const card = /** @type {HTMLElement} */ (event.currentTarget).closest(".live-note");
  card?.querySelector("dialog")?.showModal();
}

/** @param {CardFrame} frame */
function clear({ state, redraw }) {
  state.error = "";
  state.fields = {};
  redraw();
}

/** @param {Action} action @param {CardFrame} frame */
function form(action, frame) {
  const { state } = frame;
  const close = (/** @type {MouseEvent} */ event) => /** @type {HTMLElement} */ (event.currentTarget).closest("dialog")?.close();
  return h(
    "form.live-form",
    { novalidate: true, onsubmit: (/** @type {SubmitEvent} */ event) => void send(event, action, frame) },
    h("h3", { id: `signup-${action.id}` }, action.title),
    ...(action.fields ?? []).map((field) => entry(field, action, frame)),
    state.error ? h("p.live-wrong", { role: "alert" }, state.error) : null,
    h("div.live-row", {}, h("button.button.button-solid", { type: "submit", disabled: state.isBusy }, words.sign_up), h("button.button.button-line", { type: "button", onclick: close }, words.cancel)),
  );
}

/** @param {SignupField} field @param {Action} action @param {CardFrame} frame */
function entry(field, action, { room, state }) {
  const id = `${action.id}-${field.name}`;
  const wrong = state.fields[field.name];
  const tied = { id, name: field.name, required: field.is_required, "aria-invalid": wrong ? "true" : null, "aria-describedby": wrong ? `${id}-wrong` : null };
  const error = wrong ? h("p.live-wrong", { id: `${id}-wrong` }, wrong) : null;
  if (field.type === "consent") return h("div.live-field", { key: field.name }, h("label.live-tick", {}, h("input", { type: "checkbox", ...tied }), h("span", {}, field.label)), error);
  const label = h("label", { for: id }, field.label, field.is_required ? null : h("span.live-fine", {}, ` ${words.optional}`));
  if (field.type === "choice") {
    const options = (field.choices ?? []).map((choice) => h("option", { value: choice }, choice));
    return h("div.live-field", { key: field.name }, label, h("select", tied, h("option", { value: "" }, words.please_choose), ...options), error);
  }
  const known = knownValue(field, room.me);
  return h("div.live-field", { key: field.name }, label, h("input", { type: TYPES[field.type], autocomplete: field.name === "name" ? "name" : AUTOCOMPLETE[field.type], maxlength: 200, value: known, ...tied }), error);
}

/** What the server knows of somebody who is signed in, so that they need not type it. @param {SignupField} field @param {import("../types.js").Me} me */
function knownValue(field, me) {
  if (field.type === "email" || field.type === "phone") return me[field.type] ?? null;
  return field.name === "name" ? me.name : null;
}

/** @param {SubmitEvent} event @param {Action} action @param {CardFrame} frame */
async function send(event, action, frame) {
  event.preventDefault();
  const { room, state, redraw } = frame;
  if (state.isBusy) return;
  const element = /** @type {HTMLFormElement} */ (event.currentTarget);
  const fields = action.fields ?? [];
  const answers = Object.fromEntries(fields.map((field) => [field.name, valueOf(element, field)]));
  const unfit = fields.map((field) => /** @type {const} */ ([field.name, controlOf(element, field).validationMessage])).filter(([, wrong]) => wrong);
  Object.assign(state, { isBusy: unfit.length === 0, error: "", fields: Object.fromEntries(unfit) });
  redraw();
  if (!state.isBusy) return;
  try {
    await room.act.signUp(action.id, answers);
    if (!room.me.signed_up.includes(action.id)) room.me.signed_up.push(action.id);
    element.closest("dialog")?.close();
    room.toasts.say(words.signed_up);
  } catch (error) {
    state.fields = error instanceof Refused ? ownNames(error.fields) : {};
    state.error = wordsOf(error);
  }
  state.isBusy = false;
  redraw();
}

/** `answers.email` is the field `email`. @param {Record<string, string>} fields */
function ownNames(fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name.replace(/^answers\./, ""), text]));
}

/** @param {HTMLFormElement} form @param {SignupField} field */
function controlOf(form, field) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(field.name));
}

/** @param {HTMLFormElement} form @param {SignupField} field */
function valueOf(form, field) {
  const control = controlOf(form, field);
  return field.type === "consent" ? control.checked : control.value.trim();
}
