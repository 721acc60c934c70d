// Runs before the first paint, so a chosen theme never flashes. A classic script: modules come too late.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's own choice stands.
  }
})();
