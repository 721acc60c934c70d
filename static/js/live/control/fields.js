/** Controls with their labels above and their errors below, tied together for screen readers. */

import { h } from "../dom.js";
import { words } from "../words.js";

/** @typedef {import("../dom.js").Attributes} Attributes */

/** @param {string} name @param {string} label @param {{ control: HTMLElement, wrong?: string | undefined, isOptional?: boolean }} field */
export function entry(name, label, { control, wrong, isOptional }) {
  const id = `form-${name}`;
  control.id = id;
  if (wrong) {
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", `${id}-wrong`);
  }
  return h("div.entry", { key: name }, h("label", { for: id }, label, isOptional ? h("span.fine", {}, ` ${words.optional}`) : null), control, wrong ? h("p.wrong", { id: `${id}-wrong` }, wrong) : null);
}

/** @param {string} name @param {string | undefined} value @param {Attributes} [attributes] */
export function textInput(name, value, attributes = {}) {
  return h("input", { type: "text", name, value, autocomplete: "off", ...attributes });
}

/** @param {string} name @param {string | undefined} value */
export function textArea(name, value) {
  return h("textarea", { name, rows: 3, maxlength: 1000 }, value ?? "");
}

/** @param {string} name @param {Record<string, string>} choices @param {string} chosen @param {Attributes} [attributes] */
export function select(name, choices, chosen, attributes = {}) {
  return h("select", { name, ...attributes }, ...Object.entries(choices).map(([value, label]) => h("option", { value: value.trim(), selected: value === chosen }, label)));
}

/** @param {string} name @param {string} label @param {boolean} isOn @param {Attributes} [attributes] */
export function tick(name, label, isOn, attributes = {}) {
  return h("label.tick", { key: name }, h("input", { type: "checkbox", name, checked: isOn, ...attributes }), h("span", {}, label));
}
