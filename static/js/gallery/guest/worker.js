/**
 * The service worker of all guests' pages: it keeps the pages that this phone has opened, and their files, and nothing
 * else. Answers of the API and signed addresses are never kept.
 *
 * The server puts `self.SHELL = { version, assets, files }` before this text; a new version makes a new worker.
 */

const worker = /** @type {any} */ (self);
/** @type {{ version: string, assets: string, files: string[] }} */
const shell = worker.SHELL;
const PREFIX = "guest:";
const NAME = PREFIX + shell.version;
const PATIENCE = 3000;

/** The files, and anew whatever pages an older worker has kept: those name files of its own. */
async function keepShell() {
  const cache = await caches.open(NAME);
  await cache.addAll(shell.files);
  for (const name of await others()) {
    for (const request of await (await caches.open(name)).keys()) {
      if (!new URL(request.url).pathname.startsWith(shell.assets)) await keep(cache, request.url);
    }
  }
  await worker.skipWaiting();
}

/** As it is now. @param {Cache} cache @param {string} address */
async function keep(cache, address) {
  const response = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (response.ok && !response.redirected) await cache.put(address, response);
}

async function others() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
}

async function forgetOlder() {
  for (const name of await others()) await caches.delete(name);
  await worker.clients.claim();
}

/** The page from the network, or after three seconds as it was kept. @param {Request} request */
async function page(request) {
  const cache = await caches.open(NAME);
  const address = request.url.split(/[?#]/)[0] ?? "";
  const kept = await cache.match(address);
  try {
    const response = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
    if (response.ok && !response.redirected) await cache.put(address, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** @param {Request} request */
async function file(request) {
  return (await (await caches.open(NAME)).match(request)) ?? fetch(request);
}

/** What a page asks to have kept: itself, its colours, its cover. @param {{ page: string, files: string[] }} wanted */
async function keepPage({ page: address, files }) {
  const cache = await caches.open(NAME);
  for (const one of [address, ...files]) {
    const { href, origin } = new URL(one, worker.location.href);
    if (origin === worker.location.origin && !(await cache.match(href))) await keep(cache, href).catch(() => undefined);
  }
}

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(keepShell()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(forgetOlder()));
worker.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(keepPage(event.data)));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (shell.files.includes(pathname) || /^(style|image)$/.test(request.destination)) event.respondWith(file(request));
});
