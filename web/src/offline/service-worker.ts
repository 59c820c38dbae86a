/**
 * Serves the shell of the app without the server. Files with a hash in their name never change and come from the cache;
 * the page itself comes from the server while it responds. API requests are never cached, because answers go stale.
 */

const cacheName = "fonoteka-shell-1";

/** The members of ServiceWorkerGlobalScope used here; TypeScript's DOM library lacks it. */
type WorkerScope = EventTarget & {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
};
type WaitEvent = Event & { waitUntil(work: Promise<unknown>): void };
type FetchEvent = WaitEvent & { request: Request; respondWith(answer: Promise<Response>): void };

const worker = globalThis as unknown as WorkerScope;

worker.addEventListener("install", (event) => {
  (event as WaitEvent).waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(["/", "/theme.js", "/manifest.webmanifest", "/icons/fonoteka.svg"]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  (event as WaitEvent).waitUntil(forgetOldCaches().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event as FetchEvent;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (url.pathname.startsWith("/api") || url.search.includes("token=")) return;
  if (request.mode === "navigate") (event as FetchEvent).respondWith(answerPage(request));
  else if (url.pathname.startsWith("/assets/")) (event as FetchEvent).respondWith(answerFile(request));
  else (event as FetchEvent).respondWith(fetch(request).catch(() => fromCache(request)));
});

async function answerPage(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    // A rejection by the server (a missing token) must not be cached as the shell.
    if (answer.ok && !answer.redirected) await (await caches.open(cacheName)).put("/", answer.clone());
    return answer;
  } catch {
    return fromCache("/");
  }
}

async function answerFile(request: Request): Promise<Response> {
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(cacheName)).put(request, answer.clone());
  return answer;
}

async function fromCache(request: Request | string): Promise<Response> {
  return (await caches.match(request)) ?? Response.error();
}

async function forgetOldCaches(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("fonoteka-") && name !== cacheName) await caches.delete(name);
  }
}
