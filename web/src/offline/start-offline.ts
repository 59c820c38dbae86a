/** Keeps the page itself in the browser, so that it opens (and can be installed) without the server. Not in development. */
export function startOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/service-worker.js").catch(() => {
      // Private windows refuse it: the page works without.
    });
  });
}
