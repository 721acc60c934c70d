/**
 * Results, recent scans, conflicts and the state of the line, as people see them.
 *
 * @typedef {import("./door.js").Found} Found
 * @typedef {{ results: Record<string, { title: string, hint: string, tone: "good" | "warn" | "bad" }>, [name: string]: any }} Words
 */

/** @param {string} name @param {ParentNode} [within] @returns {HTMLElement} */
export function part(name, within = document) {
  return /** @type {HTMLElement} */ (within.querySelector(`[data-part="${name}"]`));
}

/** @param {string} template @returns {HTMLElement} */
function copyOf(template) {
  const original = /** @type {HTMLTemplateElement} */ (part(template));
  return /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (original.content.firstElementChild).cloneNode(true));
}

/** @param {number | string} moment @returns {string} */
export function clock(moment) {
  return new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** @param {string} text @param {Record<string, string | number>} values @returns {string} */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name] ?? ""));
}

/** @param {Words} words @param {string} result */
function wordsOf(words, result) {
  return words.results[result] ?? { title: result, hint: "", tone: /** @type {const} */ ("bad") };
}

/** @param {Words} words @param {Found} found @returns {string} when and where the first scan was, and what is uncertain */
function detail(words, found) {
  const lines = [];
  if (found.first) {
    const where = [found.first.list, found.first.device].filter(Boolean).join(", ");
    lines.push(filled(words.first, { at: clock(found.first.at), where }));
  }
  if (found.offline && !found.name && found.lookup && !found.unlisted) lines.push(words.hidden);
  if (found.unlisted) lines.push(words.unlisted);
  return lines.join(" ");
}

/** @param {Words} words @param {Found} found @returns {"good" | "warn" | "bad"} how the device feels about it */
export function showResult(words, found) {
  const { title, hint, tone } = wordsOf(words, found.result);
  const panel = part("result");
  panel.dataset.tone = tone;
  panel.dataset.result = found.result;
  part("result-title").textContent = title;
  part("result-name").textContent = found.name;
  part("result-category").textContent = found.category;
  part("result-number").textContent = found.number;
  part("result-detail").textContent = detail(words, found) || hint;
  part("result-offline").hidden = !found.offline;
  panel.hidden = false;
  // Assistive technology hears one sentence, the outcome first; a repeated one is told again.
  const told = [title, found.name, found.category, detail(words, found) || hint, found.offline ? words.offline : ""];
  const live = part("live");
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = told.filter(Boolean).join(". ")));
  return tone;
}

/** @param {Words} words @param {Found[]} recent @param {(found: Found) => void} onUndo */
export function showRecent(words, recent, onUndo) {
  part("recent-empty").hidden = recent.length > 0;
  part("recent").replaceChildren(
    ...recent.map((found) => {
      const row = copyOf("recent-row");
      const { title, tone } = wordsOf(words, found.result);
      row.dataset.tone = tone;
      part("row-name", row).textContent = found.name || found.number || words.nobody;
      part("row-result", row).textContent = found.undone ? words.undone : title;
      part("row-time", row).textContent = clock(found.at);
      const button = /** @type {HTMLButtonElement} */ (part("row-undo", row));
      button.hidden = found.undone || !["admitted", "left"].includes(found.result);
      button.setAttribute("aria-label", filled(words.undo, { name: found.name || found.number }));
      button.addEventListener("click", () => onUndo(found));
      return row;
    }),
  );
}

/** @param {Words} words @param {(Found & { found: string, reason: string })[]} conflicts @param {(scanId: string) => void} onSeen */
export function showConflicts(words, conflicts, onSeen) {
  part("conflicts").hidden = conflicts.length === 0;
  part("conflict-rows").replaceChildren(
    ...conflicts.map((conflict) => {
      const row = copyOf("conflict-row");
      const found = conflict.found ? wordsOf(words, conflict.found).title : conflict.reason;
      part("row-name", row).textContent = conflict.name || conflict.number || words.nobody;
      part("row-result", row).textContent = filled(words.conflict, { at: clock(conflict.at), found });
      part("row-seen", row).addEventListener("click", () => onSeen(conflict.scan_id));
      return row;
    }),
  );
}

/** @param {Words} words @param {import("./door.js").Door} door */
export function showLine(words, door) {
  const state = door.refusal ? "refused" : door.isOnline ? "online" : "offline";
  const line = part("line");
  line.dataset.state = state;
  const waiting = door.waiting ? filled(words.waiting, { count: door.waiting }) : "";
  line.textContent = [words[state], waiting].filter(Boolean).join(" · ");
  part("refusal").hidden = door.refusal === 0;
  part("no-list").hidden = door.bundle.lists.length > 0;
}

/** @param {import("./door.js").Door} door */
export function showLists(door) {
  const picker = /** @type {HTMLSelectElement} */ (part("list"));
  const { lists } = door.bundle;
  if (!lists.some((one) => one.id === door.list)) door.list = lists[0]?.id ?? "";
  const shown = [...picker.options].map((option) => `${option.value}|${option.text}`).join();
  if (shown !== lists.map((one) => `${one.id}|${one.name}`).join()) {
    picker.replaceChildren(...lists.map((one) => new Option(one.name, one.id)));
  }
  picker.value = door.list;
  const chosen = lists.find((one) => one.id === door.list);
  part("ways").hidden = !chosen?.allows_exit;
  if (!chosen?.allows_exit) door.direction = "entry";
  for (const way of document.querySelectorAll("[data-way]")) {
    way.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (way).dataset.way === door.direction));
  }
  part("came").textContent = String(chosen?.came ?? 0);
  part("expected").textContent = String(chosen?.expected ?? 0);
  part("inside").textContent = String(door.bundle.stays.get(door.list)?.size ?? 0);
}
