/** The address bar is the state of the page: a signal of it, and the ways to change it. */

import { batch, signal } from "@preact/signals";

/** Path of the page shown, such as `/library`. */
export const path = signal(window.location.pathname);
/** Query of the page shown. Never changed in place. */
export const query = signal<URLSearchParams>(new URLSearchParams(window.location.search));

export type GoOptions = {
  /** Put the address in place of the present one: Back then skips the present one. */
  replace?: boolean;
  /** Leave the page scrolled as it is. */
  keepScroll?: boolean;
};

/** Shows another address of this page. */
export function go(address: string, { replace = false, keepScroll = false }: GoOptions = {}): void {
  const url = new URL(address, window.location.href);
  if (url.href === window.location.href) return;
  const isOtherPage = url.pathname !== path.peek();
  if (replace) window.history.replaceState(window.history.state, "", url);
  else window.history.pushState(null, "", url);
  read();
  if (isOtherPage && !keepScroll) window.scrollTo(0, 0);
}

/** Changes some names of the query and leaves the others; `null` takes a name away. */
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

/** Follows Back and Forward, and plain clicks on links to this page; all other clicks are the browser's. */
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
