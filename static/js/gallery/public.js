/** Guests' photos one by one, by keys, buttons and swiping. Without this module each photo is a link to itself. */

// A finger moves at least so far (pixels) to turn to the next photo.
const SWIPE = 50;

/**
 * @param {string} action
 * @param {string} sign
 * @param {string | undefined} label
 */
function button(action, sign, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.do = action;
  made.setAttribute("aria-label", label ?? "");
  made.textContent = sign;
  return made;
}

/** @param {HTMLElement} list */
function viewerOf(list) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("a")]);
  const dialog = document.createElement("dialog");
  dialog.className = "photo-viewer";
  dialog.setAttribute("aria-label", list.dataset.label ?? "");
  const figure = document.createElement("figure");
  const picture = document.createElement("img");
  const caption = document.createElement("figcaption");
  caption.setAttribute("aria-live", "polite");
  figure.append(picture, caption);
  const previous = button("previous", "‹", list.dataset.previous);
  const next = button("next", "›", list.dataset.next);
  const close = button("close", "×", list.dataset.close);
  dialog.append(figure, previous, next, close);
  document.body.append(dialog);
  let at = 0;

  /** @param {number} wanted */
  const show = (wanted) => {
    const link = links[wanted];
    if (!link) return;
    at = wanted;
    picture.src = link.href;
    picture.alt = link.querySelector("img")?.alt ?? "";
    caption.textContent = link.dataset.caption ?? "";
    previous.disabled = at === 0;
    next.disabled = at === links.length - 1;
    const following = links[at + 1];
    if (following) new Image().src = following.href;
  };
  previous.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => links[at]?.focus());
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") show(at - 1);
    if (key === "ArrowRight") show(at + 1);
  });
  let from = 0;
  dialog.addEventListener("touchstart", ({ touches }) => (from = (touches.length === 1 && touches[0]?.clientX) || NaN), {
    passive: true,
  });
  dialog.addEventListener("touchend", ({ changedTouches }) => {
    const moved = (changedTouches[0]?.clientX ?? NaN) - from;
    if (Math.abs(moved) >= SWIPE) show(moved < 0 ? at + 1 : at - 1);
  });
  return { dialog, links, show };
}

for (const list of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-photos]"))) {
  /** @type {ReturnType<typeof viewerOf> | undefined} */
  let viewer;
  list.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    viewer ??= viewerOf(list);
    viewer.show(viewer.links.indexOf(link));
    viewer.dialog.showModal();
  });
}
