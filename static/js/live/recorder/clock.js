/** A worker that says when to paint: timers of a page that nobody looks at stand nearly still, those of a worker do not. */

setInterval(() => postMessage(0), 1000 / 24);
