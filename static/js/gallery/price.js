/**
 * The price of a gallery while its organizer moves the settings: the server's own quote, never a sum made here.
 * Without this module the page shows the price when it is sent, before anything is paid.
 */

/** @typedef {{amount: string, currency: string}} Money */
/** @typedef {{total: Money, paid: Money, due: Money, credit: Money, parts: Record<string, Money>}} Quote */

const PAUSE = 250;
const NUMBERS = ["max_guests", "max_uploads_per_guest"];

/** @param {Money} money as the server writes it in pages */
function asText({ amount, currency }) {
  const digits = amount.split(".")[1]?.length ?? 0;
  const number = Number(amount).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${currency} ${number}`;
}

/** @param {HTMLFormElement} form */
function settingsOf(form) {
  const data = new FormData(form);
  const [guests, shots] = NUMBERS.map((name) => Number(data.get(name)));
  const mode = data.get("compression_mode");
  if (!Number.isInteger(guests) || !Number.isInteger(shots) || !guests || !shots || !mode) return null;
  const event = form.dataset.event ? { event_id: form.dataset.event } : {};
  return { max_guests: guests, max_uploads_per_guest: shots, compression_mode: mode, ...event };
}

/**
 * @param {HTMLFormElement} form
 * @param {AbortSignal} signal
 * @returns {Promise<Quote | null>} null where there is no price for what stands in the fields
 */
async function quoteFor(form, signal) {
  const settings = settingsOf(form);
  if (!settings) return null;
  const token = /** @type {HTMLInputElement} */ (form.querySelector("[name=csrfmiddlewaretoken]")).value;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const answer = await fetch(form.dataset.quote ?? "", {
    method: "POST",
    headers,
    body: JSON.stringify(settings),
    signal,
  });
  return answer.ok ? answer.json() : null;
}

/**
 * @param {HTMLFormElement} form
 * @param {Quote | null} quote
 */
function show(form, quote) {
  /** @param {string} selector */
  const all = (selector) => /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(selector));
  for (const element of all("[data-lines]")) element.hidden = !quote;
  for (const element of all("[data-no-price]")) element.hidden = Boolean(quote);
  const isDue = quote !== null && Number(quote.due.amount) > 0;
  for (const element of all("[data-pay]")) element.hidden = !isDue;
  const seen = /** @type {HTMLInputElement} */ (form.querySelector("[name=price_seen]"));
  seen.value = quote ? `${quote.due.amount} ${quote.due.currency}` : "";
  for (const button of all("button[data-free]")) {
    button.textContent = (isDue ? button.dataset.paid : button.dataset.free) ?? "";
  }
  if (!quote) return;
  for (const element of all("[data-part]")) {
    const price = quote.parts[element.dataset.part ?? ""];
    if (price) element.textContent = asText(price);
  }
  for (const element of all("[data-amount]")) {
    const name = /** @type {"total" | "paid" | "due" | "credit"} */ (element.dataset.amount);
    element.textContent = asText(quote[name]);
  }
  for (const element of all("[data-said]")) element.textContent = `${element.dataset.text}: ${asText(quote.due)}`;
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-quote]"))) {
  if (!form.querySelector("[data-lines]")) continue;
  let asking = new AbortController();
  let timer = 0;
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const quote = await quoteFor(form, signal);
      if (!signal.aborted) show(form, quote);
    } catch {
      // A later change asks again; unreached, the server shows the price when the form is sent.
      if (!signal.aborted) show(form, null);
    }
  };
  form.addEventListener("input", (event) => {
    const { name } = /** @type {HTMLInputElement} */ (event.target);
    if (![...NUMBERS, "compression_mode"].includes(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE);
  });
  // What the browser put back after "back".
  addEventListener("pageshow", (event) => {
    if (event.persisted) void ask();
  });
}
