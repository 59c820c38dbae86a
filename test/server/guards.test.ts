import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isAllowedHost } from "../../src/server/guards/check-host.ts";
import { isAllowedSite, isOwnOrigin } from "../../src/server/guards/check-origin.ts";
import { isSameToken, tokenOf } from "../../src/server/guards/check-token.ts";
import { maxJsonByteLength } from "../../src/server/guards/limit-body.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openServer } from "./open-server.ts";

test("on loopback only names of loopback and allowed ones are answered to", () => {
  const options = { allowedHosts: ["fonoteka.home"], onLoopback: true };
  for (const host of [
    "localhost",
    "localhost:4321",
    "LOCALHOST:1",
    "app.localhost",
    "127.0.0.1:4321",
    "127.9.9.9",
    "[::1]:4321",
    "fonoteka.home:80",
    "localhost.",
  ])
    assert.equal(isAllowedHost(host, options), true, host);
  for (const host of [
    undefined,
    "",
    "evil.example",
    "evil.example:4321",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "192.168.1.5:4321",
    "0.0.0.0",
    "[::]",
    "localhost:4321@evil.example",
    "localhost evil",
    "127.0.0.1:99999999",
  ])
    assert.equal(isAllowedHost(host, options), false, String(host));
  const open = { allowedHosts: [], onLoopback: false };
  assert.equal(isAllowedHost("192.168.1.5:4321", open), true);
  assert.equal(isAllowedHost("evil.example:4321", open), false);
});

test("only our own page's origin passes; programs without one do, too", () => {
  assert.equal(isOwnOrigin(undefined, "localhost:4321"), true);
  assert.equal(isOwnOrigin("http://localhost:4321", "localhost:4321"), true);
  for (const origin of [
    "null",
    "http://evil.example",
    "http://localhost:3000",
    "http://localhost",
    "file://",
    "http://localhost:4321.evil.example",
    "http://evil.example/localhost:4321",
  ])
    assert.equal(isOwnOrigin(origin, "localhost:4321"), false, origin);
  assert.equal(isAllowedSite("cross-site", { mode: "no-cors", isApi: true }), false);
  assert.equal(isAllowedSite("same-site", { mode: "cors", isApi: true }), false);
  assert.equal(isAllowedSite("cross-site", { mode: "navigate", isApi: true }), false);
  assert.equal(isAllowedSite("cross-site", { mode: "navigate", isApi: false }), true);
  assert.equal(isAllowedSite("same-origin", { mode: "cors", isApi: true }), true);
});

test("a token is taken from the header or the cookie and compared whole", () => {
  assert.equal(tokenOf({ authorization: "Bearer abc", cookie: undefined }), "abc");
  assert.equal(tokenOf({ authorization: undefined, cookie: "a=b; fonoteka-token=xyz" }), "xyz");
  assert.equal(tokenOf({ authorization: "Basic abc", cookie: "xfonoteka-token=1" }), undefined);
  assert.equal(isSameToken("abc", "abc"), true);
  for (const given of [undefined, "", "ab", "abcd", "ABC"]) assert.equal(isSameToken(given, "abc"), false);
});

test("a rebound name, another site's page and another port of localhost are refused with 403 before any route runs", async (t) => {
  const { send } = await openServer(t);
  const cases: Record<string, string>[] = [
    { host: "evil.example:4321" },
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:3000" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
  ];
  for (const headers of cases) {
    const answer = await send("/api/samples", { method: "POST", headers });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.equal(((await answer.json()) as { error: { code: string } }).error.code, "forbidden");
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  }
  assert.equal((await send("/api/status", { headers: { origin: "http://localhost:4321" } })).status, 200);
});

test("a server that others can reach needs its token; the address gives it once and leaves it in a cookie", async (t) => {
  const { send } = await openServer(t, { host: "0.0.0.0", token: "correct-horse-battery-staple-42" });
  const status = async (path: string, headers: Record<string, string> = {}) =>
    (await send(path, { headers: { host: "192.168.1.5:4321", ...headers } })).status;
  assert.equal(await status("/api/status"), 401);
  assert.equal(await status("/"), 401);
  assert.equal(
    await status("/api/status?token=correct-horse-battery-staple-42"),
    401,
    "a token in an address of the API would be logged",
  );
  assert.equal(await status("/api/status", { authorization: "Bearer wrong" }), 401);
  assert.equal(await status("/api/status", { authorization: "Bearer correct-horse-battery-staple-42" }), 200);
  const entry = await send("/recordings/3?token=correct-horse-battery-staple-42&t=5", {
    headers: { host: "192.168.1.5:4321" },
  });
  assert.equal(entry.status, 303);
  assert.equal(entry.headers.get("location"), "/recordings/3?t=5");
  const cookie = entry.headers.get("set-cookie")!;
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  assert.equal(await status("/api/status", { cookie: cookie.split(";")[0]! }), 200);
});

test("it does not open to others without a token", async (t) => {
  await assert.rejects(openServer(t, { host: "0.0.0.0" }), { code: "invalid-input" });
});

test("every answer forbids foreign scripts, frames and sniffing, errors too", async (t) => {
  const { send } = await openServer(t);
  for (const path of ["/api/status", "/api/nothing", "/api/openapi.json", "/", "/missing.js"]) {
    const { headers } = await send(path);
    const policy = headers.get("content-security-policy")!;
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
  }
});

test("a body larger than its route takes is refused, with and without a length", async (t) => {
  const { send } = await openServer(t);
  const body = JSON.stringify({ title: "x".repeat(maxJsonByteLength) });
  const headers = { "content-type": "application/json" };
  const told = await send("/api/recordings/1", {
    method: "PATCH",
    body,
    headers: { ...headers, "content-length": String(body.length) },
  });
  assert.equal(told.status, 413);
  const stream = new Blob([body]).stream();
  const untold = await send("/api/recordings/1", {
    method: "PATCH",
    body: stream,
    headers,
    duplex: "half",
  } as RequestInit);
  assert.equal(untold.status, 413);
  assert.equal(((await untold.json()) as { error: { code: string } }).error.code, "too-large");
});

test("the page's files are answered with the right caching, its views with index.html, and nothing outside the build", async (t) => {
  const folder = join(tempFolder(t), "dist");
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(join(folder, "index.html"), "<!doctype html>page");
  writeFileSync(join(folder, "assets", "index-abc123.js"), "1");
  writeFileSync(join(folder, "..", "secret.txt"), "secret");
  const { send } = await openServer(t, { pageFolder: folder });
  const script = await send("/assets/index-abc123.js");
  assert.equal(script.headers.get("content-type"), "text/javascript; charset=utf-8");
  assert.match(script.headers.get("cache-control")!, /immutable/);
  for (const view of ["/", "/recordings/7", "/library?sort=title"]) {
    const page = await send(view);
    assert.equal(page.status, 200, view);
    assert.equal(page.headers.get("cache-control"), "no-cache");
    assert.match(await page.text(), /page/);
    const again = await send(view, { headers: { "if-none-match": page.headers.get("etag")! } });
    assert.equal(again.status, 304);
  }
  const outside = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/assets/%2e%2e/%2e%2e/secret.txt",
    "/etc/passwd.txt",
    "/missing.js",
  ];
  for (const path of outside) assert.equal((await send(path)).status, 404, path);
});

test("a request line with the address of another host is refused, whatever its Host says", async (t) => {
  const { server } = await openServer(t);
  const answer = await server.app.fetch(
    new Request("http://evil.example/api/status", { headers: { host: "localhost" } }),
  );
  assert.equal(answer.status, 403);
});
