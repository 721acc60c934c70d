// @ts-check
/** Elements from data: texts stay texts, and only web addresses become links. */

const WEB = /^(https?:|mailto:|tel:|#)/i;

/**
 * @param {string} name
 * @param {Record<string, string | undefined>} attributes
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === "") continue;
    if (key === "href" && !WEB.test(value)) continue;
    element.setAttribute(key, value);
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== "") element.append(child);
  }
  return element;
}

/**
 * @param {{src: string, srcset: string, width: number, height: number, alt: string} | null} picture
 * @param {{class?: string, sizes?: string, eager?: boolean}} options
 * @returns {HTMLElement | null}
 */
export function image(picture, options = {}) {
  if (!picture) return null;
  const element = el("img", {
    class: options.class,
    src: picture.src,
    srcset: picture.srcset,
    sizes: options.sizes ?? "100vw",
    width: String(picture.width),
    height: String(picture.height),
    loading: options.eager ? "eager" : "lazy",
  });
  element.setAttribute("alt", picture.alt);
  return element;
}

/**
 * @param {string} id
 * @param {string} title
 * @param {...(Node | string | null)} children
 */
export function section(id, title, ...children) {
  return el("section", { id, "aria-labelledby": `${id}-title` }, el("h2", { id: `${id}-title` }, title), ...children);
}
