import { hasDisplay } from "../settings.ts";

/** The program that opens an address on this system, and its parameters; undefined where there is no screen. */
export function browserCommand(
  url: string,
  platform = process.platform,
  withDisplay = hasDisplay(),
): string[] | undefined {
  if (platform === "darwin") return ["open", url];
  // `start` is a word of cmd's own; the empty text is the window's title, without which it would take the address for it.
  if (platform === "win32") return ["cmd", "/c", "start", "", url.replaceAll("&", "^&")];
  return withDisplay ? ["xdg-open", url] : undefined;
}
