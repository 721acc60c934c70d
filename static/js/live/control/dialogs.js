/** Windows over the page: a question that wants a yes, and the frame of forms. */

import { h } from "../dom.js";
import { words } from "../words.js";
import { part } from "./desk.js";

/** @param {HTMLElement} content @param {{ label: string }} options @returns {HTMLDialogElement} open, and gone when it closes */
export function openDialog(content, { label }) {
  const dialog = /** @type {HTMLDialogElement} */ (h("dialog.dialog", { "aria-label": label }, content));
  const back = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back instanceof HTMLElement && back.isConnected) back.focus();
  });
  part("dialogs").append(dialog);
  dialog.showModal();
  return dialog;
}

/** @param {string} question @param {string} yes what the button that does it says @returns {Promise<boolean>} */
export function sure(question, yes) {
  return new Promise((resolve) => {
    let isSure = false;
    const agree = () => {
      isSure = true;
      dialog.close();
    };
    const buttons = h("div.row", {}, h("button.filled.danger", { type: "button", onclick: agree }, yes), h("button.text", { type: "button", autofocus: true, onclick: () => dialog.close() }, words.cancel));
    const dialog = openDialog(h("div.dialog-body", {}, h("p", {}, question), buttons), { label: question });
    dialog.addEventListener("close", () => resolve(isSure));
  });
}

/** Buttons that are needed less often, behind three dots. @param {string} title @param {{ text: string, does: (event: Event) => void, isDanger?: boolean }[]} items */
export function menu(title, items) {
  const choose = (/** @type {Event} */ event, /** @type {(event: Event) => void} */ does) => {
    /** @type {HTMLElement} */ (event.currentTarget).closest("details")?.removeAttribute("open");
    does(event);
  };
  const rows = items.map(({ text, does, isDanger }) => h("li", { key: text }, h("button.menu-item", { type: "button", "data-danger": isDanger, onclick: (/** @type {Event} */ event) => choose(event, does) }, text)));
  return h("details.menu", { onkeydown: closeOnEscape }, h("summary.icon-button", { "aria-label": title }, h("span.ico.ico-more-vert", { "aria-hidden": "true" })), h("ul", { role: "list" }, ...rows));
}

/** @param {KeyboardEvent} event */
function closeOnEscape(event) {
  const details = /** @type {HTMLElement} */ (event.currentTarget);
  if (event.key !== "Escape" || !details.hasAttribute("open")) return;
  details.removeAttribute("open");
  details.querySelector("summary")?.focus();
}

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.menu[open]")) {
    if (!open.contains(/** @type {Node} */ (event.target))) open.removeAttribute("open");
  }
});
