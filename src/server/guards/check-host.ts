/**
 * DNS rebinding: the page of another site points its own name to 127.0.0.1 and then has, for the browser, the same
 * origin as we. It cannot change the `Host` header, which holds that name. So only names are accepted that nobody else
 * can have: loopback names, bare IP addresses where the server listens on them, and names that the user allowed.
 */

import { isIP } from "node:net";

/** Host name of a `Host` header, without port and brackets, in lower case; undefined when it is not valid. */
function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? "");
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, "");
}

/** `localhost` and its subdomains (RFC 6761 reserves them for loopback), 127.0.0.0/8, ::1. */
export function isLoopbackName(name: string): boolean {
  if (name === "localhost" || name.endsWith(".localhost") || name === "::1") return true;
  return isIP(name) === 4 && name.startsWith("127.");
}

/** Whether a request with this `Host` is meant for us. */
export function isAllowedHost(
  host: string | undefined,
  { allowedHosts, onLoopback }: { allowedHosts: readonly string[]; onLoopback: boolean },
): boolean {
  const name = hostName(host);
  if (name === undefined) return false;
  if (isLoopbackName(name) || allowedHosts.includes(name)) return true;
  return !onLoopback && isIP(name) !== 0;
}
