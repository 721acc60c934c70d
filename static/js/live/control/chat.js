/** The chat with its moderation: remove, mute, slow down, clear. */

import { keepingEnd } from "../chat-log.js";
import { draw, h, soon } from "../dom.js";
import { clock, counted, words, wordsOf } from "../words.js";
import { menu, sure } from "./dialogs.js";

/** How long a removal can be taken back: what is said is stored nowhere, so once it is gone, it is gone. */
const GRACE = 3000;
const PAUSES = [0, 2, 5, 10, 30, 60];

/** @typedef {import("../types.js").ChatMessage} ChatMessage */
/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @param {HTMLElement} place */
export function mountChat(desk, place) {
  const log = desk.board.chat;
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const going = new Map();
  const list = h("div.said", { role: "log", tabindex: "0", "aria-label": words.chat });
  const head = h("div");
  const foot = h("div");
  const show = soon(() => {
    draw(head, controls(desk));
    keepingEnd(list, () => draw(list, said(log, { desk, going, show })));
    draw(foot, isOn(desk) ? composer(desk, log) : h("p.fine", { key: "off" }, words.chat_off));
  });
  log.addEventListener("change", show);
  desk.board.watch("session", (session) => {
    if (!session) return;
    if (!list.isConnected) place.replaceChildren(head, list, foot);
    show();
  });
  addEventListener("panel", () => requestAnimationFrame(() => (list.scrollTop = list.scrollHeight)));
}

/** @typedef {{ desk: Desk, going: Map<string, ReturnType<typeof setTimeout>>, show: () => void }} Around */

/** @param {import("../chat-log.js").ChatLog} log @param {Around} around */
function said({ messages }, around) {
  if (!messages.length) return h("p.empty", { key: "none" }, isOn(around.desk) ? words.chat_empty : words.chat_off);
  return h("ol", { key: "said", role: "list" }, ...messages.map((message) => row(message, around)));
}

/** @param {Desk} desk */
function isOn(desk) {
  return Boolean(desk.board.parts.session?.chat.on);
}

/** @param {Desk} desk */
function controls(desk) {
  const { on, pause } = desk.board.parts.session.chat;
  const set = (/** @type {object} */ to) => desk.send("room", to, "PATCH");
  const slow = (/** @type {Event} */ event) => void desk.doing(event, () => set({ pause: Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value) }));
  const steps = PAUSES.includes(pause) ? PAUSES : [...PAUSES, pause].sort((one, other) => one - other);
  const clear = async () => {
    if (await sure(words.remove_all_sure, words.remove_all)) await desk.send("chat/remove", { all: true });
  };
  return h(
    "div.chat-controls",
    {},
    h("button.switch", { type: "button", role: "switch", "aria-checked": String(on), onclick: (/** @type {Event} */ event) => void desk.doing(event, () => set({ chat: !on })) }, h("span", {}, words.chat_on), h("span.switch-mark", { "aria-hidden": "true" })),
    h("label.slow", { key: `pause-${pause}` }, h("span", {}, words.pause), h("select", { onchange: slow }, ...steps.map((step) => h("option", { value: step, selected: step === pause }, step ? counted(words.pauses.each, step) : words.pauses["0"])))),
    menu(words.chat, [{ text: words.remove_all, does: (/** @type {Event} */ event) => void desk.doing(event, clear), isDanger: true }]),
  );
}

/** @param {ChatMessage} message @param {Around} around */
function row(message, { desk, going, show }) {
  const isGoing = going.has(message.id);
  const takeBack = () => {
    clearTimeout(going.get(message.id));
    going.delete(message.id);
    show();
  };
  const remove = () => {
    const send = () => desk.send("chat/remove", { ids: [message.id] }).catch((error) => desk.toasts.fail(wordsOf(error))).finally(takeBack);
    going.set(message.id, setTimeout(() => void send(), GRACE));
    show();
  };
  const mute = (/** @type {Event} */ event) => void desk.doing(event, () => desk.send(`participants/${message.from}/mute`).then(() => desk.toasts.say(`${message.name}: ${words.muted}`)));
  const ways = isGoing
    ? h("button.text", { key: "undo", type: "button", onclick: takeBack }, words.undo)
    : menu(`${message.name}: ${message.text}`, [
        { text: words.remove, does: remove },
        { text: words.mute, does: mute },
      ]);
  return h("li.said-row", { key: message.id, "data-going": isGoing }, h("div.said-words", {}, h("p.fine", {}, h("strong", {}, message.name), ` ${clock(message.at)}`, isGoing ? h("em", {}, ` ${words.removed}`) : null), h("p.said-text", {}, message.text)), ways);
}

/** @param {Desk} desk @param {import("../chat-log.js").ChatLog} log */
function composer(desk, log) {
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("text"));
    const text = input.value.trim();
    if (!text) return;
    await desk.doing(event, async () => {
      const message = await desk.act.say(text);
      if (input.value.trim() === text) input.value = "";
      if (message?.id) log.take({ chat: [message] });
    });
  };
  return h("form.say", { key: "say", onsubmit: send }, h("label.visually-hidden", { for: "say" }, words.chat_write), h("input", { id: "say", name: "text", maxlength: 500, autocomplete: "off", placeholder: words.chat_write }), h("button.filled", { type: "submit" }, words.send));
}
