/** One tab sends at a time. Two would do no harm, as everything is known by its id, but the photos would go twice. */

/** A tab that has the turn and is not heard of for so long was put to sleep by the phone. */
const ASLEEP = 20_000;
const [LEASE, LOOK_AGAIN] = [8000, 2000];

/** @typedef {(signal: AbortSignal) => Promise<void>} Work stops when its signal says so */

/**
 * Does the work when it is this tab's turn. `heardAt` tells when another tab was heard of last, 0 where they cannot tell.
 * @param {string} name @param {Work} work @param {() => number} heardAt @returns {Promise<void>}
 */
export async function inTurn(name, work, heardAt) {
  if (!navigator.locks) return leased(`${name}-turn`, work);
  const lost = new AbortController();
  const waiting = new AbortController();
  const since = Date.now();
  let has = false;
  const watch = setInterval(() => {
    const last = Math.max(since, heardAt());
    if (!has && document.visibilityState === "visible" && Date.now() - last > ASLEEP) waiting.abort();
  }, LOOK_AGAIN);
  const mine = () => {
    has = true;
    return work(lost.signal);
  };
  try {
    await navigator.locks.request(name, { signal: waiting.signal }, mine);
  } catch (error) {
    if (has) lost.abort(); // another tab has taken it over
    else if (waiting.signal.aborted) await navigator.locks.request(name, { steal: true }, mine).catch(() => lost.abort());
    else throw error;
  } finally {
    clearInterval(watch);
  }
}

/** The same by a note that runs out: pages without https have no locks. @param {string} key @param {Work} work */
async function leased(key, work) {
  const me = String(Math.random());
  while (!(await took(key, me))) await pause(LOOK_AGAIN);
  const lost = new AbortController();
  const beat = setInterval(() => (ownerOf(key) === me ? note(key, me) : lost.abort()), LOOK_AGAIN);
  try {
    await work(lost.signal);
  } finally {
    clearInterval(beat);
    if (ownerOf(key) === me) localStorage.removeItem(key);
  }
}

/** @param {string} key @param {string} me */
async function took(key, me) {
  try {
    if (ownerOf(key) !== "" && ownerOf(key) !== me) return false;
    note(key, me);
    await pause(30 + Math.random() * 60); // whoever noted themselves at the same moment
    return ownerOf(key) === me;
  } catch {
    return true; // no storage, so no other tab can know of these photos either
  }
}

/** @param {string} key @param {string} me */
function note(key, me) {
  localStorage.setItem(key, JSON.stringify({ me, until: Date.now() + LEASE }));
}

/** @param {string} key @returns {string} */
function ownerOf(key) {
  const { me = "", until = 0 } = JSON.parse(localStorage.getItem(key) ?? "{}");
  return until > Date.now() ? me : "";
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
