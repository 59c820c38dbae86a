/**
 * Makes a PNG of coloured terminal output, for the README. Needs Chromium at /usr/bin/chromium. Use it as
 * `script -qc "COMMANDS" /dev/null | node scripts/picture-terminal.ts docs/images/search.png`.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

const styles: Record<string, string> = {
  1: "font-weight:600",
  2: "opacity:.6",
  31: "color:#ff7b72",
  32: "color:#7ee787",
  33: "color:#f2cc60",
  36: "color:#79c0ff",
};
const resets: Record<string, string[]> = {
  0: Object.keys(styles),
  22: ["1", "2"],
  39: ["31", "32", "33", "36"],
};

/** Converts output with ANSI styles to HTML. */
function toHtml(output: string): string {
  const active = new Set<string>();
  const escapeHtml = (part: string) => part.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const span = (part: string) =>
    `<span style="${[...active].map((code) => styles[code]).join(";")}">${escapeHtml(part)}</span>`;
  let html = "";
  let position = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every style starts with the escape character
  for (const match of output.matchAll(/\u001b\[([\d;]*)[A-Za-z]/g)) {
    html += span(output.slice(position, match.index));
    position = match.index + match[0].length;
    for (const code of (match[1] || "0").split(";")) {
      for (const reset of resets[code] ?? []) active.delete(reset);
      if (styles[code]) active.add(code);
    }
  }
  return html + span(output.slice(position));
}

const target = process.argv[2];
if (!target) throw new TypeError("usage: picture-terminal.ts OUTPUT.png");
const output = (await text(process.stdin)).replaceAll("\r", "").trimEnd();
const lineCount = output.split("\n").length;
const page = `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#0d1117;color:#e6edf3;padding:22px 26px">
<pre style="margin:0;font:15px/1.5 'DejaVu Sans Mono',monospace;white-space:pre-wrap">${toHtml(output)}</pre>`;
const folder = mkdtempSync(join(tmpdir(), "fonoteka-picture-"));
writeFileSync(join(folder, "page.html"), page);
const size = `--window-size=1120,${Math.ceil(lineCount * 22.5) + 48}`;
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--hide-scrollbars",
  `--user-data-dir=${join(folder, "profile")}`,
];
execFileSync(
  "/usr/bin/chromium",
  [...flags, size, `--screenshot=${resolve(target)}`, `file://${join(folder, "page.html")}`],
  {
    stdio: "ignore",
  },
);
rmSync(folder, { recursive: true, force: true });
