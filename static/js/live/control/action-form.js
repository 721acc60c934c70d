/** The form for what is put on screen: one window, its middle by kind. Errors stand beside their field. */

import { Refused } from "../act.js";
import { draw, h } from "../dom.js";
import { words, wordsOf } from "../words.js";
import { openDialog } from "./dialogs.js";
import { entry, select, textArea, textInput, tick } from "./fields.js";
import { OptionRows, SignupRows } from "./rows.js";
import { atZone, fromZone, zoneName } from "./zone.js";

/** @typedef {import("../types.js").Action} Action */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {Action & { setup: Record<string, any> }} Whole what the API gives of one action */
/** @typedef {{ desk: Desk, kind: Action["kind"], action: Whole | null, rows: OptionRows | SignupRows | null, errors: Record<string, string> }} Draft */

/** @param {Desk} desk @param {Action["kind"]} kind */
export function newForm(desk, kind) {
  show({ desk, kind, action: null, rows: rowsOf(kind, {}, false), errors: {} });
}

/** @param {Desk} desk @param {Action} action */
export async function changeForm(desk, action) {
  /** @type {Whole} */
  const whole = await desk.read(`actions/${action.id}`);
  const isLocked = action.kind === "poll" && (whole.answers ?? 0) > 0;
  show({ desk, kind: action.kind, action: whole, rows: rowsOf(action.kind, whole.setup, isLocked), errors: {} });
}

/** @param {Action["kind"]} kind @param {Record<string, any>} setup @param {boolean} isLocked */
function rowsOf(kind, setup, isLocked) {
  if (kind === "poll") return new OptionRows(setup.options ?? ["", ""], isLocked);
  return kind === "signup" ? new SignupRows(setup.fields ?? [{ type: "name", label: words.form.field_types.name, is_required: true }, { type: "email", label: words.form.field_types.email, is_required: true }]) : null;
}

/** @param {Draft} draft */
function show(draft) {
  const { kind, action, rows } = draft;
  const label = (action ? words.form.change : words.form.new)[kind];
  const form = /** @type {HTMLFormElement} */ (h("form.dialog-body", { novalidate: true }));
  const dialog = openDialog(form, { label });
  const redraw = () => draw(form, h("h2", { key: "title" }, label), ...fieldsOf(draft), buttons(draft, dialog));
  rows?.addEventListener("change", redraw);
  form.addEventListener("input", () => kind === "poll" && redraw());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const isOpening = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value === "open";
    void save(draft, { form, dialog, redraw, isOpening });
  });
  redraw();
  form.querySelector("input")?.focus();
}

/** @param {Draft} draft @param {HTMLDialogElement} dialog */
function buttons({ action }, dialog) {
  const isDraft = !action || action.state === "draft";
  return h("div.row.dialog-buttons", { key: "buttons" }, isDraft ? h("button.filled", { value: "open" }, words.form.save_open) : null, h(isDraft ? "button.tonal" : "button.filled", { value: "save" }, words.form.save), h("button.text", { type: "button", onclick: () => dialog.close() }, words.cancel));
}

/** @param {Draft} draft @returns {HTMLElement[]} */
function fieldsOf(draft) {
  const { kind, action, errors, rows } = draft;
  const setup = action?.setup ?? {};
  const general = errors[""] ? [h("p.wrong", { key: "wrong", role: "alert" }, errors[""])] : [];
  const title = entry("title", words.form.titles[kind], { wrong: errors.title, control: textInput("title", action?.title, { maxlength: 300, required: true }) });
  const pinned = tick("is_pinned", words.form.is_pinned, action?.is_pinned ?? kind === "download");
  const note = entry("text", words.form.text, { wrong: errors.text, isOptional: true, control: textArea("text", setup.text) });
  if (kind === "poll") return [...general, title, ...pollFields(draft, setup), pinned];
  if (kind === "signup") return [...general, title, note, /** @type {SignupRows} */ (rows).element(errors), pinned];
  return [...general, title, note, ...(kind === "announcement" ? announcementFields(setup, errors) : downloadFields(draft, setup)), pinned];
}

/** @param {Draft} draft @param {Record<string, any>} setup */
function pollFields({ rows, errors }, setup) {
  const type = /** @type {HTMLSelectElement | null} */ (document.querySelector("dialog [name=poll_type]"))?.value ?? setup.poll_type ?? "single";
  const isLocked = rows instanceof OptionRows && rows.isLocked;
  return [
    entry("poll_type", words.form.poll_type, { wrong: errors.poll_type, control: select("poll_type", words.poll_types, setup.poll_type ?? "single", { disabled: isLocked }) }),
    ...(type === "single" || type === "multiple" ? [/** @type {OptionRows} */ (rows).element(errors)] : []),
    entry("show_results", words.form.show_results, { wrong: errors.show_results, control: select("show_results", words.shows, setup.show_results ?? "after_vote") }),
    tick("is_secret", words.form.is_secret, setup.is_secret ?? false, { disabled: isLocked }),
    tick("may_change", words.form.may_change, setup.may_change ?? true),
  ];
}

/** @param {Record<string, any>} setup @param {Record<string, string>} errors */
function announcementFields(setup, errors) {
  return [
    entry("url", words.form.url, { wrong: errors.url, isOptional: true, control: textInput("url", setup.url, { type: "url", inputmode: "url", placeholder: "https://" }) }),
    entry("button", words.form.button, { wrong: errors.button, isOptional: true, control: textInput("button", setup.button, { maxlength: 40 }) }),
    entry("shown_until", words.form.shown_until + zoneName(), { wrong: errors.shown_until, isOptional: true, control: textInput("shown_until", setup.shown_until ? atZone(setup.shown_until) : "", { type: "datetime-local" }) }),
  ];
}

/** @param {Draft} draft @param {Record<string, any>} setup */
function downloadFields({ desk, errors }, setup) {
  const documents = Object.fromEntries([["", words.form.no_document], ...desk.page.documents.map(({ id, title }) => [` ${id}`, title])]);
  return [
    entry("document", words.form.document, { wrong: errors.document, control: select("document", documents, setup.document ? ` ${setup.document}` : "") }),
    entry("url", words.form.url, { wrong: errors.url, isOptional: true, control: textInput("url", setup.url, { type: "url", inputmode: "url", placeholder: "https://" }) }),
  ];
}

/** @param {Draft} draft @param {FormData} data */
function setupOf({ kind, action, rows }, data) {
  const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
  if (kind === "poll") {
    const type = text("poll_type") || action?.setup.poll_type;
    const secret = data.has("is_secret") || Boolean(rows instanceof OptionRows && rows.isLocked && action?.setup.is_secret);
    const options = type === "single" || type === "multiple" ? /** @type {OptionRows} */ (rows).values() : [];
    return { poll_type: type, options, show_results: text("show_results"), is_secret: secret, may_change: data.has("may_change") };
  }
  if (kind === "signup") return { text: text("text"), fields: /** @type {SignupRows} */ (rows).values() };
  if (kind === "download") return { text: text("text"), url: text("url"), document: Number(text("document")) || null };
  return { text: text("text"), url: text("url"), button: text("button"), shown_until: text("shown_until") ? fromZone(text("shown_until")).toISOString() : null };
}

/** @param {Draft} draft @param {{ form: HTMLFormElement, dialog: HTMLDialogElement, redraw: () => void, isOpening: boolean }} around */
async function save(draft, { form, dialog, redraw, isOpening }) {
  const { desk, kind, action } = draft;
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const data = new FormData(form);
  const body = { title: String(data.get("title") ?? "").trim(), setup: setupOf(draft, data), is_pinned: data.has("is_pinned") };
  try {
    const saved = action ? await desk.send(`actions/${action.id}`, body, "PUT") : await desk.send("actions", { kind, ...body });
    // What is saved once is changed from now on, also where opening it fails.
    draft.action = saved;
    if (isOpening) await desk.send(`actions/${saved.id}/open`);
    dialog.close();
  } catch (error) {
    draft.errors = error instanceof Refused ? byField(error) : { "": wordsOf(error) };
    redraw();
    form.querySelector("[aria-invalid=true]")?.scrollIntoView({ block: "center" });
  }
  form.ariaBusy = null;
}

/** @param {Refused} error @returns {Record<string, string>} */
function byField(error) {
  const fields = Object.entries(error.fields).map(([name, text]) => [name.replace(/^setup\./, ""), text]);
  return { "": error.message, ...Object.fromEntries(fields) };
}
