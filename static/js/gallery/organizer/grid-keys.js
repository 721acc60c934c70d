/** The grid by mouse and keys: arrows move, Enter opens, Space chooses, Shift chooses up to here, H hides, D downloads. */

/**
 * @typedef {object} Ways
 * @property {(index: number) => void} open
 * @property {(ids: string[]) => void} toggleHidden
 * @property {(ids: string[]) => void} download
 */

/** @param {import("./grid.js").Grid} grid @param {Ways} ways */
export function bindGrid(grid, ways) {
  const { place, album, chosen } = grid;
  place.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const index = grid.indexOf(target);
    const photo = album.photos[index];
    if (!photo) return;
    if (target instanceof HTMLInputElement) {
      // Read first: drawing sets it to what is chosen.
      const isChosen = target.checked;
      if (event.shiftKey) chosen.range(album.photos, index);
      else chosen.set(photo.media_id, isChosen, index);
      grid.goTo(index, { hasFocus: false });
    } else if (target.closest(".tile-open")) {
      grid.goTo(index, { hasFocus: false });
      if (event.shiftKey) chosen.range(album.photos, index);
      else if (event.ctrlKey || event.metaKey) chosen.set(photo.media_id, !chosen.ids.has(photo.media_id), index);
      else ways.open(index);
    }
  });
  place.addEventListener("keydown", (event) => {
    const index = grid.indexOf(event.target);
    if (index < 0 || event.altKey) return;
    const isDone = event.ctrlKey || event.metaKey ? combined(event, grid) : move(event, grid, index) || act(event, grid, { index, ways });
    if (isDone) event.preventDefault();
  });
  // Some browsers press a button when the space bar comes up.
  place.addEventListener("keyup", (event) => {
    if (event.key === " " && event.target instanceof HTMLButtonElement) event.preventDefault();
  });
}

/** @param {KeyboardEvent} event @param {import("./grid.js").Grid} grid */
function combined(event, { chosen, album }) {
  if (event.key.toLowerCase() !== "a") return false;
  chosen.all(album.photos);
  return true;
}

/** @param {KeyboardEvent} event @param {import("./grid.js").Grid} grid @param {number} index */
function move(event, grid, index) {
  const last = grid.album.photos.length - 1;
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns, Home: -index, End: last - index };
  const step = steps[/** @type {keyof typeof steps} */ (event.key)];
  if (step === undefined) return false;
  const next = index + step;
  if (next < 0 || next > last) return true;
  if (event.shiftKey && grid.chosen.anchor < 0) grid.chosen.anchor = index;
  grid.goTo(next, { hasFocus: true });
  if (event.shiftKey) grid.chosen.range(grid.album.photos, next);
  return true;
}

/** @param {KeyboardEvent} event @param {import("./grid.js").Grid} grid @param {{ index: number, ways: Ways }} at */
function act(event, grid, { index, ways }) {
  const photo = grid.album.photos[index];
  if (!photo) return false;
  const ids = grid.chosen.ids.size ? [...grid.chosen.ids] : [photo.media_id];
  const { key } = event;
  if (key === " ") grid.chosen.set(photo.media_id, !grid.chosen.ids.has(photo.media_id), index);
  else if (key === "h" || key === "H") ways.toggleHidden(ids);
  else if (key === "d" || key === "D") ways.download(ids);
  else if (key === "Escape") grid.chosen.clear();
  else return false;
  return true;
}
