/** Opens the folded text that the address points to, and puts an opened one into the address. */

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

for (const list of document.querySelectorAll("[data-deep-links]")) {
  list.addEventListener(
    "toggle",
    (event) => {
      const folded = event.target;
      if (folded instanceof HTMLDetailsElement && folded.open) history.replaceState(null, "", `#${folded.id}`);
    },
    true,
  );
  addEventListener("hashchange", openTarget);
  openTarget();
}
