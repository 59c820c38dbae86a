import { createHash } from "node:crypto";
import { globSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Context } from "hono";
import { archiveError } from "../errors.ts";
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

/** Minimum time between two scans of the build's folder, which happen when an unknown file is requested. */
const minScanIntervalMs = 1000;

/**
 * Serves the files of the built page. Only paths found by a scan of the folder are served, so that no text of a request
 * becomes a path. Any other address is a view of the page and gets its `index.html`.
 * @param folder the build (web/dist); it may be missing or change while the server runs
 */
export function servePage(folder: string): (c: Context) => Promise<Response> {
  let known = new Set<string>();
  let lastScanMs = 0;
  const find = (path: string): string | undefined => {
    if (!known.has(path) && Date.now() - lastScanMs > minScanIntervalMs) {
      known = listFiles(folder);
      lastScanMs = Date.now();
    }
    return known.has(path) ? join(folder, path) : undefined;
  };

  return async (c) => {
    if (c.req.method !== "GET" && c.req.method !== "HEAD")
      return errorAnswer(archiveError("route-not-found", { method: c.req.method, path: c.req.path }));
    const requested = c.req.path === "/" ? "/index.html" : c.req.path;
    const isView = extname(requested) === "" || requested === "/index.html";
    const path = find(requested) ?? (isView ? find("/index.html") : undefined);
    if (path === undefined) {
      if (isView) return new Response(noPage, { status: 404, headers: { "content-type": "text/plain" } });
      return errorAnswer(archiveError("page-file-not-found", { path: c.req.path }));
    }
    const bytes = await readFile(path);
    const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
    // Vite puts a hash of the content into the names in assets/; other files keep their names when they change.
    const isHashed = requested.startsWith("/assets/") && path.endsWith(requested);
    const headers = {
      "content-type": mediaTypes[extname(path)] ?? "application/octet-stream",
      "cache-control": isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      etag,
    };
    if (isUnchanged(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers });
    return new Response(bytes, { headers: { ...headers, "content-length": String(bytes.byteLength) } });
  };
}

const noPage = "The page is not built: npm run build. The API is described at /api/openapi.json.\n";

function listFiles(folder: string): Set<string> {
  const names = globSync("**/*", { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
  return new Set(names.map((name) => `/${name.replaceAll("\\", "/")}`));
}
