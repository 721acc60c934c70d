/** Which adapter a session needs. Apart from adapter.js: modules that import each other get no lasting names. */

/**
 * The provider's adapter; only what is used is loaded.
 * @param {string} provider @param {{ daily: string, hls: string }} libraries addresses of the vendored files
 * @param {string} title what an outside stream's player is called @returns {Promise<import("./adapter.js").Media>}
 */
export async function makeMedia(provider, libraries, title) {
  if (provider === "daily") return new (await import("./daily.js")).DailyMedia(libraries.daily);
  if (provider === "stream") return new (await import("./stream.js")).StreamMedia(libraries.hls, title);
  return new (await import("./embedded.js")).EmbeddedMedia();
}
