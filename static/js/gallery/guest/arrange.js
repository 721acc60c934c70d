/** Where every photo stands: on this phone, on its way, in the gallery. One film of them all, and what went wrong. */

/**
 * @typedef {import("./types.js").Item} Item
 * @typedef {import("./types.js").Media} Media
 * @typedef {import("./types.js").Frame} Frame
 * @typedef {import("./types.js").Problem} Problem
 * @typedef {import("./queue.js").Queue} Queue
 * @typedef {import("./guest.js").Guest} Guest
 */

/** @param {Item} item @param {Media} media */
function areOne(item, media) {
  return item.mediaId === media.media_id || item.id === media.client_upload_id;
}

/** The photos in the order in which they came. @param {Queue} queue @param {Guest} guest @returns {Frame[]} */
export function framesOf(queue, guest) {
  const items = queue.all.filter((item) => item.state === "waiting" || item.state === "here");
  const media = guest.media.filter((one) => one.status !== "rejected").reverse();
  /** @type {Frame[]} */
  const frames = media.map((one) => frame(queue, items.find((item) => areOne(item, one)) ?? null, one));
  const alone = items.filter((item) => !guest.media.some((one) => areOne(item, one)));
  return [...frames, ...alone.map((item) => frame(queue, item, null))];
}

/** @param {Queue} queue @param {Item | null} item @param {Media | null} media @returns {Frame} */
function frame(queue, item, media) {
  const isActive = item !== null && queue.activity?.id === item.id && item.state === "waiting";
  const key = media?.client_upload_id ?? item?.id ?? "";
  return { key, item, media, state: stateOf(queue, item, media), share: isActive ? (queue.activity?.share ?? 0) : 0 };
}

/** @param {Queue} queue @param {Item | null} item @param {Media | null} media @returns {Frame["state"]} */
function stateOf(queue, item, media) {
  if (media?.status === "uploaded") return media.thumb_url ? "here" : "developing";
  if (item?.state === "here") return "developing";
  if (item && queue.activity?.id === item.id) return queue.activity.step;
  if (item) return queue.preparing.has(item.id) ? "preparing" : "waiting";
  return "lost";
}

const STUCK = new Set(["full", "stopped", "closed", "gone"]);

/** What the guest has to know or decide, the oldest first. @param {Queue} queue @param {Guest} guest @returns {Problem[]} */
export function problemsOf(queue, guest) {
  const isStuck = (/** @type {Item} */ item) => item.state !== "refused" && item.state !== "here" && STUCK.has(guest.standing) && !guest.maySend(item);
  const onPhone = queue.all.filter((item) => item.state === "refused" || item.state === "blocked" || isStuck(item));
  const refused = guest.media.filter((media) => media.status === "rejected" && !guest.dismissed.includes(media.media_id));
  return [
    ...onPhone.map((item) => ({ key: item.id, code: isStuck(item) ? "" : item.code, message: item.message, item, media: null })),
    ...refused
      .filter((media) => !onPhone.some((item) => areOne(item, media)))
      .map((media) => ({ key: media.media_id, code: media.reason, message: "", item: queue.all.find((item) => areOne(item, media)) ?? null, media })),
  ];
}

/** Photos that need no place on this phone any more: the gallery has their picture, or had them before. @param {Queue} queue @param {Guest} guest @returns {Item[]} */
export function settledOf(queue, guest) {
  const here = queue.all.filter((item) => item.state === "here");
  return here.filter((item, index) => {
    const media = guest.media.find((one) => one.media_id === item.mediaId);
    const isSecond = here.findIndex((one) => one.mediaId === item.mediaId) < index;
    return isSecond || (media?.status === "uploaded" && media.thumb_url !== null);
  });
}
