/** The three sheets over the page: one photo, which photos to take when shots run out, and the guest's name and tags. */

import { draw, h, symbol } from "../../live/dom.js";
import { smallPicture } from "./pictures.js";
import { stateText } from "./roll.js";
import { Refused } from "./server.js";
import { say } from "./words.js";

const [MOST_TAGS, LONGEST_TAG] = [5, 40];

/** @typedef {import("./types.js").Frame} Frame */

/** @param {string} id @returns {HTMLDialogElement} */
function sheet(id) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(id));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return dialog;
}

/** @param {unknown} error @returns {string} */
function trouble(error) {
  return error instanceof Refused ? (Object.values(error.fields)[0] ?? error.message) : say("no_network");
}

/** @param {HTMLDialogElement} dialog */
function closer(dialog) {
  return h("button.sheet-close", { key: "close", type: "button", "aria-label": say("close"), onclick: () => dialog.close() }, symbol("close"));
}

/** One photo, large, and the way to take it back. */
export class Viewer {
  /** @param {(frame: Frame) => Promise<void>} takeBack */
  constructor(takeBack) {
    this.dialog = sheet("viewer");
    this.takeBack = takeBack;
    /** @type {Frame | null} */
    this.frame = null;
    this.isAsking = this.isBusy = false;
    this.error = "";
    this.dialog.addEventListener("close", () => (this.frame = null));
  }

  /** @param {Frame} frame */
  open(frame) {
    [this.frame, this.isAsking, this.isBusy, this.error] = [frame, false, false, ""];
    this.show();
    this.dialog.showModal();
  }

  /** Its photo may have gone on since. @param {Frame[]} frames */
  update(frames) {
    const found = frames.find((one) => one.key === this.frame?.key);
    if (!this.frame || !found) return;
    this.frame = found;
    this.show();
  }

  show() {
    const frame = /** @type {Frame} */ (this.frame);
    const url = frame.media?.preview_url ?? smallPicture(frame);
    const tags = frame.media?.tags ?? frame.item?.tags ?? [];
    draw(
      this.dialog,
      closer(this.dialog),
      h("div.viewer-picture", { key: "picture" }, url ? h("img", { src: url, alt: say("own_photo") }) : h("span.frame-blank")),
      h(
        "div.viewer-foot",
        { key: "foot" },
        h("p.viewer-state", {}, stateText(frame)),
        tags.length > 0 && h("p.viewer-tags", {}, tags.join(" · ")),
        this.error && h("p.sheet-error", { role: "alert" }, this.error),
        this.isAsking ? this.question(frame) : h("button.button.button-line", { key: "ask", type: "button", onclick: () => this.ask() }, say(frame.state === "lost" ? "give_back" : "take_back")),
      ),
    );
  }

  ask() {
    this.isAsking = true;
    this.show();
    /** @type {HTMLElement | null} */ (this.dialog.querySelector("[data-key='no']"))?.focus();
  }

  /** @param {Frame} frame */
  question(frame) {
    const no = () => {
      this.isAsking = false;
      this.show();
      /** @type {HTMLElement | null} */ (this.dialog.querySelector("[data-key='ask']"))?.focus();
    };
    const isSent = frame.item === null || frame.item.mediaId !== "";
    return h(
      "div.viewer-ask",
      { key: "asking", role: "group", "aria-label": say("take_back") },
      h("p", {}, say(frame.state === "lost" ? "give_back_ask" : isSent ? "take_back_ask" : "remove_ask")),
      h(
        "p.sheet-acts",
        {},
        h("button.button.button-line", { key: "no", type: "button", onclick: no }, say("keep_it")),
        h("button.button.button-danger", { key: "yes", type: "button", disabled: this.isBusy, onclick: () => void this.confirm(frame) }, say("take_back_yes")),
      ),
    );
  }

  /** @param {Frame} frame */
  async confirm(frame) {
    this.isBusy = true;
    this.show();
    try {
      await this.takeBack(frame);
      this.dialog.close();
    } catch (error) {
      [this.isBusy, this.error] = [false, trouble(error)];
      if (this.frame) this.show();
    }
  }
}

/** More photos than shots: which of them? @param {File[]} files @param {number} free @returns {Promise<File[]>} none when it was left */
export function chooseAmong(files, free) {
  const dialog = sheet("choose");
  const chosen = new Set(files.slice(0, free));
  const urls = new Map(files.map((file) => [file, URL.createObjectURL(file)]));
  const toggle = (/** @type {File} */ file) => {
    if (!chosen.delete(file) && chosen.size < free) chosen.add(file);
    show();
  };
  const picture = (/** @type {File} */ file, /** @type {number} */ index) =>
    h(
      "li",
      { key: String(index) },
      h(
        "button.choice",
        { type: "button", "aria-pressed": String(chosen.has(file)), "aria-label": say("choice", { number: index + 1 }), onclick: () => toggle(file) },
        h("img", { src: urls.get(file), alt: "", loading: "lazy", decoding: "async" }),
        h("span.choice-mark", {}, symbol("check")),
      ),
    );
  const show = () =>
    draw(
      dialog,
      closer(dialog),
      h("h2.sheet-title", { key: "title", id: "choose-title" }, say("choose_title", { count: free })),
      h("p.sheet-text", { key: "text", "aria-live": "polite" }, say("choose_text", { picked: files.length, chosen: chosen.size, count: free })),
      h("ul.choices", { key: "choices", role: "list" }, files.map(picture)),
      h(
        "p.sheet-acts",
        { key: "acts" },
        h("button.button.button-line", { type: "button", onclick: () => dialog.close() }, say("cancel")),
        h("button.button.button-solid", { type: "button", disabled: chosen.size === 0, onclick: () => dialog.close("send") }, say("send", { count: chosen.size })),
      ),
    );
  show();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener(
      "close",
      () => {
        for (const url of urls.values()) URL.revokeObjectURL(url);
        resolve(dialog.returnValue === "send" ? files.filter((file) => chosen.has(file)) : []);
      },
      { once: true },
    ),
  );
}

/** @param {string[]} tags @param {string} text what was typed; commas stand between tags @returns {string[]} */
function withTags(tags, text) {
  const all = [...tags, ...text.split(",").map((tag) => tag.trim().slice(0, LONGEST_TAG))].filter(Boolean);
  return all.filter((tag, index) => all.findIndex((one) => one.toLowerCase() === tag.toLowerCase()) === index).slice(0, MOST_TAGS);
}

/** The guest's name, and the tags of the photos that come next. */
export class About {
  /** @param {import("./guest.js").Guest} guest */
  constructor(guest) {
    this.dialog = sheet("about");
    this.guest = guest;
    /** @type {string[]} */
    this.tags = [];
    this.error = "";
  }

  open() {
    [this.tags, this.error] = [[...this.guest.tags], ""];
    this.dialog.replaceChildren();
    this.show();
    this.dialog.showModal();
  }

  show() {
    draw(
      this.dialog,
      closer(this.dialog),
      h("h2.sheet-title", { key: "title", id: "about-title" }, say("about_title")),
      h(
        "form",
        { key: "form", novalidate: true, onsubmit: (/** @type {SubmitEvent} */ event) => void this.save(event) },
        h(
          "div.field",
          {},
          h("label.field-label", { for: "guest-name" }, say("name"), " ", h("span.field-optional", {}, say("optional"))),
          h("input", { id: "guest-name", name: "name", maxlength: 60, autocomplete: "nickname", value: this.guest.name, "aria-describedby": "about-error", "aria-invalid": this.error ? "true" : null }),
          h("p.field-error", { id: "about-error", role: "alert" }, this.error),
        ),
        this.tagField(),
        h("p.sheet-acts", {}, h("button.button.button-solid.button-large", { type: "submit" }, say("done"))),
      ),
    );
  }

  tagField() {
    const isFull = this.tags.length >= MOST_TAGS;
    const typed = (/** @type {KeyboardEvent} */ event) => {
      const field = /** @type {HTMLInputElement} */ (event.currentTarget);
      if ((event.key !== "Enter" && event.key !== ",") || !field.value.trim()) return;
      event.preventDefault();
      this.take(field);
    };
    const chip = (/** @type {string} */ tag) =>
      h("li.chip", { key: tag }, tag, h("button.chip-drop", { type: "button", "aria-label": say("drop_tag", { tag }), onclick: () => this.drop(tag) }, symbol("close")));
    return h(
      "div.field",
      {},
      h("label.field-label", { for: "guest-tags" }, say("tags"), " ", h("span.field-optional", {}, say("optional"))),
      h("p.field-help", { id: "tags-help" }, say(isFull ? "tags_full" : "tags_help")),
      h("ul.chips", { role: "list", hidden: this.tags.length === 0 }, this.tags.map(chip)),
      h(
        "div.tag-entry",
        {},
        h("input", { id: "guest-tags", maxlength: 210, autocomplete: "off", enterkeyhint: "done", "aria-describedby": "tags-help", disabled: isFull, onkeydown: typed }),
        h("button.button.button-line", { type: "button", disabled: isFull, onclick: () => this.take(/** @type {HTMLInputElement} */ (document.getElementById("guest-tags"))) }, say("add_tag")),
      ),
    );
  }

  /** @param {HTMLInputElement} field */
  take(field) {
    this.tags = withTags(this.tags, field.value);
    field.value = "";
    this.show();
    field.focus();
  }

  /** @param {string} tag */
  drop(tag) {
    this.tags = this.tags.filter((one) => one !== tag);
    this.show();
    document.getElementById("guest-tags")?.focus();
  }

  /** @param {SubmitEvent} event */
  async save(event) {
    event.preventDefault();
    const fields = /** @type {HTMLFormElement} */ (event.currentTarget).elements;
    const [name, tag] = ["guest-name", "guest-tags"].map((id) => /** @type {HTMLInputElement} */ (fields.namedItem(id)).value);
    this.guest.tags = withTags(this.tags, tag ?? "");
    try {
      if ((name ?? "").trim() !== this.guest.name) await this.guest.rename((name ?? "").trim());
      else this.guest.keep();
      this.dialog.close();
    } catch (error) {
      this.error = trouble(error);
      this.show();
    }
  }
}
