// Before the first paint, and outside the module, so that a chosen theme never flashes the other one.
try {
  const theme = localStorage.getItem("fonoteka.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed to the page: the system's theme it is.
}
