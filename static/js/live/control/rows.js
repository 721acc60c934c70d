/** Lists in forms that grow: the answers of a poll, the fields of a sign-up. */

import { h, symbol } from "../dom.js";
import { filled, words } from "../words.js";

const LEAST_OPTIONS = 2;

/** @typedef {{ key: string, label: string }} OptionRow */
/** @typedef {{ key: string, name: string, label: string, type: string, is_required: boolean, choices: string }} FieldRow */

/** @template {{ key: string }} Row */
class Rows extends EventTarget {
  /** @type {Row[]} */
  rows = [];

  /** @param {Row} row */
  add(row) {
    this.rows.push(row);
    this.tell();
    this.focus(row.key);
  }

  /** @param {Row} row */
  remove(row) {
    this.rows = this.rows.filter((one) => one !== row);
    this.tell();
  }

  tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }

  /** @param {string} key */
  focus(key) {
    /** @type {HTMLElement | null} */ (document.querySelector(`dialog [data-key="${key}"] input`))?.focus();
  }

  /** @param {Row} row @param {string} label @param {number} least */
  removeButton(row, label, least) {
    return h("button.icon-button", { type: "button", "aria-label": label, disabled: this.rows.length <= least, onclick: () => this.remove(row) }, symbol("close"));
  }
}

/** @extends {Rows<OptionRow>} */
export class OptionRows extends Rows {
  /** @param {string[]} labels @param {boolean} isLocked somebody has voted */
  constructor(labels, isLocked) {
    super();
    this.isLocked = isLocked;
    this.rows = (labels.length ? labels : ["", ""]).map((label) => ({ key: crypto.randomUUID(), label }));
  }

  values() {
    return this.rows.map((row) => row.label.trim()).filter(Boolean);
  }

  /** @param {Record<string, string>} errors */
  element(errors) {
    const filledRows = this.rows.filter((row) => row.label.trim());
    const rows = this.rows.map((row, index) => this.row(row, index, errors[`options.${filledRows.indexOf(row)}`]));
    const add = h("button.text", { type: "button", onclick: () => this.add({ key: crypto.randomUUID(), label: "" }) }, symbol("add"), words.form.add_option);
    return h("fieldset.grow", { key: "options" }, h("legend", {}, words.form.options), ...rows, errors.options ? h("p.wrong", {}, errors.options) : null, this.isLocked ? h("p.fine", {}, words.form.locked) : add);
  }

  /** @param {OptionRow} row @param {number} index @param {string | undefined} wrong */
  row(row, index, wrong) {
    const label = filled(words.form.option, { number: index + 1 });
    const next = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const following = this.rows[index + 1];
      if (following) this.focus(following.key);
      else this.add({ key: crypto.randomUUID(), label: "" });
    };
    const type = (/** @type {Event} */ event) => (row.label = /** @type {HTMLInputElement} */ (event.currentTarget).value);
    const input = h("input", { type: "text", "aria-label": label, placeholder: label, maxlength: 200, value: row.label, disabled: this.isLocked, autocomplete: "off", "aria-invalid": wrong ? "true" : null, oninput: type, onkeydown: next });
    return h("div.grow-row", { key: row.key }, input, this.isLocked ? null : this.removeButton(row, filled(words.form.remove_option, { number: index + 1 }), LEAST_OPTIONS), wrong ? h("p.wrong", {}, wrong) : null);
  }
}

/** @extends {Rows<FieldRow>} */
export class SignupRows extends Rows {
  /** @param {any[]} fields as they were saved */
  constructor(fields) {
    super();
    this.rows = fields.map((field) => ({ key: crypto.randomUUID(), name: field.name ?? "", label: field.label, type: field.type, is_required: field.is_required, choices: (field.choices ?? []).join(", ") }));
  }

  values() {
    const split = (/** @type {string} */ text) => text.split(",").map((one) => one.trim()).filter(Boolean);
    return this.rows.map(({ name, label, type, is_required, choices }) => ({ ...(name ? { name } : {}), label: label.trim(), type, is_required, choices: type === "choice" ? split(choices) : [] }));
  }

  /** @param {Record<string, string>} errors */
  element(errors) {
    const fresh = () => ({ key: crypto.randomUUID(), name: "", label: "", type: "text", is_required: false, choices: "" });
    const rows = this.rows.map((row, index) => this.row(row, index, errors));
    return h("fieldset.grow", { key: "fields" }, h("legend", {}, words.form.fields), ...rows, errors.fields ? h("p.wrong", {}, errors.fields) : null, h("button.text", { type: "button", onclick: () => this.add(fresh()) }, symbol("add"), words.form.add_field));
  }

  /** @param {FieldRow} row @param {number} index @param {Record<string, string>} errors */
  row(row, index, errors) {
    const place = { number: index + 1 };
    const wrong = Object.entries(errors).filter(([name]) => name === `fields.${index}` || name.startsWith(`fields.${index}.`)).map(([, text]) => text);
    const type = (/** @type {Event} */ event) => {
      row.type = /** @type {HTMLSelectElement} */ (event.currentTarget).value;
      this.tell();
    };
    const typed = (/** @type {"label" | "choices"} */ name) => (/** @type {Event} */ event) => (row[name] = /** @type {HTMLInputElement} */ (event.currentTarget).value);
    const require = (/** @type {Event} */ event) => (row.is_required = /** @type {HTMLInputElement} */ (event.currentTarget).checked);
    const kinds = Object.entries(words.form.field_types).map(([value, label]) => h("option", { value, selected: value === row.type }, /** @type {string} */ (label)));
    return h(
      "div.grow-row.grow-field",
      { key: row.key },
      h("input", { type: "text", "aria-label": filled(words.form.field_label, place), placeholder: filled(words.form.field_label, place), maxlength: 500, value: row.label, autocomplete: "off", "aria-invalid": wrong.length ? "true" : null, oninput: typed("label") }),
      this.removeButton(row, filled(words.form.remove_field, place), 1),
      h("div.row", {}, h("select", { "aria-label": filled(words.form.field_type, place), onchange: type }, ...kinds), h("label.tick", {}, h("input", { type: "checkbox", checked: row.is_required, onchange: require }), h("span", {}, words.form.field_required))),
      row.type === "choice" ? h("input", { type: "text", "aria-label": filled(words.form.field_choices, place), placeholder: words.form.no_choice, value: row.choices, oninput: typed("choices") }) : null,
      wrong.length ? h("p.wrong", {}, wrong.join(" ")) : null,
    );
  }
}
