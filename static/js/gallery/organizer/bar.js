/** What is chosen, and what can be done with it: over the grid's lower edge while anything is. */

import { counted, words } from "../../live/words.js";
import { part } from "./parts.js";

/** @param {import("./grid.js").Grid} grid @param {import("./moderate.js").Moderation} moderation */
export function mountBar(grid, moderation) {
  const { chosen, album } = grid;
  const bar = part("bar");
  const [hide, unhide] = [part("hide"), part("unhide")];
  const show = () => {
    bar.hidden = chosen.ids.size === 0;
    part("chosen").textContent = counted(words.chosen, chosen.ids.size);
    const statuses = new Set([...chosen.ids].map((id) => album.byId.get(id)?.status));
    hide.hidden = !statuses.has("uploaded");
    unhide.hidden = !statuses.has("hidden");
  };
  const withStatus = (/** @type {string} */ status) => [...chosen.ids].filter((id) => album.byId.get(id)?.status === status);
  chosen.addEventListener("change", show);
  album.addEventListener("change", () => {
    chosen.keep(album.byId);
    show();
  });
  hide.addEventListener("click", () => void moderation.hide(withStatus("uploaded")).then(() => chosen.clear()));
  unhide.addEventListener("click", () => void moderation.unhide(withStatus("hidden")).then(() => chosen.clear()));
  part("download").addEventListener("click", () => void moderation.download([...chosen.ids]));
  part("choose-all").addEventListener("click", () => chosen.all(album.photos));
  part("choose-none").addEventListener("click", () => chosen.clear());
  show();
}
