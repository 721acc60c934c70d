/** The organizers' grid of all photos. */

import { draw, h } from "../../live/dom.js";
import { Toasts } from "../../live/toasts.js";
import { counted, words, wordsOf } from "../../live/words.js";
import { Album } from "./album.js";
import { Api } from "./api.js";
import { mountBar } from "./bar.js";
import { Chosen } from "./chosen.js";
import { FilterWindow, drawChips } from "./filters.js";
import { Grid } from "./grid.js";
import { bindGrid } from "./grid-keys.js";
import { Moderation } from "./moderate.js";
import { News } from "./news.js";
import { part } from "./parts.js";
import { Query, writeAddress } from "./query.js";
import { Viewer } from "./viewer.js";
import { ZipPanel } from "./zip.js";

/** @type {import("./types.js").Page & { job: string | null }} */
const page = JSON.parse(document.getElementById("gallery-page")?.textContent ?? "{}");
const sort = /** @type {HTMLSelectElement} */ (part("sort"));
const api = new Api(page);
const album = new Album(api, new Query(new URLSearchParams(location.search)));
const chosen = new Chosen();
const toasts = new Toasts(part("toasts"));
const moderation = new Moderation(api, album, toasts);
const grid = new Grid(part("grid"), album, chosen);
const viewer = new Viewer(grid, moderation);

/** @param {Query} query @param {"push" | "replace" | "none"} [how] */
function apply(query, how = "push") {
  if (how !== "none") writeAddress(query, how);
  chosen.clear();
  showQuery(query);
  void album.reload(query).then(() => scrollTo({ top: 0 }));
}

/** @param {Query} query */
function showQuery(query) {
  if (![...sort.options].some((option) => option.value === query.sort)) query.sort = "newest";
  sort.value = query.sort;
  drawChips(query, apply);
}

function showState() {
  const { state, photos, query } = album;
  const isEmpty = state === "ready" && photos.length === 0;
  part("empty").hidden = !(isEmpty && query.filterCount === 0);
  part("grid").hidden = isEmpty;
  part("total").textContent = state === "loading" && album.isFirst ? "" : counted(words.photos, album.total);
  const again = h("button.border.small", { type: "button", onclick: () => void album.read() }, words.try_again);
  const clear = h("button.border.small", { type: "button", onclick: () => apply(query.cleared()) }, words.clear_filters);
  draw(
    part("told"),
    state === "failed" && (photos.length === 0 || album.isFirst) ? h("div.notice.notice-error", { key: "failed", role: "alert" }, h("p", {}, words.failed, " ", wordsOf(album.error)), again) : null,
    isEmpty && query.filterCount > 0 ? h("div.empty", { key: "empty" }, h("p.empty-title", {}, words.nothing_fits), clear) : null,
  );
}

bindGrid(grid, {
  open: (index) => viewer.open(index),
  toggleHidden: (ids) => void moderation.toggleHidden(ids).then(() => chosen.clear()),
  download: (ids) => void moderation.download(ids),
});
mountBar(grid, moderation);
new FilterWindow(api, () => album.query, apply);
new ZipPanel(api, page.job);
new News(api, album);
album.addEventListener("change", showState);
sort.addEventListener("change", () => {
  const query = album.query.copy();
  query.sort = sort.value;
  apply(query);
});
part("refresh").addEventListener("click", () => void album.reload());
addEventListener("popstate", () => {
  const query = new Query(new URLSearchParams(location.search));
  // Going back from the viewer leaves the list as it is.
  if (String(query.params()) !== String(album.query.params())) apply(query, "none");
});
showQuery(album.query);
void album.reload();
