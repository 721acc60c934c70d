/** What the organizer has put on everybody's screen: open polls first, then what is pinned, then the newest. */

import { draw, h, soon, symbol } from "../dom.js";
import { filled, words } from "../words.js";
import { downloadBody, mountAnnouncements, pinnedBody } from "./notes.js";
import { pollBody } from "./poll.js";
import { signupBody } from "./signup.js";

/**
 * What the page knows of a card and the server does not.
 * @typedef {{ isFolded: boolean, isBusy: boolean, isChanging: boolean, error: string, fields: Record<string, string> }} CardState
 * @typedef {import("../types.js").Action} Action
 * @typedef {{ room: import("../overlay.js").Room, state: CardState, redraw: () => void }} CardFrame
 */

/** @type {Record<Action["kind"], { symbol: string, body: (action: Action, frame: CardFrame) => HTMLElement }>} */
const KINDS = {
  poll: { symbol: "ballot", body: pollBody },
  announcement: { symbol: "campaign", body: pinnedBody },
  download: { symbol: "download", body: downloadBody },
  signup: { symbol: "how_to_reg", body: signupBody },
};

/** @param {import("../overlay.js").Room} room @param {HTMLElement} place */
export function mountCards(room, place) {
  /** @type {Map<string, CardState>} */
  const states = new Map();
  /** @param {string} id */
  const stateOf = (id) => {
    const state = states.get(id) ?? { isFolded: false, isBusy: false, isChanging: false, error: "", fields: {} };
    states.set(id, state);
    return state;
  };
  const redraw = soon(() => {
    const cards = room.board.actions().filter(isCard);
    place.hidden = cards.length === 0;
    draw(place, cards.map((action) => card(action, { room, state: stateOf(action.id), redraw })));
  });
  for (const event of ["change", "results", "mine"]) room.board.addEventListener(event, redraw);
  tellOfNew(room);
  mountAnnouncements(room);
  redraw();
}

/** An announcement is a toast until it is pinned; a sign-up that is closed takes nothing more. @param {Action} action */
function isCard(action) {
  if (action.kind === "announcement") return action.is_pinned && action.state === "live";
  return action.kind === "poll" || action.state === "live";
}

/** @param {Action} action @param {CardFrame} frame */
function card(action, frame) {
  const { state, redraw } = frame;
  const kind = KINDS[action.kind];
  const fold = () => {
    state.isFolded = !state.isFolded;
    redraw();
  };
  const title = `card-${action.id}`;
  return h(
    "article.live-card",
    { key: action.id, "data-kind": action.kind, "data-state": action.state, "aria-labelledby": title },
    h(
      "header.live-card-head",
      {},
      symbol(kind.symbol),
      h("div.live-card-titles", {}, h("p.live-card-kind", {}, kindOf(action)), h("h2", { id: title }, action.title)),
      h("button.live-icon.live-fold", { type: "button", "aria-expanded": String(!state.isFolded), "aria-label": filled(state.isFolded ? words.unfold : words.fold, { title: action.title }), onclick: fold }, symbol("keyboard_arrow_down")),
    ),
    h("div.live-card-body", { hidden: state.isFolded }, kind.body(action, frame)),
  );
}

/** @param {Action} action */
function kindOf(action) {
  const kind = words.kinds[action.kind];
  return action.kind === "poll" && action.state === "closed" ? `${kind} · ${words.poll_closed}` : kind;
}

/** Whoever does not see the screen hears what has come. @param {import("../overlay.js").Room} room */
function tellOfNew(room) {
  /** @type {Map<string, string>} */
  const known = new Map(room.board.actions().map((action) => [action.id, action.state]));
  let isFirst = known.size === 0;
  room.board.addEventListener("change", () => {
    for (const action of room.board.actions()) {
      const before = known.get(action.id);
      known.set(action.id, action.state);
      if (isFirst || before === action.state || !isCard(action)) continue;
      const text = action.state === "live" ? words.new_card : words.closed_card;
      room.toasts.tell(filled(text, { kind: words.kinds[action.kind], title: action.title }));
    }
    isFirst = false;
  });
}
