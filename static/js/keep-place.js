/**
 * Tells the server every minute that somebody is still in a session, so that their place is kept; whoever lost it
 * finds the door again. Without this module a place is kept for five minutes at a time.
 */

const EVERY = 60_000;

/** @param {HTMLFormElement} form the one that leaves; it knows the address and carries the token */
async function tell(form) {
  const token = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=csrfmiddlewaretoken]"))?.value ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  try {
    const answer = await fetch(form.dataset.place ?? "", { method: "POST", headers, body: "{}" });
    // A server that is busy or restarting says nothing about the place.
    if (!answer.ok && answer.status < 500 && answer.status !== 429) location.reload();
  } catch {
    // Offline: the next minute may be better.
  }
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-place]"))) {
  setInterval(() => void tell(form), EVERY);
  // A laptop that was closed tells at once when it opens.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void tell(form);
  });
}
