// Runs before the first paint, outside the module, so that the other theme never flashes.
try {
  const theme = localStorage.getItem("fonoteka.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // The browser refuses storage: the system's theme applies.
}
