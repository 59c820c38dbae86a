/** Registers the service worker, so that the app opens without the server and can be installed. Not in development. */
export function startOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/service-worker.js").catch(() => {
      // Private windows deny service workers; the app works without one.
    });
  });
}
