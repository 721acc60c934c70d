/** The control page: enters the session as its crew, and keeps every panel as the moderators' board is. */

import { Refused } from "../act.js";
import { Board } from "../board.js";
import { draw, h } from "../dom.js";
import { Toasts } from "../toasts.js";
import { words, wordsOf } from "../words.js";
import { mountActions } from "./actions.js";
import { mountChat } from "./chat.js";
import { Desk, part } from "./desk.js";
import { mountDock } from "./dock.js";
import { mountHead } from "./head.js";
import { mountPeople } from "./people.js";
import { mountQuestions } from "./questions.js";
import { mountSession } from "./session.js";
import { mountVideo } from "./video.js";

/** @typedef {import("./desk.js").Entry} Entry */

/** @type {import("./desk.js").Page} */
const page = JSON.parse(document.getElementById("live-page")?.textContent ?? "{}");
const toasts = new Toasts(part("toasts"));
const board = new Board({ ticket: "", renew: async () => (await enter().catch(refusedAsNull))?.stream_ticket ?? null });
const desk = new Desk(page, board, toasts);

/** @returns {Promise<Entry>} */
function enter() {
  return desk.send("enter");
}

/** Refused for good; whatever else went wrong is tried again. @param {unknown} error */
function refusedAsNull(error) {
  if (error instanceof Refused) return null;
  throw error;
}

async function start() {
  draw(part("notices"));
  try {
    const entry = await enter();
    board.ticket = entry.stream_ticket;
    board.open();
    mountVideo(desk, part("video"), entry);
  } catch (error) {
    draw(part("notices"), notice(words.no_entry, wordsOf(error), h("button.tonal", { type: "button", onclick: () => void start() }, words.try_again)));
  }
}

/** @param {string} title @param {string} text @param {HTMLElement} way */
function notice(title, text, way) {
  return h("div.note.note-bad", { role: "alert", key: title, "data-final": true }, h("strong", {}, title), h("p", {}, text), way);
}

board.addEventListener("bye", (event) => {
  const { reason } = /** @type {CustomEvent} */ (event).detail;
  const again = h("button.tonal", { type: "button", onclick: () => location.reload() }, words.reload);
  if (reason !== "ended") draw(part("notices"), notice(words.byes[reason] ?? words.byes.over, "", again));
});

mountHead(desk);
mountDock(desk);
mountActions(desk, part("actions"));
mountQuestions(desk, part("questions"));
mountChat(desk, part("chat"));
mountPeople(desk, part("people"));
mountSession(desk, part("session"));
document.documentElement.dataset.control = "ready";
void start();
