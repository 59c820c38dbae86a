import { hasDisplay } from "../settings.ts";

/** The program, with its arguments, that opens a URL on this system; undefined if there is no display. */
export function browserCommand(
  url: string,
  platform = process.platform,
  withDisplay = hasDisplay(),
): string[] | undefined {
  if (platform === "darwin") return ["open", url];
  // `start` is built into cmd; its first quoted argument is the window title, so an empty one goes before the URL.
  if (platform === "win32") return ["cmd", "/c", "start", "", url.replaceAll("&", "^&")];
  return withDisplay ? ["xdg-open", url] : undefined;
}
