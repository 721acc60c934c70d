// @ts-check
/**
 * HTML from the API as nodes of this page. The API sends a short list of tags; here they are rebuilt one by
 * one, so that even an API that was tampered with could bring no script in.
 */
import { el } from "./dom.js";

const ALLOWED = new Set(["a", "b", "strong", "i", "em", "br", "p", "h3", "h4", "ol", "ul", "li", "hr", "code"]);

/**
 * @param {string} html
 * @returns {Node[]}
 */
export function fromHtml(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return [...parsed.body.childNodes].flatMap(rebuild);
}

/**
 * @param {Node} node
 * @returns {Node[]}
 */
function rebuild(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.textContent ?? "")];
  if (!(node instanceof Element)) return [];
  const name = node.tagName.toLowerCase();
  if (name === "script" || name === "style") return [];
  const children = [...node.childNodes].flatMap(rebuild);
  if (!ALLOWED.has(name)) return children;
  return [el(name, name === "a" ? { href: node.getAttribute("href") ?? undefined } : {}, ...children)];
}
