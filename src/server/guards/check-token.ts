/**
 * Other devices on the network: when the server listens on a non-loopback address, every request needs the token that
 * was generated at its start. A browser gets it once in the address (`/?token=…`), then keeps it in a cookie that no
 * script and no other site can use.
 */

import { createHash, timingSafeEqual } from "node:crypto";

export const tokenCookie = "fonoteka-token";

/** A generated token has 192 bits. */
const minTokenBits = 128;

/**
 * Whether a token given by hand may be guessed: fewer than 128 bits even if its characters were chosen at random from the
 * kinds that it uses, or only a few different ones. Its form is limited to what a URL and a cookie hold as it is.
 */
export function isWeakToken(token: string): boolean {
  if (!/^[\w.~-]+$/.test(token)) return true;
  const kinds: [RegExp, number][] = [
    [/[0-9]/, 10],
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[_.~-]/, 4],
  ];
  const isHex = /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(token);
  const size = isHex ? 16 : kinds.reduce((sum, [kind, count]) => sum + (kind.test(token) ? count : 0), 0);
  return token.length * Math.log2(size) < minTokenBits || new Set(token).size < 8;
}

/** Whether two tokens are the same, in constant time. */
export function isSameToken(given: string | undefined, token: string): boolean {
  if (given === undefined) return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** The token of a request: `Authorization: Bearer …`, else the cookie. */
export function tokenOf(headers: {
  authorization: string | undefined;
  cookie: string | undefined;
}): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const cookies = (headers.cookie ?? "").split(";").map((part) => part.trim());
  return cookies.find((cookie) => cookie.startsWith(`${tokenCookie}=`))?.slice(tokenCookie.length + 1);
}

/** The `Set-Cookie` for a token: kept a year, for this server only, never sent from another site's page. */
export function tokenSetCookie(token: string): string {
  return `${tokenCookie}=${token}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict`;
}
