import { networkInterfaces } from "node:os";

/**
 * The URLs of a server that listens on `host`: first the one for this machine, then those for other devices. A server
 * that listens on all interfaces (`0.0.0.0`, `::`) is reachable at each address of the machine, but not at `0.0.0.0`.
 */
export function reachableUrls(url: string, interfaces = networkInterfaces()): [string, ...string[]] {
  const withHost = (host: string) => Object.assign(new URL(url), { hostname: host }).href;
  if (!["0.0.0.0", "[::]"].includes(new URL(url).hostname)) return [url];
  const addresses = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
  return [withHost("127.0.0.1"), ...addresses.map(withHost)];
}
