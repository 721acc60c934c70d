/**
 * A worker that says when to paint: timers of a page that nobody looks at stand nearly still, those of a worker do not.
 *
 * It waits for the answer that the picture is painted. On a machine that cannot keep the pace, pictures become fewer
 * instead of piling up, so that a third of the page's time goes into them at most and its buttons still answer.
 */

const EVERY = 1000 / 24;
const LONGEST = 500;
let askedAt = 0;

function ask() {
  askedAt = performance.now();
  postMessage(0);
}

addEventListener("message", () => {
  const took = performance.now() - askedAt;
  setTimeout(ask, Math.min(Math.max(EVERY - took, 2 * took), LONGEST));
});
ask();
