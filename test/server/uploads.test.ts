import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createClient } from "../../src/client/client.ts";
import { listen } from "../../src/server/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openServer, talk } from "./open-server.ts";
import { startServe } from "./start-serve.ts";
import { appendUpload, createUpload, headUpload, toMetadata } from "./tus-requests.ts";

const bytes = new Uint8Array(readFileSync(talk));

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string; hint: string } }).error;

test("any tus client: announce, send, ask how far it is, send the rest", async (t) => {
  const opened = await openServer(t);
  const created = await createUpload(opened, { filename: "talk.opus" }, bytes.length);
  assert.equal(created.status, 201);
  assert.equal(created.headers.get("access-control-allow-origin"), null);
  const location = created.headers.get("location")!;
  assert.match(location, /^\/api\/uploads\/[0-9a-f]{32}$/);
  const appended = await appendUpload(opened, location, 0, bytes.slice(0, 5000));
  assert.deepEqual([appended.status, appended.headers.get("upload-offset")], [204, "5000"]);
  const head = await headUpload(opened, location);
  assert.deepEqual(
    [head.status, head.headers.get("upload-offset"), head.headers.get("upload-length")],
    [200, "5000", String(bytes.length)],
  );
  assert.equal(head.headers.get("upload-expires"), null, "nothing expires by the clock");
  await appendUpload(opened, location, 5000, bytes.slice(5000));
  const id = location.split("/").at(-1)!;
  let upload = await opened.client.getUpload(id);
  while (!upload.outcome) upload = await opened.client.getUpload(id);
  assert.equal(upload.outcome.status, "imported");
  const options = await opened.send("/api/uploads", { method: "OPTIONS" });
  assert.equal(options.headers.get("tus-version"), "1.0.0");
  assert.equal(options.headers.get("tus-max-size"), String(8 * 1024 ** 3));
  assert.match(options.headers.get("tus-extension")!, /creation,creation-with-upload,termination/);
});

test("a small file comes with its announcement", async (t) => {
  const opened = await openServer(t);
  const created = await opened.send("/api/uploads", {
    method: "POST",
    headers: {
      "tus-resumable": "1.0.0",
      "upload-length": String(bytes.length),
      "upload-metadata": toMetadata({ filename: "talk.opus" }),
      "content-type": "application/offset+octet-stream",
    },
    body: bytes,
  });
  assert.deepEqual([created.status, created.headers.get("upload-offset")], [201, String(bytes.length)]);
  const id = created.headers.get("location")!.split("/").at(-1)!;
  let upload = await opened.client.getUpload(id);
  while (!upload.outcome) upload = await opened.client.getUpload(id);
  assert.equal(upload.outcome.status, "imported");
});

test("bytes that arrived before the connection broke are kept", async (t) => {
  const opened = await openServer(t);
  const listening = await listen(opened.server, { port: 0 });
  t.after(listening.close);
  const location = (await createUpload(opened, { filename: "talk.opus" }, bytes.length)).headers.get(
    "location",
  )!;
  const { connect } = await import("node:net");
  const socket = connect(Number(new URL(listening.url).port), "127.0.0.1");
  socket.write(
    `PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
      `Content-Type: application/offset+octet-stream\r\nContent-Length: ${bytes.length}\r\n\r\n`,
  );
  socket.write(bytes.slice(0, 60_000));
  const stored = async () => (await opened.client.getUpload(location.split("/").at(-1)!)).offset;
  while ((await stored()) < 60_000) await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  assert.equal((await headUpload(opened, location)).headers.get("upload-offset"), "60000");
  assert.equal((await appendUpload(opened, location, 60_000, bytes.slice(60_000))).status, 204);
});

test("on a full disk the part is refused with 507 and what fitted is kept; with space again the upload goes on", async (t) => {
  const folder = join(tempFolder(t), "archive");
  const full = await startServe(t, folder, [], { maxFileKilobytes: 1024 });
  const content = new Uint8Array(3_000_000).fill(7);
  const send = (url: string, path: string, init: RequestInit) => fetch(new URL(path, url), init);
  const opened = { send: (path: string, init: RequestInit = {}) => send(full.url, path, init) };
  const location = (await createUpload(opened, { filename: "noise.mp3" }, content.length)).headers.get(
    "location",
  )!;
  const refused = await appendUpload(opened, location, 0, content);
  const { code, hint } = await errorOf(refused);
  assert.deepEqual([refused.status, code], [507, "disk-full"]);
  assert.ok(hint);
  const stored = Number((await headUpload(opened, location)).headers.get("upload-offset"));
  assert.equal(stored, 1024 * 1024);
  full.child.kill("SIGTERM");
  await full.exited;

  const roomy = await startServe(t, folder);
  const again = { send: (path: string, init: RequestInit = {}) => send(roomy.url, path, init) };
  assert.equal((await appendUpload(again, location, stored, content.slice(stored))).status, 204);
});

test("refusals have the one shape: too large before the first byte, a wrong offset with the right one, more than announced, unknown", async (t) => {
  const opened = await openServer(t, { maxUploadByteLength: 1_000_000 });
  const tooLarge = await createUpload(opened, { filename: "b.opus" }, 1_000_001);
  assert.equal(tooLarge.status, 413);
  assert.match((await errorOf(tooLarge)).message, /^b\.opus: 1000001 bytes; the limit is 1000000$/);

  const location = (await createUpload(opened, { filename: "a.opus" }, 1000)).headers.get("location")!;
  await appendUpload(opened, location, 0, bytes.slice(0, 100));
  const conflict = await appendUpload(opened, location, 50, bytes.slice(50, 100));
  assert.deepEqual([conflict.status, conflict.headers.get("upload-offset")], [409, "100"]);
  const body = (await conflict.json()) as { error: { code: string; message: string }; offset: number };
  assert.deepEqual(
    [body.error.code, body.error.message, body.offset],
    ["conflict", "offset mismatch: server has 100 bytes, not 50", 100],
  );
  const more = await appendUpload(opened, location, 100, bytes.slice(100, 2000));
  assert.deepEqual([more.status, (await errorOf(more)).code], [413, "too-large"]);

  const unknown = await appendUpload(opened, `/api/uploads/${"0".repeat(32)}`, 0, bytes);
  assert.deepEqual([unknown.status, (await errorOf(unknown)).code], [404, "not-found"]);
  const withoutVersion = await opened.send("/api/uploads", {
    method: "POST",
    headers: { "upload-length": "1" },
  });
  assert.deepEqual([withoutVersion.status, (await errorOf(withoutVersion)).code], [400, "invalid-input"]);
  for (const length of ["-1", "1e3", "x"]) {
    const answer = await createUpload(opened, { filename: "a" }, 1, { "upload-length": length });
    assert.deepEqual([answer.status, (await errorOf(answer)).code], [400, "invalid-input"], length);
  }
  for (const evil of ["..", "%2e%2e%2fdata.db", `${"0".repeat(32)}%2f..%2f..`]) {
    const answer = await appendUpload(opened, `/api/uploads/${evil}`, 0, bytes);
    assert.ok([400, 404, 405].includes(answer.status), `${evil}: ${answer.status}`);
  }
});

test("a second sender of the same upload ends the first, which keeps what it sent", async (t) => {
  const opened = await openServer(t);
  const location = (await createUpload(opened, { filename: "talk.opus" }, bytes.length)).headers.get(
    "location",
  )!;
  let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stalled = appendUpload(
    opened,
    location,
    0,
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        feed = controller;
      },
    }),
  );
  feed!.enqueue(bytes.slice(0, 5000));
  const id = location.split("/").at(-1)!;
  while ((await opened.client.getUpload(id)).offset < 5000)
    await new Promise((resolve) => setImmediate(resolve));
  const head = await headUpload(opened, location);
  assert.equal(head.headers.get("upload-offset"), "5000");
  assert.equal((await stalled).headers.get("upload-offset"), "5000");
  assert.equal((await appendUpload(opened, location, 5000, bytes.slice(5000))).status, 204);
});

test("the guards for host, origin and token hold for uploads, too", async (t) => {
  const loopback = await openServer(t);
  for (const headers of [
    { host: "evil.example:4321" },
    { origin: "http://evil.example" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" },
  ] as Record<string, string>[]) {
    const answer = await createUpload(loopback, { filename: "a.opus" }, 10, headers);
    assert.equal(answer.status, 403, JSON.stringify(headers));
  }
  const open = await openServer(t, { host: "0.0.0.0", token: "correct-horse-battery-staple-42" });
  assert.equal((await createUpload(open, { filename: "a.opus" }, 10)).status, 401);
  const authorization = { authorization: "Bearer correct-horse-battery-staple-42" };
  assert.equal((await createUpload(open, { filename: "a.opus" }, 10, authorization)).status, 201);
  const client = createClient({
    baseUrl: "http://localhost:4321",
    token: "correct-horse-battery-staple-42",
    fetch: (input, init) => open.send(String(input), init),
  });
  assert.equal((await client.uploadFile(new Blob([bytes]), { name: "talk.opus" })).status, "imported");
});
