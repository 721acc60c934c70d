/** The player of a recording: it goes on where one left, chapters lead into it, and captions stay as one wants them. */

const KEPT = 200;
const EVERY = 5_000;
// A short look is no place to come back to, and whoever saw the end begins anew.
const FROM = 30;
const BEFORE_END = 20;
const NAME = "foyer-recordings";
const CAPTIONS = "foyer-captions";

/** @returns {Record<string, number>} seconds by recording, the latest last */
function places() {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * @param {string} key
 * @param {number} seconds 0 forgets the place
 */
function keep(key, seconds) {
  const { [key]: _former, ...others } = places();
  const entries = Object.entries(seconds ? { ...others, [key]: seconds } : others).slice(-KEPT);
  try {
    localStorage.setItem(NAME, JSON.stringify(Object.fromEntries(entries)));
  } catch {
    // A browser that keeps nothing begins anew each time.
  }
}

/** @param {string} name @returns {HTMLElement | null} */
function part(name) {
  return document.querySelector(`[data-${name}]`);
}

/** @param {number} seconds @returns {string} `4:05`, `1:02:03` */
function clock(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (/** @type {number} */ value) => String(Math.floor(value)).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Where the address says to begin: `#t=300`. @returns {number | null} */
function wanted() {
  const found = /^#t=(\d{1,6})$/.exec(location.hash);
  return found ? Number(found[1]) : null;
}

/** @param {HTMLVideoElement} video */
function resume(video) {
  const key = video.dataset.recording ?? "";
  let savedAt = 0;
  const save = () => {
    savedAt = Date.now();
    const isWorthIt = video.currentTime > FROM && video.currentTime < video.duration - BEFORE_END;
    keep(key, isWorthIt ? Math.floor(video.currentTime) : 0);
  };
  const goOn = () => {
    const asked = wanted();
    const place = asked ?? places()[key];
    if (place === undefined || place >= video.duration - (asked === null ? BEFORE_END : 0)) return;
    video.currentTime = place;
    if (asked === null) tellResumed(video, place);
  };
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) goOn();
  else video.addEventListener("loadedmetadata", goOn, { once: true });
  video.addEventListener("timeupdate", () => {
    if (!video.paused && Date.now() - savedAt > EVERY) save();
  });
  video.addEventListener("pause", save);
  addEventListener("pagehide", () => {
    if (video.currentTime > 0) save();
  });
}

/** @param {HTMLVideoElement} video @param {number} place */
function tellResumed(video, place) {
  const note = part("resumed");
  const at = part("resumed-at");
  if (!note || !at) return;
  at.textContent = clock(place);
  note.hidden = false;
  part("restart")?.addEventListener("click", () => {
    note.hidden = true;
    video.currentTime = 0;
    void video.play().catch(() => undefined);
    video.focus();
  });
}

/** Which chapter one is in stands out, and its list shows it. @param {HTMLVideoElement} video */
function followChapters(video) {
  const list = part("chapters");
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-seek]")]);
  /** @type {HTMLElement | undefined} */
  let current;
  const follow = () => {
    const at = video.currentTime > 0 || !video.paused ? links.filter((link) => Number(link.dataset.seek) <= video.currentTime + 0.25).at(-1) : undefined;
    if (at === current) return;
    current?.removeAttribute("aria-current");
    at?.setAttribute("aria-current", "true");
    current = at;
    const row = at?.closest("li");
    if (!list || !row || list.scrollHeight <= list.clientHeight || list.matches(":hover, :focus-within")) return;
    list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight / 3;
  };
  for (const event of ["timeupdate", "seeked", "play"]) video.addEventListener(event, follow);
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", `#t=${link.dataset.seek}`);
      video.currentTime = Number(link.dataset.seek);
      video.scrollIntoView({ block: "nearest" });
      void video.play().catch(() => video.focus());
    });
  }
}

/** A button of our own beside the player's, and the choice holds for the next recording. @param {HTMLVideoElement} video */
function captions(video) {
  const button = part("captions");
  const track = video.textTracks[0];
  if (!button || !track) return;
  const show = () => button.setAttribute("aria-pressed", String(track.mode === "showing"));
  const stored = () => {
    try {
      return localStorage.getItem(CAPTIONS);
    } catch {
      return null;
    }
  };
  track.mode = stored() === "on" ? "showing" : "hidden";
  video.textTracks.addEventListener("change", () => {
    show();
    try {
      localStorage.setItem(CAPTIONS, track.mode === "showing" ? "on" : "off");
    } catch {
      // It is off again next time.
    }
  });
  button.addEventListener("click", () => {
    track.mode = track.mode === "showing" ? "hidden" : "showing";
  });
  show();
}

const video = /** @type {HTMLVideoElement | null} */ (document.querySelector("video[data-recording]"));
if (video) {
  resume(video);
  followChapters(video);
  captions(video);
  const trouble = part("trouble");
  video.addEventListener("error", () => trouble && (trouble.hidden = false));
  video.addEventListener("loadedmetadata", () => trouble && (trouble.hidden = true));
}
