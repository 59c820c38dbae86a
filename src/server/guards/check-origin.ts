/**
 * Cross-site requests: the page of any other site may send requests to 127.0.0.1 (a form, an image, `fetch` without
 * reading the answer). Browsers say where a request comes from: `Origin` with everything that changes something,
 * `Sec-Fetch-Site` with everything else. Programs other than browsers send neither and are allowed: they could forge
 * both.
 */

/** Whether the page that sent a request is ours. `origin` and `host` are the headers as received. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  const match = /^https?:\/\/([^/]+)$/i.exec(origin);
  return match !== null && host !== undefined && match[1]!.toLowerCase() === host.toLowerCase();
}

/**
 * Whether `Sec-Fetch-Site` allows the request. A link from another site may lead to a page (`navigate`), never to the
 * API; `same-site` is another port of localhost, and that is another program.
 */
export function isAllowedSite(
  site: string | undefined,
  { mode, isApi }: { mode: string | undefined; isApi: boolean },
): boolean {
  if (site === undefined || site === "same-origin" || site === "none") return true;
  return mode === "navigate" && !isApi;
}
