/** The address bar holds the state of the page: as signals, with functions to change it. */

import { batch, signal } from "@preact/signals";

/** Path of the page shown, such as `/library`. */
export const path = signal(window.location.pathname);
/** Query of the page shown. Never changed in place. */
export const query = signal<URLSearchParams>(new URLSearchParams(window.location.search));

type GoOptions = {
  /** Replace the current history entry, so that Back skips it. */
  replace?: boolean;
  /** Keep the scroll position. */
  keepScroll?: boolean;
};

/** Goes to another address of the app. */
export function go(address: string, { replace = false, keepScroll = false }: GoOptions = {}): void {
  const url = new URL(address, window.location.href);
  if (url.href === window.location.href) return;
  const isOtherPage = url.pathname !== path.peek();
  if (replace) window.history.replaceState(window.history.state, "", url);
  else window.history.pushState(null, "", url);
  read();
  if (isOtherPage && !keepScroll) window.scrollTo(0, 0);
}

/** Changes some query parameters and keeps the others; `null` removes one. */
export function changeQuery(changes: Record<string, string | null>, options: GoOptions = {}): void {
  const changed = new URLSearchParams(query.peek());
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") changed.delete(name);
    else changed.set(name, value);
  }
  const text = changed.toString();
  go(path.peek() + (text ? `?${text}` : ""), { keepScroll: true, ...options });
}

function read(): void {
  batch(() => {
    path.value = window.location.pathname;
    query.value = new URLSearchParams(window.location.search);
  });
}

/** Handles Back, Forward and plain clicks on links inside the app; the browser handles all other clicks. */
export function startRouter(): void {
  window.addEventListener("popstate", read);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link?.href || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href);
    if (url.origin !== window.location.origin || url.pathname.startsWith("/api")) return;
    if (url.hash && url.pathname === window.location.pathname) return;
    event.preventDefault();
    go(url.href);
  });
}
