/** The video as the audience sees it. The control page only watches: it never sends anybody's camera. */

import { draw, h, symbol } from "../dom.js";
import { makeMedia } from "../media/make.js";
import { words } from "../words.js";
import { part } from "./desk.js";

/** @typedef {import("./desk.js").Entry} Entry */

/** @param {import("./desk.js").Desk} desk @param {HTMLElement} place @param {Entry} entry */
export function mountVideo(desk, place, entry) {
  const panel = /** @type {HTMLElement} */ (place.closest(".panel"));
  /** @type {import("../media/adapter.js").Media | null} */
  let media = null;
  const fold = () => {
    const isHidden = panel.dataset.folded === "true";
    panel.dataset.folded = String(!isHidden);
    line();
  };
  /** Silent at first: whoever runs a session mostly hears it already. */
  const hear = () => {
    place.dataset.sound = place.dataset.sound === "on" ? "off" : "on";
    line();
    show();
  };
  const line = () => {
    const isHidden = panel.dataset.folded === "true";
    const isOn = place.dataset.sound === "on";
    draw(part("video-line"), h("button.text.fold", { key: "sound", type: "button", "aria-pressed": String(isOn), onclick: hear }, symbol(isOn ? "volume_up" : "volume_off"), words.sound), h("button.text.fold", { key: "fold", type: "button", "aria-expanded": String(!isHidden), onclick: fold }, isHidden ? words.video_show : words.video_hide));
  };
  const show = () => showTiles(desk, place, media);
  line();
  desk.board.watch("stage", show);
  if (!entry.provider) return;
  void makeMedia(entry.provider, desk.page.libraries, desk.page.title)
    .then(async (made) => {
      media = desk.media = made;
      for (const event of ["tiles", "state"]) made.addEventListener(event, show);
      await made.join({ url: entry.room_url, token: entry.token, signal_url: entry.signal_url ?? "/live/signal", ticket: entry.viewer_ticket ?? entry.stream_ticket, me: entry.me });
      const surface = made.surface();
      if (surface) place.replaceChildren(surface);
      show();
    })
    .catch((error) => {
      console.warn("video", error);
      draw(place, h("p.video-wait", {}, words.video_failed));
    });
  addEventListener("pagehide", () => void media?.leave());
}

/** @param {import("./desk.js").Desk} desk @param {HTMLElement} place @param {import("../media/adapter.js").Media | null} media */
function showTiles(desk, place, media) {
  if (media?.surface()) return;
  /** @type {import("../types.js").OnStage[]} */
  const stage = desk.board.parts.stage ?? [];
  if (stage.length) place.dataset.count = String(stage.length);
  else delete place.dataset.count;
  if (!stage.length) return draw(place, h("p.video-wait", { key: "none" }, words.video_none));
  const tiles = media?.tiles() ?? [];
  draw(place, ...stage.map((person) => h("figure.tile", { key: person.id }, h("video", { playsinline: true, autoplay: true, "aria-label": person.name }), h("figcaption", {}, person.name))));
  for (const person of stage) {
    const tile = tiles.find((one) => one.participant === person.id);
    attach(place, person.id, [tile?.screen ?? tile?.video ?? null, tile?.audio ?? null]);
  }
}

/** @param {HTMLElement} place @param {string} id @param {(MediaStreamTrack | null)[]} given picture and sound */
function attach(place, id, given) {
  const video = /** @type {HTMLVideoElement | null} */ (place.querySelector(`[data-key="${id}"] video`));
  if (!video) return;
  video.muted = place.dataset.sound !== "on";
  const tracks = given.filter((track) => track !== null);
  const shown = /** @type {MediaStream | null} */ (video.srcObject)?.getTracks() ?? [];
  if (shown.length === tracks.length && tracks.every((track) => shown.includes(track))) return;
  video.srcObject = tracks.length ? new MediaStream(tracks) : null;
}
