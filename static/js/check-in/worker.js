/**
 * The service worker of one event's check-in page: it keeps the page and its files, and nothing else.
 *
 * The server puts `self.SHELL = { version, page, files }` before this text; a new version makes a new worker.
 */

const worker = /** @type {any} */ (self);
/** @type {{ version: string, page: string, files: string[] }} */
const shell = worker.SHELL;
const NAME = `check-in:${shell.page}:${shell.version}`;
const PATIENCE = 3000;

async function keepShell() {
  const cache = await caches.open(NAME);
  await cache.addAll(shell.files);
  const page = await fetch(shell.page, { credentials: "same-origin" });
  if (page.ok && !page.redirected) await cache.put(shell.page, page);
  await worker.skipWaiting();
}

async function forgetOlder() {
  for (const name of await caches.keys()) {
    if (name.startsWith(`check-in:${shell.page}:`) && name !== NAME) await caches.delete(name);
  }
  await worker.clients.claim();
}

/** The page from the network, or after three seconds as it was kept. @param {Request} request */
async function page(request) {
  const cache = await caches.open(NAME);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok && !response.redirected) await cache.put(shell.page, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(shell.page);
    if (kept) return kept;
    throw error;
  }
}

/** @param {Request} request */
async function file(request) {
  return (await (await caches.open(NAME)).match(request)) ?? fetch(request);
}

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(keepShell()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(forgetOlder()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && pathname === shell.page) event.respondWith(page(event.request));
  else if (shell.files.includes(pathname)) event.respondWith(file(event.request));
});
