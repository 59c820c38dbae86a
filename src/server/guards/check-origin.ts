/**
 * Cross-site requests: a page of any other site may send requests to 127.0.0.1 (a form, an image, `fetch` without
 * reading). Browsers say where a request comes from: `Origin` with everything that changes something, `Sec-Fetch-Site`
 * with everything else. Programs that are no browsers send neither and are let through: they could forge both.
 */

/** Whether the page that sent a request is ours. `origin` and `host` are the headers as they came. */
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
