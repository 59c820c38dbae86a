import { createHash } from "node:crypto";
import { globSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Context } from "hono";
import { ArchiveError } from "../errors.ts";
import { errorAnswer } from "./error-answer.ts";
import { isUnchanged } from "./is-unchanged.ts";

const mediaTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json",
};

/** The build is looked through again so often, while files that are not known are asked for. */
const lookAgainMs = 1000;

/**
 * Answers with the files of the built page. Only paths that a look through the folder has found are answered, so that
 * no text of a request becomes a path. Any other address is one of the page's own views and gets its `index.html`.
 * @param folder the build (web/dist); it may be absent or change while the server runs
 */
export function servePage(folder: string): (c: Context) => Promise<Response> {
  let known = new Set<string>();
  let lookedMs = 0;
  const find = (path: string): string | undefined => {
    if (!known.has(path) && Date.now() - lookedMs > lookAgainMs) {
      known = listFiles(folder);
      lookedMs = Date.now();
    }
    return known.has(path) ? join(folder, path) : undefined;
  };

  return async (c) => {
    if (c.req.method !== "GET" && c.req.method !== "HEAD")
      return errorAnswer(
        new ArchiveError("not-found", `there is no ${c.req.method} ${c.req.path}`, "look at /api/reference"),
      );
    const asked = c.req.path === "/" ? "/index.html" : c.req.path;
    const isView = extname(asked) === "" || asked === "/index.html";
    const path = find(asked) ?? (isView ? find("/index.html") : undefined);
    if (path === undefined) {
      if (isView) return new Response(noPage, { status: 404, headers: { "content-type": "text/plain" } });
      return errorAnswer(new ArchiveError("not-found", `there is no ${c.req.path}`, "open /"));
    }
    const bytes = await readFile(path);
    const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
    // Vite names what lies in assets/ after its contents; everything else keeps its name when it changes.
    const isHashed = asked.startsWith("/assets/") && path.endsWith(asked);
    const headers = {
      "content-type": mediaTypes[extname(path)] ?? "application/octet-stream",
      "cache-control": isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      etag,
    };
    if (isUnchanged(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers });
    return new Response(bytes, { headers: { ...headers, "content-length": String(bytes.byteLength) } });
  };
}

const noPage = "The page is not built: npm run build. The API is at /api/reference.\n";

function listFiles(folder: string): Set<string> {
  const names = globSync("**/*", { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
  return new Set(names.map((name) => `/${name.replaceAll("\\", "/")}`));
}
