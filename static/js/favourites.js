/**
 * "My schedule": stars beside the sessions, kept on this device.
 *
 * The list of an event is stored under `foyer:favourites:<event>`, as the sessions' public ids. Buttons are
 * made here, so that there is none without JavaScript.
 */

const STAR =
  '<svg class="star" viewBox="0 0 20 20" aria-hidden="true"><path d="m10 1.8 2.5 5.3 5.7.8-4.1 4.1 1 5.8-5.1-2.8-5.1 2.8 1-5.8L1.8 7.9l5.7-.8z"/></svg>';

/** @param {string} key @returns {Set<string>} */
function load(key) {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : []);
  } catch {
    return new Set();
  }
}

/** @param {string} key @param {Set<string>} favourites */
function store(key, favourites) {
  try {
    localStorage.setItem(key, JSON.stringify([...favourites]));
  } catch {
    // A full or forbidden storage leaves the choice for this visit only.
  }
}

/** @param {HTMLElement} root the element that names the event; slots are inside it */
function attach(root) {
  const key = `foyer:favourites:${root.dataset.event}`;
  const words = { add: root.dataset.add ?? "", added: root.dataset.added ?? "", removed: root.dataset.removed ?? "" };
  let favourites = load(key);
  const slots = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-slot]")]);
  const filter = /** @type {HTMLButtonElement | null} */ (root.querySelector("[data-favourites-filter]"));
  const count = root.querySelector("[data-favourites-count]");
  const link = /** @type {HTMLAnchorElement | null} */ (root.querySelector("[data-favourites-export]"));
  const empty = /** @type {HTMLElement | null} */ (root.querySelector("[data-favourites-empty]"));
  const status = root.querySelector("[data-favourites-status]");

  /** @param {HTMLElement} slot */
  const addButton = (slot) => {
    const title = slot.querySelector(".slot-title")?.textContent?.trim() ?? "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "star-button no-print";
    button.innerHTML = STAR;
    button.setAttribute("aria-label", words.add.replace("%s", () => title));
    button.addEventListener("click", () => {
      const id = slot.dataset.slot ?? "";
      const isNew = !favourites.has(id);
      if (isNew) favourites.add(id);
      else favourites.delete(id);
      store(key, favourites);
      show();
      if (status) status.textContent = (isNew ? words.added : words.removed).replace("%s", () => title);
    });
    slot.append(button);
  };

  const show = () => {
    for (const slot of slots) {
      const isMine = favourites.has(slot.dataset.slot ?? "");
      slot.classList.toggle("is-mine", isMine);
      slot.querySelector(".star-button")?.setAttribute("aria-pressed", String(isMine));
    }
    const shown = slots.filter((slot) => slot.classList.contains("is-mine")).length;
    const isFiltered = filter?.getAttribute("aria-pressed") === "true";
    root.classList.toggle("only-mine", isFiltered);
    if (count) count.textContent = favourites.size ? String(favourites.size) : "";
    if (empty) empty.hidden = !isFiltered || shown > 0;
    if (link) {
      link.hidden = favourites.size === 0;
      link.href = `${root.dataset.calendar}?ids=${[...favourites].join(",")}`;
    }
  };

  slots.forEach(addButton);
  filter?.addEventListener("click", () => {
    filter.setAttribute("aria-pressed", String(filter.getAttribute("aria-pressed") !== "true"));
    show();
  });
  addEventListener("storage", (event) => {
    if (event.key !== key) return;
    favourites = load(key);
    show();
  });
  show();
}

for (const root of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-event]"))) attach(root);
