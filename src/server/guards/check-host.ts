/**
 * DNS rebinding: a page of another site lets its own name point to 127.0.0.1 and is then, for the browser, of one origin
 * with us. It cannot change the `Host` header, which carries that name. So only names are answered to that cannot be
 * anybody else's: this machine's loopback, bare addresses (which no name stands behind) where the server listens on
 * them, and names a person has allowed.
 */

import { isIP } from "node:net";

/** Host name of a `Host` header, without port and brackets, in lower case; undefined for one that is none. */
export function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? "");
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, "");
}

/** `localhost` and what lies below it (RFC 6761 keeps these for loopback), 127.0.0.0/8, ::1. */
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
