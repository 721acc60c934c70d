/** Adds up what is chosen in a form with `data-tickets`; the server adds it up again. */

/**
 * @param {number} minor
 * @param {number} exponent
 */
function asAmount(minor, exponent) {
  const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
  return (minor / 10 ** exponent).toLocaleString("en", digits);
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-tickets]"))) {
  const sum = /** @type {HTMLElement | null} */ (form.querySelector("[data-sum]"));
  const choices = /** @type {NodeListOf<HTMLSelectElement>} */ (form.querySelectorAll("select[data-price]"));
  const add = () => {
    if (!sum) return;
    let tickets = 0;
    let minor = 0;
    for (const choice of choices) {
      tickets += Number(choice.value);
      minor += Number(choice.value) * Number(choice.dataset.price);
    }
    sum.hidden = tickets === 0;
    const currency = choices[0]?.dataset.currency ?? "";
    sum.textContent = `${currency} ${asAmount(minor, Number(choices[0]?.dataset.exponent))}`;
  };
  form.addEventListener("change", add);
  // Also what the browser put back after "back".
  addEventListener("pageshow", add);
  add();
}
