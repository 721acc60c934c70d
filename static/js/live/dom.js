/**
 * Drawing: `h` makes elements, `draw` brings a place to what was made. Elements that are there already are kept with
 * their focus, what was typed into them and where they were scrolled to, so a page can draw itself anew at every tick.
 *
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {Record<string, any>} Attributes
 */

/** @type {WeakMap<Element, Record<string, (event: any) => void>>} */
const listening = new WeakMap();

/** @param {Event} event */
function pass(event) {
  const element = /** @type {Element} */ (event.currentTarget);
  listening.get(element)?.[event.type]?.(event);
}

/** @param {Element} element @param {Record<string, (event: any) => void>} tellers */
function listen(element, tellers) {
  for (const type of Object.keys(tellers)) element.addEventListener(type, pass);
  listening.set(element, tellers);
}

/**
 * An element: `h("button.quiet", { onclick: send, disabled: true }, "Send")`. `key` says which one of a list it is;
 * `vars` are custom properties of its style; an attribute that is null, undefined or false is left out.
 * @param {string} tag @param {Attributes} [attributes] @param {...(Child | Child[])} children @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const [name = "div", ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  /** @type {Record<string, (event: any) => void>} */
  const tellers = {};
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (attribute === "vars") for (const [variable, set] of Object.entries(value)) element.style.setProperty(`--${variable}`, String(set));
    else if (attribute === "key") element.dataset.key = String(value);
    else if (attribute.startsWith("on")) tellers[attribute.slice(2)] = value;
    else element.setAttribute(attribute, value === true ? "" : String(value));
  }
  if (Object.keys(tellers).length) listen(element, tellers);
  element.append(...known(children.flat()));
  return element;
}

/** @param {string} name of static/css/live/symbols.css */
export function symbol(name) {
  return h(`span.ico.ico-${name.replaceAll("_", "-")}`, { "aria-hidden": "true" });
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function known(children) {
  return children.filter((child) => child !== null && child !== undefined && child !== false && child !== "").map((child) => (child instanceof Node ? child : String(child)));
}

/** Bring the place's content to this. @param {Element} place @param {...(Child | Child[])} children */
export function draw(place, ...children) {
  const wanted = document.createElement(place.nodeName);
  wanted.append(...known(children.flat()));
  settleChildren(place, wanted);
}

/** @param {Node | null} node */
function keyOf(node) {
  return node instanceof HTMLElement ? (node.dataset.key ?? "") : "";
}

/** @param {Node} from @param {Node} to */
function isAlike(from, to) {
  return from.nodeType === to.nodeType && from.nodeName === to.nodeName && keyOf(from) === keyOf(to);
}

/** @param {Node} from @param {Node} to an alike one */
function settle(from, to) {
  if (from instanceof Text && to instanceof Text) {
    if (from.data !== to.data) from.data = to.data;
  } else if (from instanceof HTMLElement && to instanceof HTMLElement) {
    settleAttributes(from, to);
    listen(from, listening.get(to) ?? {});
    settleChildren(from, to);
  }
}

/** What people open and close themselves stays as they left it. @param {HTMLElement} element @param {string} name */
function isTheirs(element, name) {
  return name === "style" || (name === "open" && /^(DETAILS|DIALOG)$/.test(element.nodeName));
}

/** @param {HTMLElement} from @param {HTMLElement} to */
function settleAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !isTheirs(from, name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (!isTheirs(from, name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  if (from.style.cssText !== to.style.cssText) from.style.cssText = to.style.cssText;
}

/** @param {Element} from @param {Element} to */
function settleChildren(from, to) {
  const wanted = [...to.childNodes];
  const keys = new Set(wanted.map(keyOf));
  /** @type {Map<string, ChildNode>} */
  const keyed = new Map();
  for (const child of [...from.childNodes]) {
    const key = keyOf(child);
    if (key && keys.has(key)) keyed.set(key, child);
    else if (key) child.remove();
  }
  let at = from.firstChild;
  for (const child of wanted) {
    const there = keyOf(child) ? keyed.get(keyOf(child)) : at;
    if (!there || !isAlike(there, child)) {
      from.insertBefore(child, at);
      continue;
    }
    if (there === at) at = at.nextSibling;
    else from.insertBefore(there, at);
    settle(there, child);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** Calls it once before the next picture, however often it is asked for. @param {() => void} work @returns {() => void} */
export function soon(work) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    // A hidden tab has no next picture, and its title and announcements shall not wait for one.
    (document.hidden ? setTimeout : requestAnimationFrame)(() => {
      isAsked = false;
      work();
    });
  };
}
