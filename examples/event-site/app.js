// @ts-check
/**
 * A whole event mini-site from one call: GET /api/events/{slug}.
 *
 * Open index.html?api=https://events.example.org&event=my-event. Nothing is built or installed; every text
 * goes into the page as text, and HTML from the API (which sends a short list of harmless tags) is rebuilt
 * tag by tag in html.js.
 */
import { renderBlocks } from "./blocks.js";
import { el, image, section } from "./dom.js";
import { fromHtml } from "./html.js";

const parameters = new URLSearchParams(location.search);
const api = (parameters.get("api") ?? location.origin).replace(/\/$/, "");
const slug = parameters.get("event") ?? "";
const site = /** @type {HTMLElement} */ (document.querySelector("#site"));

/** @param {string} text */
const notice = (text) => site.replaceChildren(el("p", { class: "notice", role: "status" }, text));

/** @returns {Promise<any>} */
async function readEvent() {
  const response = await fetch(`${api}/api/events/${encodeURIComponent(slug)}`);
  const content = await response.json();
  if (!response.ok) throw new Error(content.message);
  return content;
}

/** @param {any} event */
function dates(event) {
  const format = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: event.timezone });
  return format.formatRange(new Date(event.starts_at), new Date(event.ends_at));
}

/** @param {any} event */
function hero(event) {
  const facts = [dates(event), [event.venue_name, event.city].filter(Boolean).join(", "), event.format].filter(Boolean);
  return el(
    "header",
    { class: "hero" },
    image(event.hero_image, { class: "hero-image", sizes: "100vw", eager: true }),
    el(
      "div",
      { class: "hero-text" },
      el("p", { class: "status" }, event.status === "live" ? "Live now" : event.category),
      el("h1", {}, event.title),
      el("p", { class: "lead" }, event.short_description),
      el("p", { class: "facts" }, facts.join(" · ")),
      el("a", { class: "button", href: event.links.calendar }, "Add to calendar"),
    ),
  );
}

/** @param {any} event */
function programme(event) {
  if (!event.sessions.length) return null;
  const day = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long", timeZone: event.timezone });
  const time = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: event.timezone });
  /** @type {Map<string, Node[]>} */
  const days = new Map();
  for (const session of event.sessions) {
    const title = session.starts_at ? day.format(new Date(session.starts_at)) : "Time to be announced";
    if (!days.has(title)) days.set(title, []);
    days.get(title)?.push(sessionCard(session, time));
  }
  const groups = [...days].map(([title, cards]) => el("div", {}, el("h3", {}, title), el("ol", { class: "sessions" }, ...cards)));
  return section("programme", "Programme", ...groups);
}

/**
 * @param {any} session
 * @param {Intl.DateTimeFormat} time
 */
function sessionCard(session, time) {
  const people = session.speakers.map((/** @type {any} */ one) => one.name).join(", ");
  const place = [session.room?.name, session.format === "in-person" ? "" : session.format].filter(Boolean).join(" · ");
  const card = el(
    "li",
    { class: session.is_cancelled ? "session cancelled" : "session" },
    el("p", { class: "time" }, session.starts_at ? el("time", { datetime: session.starts_at }, time.format(new Date(session.starts_at))) : "–"),
    el(
      "details",
      {},
      el("summary", {}, el("span", { class: "session-title" }, session.title), people ? el("span", { class: "people" }, people) : null),
      el("p", {}, session.short_description),
      ...renderBlocks(session.body),
      el("p", { class: "small" }, el("a", { href: session.calendar_url }, "Calendar file"), " · ", el("a", { href: session.url }, "Session page")),
    ),
    el("p", { class: "place" }, session.is_cancelled ? "Cancelled" : place),
  );
  if (session.track) card.style.setProperty("--track", session.track.color);
  return card;
}

/** @param {any} event */
function speakers(event) {
  const cards = event.speakers.map((/** @type {any} */ person) =>
    el(
      "li",
      { class: "person" },
      image(person.photo, { class: "portrait", sizes: "12rem" }) ?? el("div", { class: "portrait", "aria-hidden": "true" }, person.name.slice(0, 1)),
      el("h3", {}, person.name),
      el("p", { class: "small" }, [person.headline, person.organization].filter(Boolean).join(", ")),
    ),
  );
  return cards.length ? section("speakers", "Speakers", el("ul", { class: "people-grid" }, ...cards)) : null;
}

/** @param {any} event */
function venue(event) {
  if (!event.venue) return null;
  const place = event.venue;
  return section(
    "venue",
    place.name,
    el("p", {}, [place.address, place.city, place.country].filter(Boolean).join(", ")),
    image(place.image, { sizes: "60rem" }),
    ...fromHtml(place.travel),
    ...fromHtml(place.accessibility),
  );
}

/** @param {any} event */
function sponsors(event) {
  const tiers = event.sponsors.map((/** @type {any} */ tier) =>
    el(
      "div",
      { class: `tier tier-${tier.tier}` },
      el("h3", {}, tier.tier),
      el("ul", {}, ...tier.sponsors.map((/** @type {any} */ one) => el("li", {}, one.link ? el("a", { href: one.link }, logo(one)) : logo(one)))),
    ),
  );
  return tiers.length ? section("sponsors", "Sponsors", ...tiers) : null;
}

/** @param {any} sponsor */
const logo = (sponsor) => (sponsor.logo ? image({ ...sponsor.logo, alt: sponsor.name }, { sizes: "12rem" }) : sponsor.name);

/** @param {any} event */
function faqs(event) {
  const items = event.faqs.map((/** @type {any} */ faq) => el("details", {}, el("summary", {}, faq.question), ...fromHtml(faq.answer)));
  return items.length ? section("questions", "Questions", ...items) : null;
}

/** @param {any} event */
function build(event) {
  document.title = event.title;
  document.documentElement.style.setProperty("--accent", event.accent_color);
  const body = event.body.length ? section("about", "About", ...renderBlocks(event.body)) : null;
  const parts = [body, programme(event), speakers(event), venue(event), sponsors(event), faqs(event)].filter((part) => part !== null);
  const menu = el("nav", { "aria-label": "Parts of the event" }, ...parts.map((part) => el("a", { href: `#${part.id}` }, part.querySelector("h2")?.textContent ?? "")));
  const footer = el("footer", { class: "small" }, "Built from ", el("a", { href: event.links.self }, "one answer of the API"), ".");
  site.replaceChildren(hero(event), menu, ...parts, footer);
  site.dataset.ready = "true";
}

if (!slug) notice("Name an event in the address: ?event=its-slug, and ?api=… where the API is elsewhere.");
else readEvent().then(build, (error) => notice(`The event could not be read: ${error.message}`));
