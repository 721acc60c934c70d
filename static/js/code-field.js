/**
 * The field for a code: takes a paste in any spelling, sends itself when it is full, and counts down until
 * another code may be asked for. Without this module the form works by its button.
 */

/** @param {HTMLInputElement} input */
function watch(input) {
  const length = Number(input.dataset.codeField);
  const form = input.form;
  let sent = false;

  const read = () => {
    const digits = input.value.replace(/\D/g, "").slice(0, length);
    const shown = digits.length > 3 ? `${digits.slice(0, 3)} ${digits.slice(3)}` : digits;
    if (input.value !== shown) input.value = shown;
    if (digits.length < length) {
      sent = false;
    } else if (!sent && form) {
      sent = true;
      form.requestSubmit();
    }
  };
  input.addEventListener("input", read);
  // A phone's autofill and a pasted mail come as more than digits; the field must not cut them before they are read.
  input.removeAttribute("maxlength");
  input.focus();
  // Filled in before this module was there; not what the server has just refused.
  if (input.value && input.getAttribute("aria-invalid") !== "true") read();
}

/** @param {HTMLFormElement} form */
function countDown(form) {
  const button = /** @type {HTMLButtonElement | null} */ (form.querySelector("button"));
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-resend-wait]"));
  if (!button || !place) return;
  const until = Date.now() + Number(form.dataset.wait) * 1000;

  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    place.textContent = left > 0 ? (form.dataset.words ?? "").replace("{seconds}", String(left)) : "";
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
}

/** The digits of a message that is offered by the browser (WebOTP), where it knows how. @param {HTMLInputElement} input */
async function offerFromMessage(input) {
  if (!("OTPCredential" in window)) return;
  try {
    const options = /** @type {CredentialRequestOptions} */ ({ otp: { transport: ["sms"] } });
    const found = /** @type {{ code?: string } | null} */ (/** @type {unknown} */ (await navigator.credentials.get(options)));
    if (!found?.code) return;
    input.value = found.code;
    input.dispatchEvent(new Event("input"));
  } catch {
    // Declined, or no message came: the field waits for its person.
  }
}

for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-code-field]"))) {
  watch(input);
  void offerFromMessage(input);
}
for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("[data-resend]"))) {
  countDown(form);
}
