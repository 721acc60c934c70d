/** The filters: a window to choose them in, and chips that say what is chosen and take it away. */

import { draw, h, symbol } from "../../live/dom.js";
import { counted, filled, number, words } from "../../live/words.js";
import { dialogPart, part } from "./parts.js";
import { NO_NAME, Query } from "./query.js";

/** @typedef {import("./types.js").Facet} Facet @typedef {"filter_uploader" | "filter_tag" | "filter_file_type"} ListName */

const TYPING = 250;
const SHOWN = 100;

export class FilterWindow {
  /** @param {import("./api.js").Api} api @param {() => Query} current @param {(query: Query) => void} apply */
  constructor(api, current, apply) {
    this.api = api;
    this.apply = apply;
    this.draft = current();
    this.dialog = dialogPart("filters");
    this.form = /** @type {HTMLFormElement} */ (this.dialog.querySelector("form"));
    this.wait = 0;
    this.turn = 0;
    part("open-filters").addEventListener("click", () => this.open(current()));
    for (const name of ["uploader_q", "tag_q"]) this.field(name).addEventListener("input", () => this.later());
    this.field("include_hidden").addEventListener("change", () => this.later());
    for (const box of this.boxes("filter_file_type")) box.addEventListener("change", () => this.setList("filter_file_type", box.value, box.checked));
    part("clear-filters").addEventListener("click", () => this.done(this.draft.cleared()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.draft.date = this.field("filter_date").value;
      this.draft.isWithHidden = this.field("include_hidden").checked;
      this.done(this.draft);
    });
  }

  /** @param {string} name @returns {HTMLInputElement} */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** @param {string} name @returns {HTMLInputElement[]} */
  boxes(name) {
    return [...this.form.querySelectorAll("input")].filter((one) => one.name === name);
  }

  /** @param {Query} query */
  open(query) {
    this.draft = query.copy();
    this.field("uploader_q").value = "";
    this.field("tag_q").value = "";
    this.field("filter_date").value = query.date;
    this.field("include_hidden").checked = query.isWithHidden;
    for (const box of this.boxes("filter_file_type")) box.checked = query.lists.filter_file_type.includes(box.value);
    this.dialog.showModal();
    void this.read();
  }

  /** @param {Query} query */
  done(query) {
    this.dialog.close();
    this.apply(query);
  }

  later() {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => void this.read(), TYPING);
  }

  async read() {
    this.turn += 1;
    const { turn } = this;
    const query = new URLSearchParams({ uploader_q: this.field("uploader_q").value.trim(), tag_q: this.field("tag_q").value.trim(), limit: String(SHOWN), include_hidden: String(this.field("include_hidden").checked) });
    /** @type {import("./types.js").Facets | null} */
    const facets = await this.api.read("gallery/facets", query).catch(() => null);
    if (turn !== this.turn) return;
    this.show(part("uploaders"), "filter_uploader", facets?.uploaders ?? null);
    this.show(part("tags"), "filter_tag", facets?.tags ?? null);
  }

  /** Those that are chosen come first, also where the words that were typed do not find them. @param {HTMLElement} place @param {ListName} name @param {Facet[] | null} facets null: not read */
  show(place, name, facets) {
    if (facets === null) return draw(place, h("p.wrong", {}, words.unreachable));
    const chosen = this.draft.lists[name];
    const found = new Map(facets.map((facet) => [facet.value, facet]));
    const unfound = chosen.filter((value) => !found.has(value)).map((value) => ({ value, count: -1 }));
    const rows = [...unfound, ...facets].map((facet) => this.row(name, facet, chosen.includes(facet.value)));
    draw(place, rows.length ? h("ul.facets", { role: "list" }, ...rows) : h("p.soft", {}, words.nothing_found));
  }

  /** @param {ListName} name @param {Facet} facet @param {boolean} isChosen */
  row(name, { value, count }, isChosen) {
    const change = (/** @type {Event} */ event) => this.setList(name, value, /** @type {HTMLInputElement} */ (event.currentTarget).checked);
    return h("li", { key: value }, h("label.facet", {}, h("input", { type: "checkbox", checked: isChosen, onchange: change }), h("span.facet-name", {}, nameOf(name, value)), count < 0 ? null : h("span.soft", {}, number(count))));
  }

  /** @param {ListName} name @param {string} value @param {boolean} isChosen */
  setList(name, value, isChosen) {
    const others = this.draft.lists[name].filter((one) => one !== value);
    this.draft.lists[name] = isChosen ? [...others, value] : others;
  }
}

/** @param {ListName} name @param {string} value */
function nameOf(name, value) {
  if (name === "filter_uploader" && value === NO_NAME) return words.no_name;
  return name === "filter_file_type" ? value.toUpperCase() : value;
}

/** What is filtered by, each with a way to take it away. @param {Query} query @param {(query: Query) => void} apply */
export function drawChips(query, apply) {
  const chip = (/** @type {string} */ text, /** @type {(query: Query) => void} */ remove) => {
    const without = () => {
      const rest = query.copy();
      remove(rest);
      apply(rest);
    };
    return h("li", { key: text }, h("button.filter-chip", { type: "button", "aria-label": filled(words.without, { text }), onclick: without }, text, symbol("close")));
  };
  const lists = /** @type {ListName[]} */ (["filter_uploader", "filter_tag", "filter_file_type"]);
  const chips = lists.flatMap((name) => query.lists[name].map((value) => chip(nameOf(name, value), (rest) => (rest.lists[name] = rest.lists[name].filter((one) => one !== value)))));
  if (query.date) chips.push(chip(dayText(query.date), (rest) => (rest.date = "")));
  if (query.guest) chips.push(chip(words.one_guest, (rest) => (rest.guest = "")));
  if (query.isWithHidden) chips.push(chip(words.hidden_too, (rest) => (rest.isWithHidden = false)));
  if (chips.length > 1) chips.push(h("li", { key: "clear" }, h("button.filter-clear", { type: "button", onclick: () => apply(query.cleared()) }, words.clear_filters)));
  draw(part("chips"), ...chips);
  part("chips").hidden = chips.length === 0;
  part("filter-count").textContent = query.filterCount ? number(query.filterCount) : "";
  part("open-filters").setAttribute("aria-label", query.filterCount ? `${part("open-filters").dataset.label}, ${counted(words.filters, query.filterCount)}` : (part("open-filters").dataset.label ?? ""));
}

/** @param {string} day as `2026-11-21` */
function dayText(day) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang || "en", { dateStyle: "medium", timeZone: "UTC" });
  return Number.isNaN(Date.parse(day)) ? day : format.format(new Date(day));
}
