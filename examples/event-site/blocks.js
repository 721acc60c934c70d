// @ts-check
/** The body: one small function for each kind of block. Kinds this example does not know are left out. */
import { el, image } from "./dom.js";
import { fromHtml } from "./html.js";

/** @type {Record<string, (value: any) => (Node | null)[]>} */
const KINDS = {
  heading: (value) => [el("h3", {}, value.text)],
  text: (value) => [el("div", { class: "text" }, ...fromHtml(value))],
  figure: (value) => [el("figure", {}, image(value.image, { sizes: "60rem" }), value.caption ? el("figcaption", {}, value.caption) : null)],
  gallery: (value) => [el("div", { class: "gallery" }, ...value.images.map((/** @type {any} */ one) => image(one, { sizes: "20rem" })))],
  quote: (value) => [
    el("blockquote", {}, el("p", {}, value.text), value.name ? el("footer", {}, [value.name, value.role].filter(Boolean).join(", ")) : null),
  ],
  features: (value) => [
    el("ul", { class: "features" }, ...value.items.map((/** @type {any} */ one) => el("li", {}, el("h4", {}, one.title), el("p", {}, one.text)))),
  ],
  numbers: (value) => [
    el("ul", { class: "numbers" }, ...value.items.map((/** @type {any} */ one) => el("li", {}, el("strong", {}, one.number), ` ${one.label}`))),
  ],
  call_to_action: (value) => [
    el(
      "aside",
      { class: "call" },
      el("h3", {}, value.title),
      el("p", {}, value.text),
      el("a", { class: "button", href: value.link.page?.url ?? value.link.url }, value.link.label),
    ),
  ],
  speakers: (value) => [
    el("p", {}, value.title ? `${value.title}: ` : "", value.speakers.filter(Boolean).map((/** @type {any} */ one) => one.name).join(", ")),
  ],
  accordion: (value) =>
    value.items.map((/** @type {any} */ one) => el("details", {}, el("summary", {}, one.title), ...fromHtml(one.text))),
  video: (value) => [el("p", {}, el("a", { class: "button", href: value.url }, `Watch on ${value.provider ?? "the web"}`))],
  table: (value) => [table(value)],
  download: (value) => [value.document ? el("p", {}, el("a", { href: value.document.url }, value.label || value.document.title)) : null],
};

/** @param {any} value */
function table(value) {
  const rows = value.rows.map((/** @type {string[]} */ cells, /** @type {number} */ row) =>
    el(
      "tr",
      {},
      ...cells.map((cell, column) => {
        const isHeading = (row === 0 && value.first_row_is_header) || (column === 0 && value.first_column_is_header);
        return el(isHeading ? "th" : "td", {}, cell);
      }),
    ),
  );
  return el("div", { class: "table" }, el("table", {}, value.caption ? el("caption", {}, value.caption) : null, ...rows));
}

/**
 * @param {{type: string, value: any}[]} blocks
 * @returns {Node[]}
 */
export function renderBlocks(blocks) {
  return blocks.flatMap((block) => KINDS[block.type]?.(block.value) ?? []).filter((node) => node !== null);
}
