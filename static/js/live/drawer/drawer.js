/** The drawer beside the video: chat and questions, a dot where something new is. */

import { h } from "../dom.js";
import { words } from "../words.js";
import { ChatPanel } from "./chat.js";
import { QuestionsPanel } from "./questions.js";

/** @typedef {{ name: string, label: string, body: HTMLElement, onNew: () => void, show: () => void }} Panel */
/** @typedef {{ panel: Panel, button: HTMLButtonElement, box: HTMLElement }} Tab */

/** @param {import("../overlay.js").Room} room @param {HTMLElement} place */
export function mountDrawer(room, place) {
  const panels = [new ChatPanel(room), new QuestionsPanel(room)];
  const tabs = panels.map(tabOf);
  /** @param {string} name */
  const show = (name) => {
    for (const { panel, button, box } of tabs) {
      const isShown = panel.name === name;
      button.setAttribute("aria-selected", String(isShown));
      button.tabIndex = isShown ? 0 : -1;
      box.hidden = !isShown;
      if (isShown) mark(button, false);
      if (isShown) panel.show();
    }
  };
  for (const { panel, button, box } of tabs) {
    button.addEventListener("click", () => show(panel.name));
    panel.onNew = () => box.hidden && mark(button, true);
  }
  const list = h("div.drawer-tabs", { role: "tablist", "aria-label": words.drawer, onkeydown: (/** @type {KeyboardEvent} */ event) => move(event, tabs) }, ...tabs.map((tab) => tab.button));
  place.classList.add("live-drawer");
  place.append(list, ...tabs.map((tab) => tab.box));
  show("chat");
}

/** @param {Panel} panel @returns {Tab} */
function tabOf(panel) {
  const attributes = { id: `tab-${panel.name}`, type: "button", role: "tab", "aria-controls": `panel-${panel.name}` };
  const dot = h("span.drawer-dot", { hidden: true }, h("span.visually-hidden", {}, words.unread));
  const button = /** @type {HTMLButtonElement} */ (h("button.drawer-tab", attributes, panel.label, dot));
  const box = h("div.drawer-panel", { id: `panel-${panel.name}`, role: "tabpanel", "aria-labelledby": `tab-${panel.name}` }, panel.body);
  return { panel, button, box };
}

/** @param {HTMLElement} button @param {boolean} isNew */
function mark(button, isNew) {
  const dot = button.querySelector(".drawer-dot");
  if (dot instanceof HTMLElement) dot.hidden = !isNew;
}

/** @param {KeyboardEvent} event @param {Tab[]} tabs */
function move(event, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = tabs.findIndex((tab) => tab.button === document.activeElement);
  const next = tabs[(at + step + tabs.length) % tabs.length]?.button;
  next?.focus();
  next?.click();
}
